package dev.fermata.simulator.http;

import io.netty.channel.ChannelHandlerContext;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * The place for one answer that comes later. To be used on the event loop.
 *
 * <p>Only the first answer counts, and none when the peer is gone: who answers need not know who was faster.
 */
public final class Reply {

    final Connection connection;
    final ChannelHandlerContext context;
    final boolean keepAlive;
    final boolean headOnly;
    final boolean chunked;

    /** Known once {@link Later#begin} has returned. */
    @Nullable
    Held held;

    Reply(Connection connection, ChannelHandlerContext context, boolean keepAlive, boolean headOnly, boolean chunked) {
        this.connection = connection;
        this.context = context;
        this.keepAlive = keepAlive;
        this.headOnly = headOnly;
        this.chunked = chunked;
    }

    /** Sends the answer. It is written and flushed when this returns, unless the peer reads too slowly. */
    public void send(Response response) {
        connection.answer(this, response);
    }

    /** Sends the head of an answer whose body comes bit by bit. */
    public Stream stream(Response head) {
        connection.beginStream(this, head);
        return new Stream(this);
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
