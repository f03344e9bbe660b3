package dev.fermata.simulator.http;

import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.DuplexChannel;
import java.time.Duration;

/**
 * Whether and how one connection ends. To be used on the event loop.
 *
 * <p>It ends in two steps where the peer may still send. Closing before the peer has read the last answer would reset the
 * connection, and a reset takes back what was not read. So the server first ends its own side, then goes on reading for a
 * while and throws away what comes (RFC 9112, section 9.6).
 */
final class ConnectionEnd {

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

    void drain() {
        draining = true;
    }

    boolean isDraining() {
        return draining;
    }

    /** Whether the next answer is the last, whatever the request says. */
    boolean isNear() {
        return draining || inputEnded;
    }

    /** The answer that is written now is the last: whatever still comes in is thrown away. */
    void begin() {
        over = true;
    }

    boolean isOver() {
        return over;
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

    /** Ends the connection when that is sent, which is the last. */
    void after(ChannelFuture sent, ChannelHandlerContext context) {
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
