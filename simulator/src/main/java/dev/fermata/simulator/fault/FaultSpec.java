package dev.fermata.simulator.fault;

import dev.fermata.simulator.job.Distribution;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One way in which a server goes wrong. A {@link FaultRuleSpec} says when it does.
 *
 * <p>Immutable. Sizes are in bytes; times are of the simulator's clock.
 */
public sealed interface FaultSpec {

    /** As scenario files name it, such as {@code reset_before}. */
    String word();

    /** Faults that need no more than their name. */
    enum Plain implements FaultSpec {
        /** The connection is reset as soon as the request is read; nothing is done. */
        RESET_BEFORE,
        /** The connection ends without a byte; nothing is done. */
        EMPTY,
        /** Status 200, and bytes that mean nothing. */
        GARBAGE,
        /** Status 200, and a page for people, as a proxy in between sends it. */
        HTML,
        /** The request is read, and no answer ever comes. */
        NO_ANSWER,
        /** Completed, but where the result is to be had is left out. */
        NO_RESULT;

        @Override
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** The response comes later. */
    record Latency(Distribution time) implements FaultSpec {
        @Override
        public String word() {
            return "latency";
        }
    }

    /**
     * A response with that status; nothing is done.
     *
     * @param body what to say; the usual error when null
     * @param retryAfter when to come again; nothing is said when null
     * @param asDate whether that is said as a date instead of in seconds
     */
    record Status(
            int status,
            @Nullable String body,
            String contentType,
            @Nullable Duration retryAfter,
            boolean asDate) implements FaultSpec {

        public Status {
            FaultChecks.that(status >= 200 && status <= 599, "status", status, "200 to 599");
            FaultChecks.that(
                    body == null || !neverHasBody(status), "status", status, "one that has a body, or no body with it");
            FaultChecks.that(
                    body == null || body.length() <= 10_000, "length of the body", body, "at most 10000 characters");
            FaultChecks.that(
                    contentType.matches("[ -~]{1,200}"), "content_type", contentType, "such as application/json");
            if (retryAfter != null) {
                FaultChecks.duration("retry_after", retryAfter);
            }
        }

        /** With the usual error as its body. */
        public static Status of(int status) {
            return new Status(status, null, "application/json", null, false);
        }

        /** Whether HTTP has no body with that status: with one, it would be taken for the next answer. */
        public static boolean neverHasBody(int status) {
            return status == 204 || status == 205 || status == 304;
        }

        /** With {@code Retry-After} in seconds. */
        public Status retryAfter(Duration wait) {
            return new Status(status, body, contentType, wait, false);
        }

        /** With {@code Retry-After} as a date. */
        public Status retryAfterAsDate(Duration wait) {
            return new Status(status, body, contentType, wait, true);
        }

        /** With that body instead of the usual error. */
        public Status saying(String type, String text) {
            return new Status(status, text, type, retryAfter, asDate);
        }

        @Override
        public String word() {
            return "status";
        }
    }

    /** That many bytes of the response, then a reset. */
    record ResetDuring(int bytes) implements FaultSpec {
        public ResetDuring {
            FaultChecks.that(bytes >= 1 && bytes <= 1_000_000, "bytes", bytes, "1 to 1000000");
        }

        @Override
        public String word() {
            return "reset_during";
        }
    }

    /** The whole head, that many bytes of the body, then the end of the connection. */
    record Truncate(int bytes) implements FaultSpec {
        public Truncate {
            FaultChecks.that(bytes >= 0 && bytes <= 1_000_000, "bytes", bytes, "0 to 1000000");
        }

        @Override
        public String word() {
            return "truncate";
        }
    }

    /** The response, so many bytes at a time, with a pause after each time. */
    record Drip(int bytes, Duration pause) implements FaultSpec {
        public Drip {
            FaultChecks.that(bytes >= 1 && bytes <= 1_000_000, "bytes", bytes, "1 to 1000000");
            FaultChecks.duration("pause", pause);
            FaultChecks.that(!pause.isZero(), "pause", "0s", "more than 0");
        }

        @Override
        public String word() {
            return "drip";
        }
    }

    /** A state that no documentation knows, or one that is not true. */
    record StateWord(String to) implements FaultSpec {
        public StateWord {
            FaultChecks.that(to.matches("[\\w -]{1,100}"), "word", to, "1 to 100 letters, digits, '_', '-' and spaces");
        }

        @Override
        public String word() {
            return "state_word";
        }
    }

    /** 404 for a job that was submitted less than so long ago. */
    record NotFound(Duration lasting) implements FaultSpec {
        public NotFound {
            FaultChecks.duration("lasting", lasting);
        }

        @Override
        public String word() {
            return "not_found_after_creation";
        }
    }

    /** The request is done, and answered with that status as if it were not. */
    record AcceptThen(int status) implements FaultSpec {
        public AcceptThen {
            FaultChecks.that(status >= 400 && status <= 599, "status", status, "400 to 599");
        }

        @Override
        public String word() {
            return "accept_then_status";
        }
    }

    /** A job that never ends: it stops after that part of its running time (0 to 1). */
    record Stuck(double after) implements FaultSpec {
        public Stuck {
            FaultChecks.that(after >= 0 && after <= 1, "after", after, "0 to 1, a part of the running time");
        }

        @Override
        public String word() {
            return "stuck";
        }
    }

    /** A job that is completed for a while, then queued again for a while. */
    record Relapse(Duration after, Duration lasting) implements FaultSpec {
        public Relapse {
            FaultChecks.duration("after", after);
            FaultChecks.duration("lasting", lasting);
            FaultChecks.that(!after.isZero() && !lasting.isZero(), "after or lasting", "0s", "more than 0");
        }

        @Override
        public String word() {
            return "relapse";
        }
    }

    /** Whether it is drawn with a job, when that is submitted, rather than done to a request. */
    default boolean ofJobs() {
        return this instanceof Stuck || this instanceof Relapse;
    }
}
