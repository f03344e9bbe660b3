package dev.fermata.simulator.http;

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

    ResponseWriter(
            Connection connection,
            ChannelHandlerContext context,
            boolean keepAlive,
            boolean headOnly,
            boolean chunked) {
        this.connection = connection;
        this.context = context;
        this.keepAlive = keepAlive;
        this.headOnly = headOnly;
        this.chunked = chunked;
    }

    /** Sends the answer. It is written and flushed when this returns, unless the peer reads too slowly. */
    public void send(Response response) {
        connection.answer(this, change == null ? response : change.apply(response));
    }

    /**
     * Sends the head of an answer whose body comes bit by bit.
     *
     * @param heartbeat what is sent from time to time when there is nothing to send
     */
    public ResponseStream stream(Response head, byte[] heartbeat) {
        Response changed = change == null ? head : change.apply(head);
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

    /** Asks the endpoint, whose answer is the one that is awaited; says who is told what becomes of the request. */
    public HeldRequest ask(Endpoint endpoint, Request request) {
        Answer answer = Connection.ask(endpoint, request);
        if (answer instanceof DeferredResponse later) {
            return begin(later);
        }
        send((Response) answer);
        return HeldRequest.OVER;
    }

    /** Whose stream was refused on the way could not be told before it was known. */
    HeldRequest begin(DeferredResponse later) {
        HeldRequest begun = later.begin(this);
        if (refused) {
            begun.disconnected();
            return HeldRequest.OVER;
        }
        return begun;
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
