package dev.fermata.simulator;

import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One way in which a backend goes wrong. A {@link FaultRule} says when it does.
 *
 * <p>Immutable. Sizes are in bytes; times are of the simulator's clock.
 *
 * <pre>{@code
 * Fault.status(503).retryAfter(Duration.ofSeconds(10));
 * Fault.latency(Spread.logNormal(Duration.ofMillis(300), 1));
 * Fault.Plain.RESET_BEFORE;
 * }</pre>
 */
public sealed interface Fault {

    /** As scenario files name it, such as {@code reset_before}. */
    String word();

    /** The answer of the moment, later. */
    static Fault latency(Spread time) {
        return new Latency(time);
    }

    /** An answer with that status, and nothing done. */
    static Status status(int status) {
        return new Status(status, null, "application/json", null, false);
    }

    /** That many bytes of the answer, then a reset. */
    static Fault resetAfter(int bytes) {
        return new ResetDuring(bytes);
    }

    /** The whole head, that many bytes of the body, then the end of the connection. */
    static Fault truncatedBody(int bytes) {
        return new Truncate(bytes);
    }

    /** The answer, so many bytes at a time, with a pause after each time. */
    static Fault drip(int bytes, Duration pause) {
        return new Drip(bytes, pause);
    }

    /** A state that no documentation knows, or one that is not true. */
    static Fault stateWord(String word) {
        return new StateWord(word);
    }

    /** 404 for a job that was accepted less than so long ago. */
    static Fault notFoundAfterCreation(Duration lasting) {
        return new NotFound(lasting);
    }

    /** The request is done, and answered with that status as if it were not. */
    static Fault acceptThen(int status) {
        return new AcceptThen(status);
    }

    /** A job that never ends: it stops after that part of its running time (0 to 1). */
    static Fault stuck(double after) {
        return new Stuck(after);
    }

    /** A job that is completed for a while, then pending again for a while. */
    static Fault relapse(Duration after, Duration lasting) {
        return new Relapse(after, lasting);
    }

    /** Faults that need no more than their name. */
    enum Plain implements Fault {
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

    record Latency(Spread time) implements Fault {
        @Override
        public String word() {
            return "latency";
        }
    }

    /**
     * @param body what to say; the usual error when null
     * @param retryAfter when to come again; nothing is said when null
     * @param asDate whether that is said as a date instead of in seconds
     */
    record Status(
            int status,
            @Nullable String body,
            String contentType,
            @Nullable Duration retryAfter,
            boolean asDate) implements Fault {

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

    record ResetDuring(int bytes) implements Fault {
        public ResetDuring {
            FaultChecks.that(bytes >= 1 && bytes <= 1_000_000, "bytes", bytes, "1 to 1000000");
        }

        @Override
        public String word() {
            return "reset_during";
        }
    }

    record Truncate(int bytes) implements Fault {
        public Truncate {
            FaultChecks.that(bytes >= 0 && bytes <= 1_000_000, "bytes", bytes, "0 to 1000000");
        }

        @Override
        public String word() {
            return "truncate";
        }
    }

    record Drip(int bytes, Duration pause) implements Fault {
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

    record StateWord(String to) implements Fault {
        public StateWord {
            FaultChecks.that(to.matches("[\\w -]{1,100}"), "word", to, "1 to 100 letters, digits, '_', '-' and spaces");
        }

        @Override
        public String word() {
            return "state_word";
        }
    }

    record NotFound(Duration lasting) implements Fault {
        public NotFound {
            FaultChecks.duration("lasting", lasting);
        }

        @Override
        public String word() {
            return "not_found_after_creation";
        }
    }

    record AcceptThen(int status) implements Fault {
        public AcceptThen {
            FaultChecks.that(status >= 400 && status <= 599, "status", status, "400 to 599");
        }

        @Override
        public String word() {
            return "accept_then_status";
        }
    }

    record Stuck(double after) implements Fault {
        public Stuck {
            FaultChecks.that(after >= 0 && after <= 1, "after", after, "0 to 1, a part of the running time");
        }

        @Override
        public String word() {
            return "stuck";
        }
    }

    record Relapse(Duration after, Duration lasting) implements Fault {
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
