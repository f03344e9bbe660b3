package dev.fermata.simulator.fault;

import dev.fermata.simulator.http.ResponseStream;
import dev.fermata.simulator.http.Transport;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.util.ReferenceCountUtil;

/**
 * Sends a number of bytes, then ends the connection: with an end, like a proxy that lost its backend, or with a reset, like a crash. With
 * a reset, a response that is not a stream always lacks its last byte, which is one of the head if there is no body.
 */
public final class CutOffHandler extends ChannelOutboundHandlerAdapter implements ResponseStream.Handler {

    private static final byte[] HEAD_END = {'\r', '\n', '\r', '\n'};

    private final boolean reset;
    private long left;
    private boolean streams;
    private boolean begun;
    private boolean over;

    private CutOffHandler(long bytes, boolean reset) {
        this.left = bytes;
        this.reset = reset;
    }

    /** The head, that many bytes of the body, and an end. */
    public static CutOffHandler endAfterBody(int bytes) {
        return new CutOffHandler(bytes, false);
    }

    /** That many bytes, head included, and a reset. */
    public static CutOffHandler resetAfter(int bytes) {
        return new CutOffHandler(bytes, true);
    }

    @Override
    public void streamBegins() {
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

    /** How many of these bytes are sent. */
    private int through(ByteBuf bytes) {
        int whole = bytes.readableBytes();
        int head = begun ? 0 : headLength(bytes);
        boolean inOnePiece = !streams && (reset || head < whole);
        begun = true;
        long allowed = reset ? left : head + left;
        int some = (int) Math.min(allowed, inOnePiece ? whole - 1 : whole);
        left -= reset ? some : some - Math.min(head, some);
        return some;
    }

    private void end(ChannelHandlerContext context) {
        if (reset) {
            Transport.reset(context.channel());
        } else {
            context.channel().close();
        }
    }

    /** The bytes up to the empty line, included; all of them without such a line. */
    private static int headLength(ByteBuf bytes) {
        for (int i = bytes.readerIndex(); i <= bytes.writerIndex() - HEAD_END.length; i++) {
            if (endsAt(bytes, i)) {
                return i + HEAD_END.length - bytes.readerIndex();
            }
        }
        return bytes.readableBytes();
    }

    private static boolean endsAt(ByteBuf bytes, int index) {
        for (int i = 0; i < HEAD_END.length; i++) {
            if (bytes.getByte(index + i) != HEAD_END[i]) {
                return false;
            }
        }
        return true;
    }
}
