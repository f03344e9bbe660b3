package dev.fermata.simulator.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * A response with its whole body. It is encoded once and can be sent many times: clients poll thousands of times a second, and
 * encoding the same hundred bytes each time takes longer than sending them.
 *
 * <p>Immutable, and safe for use by many threads.
 */
public final class Response implements Answer {

    /** The first bytes of every response. */
    static final byte[] START = "HTTP/1.1 ".getBytes(US_ASCII);

    private static final String CONTENT_LENGTH = "content-length";
    private static final String CONTENT = "content-";
    private static final byte[] CLOSE = "connection: close\r\n".getBytes(US_ASCII);
    private static final byte[] CRLF = "\r\n".getBytes(US_ASCII);
    private static final byte[] NO_BODY = {};

    private final HttpResponseStatus status;
    /** Each name is followed by its value. Not to be changed. */
    private final String[] headers;
    /** The status line and the headers, without the empty line at the end. */
    private final byte[] head;

    private final byte[] body;
    private final @Nullable Problem problem;

    private Response(HttpResponseStatus status, String[] headers, byte[] body, @Nullable Problem problem) {
        this(status, headers, encoded(status, headers), body, problem);
    }

    private Response(HttpResponseStatus status, String[] headers, byte[] head, byte[] body, @Nullable Problem problem) {
        this.status = status;
        this.headers = headers;
        this.head = head;
        this.body = body;
        this.problem = problem;
    }

    /**
     * A response with a body. No cache may store it, unless a header allows that.
     *
     * @param headers each name is followed by its value
     */
    public static Response of(HttpResponseStatus status, String contentType, byte[] body, String... headers) {
        String[] first = find(headers, "cache-control") < 0
                ? new String[] {"content-type", contentType, "cache-control", "no-store"}
                : new String[] {"content-type", contentType};
        String[] last = {CONTENT_LENGTH, Integer.toString(body.length)};
        return new Response(status, joined(joined(first, headers), last), body, null);
    }

    /**
     * A response with JSON.
     *
     * @param body what is written as JSON
     * @param headers each name is followed by its value
     */
    public static Response json(HttpResponseStatus status, Object body, String... headers) {
        return of(status, "application/json", JsonMapper.shared().writeValueAsBytes(body), headers);
    }

    /**
     * A response that never has a body, such as 204 or 304.
     *
     * @param headers each name is followed by its value
     */
    public static Response empty(HttpResponseStatus status, String... headers) {
        return new Response(status, headers, NO_BODY, null);
    }

    /**
     * The head of a response whose body is sent with a {@link ResponseStream}.
     *
     * @param headers each name is followed by its value
     */
    public static Response streamed(String contentType, String... headers) {
        String[] first = {"content-type", contentType, "cache-control", "no-store"};
        return new Response(HttpResponseStatus.OK, joined(first, headers), NO_BODY, null);
    }

    /**
     * The same response with more headers.
     *
     * @param more each name is followed by its value
     */
    public Response with(String... more) {
        return new Response(status, joined(headers, more), body, problem);
    }

    /** The same response. It refuses a request for that reason. */
    Response because(Problem reason) {
        return new Response(status, headers, head, body, reason);
    }

    /** The same refusal in another format, with the same headers. A response that refuses nothing stays as it is. */
    public Response in(Problem.Format format) {
        if (problem == null || format == Problem.Format.PROBLEM_DETAILS) {
            return this;
        }
        Response formatted = format.response(problem, this);
        List<String> more = new ArrayList<>();
        for (int i = 0; i < headers.length; i += 2) {
            boolean other = !headers[i].startsWith(CONTENT) && find(formatted.headers, headers[i]) < 0;
            if (other && format.keeps(headers[i], problem)) {
                more.add(headers[i]);
                more.add(headers[i + 1]);
            }
        }
        return formatted.with(more.toArray(String[]::new));
    }

    /** The value of the first header of that name, in any case; null if there is none. */
    public @Nullable String header(String name) {
        int index = find(headers, name);
        return index < 0 ? null : headers[index + 1];
    }

    /** The same response without the headers of that name. */
    public Response without(String name) {
        List<String> others = new ArrayList<>();
        for (int i = 0; i < headers.length; i += 2) {
            if (!headers[i].equalsIgnoreCase(name)) {
                others.add(headers[i]);
                others.add(headers[i + 1]);
            }
        }
        return new Response(status, others.toArray(String[]::new), body, problem);
    }

    /** The same response with another body. */
    public Response withBody(byte[] other) {
        String[] changed = headers.clone();
        int length = find(changed, CONTENT_LENGTH);
        if (length >= 0) {
            changed[length + 1] = Integer.toString(other.length);
        }
        return new Response(status, changed, other, null);
    }

    /** Not to be changed. */
    public byte[] body() {
        return body;
    }

    /** The status code. */
    public int status() {
        return status.code();
    }

    /** How many bytes are sent. */
    public int size() {
        return head.length + body.length;
    }

    /**
     * The bytes to send, in a buffer that the caller releases.
     *
     * @param date a line of the head
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

    private static byte[] encoded(HttpResponseStatus status, String[] headers) {
        StringBuilder head =
                new StringBuilder(256).append("HTTP/1.1 ").append(status.code()).append(' ');
        head.append(status.reasonPhrase()).append("\r\n");
        for (int i = 0; i < headers.length; i += 2) {
            String value = headers[i + 1];
            if (value.indexOf('\r') >= 0 || value.indexOf('\n') >= 0) {
                throw new IllegalArgumentException("the value of " + headers[i] + " has several lines; allowed is one");
            }
            head.append(headers[i]).append(": ").append(value).append("\r\n");
        }
        return head.toString().getBytes(ISO_8859_1);
    }

    /** The index of the first header of that name; -1 if there is none. */
    private static int find(String[] headers, String name) {
        for (int i = 0; i < headers.length; i += 2) {
            if (headers[i].equalsIgnoreCase(name)) {
                return i;
            }
        }
        return -1;
    }

    private static String[] joined(String[] first, String[] second) {
        String[] all = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, all, first.length, second.length);
        return all;
    }
}
