package dev.fermata.simulator.http;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/** How a stream goes over the wire: in chunks, or as it is for who speaks HTTP/1.0. It ends with its connection. */
final class Chunks {

    private static final byte[] CHUNKED = "transfer-encoding: chunked\r\n".getBytes(US_ASCII);
    private static final byte[] CRLF = "\r\n".getBytes(US_ASCII);
    private static final byte[] LAST = "0\r\n\r\n".getBytes(US_ASCII);
    private static final ByteBuf CONTINUE =
            Unpooled.unreleasableBuffer(Unpooled.copiedBuffer("HTTP/1.1 100 Continue\r\n\r\n", US_ASCII));

    private Chunks() {}

    /** Has a peer that waits for it send its body. */
    static ByteBuf proceed() {
        return CONTINUE.duplicate();
    }

    static ByteBuf head(Reply reply, Response start) {
        ByteBuf head = reply.connection.head(reply, start);
        return reply.chunked
                ? head.writerIndex(head.writerIndex() - CRLF.length)
                        .writeBytes(CHUNKED)
                        .writeBytes(CRLF)
                : head;
    }

    static ByteBuf chunk(Reply reply, byte[] some) {
        if (!reply.chunked) {
            return Unpooled.wrappedBuffer(some);
        }
        byte[] size = (Integer.toHexString(some.length) + "\r\n").getBytes(US_ASCII);
        return Unpooled.wrappedBuffer(size, some, CRLF);
    }

    static ByteBuf end(Reply reply) {
        return reply.chunked && !reply.headOnly ? Unpooled.wrappedBuffer(LAST) : Unpooled.EMPTY_BUFFER;
    }
}
