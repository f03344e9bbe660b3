package dev.fermata.simulator.http;

import dev.fermata.simulator.http.field.HttpDate.DateField;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.DuplexChannel;
import java.time.Duration;

/**
 * Sends the responses of one connection, and ends it. To be used on the event loop.
 *
 * <p>If the client may still send, the connection ends in two steps. If the server closed it at once, the connection would be reset, and
 * the client might lose the last response. So the server first ends its own side. Then it reads for some time, and discards what it reads
 * (RFC 9112, section 9.6).
 */
final class ConnectionOutput {

    private final DateField date;
    /** The bytes that this client has not read yet. */
    private final OutputBudget.Share unread;
    /** The server stops. */
    private boolean draining;
    /** All bytes of the client are read, and it sends no more. */
    private boolean inputEnded;
    /** The last response is being sent, or is sent. */
    private boolean over;
    /** Bytes were received after the request that got the last response. */
    private boolean more;
    /** When the server ended its side; 0 before. */
    private long lingersSince;
    /** When bytes were sent last. */
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

    /** Whether the last response is being sent, or is sent. What the client sends after that is discarded. */
    boolean isOver() {
        return over;
    }

    boolean isQuietFor(Duration time, long now) {
        return now - quietSince > time.toNanos();
    }

    boolean lingersLonger(Duration than, long now) {
        return lingersSince != 0 && now - lingersSince > than.toNanos();
    }

    /** Whether there is nothing more to send. */
    boolean isIdle() {
        return !over || lingersSince != 0;
    }

    /** Bytes were received after the request that got the last response. */
    void moreCame() {
        more = true;
    }

    /** All bytes of the client are read, and it sends no more. */
    void inputEnded(ChannelHandlerContext context) {
        inputEnded = true;
        if (lingersSince != 0) {
            context.close();
        }
    }

    /** The connection is closed. */
    void closed() {
        over = true;
        unread.close();
    }

    /** Sends the bytes that are written. */
    void flush(ChannelHandlerContext context) {
        context.flush();
        unread.report(context.channel());
    }

    /**
     * Writes a response. It is the last one, unless the connection may be kept.
     *
     * @param ahead how many of its bytes are already sent
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

    /** A part of a stream is sent. */
    void sending() {
        quietSince = System.nanoTime();
    }

    /** The head of a stream. */
    ByteBuf head(ResponseWriter writer, Response start) {
        return start.bytes(writer.context.alloc(), date.line(), false, true).skipBytes(writer.ahead);
    }

    /** Ends the connection when these last bytes are sent. */
    void endAfter(ChannelFuture sent, ChannelHandlerContext context) {
        over = true;
        sent.addListener(done -> {
            boolean noMore = inputEnded || draining && !more;
            if (done.isSuccess() && !noMore && context.channel() instanceof DuplexChannel channel) {
                lingersSince = System.nanoTime() | 1;
                Tls.endOutput(channel);
            } else {
                context.close();
            }
        });
    }
}
