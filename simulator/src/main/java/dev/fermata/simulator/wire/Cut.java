package dev.fermata.simulator.wire;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.util.ReferenceCountUtil;

/**
 * Lets a number of bytes through, then ends the connection: by an end, as a proxy does that lost its backend, or by a
 * reset, as a crash does. A reset answer that comes in one piece is never whole: at least its last byte is missing, be it
 * of the head when there is no body.
 */
public final class Cut extends ChannelOutboundHandlerAdapter {

    private final boolean reset;
    private long left;
    private boolean streams;
    private boolean begun;
    private boolean over;

    private Cut(long bytes, boolean reset) {
        this.left = bytes;
        this.reset = reset;
    }

    /** The head, that many bytes of the body, and an end. */
    public static Cut endAfterBody(int bytes) {
        return new Cut(bytes, false);
    }

    /** That many bytes, head included, and a reset. */
    public static Cut resetAfter(int bytes) {
        return new Cut(bytes, true);
    }

    /** What comes is a stream, and of a stream nobody knows where it would have ended. */
    public void streams() {
        streams = true;
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        if (over || !(message instanceof ByteBuf bytes)) {
            ReferenceCountUtil.release(message);
            promise.trySuccess();
            return;
        }
        int some = through(bytes);
        over = some < bytes.readableBytes();
        ByteBuf out = bytes.readRetainedSlice(some);
        bytes.release();
        boolean last = over;
        context.writeAndFlush(out).addListener(sent -> {
            if (last) {
                end(context);
            }
            promise.trySuccess();
        });
    }

    /** How many of these bytes go out. */
    private int through(ByteBuf bytes) {
        int whole = bytes.readableBytes();
        int head = begun ? 0 : Heads.length(bytes);
        boolean inOnePiece = !streams && (reset || head < whole);
        begun = true;
        long allowed = reset ? left : head + left;
        int some = (int) Math.min(allowed, inOnePiece ? whole - 1 : whole);
        left -= reset ? some : some - Math.min(head, some);
        return some;
    }

    private void end(ChannelHandlerContext context) {
        if (reset) {
            Resets.reset(context.channel());
        } else {
            context.channel().close();
        }
    }
}
