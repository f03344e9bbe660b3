package dev.fermata.simulator.http;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOutboundBuffer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A body that comes bit by bit, until either side ends it: in chunks, or as it is for a client that speaks HTTP/1.0. To be used
 * on the event loop.
 */
public final class ResponseStream {

    private static final Logger LOG = LoggerFactory.getLogger(ResponseStream.class);

    private static final byte[] CHUNKED = "transfer-encoding: chunked\r\n".getBytes(US_ASCII);
    private static final byte[] CRLF = "\r\n".getBytes(US_ASCII);
    private static final byte[] LAST = "0\r\n\r\n".getBytes(US_ASCII);

    private static final ByteBuf CONTINUE =
            Unpooled.unreleasableBuffer(Unpooled.copiedBuffer("HTTP/1.1 100 Continue\r\n\r\n", US_ASCII));

    private final ResponseWriter reply;
    private final byte[] heartbeat;

    ResponseStream(ResponseWriter reply, byte[] heartbeat) {
        this.reply = reply;
        this.heartbeat = heartbeat;
    }

    /** Has a peer that waits for it send its body. */
    static ByteBuf proceed() {
        return CONTINUE.duplicate();
    }

    void begin(Response head) {
        StreamAware handler = reply.context.pipeline().get(StreamAware.class);
        if (handler != null && !reply.headOnly) {
            handler.streamBegins();
        }
        if (open()) {
            send(encoded(head));
        }
        if (reply.headOnly) {
            end();
        }
    }

    void beat() {
        write(heartbeat);
    }

    /**
     * Sends some of it at once; nothing when the stream is over. A peer that has stopped reading is cut off rather than
     * buffered for.
     */
    public void write(byte[] some) {
        Channel channel = reply.context.channel();
        // None when the connection broke a moment ago and nobody was told yet.
        ChannelOutboundBuffer unread = channel.unsafe().outboundBuffer();
        if (!open() || some.length == 0 || unread == null) {
            return;
        }
        if (reply.connection.allows(unread.totalPendingWriteBytes())) {
            reply.attempt(() -> send(chunk(reply.streamed.apply(some))));
            reply.connection.output.unread().report(channel);
        } else {
            LOG.info("cut off {}: it has stopped reading its stream", channel.remoteAddress());
            channel.close();
        }
    }

    /** Ends the body, and the connection with it. */
    public void end() {
        reply.connection.finish(reply, lastChunk());
    }

    /** Whether somebody may still be reading. */
    public boolean open() {
        return reply.open();
    }

    private void send(ByteBuf bytes) {
        HttpServer.underTheCodec(reply.context).writeAndFlush(bytes);
    }

    private ByteBuf encoded(Response start) {
        ByteBuf head = reply.connection.output.head(reply, start);
        return reply.chunked
                ? head.writerIndex(head.writerIndex() - CRLF.length)
                        .writeBytes(CHUNKED)
                        .writeBytes(CRLF)
                : head;
    }

    private ByteBuf chunk(byte[] some) {
        if (!reply.chunked) {
            return Unpooled.wrappedBuffer(some);
        }
        byte[] size = (Integer.toHexString(some.length) + "\r\n").getBytes(US_ASCII);
        return Unpooled.wrappedBuffer(size, some, CRLF);
    }

    private ByteBuf lastChunk() {
        return reply.chunked && !reply.headOnly ? Unpooled.wrappedBuffer(LAST) : Unpooled.EMPTY_BUFFER;
    }
}
