package dev.fermata.simulator.http;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The body of a response that is sent in parts, until the server or the client ends it. HTTP/1.0 has no chunks, so its clients get the
 * parts as they are. To be used on the event loop.
 */
public final class ResponseStream {

    private static final Logger LOG = LoggerFactory.getLogger(ResponseStream.class);

    private static final byte[] CHUNKED = "transfer-encoding: chunked\r\n".getBytes(US_ASCII);
    private static final byte[] CRLF = "\r\n".getBytes(US_ASCII);
    private static final byte[] LAST = "0\r\n\r\n".getBytes(US_ASCII);

    private static final ByteBuf CONTINUE =
            Unpooled.unreleasableBuffer(Unpooled.copiedBuffer("HTTP/1.1 100 Continue\r\n\r\n", US_ASCII));

    private final ResponseWriter writer;
    private final byte[] heartbeat;

    ResponseStream(ResponseWriter writer, byte[] heartbeat) {
        this.writer = writer;
        this.heartbeat = heartbeat;
    }

    /** Asks a client that waits for it to send its body. */
    static ByteBuf proceed() {
        return CONTINUE.duplicate();
    }

    void begin(Response head) {
        Handler handler = writer.context.pipeline().get(Handler.class);
        if (handler != null && !writer.headOnly) {
            handler.streamBegins();
        }
        if (open()) {
            send(encoded(head));
        }
        if (writer.headOnly) {
            end();
        }
    }

    void beat() {
        write(heartbeat);
    }

    /**
     * Sends a part now; nothing if the stream is over. If too many bytes wait, the connection is closed, because they take memory: the
     * client has stopped reading, or a fault sends them too slowly.
     */
    public void write(byte[] some) {
        Channel channel = writer.context.channel();
        // There is no buffer if the connection is broken and there was no notification yet.
        if (!open() || some.length == 0 || channel.unsafe().outboundBuffer() == null) {
            return;
        }
        OutputBudget.Share unread = writer.connection.output.unread();
        long waiting = unread.waiting(channel);
        if (writer.connection.allows(waiting)) {
            writer.attempt(() -> send(chunk(writer.streamed.apply(some))));
            unread.report(channel);
        } else {
            LOG.info("cut off {}: what waits of its stream takes {} bytes", channel.remoteAddress(), waiting);
            channel.close();
        }
    }

    /** Ends the body, and the connection with it. */
    public void end() {
        writer.connection.finish(writer, lastChunk());
    }

    /** Whether the client may still be reading. */
    public boolean open() {
        return writer.open();
    }

    private void send(ByteBuf bytes) {
        HttpServer.underTheCodec(writer.context).writeAndFlush(bytes);
    }

    private ByteBuf encoded(Response start) {
        ByteBuf head = writer.connection.output.head(writer, start);
        return writer.chunked
                ? head.writerIndex(head.writerIndex() - CRLF.length)
                        .writeBytes(CHUNKED)
                        .writeBytes(CRLF)
                : head;
    }

    private ByteBuf chunk(byte[] some) {
        if (!writer.chunked) {
            return Unpooled.wrappedBuffer(some);
        }
        byte[] size = (Integer.toHexString(some.length) + "\r\n").getBytes(US_ASCII);
        return Unpooled.wrappedBuffer(size, some, CRLF);
    }

    private ByteBuf lastChunk() {
        return writer.chunked && !writer.headOnly ? Unpooled.wrappedBuffer(LAST) : Unpooled.EMPTY_BUFFER;
    }

    /** A handler of the bytes that are sent. It must know whether they are a stream. */
    public interface Handler extends ChannelHandler {

        /** The response is a stream, so its length is unknown. Called before its first byte. */
        void streamBegins();
    }
}
