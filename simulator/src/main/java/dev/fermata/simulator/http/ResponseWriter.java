package dev.fermata.simulator.http;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import java.util.concurrent.Executor;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The place for one answer that comes later. To be used on the event loop.
 *
 * <p>Only the first answer counts, and none when the peer is gone: who answers need not know who was faster.
 */
public final class ResponseWriter {

    final Connection connection;
    final ChannelHandlerContext context;
    boolean keepAlive;
    final boolean headOnly;
    final boolean chunked;

    /** How many bytes of the answer are out before there is one. */
    int ahead;

    private @Nullable UnaryOperator<Response> change;
    UnaryOperator<byte[]> streamed = UnaryOperator.identity();

    /** The stream that it became, if it did. */
    @Nullable
    ResponseStream stream;

    /** What would have streamed was answered in another way. */
    private boolean refused;

    /** Known once {@link DeferredResponse#begin} has returned. */
    @Nullable
    HeldRequest held;

    ResponseWriter(Connection connection, ChannelHandlerContext context, IncomingRequest request) {
        this.connection = connection;
        this.context = context;
        this.keepAlive = request.keepsAlive();
        this.headOnly = request.isHead();
        this.chunked = request.takesChunks();
    }

    /** Asks the endpoint. Whatever it throws is an answer. */
    static Answer answerOf(Endpoint endpoint, Request request) {
        try {
            return endpoint.answer(request);
        } catch (RefusedException refused) {
            return refused.response();
        } catch (OutOfMemoryError full) {
            // Not a mistake of one request.
            throw full;
        } catch (Throwable mistake) {
            return Refusals.mistake(request.head().method() + " " + request.path(), mistake);
        }
    }

    /** Sends the answer. It is written and flushed when this returns, unless the peer reads too slowly. */
    public void send(Response response) {
        attempt(() -> connection.answer(this, changed(response)));
    }

    private Response changed(Response response) {
        return change == null ? response : change.apply(response);
    }

    /** Takes a step towards the answer. Whatever it throws is the answer. */
    public void attempt(Runnable step) {
        try {
            step.run();
        } catch (RefusedException refused) {
            fail(refused.response());
        } catch (OutOfMemoryError full) {
            connection.exceptionCaught(context, full);
        } catch (Throwable mistake) {
            fail(Refusals.mistake("a held request from " + context.channel().remoteAddress(), mistake));
        }
    }

    private void fail(Response response) {
        if (stream != null) {
            // The head is out, and the body cannot say it.
            context.close();
            return;
        }
        Response told;
        try {
            told = changed(response);
        } catch (Throwable again) {
            told = response;
        }
        connection.answer(this, told);
    }

    /**
     * Sends the head of an answer whose body comes bit by bit.
     *
     * @param heartbeat what is sent from time to time when there is nothing to send
     */
    public ResponseStream stream(Response head, byte[] heartbeat) {
        Response changed = changed(head);
        ResponseStream begun = new ResponseStream(this, heartbeat);
        if (changed.status() == head.status()) {
            stream = begun;
            begun.begin(changed);
        } else {
            // What would have streamed is over before it began; who writes to it is not heard, and may forget it.
            refused = true;
            connection.answer(this, changed);
            if (held != null) {
                held.disconnected();
            }
        }
        return begun;
    }

    /** Asks the endpoint for the awaited response. Returns what is notified when the request ends before. */
    public HeldRequest ask(Endpoint endpoint, Request request) {
        Answer answer = answerOf(endpoint, request);
        if (answer instanceof DeferredResponse later) {
            return begin(later);
        }
        send((Response) answer);
        return HeldRequest.OVER;
    }

    /** Begins a response that comes later. Returns what is notified when the request ends before. */
    public HeldRequest begin(DeferredResponse later) {
        HeldRequest[] begun = {HeldRequest.OVER};
        attempt(() -> begun[0] = later.begin(this));
        if (refused) {
            // Whose stream was refused on the way could not be told before it was known.
            begun[0].disconnected();
            return HeldRequest.OVER;
        }
        return begun[0];
    }

    /** Whatever is answered at once goes through this first, and then through what was asked for before. */
    public void change(UnaryOperator<Response> other) {
        UnaryOperator<Response> before = change;
        change = before == null ? other : response -> before.apply(other.apply(response));
    }

    /** Whatever is written to a {@link ResponseStream} goes through this first. */
    public void changeStream(UnaryOperator<byte[]> other) {
        streamed = other;
    }

    /** The bytes of the answer go through this handler, under the HTTP codec; the connection ends with the answer. */
    public void alterBytes(ChannelHandler handler) {
        if (open()) {
            keepAlive = false;
            connection.alterBytes(context, handler);
        }
    }

    /**
     * Sends something that does no harm to a peer that waits, and that one that is gone refuses: one more byte of what every
     * answer begins with, or a sign of life. What will never have a whole answer ends now.
     *
     * @param bytesAltered whether what is sent is changed on its way
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

    /** Ends the connection without an answer; those before it, to other requests, are sent. */
    public void hangUp() {
        if (open()) {
            context.flush();
            context.close();
        }
    }

    /** Resets the connection without an answer; those before it, to other requests, are sent. */
    public void reset() {
        if (open()) {
            context.flush();
            Transport.reset(context.channel());
        }
    }

    /** Whether the answer is still awaited, or its stream still open. */
    public boolean open() {
        return connection.awaits(this);
    }

    /** The event loop, for what has to come back to it. */
    public Executor loop() {
        return context.executor();
    }
}
