package dev.fermata.client;

import java.time.Duration;

/** What one poll came to, in the only terms that matter for what to do next. */
sealed interface Answer {

    /** A valid "not yet". {@code retryAfter} is zero when the server does not say. */
    record Pending(Duration retryAfter) implements Answer {}

    /** The server's own last word. */
    record Final(Status status) implements Answer {}

    /** Something that may pass: unreachable, overloaded, unintelligible. Never ends a wait. */
    record Trouble(String problem, Duration retryAfter) implements Answer {}

    /** Something that will not pass. */
    record Refused(int statusCode) implements Answer {}

    static Answer trouble(String problem) {
        return new Trouble(problem, Duration.ZERO);
    }

    /** For people: a word or a sentence. */
    default String text() {
        if (this instanceof Final end) {
            return end.status().toString();
        }
        if (this instanceof Trouble trouble) {
            return trouble.problem();
        }
        if (this instanceof Refused refused) {
            return "refused with status " + refused.statusCode();
        }
        return "pending";
    }
}
