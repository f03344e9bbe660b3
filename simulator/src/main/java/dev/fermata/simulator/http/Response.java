package dev.fermata.simulator.http;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;

/**
 * A whole answer, encoded once and sent as often as needed: a status page is asked for thousands of times a second, and
 * building the same hundred bytes each time costs more than sending them.
 *
 * <p>Immutable and safe to share.
 */
public final class Response {

    private static final byte[] CLOSE = "connection: close\r\n".getBytes(US_ASCII);
    private static final byte[] CRLF = "\r\n".getBytes(US_ASCII);

    private final int status;
    private final byte[] head;
    private final byte[] body;

    private Response(HttpResponseStatus status, HttpHeaders headers, byte[] body) {
        headers.set(HttpHeaderNames.CONTENT_LENGTH, body.length);
        this.status = status.code();
        this.head = head(status, headers);
        this.body = body;
    }

    /**
     * An answer with a body that no cache may keep.
     *
     * @param headers names and values by turns
     */
    public static Response of(HttpResponseStatus status, String contentType, byte[] body, String... headers) {
        HttpHeaders all = new DefaultHttpHeaders()
                .set(HttpHeaderNames.CONTENT_TYPE, contentType)
                .set(HttpHeaderNames.CACHE_CONTROL, "no-store");
        for (int i = 0; i < headers.length; i += 2) {
            all.add(headers[i], headers[i + 1]);
        }
        return new Response(status, all, body);
    }

    /** The status code. */
    public int status() {
        return status;
    }

    /** The bytes to send, in a buffer that the caller releases. */
    ByteBuf bytes(ByteBufAllocator allocator, boolean keepAlive, boolean headOnly) {
        ByteBuf bytes = allocator.directBuffer(head.length + CLOSE.length + CRLF.length + body.length);
        bytes.writeBytes(head);
        if (!keepAlive) {
            bytes.writeBytes(CLOSE);
        }
        bytes.writeBytes(CRLF);
        return headOnly ? bytes : bytes.writeBytes(body);
    }

    private static byte[] head(HttpResponseStatus status, HttpHeaders headers) {
        StringBuilder head = new StringBuilder("HTTP/1.1 ").append(status).append("\r\n");
        headers.forEach(header -> head.append(header.getKey())
                .append(": ")
                .append(header.getValue())
                .append("\r\n"));
        return head.toString().getBytes(US_ASCII);
    }
}
