package dev.fermata.simulator.http.decode;

import dev.fermata.simulator.setting.MemoryShare;
import java.time.Duration;

/**
 * How much of anything one request may bring. Everything is finite.
 *
 * @param line bytes of the request line; more is 414
 * @param headers bytes of all headers; more is 431. As many may be extensions of chunks; more is 400
 * @param body bytes of the body; more is 413
 * @param quiet how long a connection may go without a complete request before it is closed; a stream is
 *     sent a heartbeat after a quarter of that, and after its last answer a connection is read from for a twelfth
 * @param unread bytes of a stream that wait for a peer to read them before it is cut off
 * @param allUnread bytes that wait for all peers together; when there are more, those for whom most waits are cut off
 * @param allKept bytes that the server keeps of all requests together ({@link RequestBudget}); more is 503, or ends a connection that
 *     has sent bytes ahead of its turn
 */
public record HttpLimits(int line, int headers, long body, Duration quiet, long unread, long allUnread, long allKept) {

    /** Headers of a request, with its trailers; more is 431. */
    static final int FIELDS = 100;
    /** A header takes about so much memory, however short it is. */
    static final int FIELD_BYTES = 150;

    private static final long ALL_UNREAD = MemoryShare.UNREAD.bytes();

    /** The line has room for a thousand ids of jobs, with their commas percent-encoded. */
    public static final HttpLimits DEFAULT =
            new HttpLimits(20 * 1024, 16 * 1024, 64 * 1024, Duration.ofSeconds(60), 1024 * 1024);

    /** With the usual limits for all peers together. */
    public HttpLimits(int line, int headers, long body, Duration quiet, long unread) {
        this(line, headers, body, quiet, unread, ALL_UNREAD);
    }

    /** With the usual limit for what is kept of all requests together. */
    public HttpLimits(int line, int headers, long body, Duration quiet, long unread, long allUnread) {
        this(line, headers, body, quiet, unread, allUnread, MemoryShare.REQUESTS.bytes());
    }

    /** With another limit for what is kept of all requests together. */
    public HttpLimits withAllKept(long bytes) {
        return new HttpLimits(line, headers, body, quiet, unread, allUnread, bytes);
    }

    /** For one request whose body may be longer. */
    public HttpLimits withBody(long other) {
        return other <= body ? this : new HttpLimits(line, headers, other, quiet, unread, allUnread, allKept);
    }

    /** How long a connection is read from after its last answer, so that the peer can read that. */
    public Duration linger() {
        return quiet.dividedBy(12);
    }

    /** How many bytes are read and thrown away meanwhile: the videos that somebody posts instead of their URLs. */
    public long discarded() {
        return body * 4096;
    }
}
