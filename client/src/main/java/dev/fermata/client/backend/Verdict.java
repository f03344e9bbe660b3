package dev.fermata.client.backend;

import dev.fermata.client.internal.text.Printable;
import java.util.Objects;

/**
 * What a response means, before it is read; see {@link Backend#verdict}. Immutable.
 *
 * @param explanation in a sentence; if it is empty, what the server says in the response
 */
public record Verdict(Kind kind, String explanation) {

    /** What the client does with the response. */
    public enum Kind {
        /** The status decides, as HTTP has it: 2xx is read, 5xx and 429 are transient failures, other 4xx are rejections. */
        BY_STATUS,
        /** It is read, whatever its status. */
        READABLE,
        /** The poll failed, and the client polls again. */
        TRANSIENT,
        /** The server rejects the request: the wait ends. */
        REJECTED
    }

    /** The status decides. */
    public static final Verdict BY_STATUS = new Verdict(Kind.BY_STATUS, "");

    /** The response says something of the job, whatever its status. */
    public static final Verdict READABLE = new Verdict(Kind.READABLE, "");

    /** Replaces control characters by spaces. */
    public Verdict {
        Objects.requireNonNull(kind, "kind");
        explanation = Printable.clean(Objects.requireNonNull(explanation, "explanation"));
    }

    /** The poll failed, and the next one may succeed. */
    public static Verdict transientFailure(String explanation) {
        return new Verdict(Kind.TRANSIENT, explanation);
    }

    /** The server rejects the request, and would reject it again. */
    public static Verdict rejected(String explanation) {
        return new Verdict(Kind.REJECTED, explanation);
    }
}
