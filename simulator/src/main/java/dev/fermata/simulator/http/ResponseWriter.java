package dev.fermata.simulator.http;

import dev.fermata.simulator.http.Problem.RefusedException;
import dev.fermata.simulator.http.decode.InvalidRequestException;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import java.util.concurrent.Executor;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Sends one response that comes later. To be used on the event loop.
 *
 * <p>Only the first response is sent, and none if the connection is closed. So several may try to answer.
 */
public final class ResponseWriter {

    final Connection connection;
    final ChannelHandlerContext context;
    boolean keepAlive;
    final boolean headOnly;
    final boolean chunked;

    /** How many bytes of the response were sent before it was known. */
    int ahead;

    private @Nullable UnaryOperator<Response> change;
    UnaryOperator<byte[]> streamed = UnaryOperator.identity();

    /** If the response is a stream. */
    @Nullable
    ResponseStream stream;

    /** A fault has replaced the stream by another response. */
    private boolean refused;

    /** Null until {@link DeferredResponse#begin} has returned. */
    @Nullable
    HeldRequest held;

    ResponseWriter(Connection connection, ChannelHandlerContext context, IncomingRequest request) {
        this.connection = connection;
        this.context = context;
        this.keepAlive = request.keepsAlive();
        this.headOnly = request.isHead();
        this.chunked = request.takesChunks();
    }

    /** Calls the endpoint. If it throws, the exception becomes the answer. */
    static Answer answerOf(Endpoint endpoint, Request request) {
        try {
            return endpoint.answer(request);
        } catch (RefusedException refused) {
            return refused.response();
        } catch (OutOfMemoryError full) {
            // The request is not the cause.
            throw full;
        } catch (Throwable mistake) {
            return Problem.ofMistake(request.head().method() + " " + request.path(), mistake);
        }
    }

    /** Sends the response. It is written and flushed when this returns, unless the client reads too slowly. */
    public void send(Response response) {
        attempt(() -> connection.answer(this, changed(response)));
    }

    private Response changed(Response response) {
        return change == null ? response : change.apply(response);
    }

    /** Does something for the response. If it throws, the exception becomes the response. */
    public void attempt(Runnable step) {
        try {
            step.run();
        } catch (RefusedException refused) {
            fail(refused.response());
        } catch (OutOfMemoryError full) {
            connection.exceptionCaught(context, full);
        } catch (Throwable mistake) {
            fail(Problem.ofMistake("a held request from " + context.channel().remoteAddress(), mistake));
        }
    }

    private void fail(Response response) {
        if (stream != null) {
            // The head is sent, and the body cannot have an error.
            context.close();
            return;
        }
        Response failed;
        try {
            failed = changed(response);
        } catch (Throwable again) {
            failed = response;
        }
        connection.answer(this, failed);
    }

    /**
     * Sends the head of a response whose body is sent in parts.
     *
     * @param heartbeat sent from time to time if there is nothing to send
     */
    public ResponseStream stream(Response head, byte[] heartbeat) {
        Response changed = changed(head);
        ResponseStream begun = new ResponseStream(this, heartbeat);
        if (changed.status() == head.status()) {
            stream = begun;
            begun.begin(changed);
        } else {
            // The stream is over before it began. What is written to it is ignored.
            refused = true;
            connection.answer(this, changed);
            if (held != null) {
                held.disconnected();
            }
        }
        return begun;
    }

    /** Asks the endpoint for the response. The result receives a notification if the request ends before. */
    public HeldRequest ask(Endpoint endpoint, Request request) {
        Answer answer = answerOf(endpoint, request);
        if (answer instanceof DeferredResponse later) {
            return begin(later);
        }
        send((Response) answer);
        return HeldRequest.OVER;
    }

    /** Begins a response that comes later. The result receives a notification if the request ends before. */
    public HeldRequest begin(DeferredResponse later) {
        HeldRequest[] begun = {HeldRequest.OVER};
        attempt(() -> begun[0] = later.begin(this));
        if (refused) {
            // Only now it is known.
            begun[0].disconnected();
            return HeldRequest.OVER;
        }
        return begun[0];
    }

    /**
     * The response needs that many bytes of the request until it is sent. To be called once, by an endpoint that keeps more of the request
     * than a few numbers.
     *
     * @throws RefusedException if there is no room for them
     */
    public void keep(int bytes) {
        try {
            connection.kept.require(bytes);
        } catch (InvalidRequestException full) {
            throw new RefusedException(Problem.of(full));
        }
        connection.kept.pending(bytes);
    }

    /** Changes the response before it is sent. If this is called several times, the last change is made first. Streams are not changed. */
    public void change(UnaryOperator<Response> other) {
        UnaryOperator<Response> before = change;
        change = before == null ? other : response -> before.apply(other.apply(response));
    }

    /** Changes what is written to a {@link ResponseStream}. If this is called several times, the last change is made first. */
    public void changeStream(UnaryOperator<byte[]> other) {
        UnaryOperator<byte[]> before = streamed;
        streamed = part -> before.apply(other.apply(part));
    }

    /** The encoded bytes of the response go through this handler. The connection ends with the response. */
    public void alterBytes(ChannelHandler handler) {
        if (open()) {
            keepAlive = false;
            connection.alterBytes(context, handler);
        }
    }

    /**
     * Sends something to find out whether the client is gone: a heartbeat of the stream, or the next byte of the text with which every
     * response begins. Closes the connection if there will be no whole response.
     *
     * @param bytesAltered whether a fault changes the bytes that are sent
     */
    void probe(boolean bytesAltered) {
        if (stream != null) {
            stream.beat();
        } else if (held != null && (bytesAltered || !held.answers())) {
            context.close();
        } else if (ahead < Response.START.length) {
            HttpServer.underTheCodec(context).writeAndFlush(Unpooled.wrappedBuffer(Response.START, ahead, 1));
            ahead++;
        }
    }

    /** Ends the connection without a response. The responses to earlier requests are sent. */
    public void hangUp() {
        if (open()) {
            context.flush();
            context.close();
        }
    }

    /** Resets the connection without a response. The responses to earlier requests are sent. */
    public void reset() {
        if (open()) {
            context.flush();
            Transport.reset(context.channel());
        }
    }

    /** A handler of the bytes that are sent. It keeps some of them, and sends them later. */
    public interface DelayingHandler extends ChannelHandler {

        /** How many bytes of memory it takes for what it keeps. */
        long keptBytes();
    }

    boolean waitsForTheClock() {
        return open() && (held == null || held.waitsForTheClock());
    }

    /** Whether the response is pending, or its stream is open. */
    public boolean open() {
        return connection.awaited == this;
    }

    /** The event loop. */
    public Executor loop() {
        return context.executor();
    }
}
