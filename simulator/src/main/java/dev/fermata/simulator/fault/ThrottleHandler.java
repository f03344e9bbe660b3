package dev.fermata.simulator.fault;

import dev.fermata.simulator.clock.VirtualClock;
import dev.fermata.simulator.clock.VirtualClock.Cancellable;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.util.ReferenceCountUtil;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/** Sends a few bytes at a time, by the simulator's clock or by real time, whichever is first: some at once, then some after each pause. */
public final class ThrottleHandler extends ChannelOutboundHandlerAdapter {

    private static final int MOST_PIECES = 10_000;

    private record Piece(ByteBuf bytes, ChannelPromise promise) {}

    private final int bytes;
    private final long pause;
    private final VirtualClock clock;
    private final ArrayDeque<Piece> waiting = new ArrayDeque<>();
    private @Nullable Cancellable next;

    /** @param pause in microseconds */
    public ThrottleHandler(int bytes, long pause, VirtualClock clock) {
        this.bytes = bytes;
        this.pause = pause;
        this.clock = clock;
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        if (!(message instanceof ByteBuf some)) {
            ReferenceCountUtil.release(message);
            promise.trySuccess();
            return;
        }
        if (waiting.size() == MOST_PIECES) {
            // A stream that brings bytes faster than they are sent. It would never end.
            some.release();
            promise.trySuccess();
            context.channel().close();
            return;
        }
        waiting.add(new Piece(some, promise));
        if (next == null) {
            drop(context);
        }
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        if (next != null) {
            next.cancel();
        }
        for (Piece piece : waiting) {
            piece.bytes().release();
            piece.promise().tryFailure(new ClosedChannelException());
        }
        waiting.clear();
    }

    private void drop(ChannelHandlerContext context) {
        next = null;
        int room = bytes;
        while (room > 0 && !waiting.isEmpty()) {
            Piece piece = waiting.element();
            int some = Math.min(room, piece.bytes().readableBytes());
            room -= some;
            ByteBuf out = piece.bytes().readRetainedSlice(some);
            if (piece.bytes().isReadable()) {
                context.write(out);
            } else {
                waiting.remove();
                piece.bytes().release();
                context.write(out, piece.promise());
            }
        }
        context.flush();
        if (!waiting.isEmpty()) {
            next = clock.schedule(
                    clock.micros() + pause, clock.realTimeIn(pause), context.executor(), () -> drop(context));
        }
    }
}
