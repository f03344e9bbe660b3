package dev.fermata.simulator.http;

import dev.fermata.simulator.http.field.DateField;
import dev.fermata.simulator.http.output.OutputBudget;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.DuplexChannel;
import java.time.Duration;

/**
 * What one connection sends, and how it ends. To be used on the event loop.
 *
 * <p>It ends in two steps where the peer may still send. Closing before the peer has read the last answer would reset the
 * connection, and a reset takes back what was not read. So the server first ends its own side, then goes on reading for a
 * while and throws away what comes (RFC 9112, section 9.6).
 */
final class ConnectionOutput {

    private final DateField date;
    /** The bytes that wait for this peer. */
    private final OutputBudget.Share unread;
    /** The server stops. */
    private boolean draining;
    /** All that the peer sent is read, and it sends no more. */
    private boolean inputEnded;
    /** The last answer is under way or out. */
    private boolean over;
    /** Bytes came after the request that got the last answer. */
    private boolean more;
    /** Since when the server's side is ended and the peer's is not; 0 before. */
    private long lingersSince;
    /** When something was sent last. */
    private long quietSince = System.nanoTime();

    ConnectionOutput(DateField date, OutputBudget.Share unread) {
        this.date = date;
        this.unread = unread;
    }

    OutputBudget.Share unread() {
        return unread;
    }

    void drain() {
        draining = true;
    }

    boolean isDraining() {
        return draining;
    }

    /** The last answer is under way or out: whatever still comes in is thrown away. */
    boolean isOver() {
        return over;
    }

    boolean isQuietFor(Duration time, long now) {
        return now - quietSince > time.toNanos();
    }

    boolean lingersLonger(Duration than, long now) {
        return lingersSince != 0 && now - lingersSince > than.toNanos();
    }

    /** Whether the connection waits for its peer alone, with nothing more to send. */
    boolean isIdle() {
        return !over || lingersSince != 0;
    }

    /** Something came in when it was over. */
    void moreCame() {
        more = true;
    }

    /** All that the peer sent is read, and it sends no more. */
    void inputEnded(ChannelHandlerContext context) {
        inputEnded = true;
        if (lingersSince != 0) {
            context.close();
        }
    }

    /** The connection is gone. */
    void closed() {
        over = true;
        unread.close();
    }

    /** Sends what is written. */
    void flush(ChannelHandlerContext context) {
        context.flush();
        unread.report(context.channel());
    }

    /**
     * Writes an answer, the last one unless the connection may be kept.
     *
     * @param ahead how many bytes of it are out
     */
    void write(ChannelHandlerContext context, Response response, boolean keepAlive, boolean headOnly, int ahead) {
        quietSince = System.nanoTime();
        boolean stays = keepAlive && !draining && !inputEnded;
        ByteBuf bytes = response.bytes(context.alloc(), date.line(), stays, headOnly);
        ChannelFuture sent = HttpServer.underTheCodec(context).write(bytes.skipBytes(ahead));
        if (!stays) {
            endAfter(sent, context);
        }
    }

    /** Something of a stream is sent. */
    void sending() {
        quietSince = System.nanoTime();
    }

    /** The head of a stream, which goes before its chunks. */
    ByteBuf head(ResponseWriter reply, Response start) {
        return start.bytes(reply.context.alloc(), date.line(), false, true).skipBytes(reply.ahead);
    }

    /** Ends the connection when that is sent, which is the last. */
    void endAfter(ChannelFuture sent, ChannelHandlerContext context) {
        over = true;
        sent.addListener(done -> {
            boolean noMore = inputEnded || draining && !more;
            if (done.isSuccess() && !noMore && context.channel() instanceof DuplexChannel channel) {
                lingersSince = System.nanoTime() | 1;
                channel.shutdownOutput();
            } else {
                context.close();
            }
        });
    }
}
