package dev.fermata.simulator.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A whole answer, encoded once and sent as often as needed: a status page is asked for thousands of times a second, and
 * building the same hundred bytes each time costs more than sending them.
 *
 * <p>Immutable and safe to share.
 */
public final class Response implements Answer {

    /** What every answer begins with. */
    static final byte[] START = "HTTP/1.1 ".getBytes(US_ASCII);

    private static final byte[] CLOSE = "connection: close\r\n".getBytes(US_ASCII);
    private static final byte[] CRLF = "\r\n".getBytes(US_ASCII);
    private static final byte[] NOTHING = {};

    private final int status;
    private final byte[] head;
    private final byte[] body;
    private final @Nullable Problem problem;

    private Response(int status, byte[] head, byte[] body, @Nullable Problem problem) {
        this.status = status;
        this.head = head;
        this.body = body;
        this.problem = problem;
    }

    private Response(int status, byte[] head, byte[] body) {
        this(status, head, body, null);
    }

    /**
     * An answer with a body, which no cache may keep unless a header says so.
     *
     * @param headers names and values by turns
     */
    public static Response of(HttpResponseStatus status, String contentType, byte[] body, String... headers) {
        StringBuilder head = begin(status);
        add(head, "content-type", contentType);
        if (!has(headers, "cache-control")) {
            add(head, "cache-control", "no-store");
        }
        addAll(head, headers);
        head.append("content-length: ").append(body.length).append("\r\n");
        return new Response(status.code(), bytes(head), body);
    }

    /**
     * An answer that never has a body, such as 204 or 304.
     *
     * @param headers names and values by turns
     */
    public static Response empty(HttpResponseStatus status, String... headers) {
        StringBuilder head = begin(status);
        addAll(head, headers);
        return new Response(status.code(), bytes(head), NOTHING);
    }

    /**
     * The beginning of an answer that goes on as a {@link ResponseStream}.
     *
     * @param headers names and values by turns
     */
    public static Response streamed(String contentType, String... headers) {
        StringBuilder head = begin(HttpResponseStatus.OK);
        add(head, "content-type", contentType);
        add(head, "cache-control", "no-store");
        addAll(head, headers);
        return new Response(HttpResponseStatus.OK.code(), bytes(head), NOTHING);
    }

    /** The same with more headers, names and values by turns. */
    public Response with(String... headers) {
        StringBuilder more = new StringBuilder(new String(head, ISO_8859_1));
        addAll(more, headers);
        return new Response(status, bytes(more), body, problem);
    }

    /** The same, known to refuse a request for that reason. */
    Response because(Problem reason) {
        return new Response(status, head, body, reason);
    }

    /** What this says about the request in another format, with its headers; any other response stays as it is. */
    public Response in(Problem.Format format) {
        if (problem == null || format == Problem.Format.PROBLEM_DETAILS) {
            return this;
        }
        Response said = format.response(problem);
        String known = new String(said.head, ISO_8859_1);
        StringBuilder more = new StringBuilder(known);
        new String(head, ISO_8859_1)
                .lines()
                .skip(1)
                .filter(line -> !line.startsWith("content-"))
                .filter(line -> !known.contains("\n" + line.substring(0, line.indexOf(':') + 1)))
                .forEach(line -> more.append(line).append("\r\n"));
        return new Response(said.status, bytes(more), said.body);
    }

    /** The same without the headers of that name. */
    public Response without(String name) {
        String fewer = new String(head, ISO_8859_1).replaceAll("(?i)(?<=\n)" + Pattern.quote(name) + ": [^\n]*\n", "");
        return new Response(status, bytes(new StringBuilder(fewer)), body, problem);
    }

    /** The same with another body. */
    public Response withBody(byte[] other) {
        String changed = new String(head, ISO_8859_1)
                .replaceFirst("content-length: \\d+\r\n", "content-length: " + other.length + "\r\n");
        return new Response(status, bytes(new StringBuilder(changed)), other);
    }

    /** Not to be changed. */
    public byte[] body() {
        return body;
    }

    /** The status code. */
    public int status() {
        return status;
    }

    /** How many bytes it takes. */
    public int size() {
        return head.length + body.length;
    }

    /**
     * The bytes to send, in a buffer that the caller releases.
     *
     * @param date a whole line of the head
     */
    ByteBuf bytes(ByteBufAllocator allocator, byte[] date, boolean keepAlive, boolean headOnly) {
        int length = head.length + date.length + CLOSE.length + CRLF.length + (headOnly ? 0 : body.length);
        ByteBuf bytes = allocator.directBuffer(length);
        bytes.writeBytes(head).writeBytes(date);
        if (!keepAlive) {
            bytes.writeBytes(CLOSE);
        }
        bytes.writeBytes(CRLF);
        return headOnly ? bytes : bytes.writeBytes(body);
    }

    private static StringBuilder begin(HttpResponseStatus status) {
        return new StringBuilder(256).append("HTTP/1.1 ").append(status).append("\r\n");
    }

    private static boolean has(String[] headers, String name) {
        for (int i = 0; i < headers.length; i += 2) {
            if (headers[i].equalsIgnoreCase(name)) {
                return true;
            }
        }
        return false;
    }

    private static void addAll(StringBuilder head, String[] headers) {
        for (int i = 0; i < headers.length; i += 2) {
            add(head, headers[i], headers[i + 1]);
        }
    }

    private static void add(StringBuilder head, String name, String value) {
        if (value.indexOf('\r') >= 0 || value.indexOf('\n') >= 0) {
            throw new IllegalArgumentException("a header's value is one line, unlike that of " + name);
        }
        head.append(name).append(": ").append(value).append("\r\n");
    }

    private static byte[] bytes(StringBuilder head) {
        return head.toString().getBytes(ISO_8859_1);
    }
}
