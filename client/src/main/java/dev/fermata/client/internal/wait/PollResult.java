package dev.fermata.client.internal.wait;

import dev.fermata.client.backend.JobState;
import dev.fermata.client.backend.Snapshot;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What one poll says about one job. */
public sealed interface PollResult {

    /**
     * A valid response: the job has not ended.
     *
     * @param snapshot null if the response says no more than that
     * @param asOf the server's time of day
     * @param retryAfter zero if the server does not state it
     * @param holdAfter after this pause the server may be asked to hold the next request; null to poll by schedule
     */
    record Running(
            @Nullable Snapshot snapshot,
            Instant asOf,
            Duration retryAfter,
            @Nullable Duration holdAfter) implements PollResult {

        public Running holdingAfter(@Nullable Duration pause) {
            return new Running(snapshot, asOf, retryAfter, pause);
        }

        /** Whether the job has ended, and only its outcome or its result is still to be asked for. */
        boolean isFinishing() {
            return isFinishing(snapshot);
        }

        /** Whether a request that the server holds until the job ends goes on for it. */
        public boolean mayStay() {
            return !isFinishing() && (snapshot == null || snapshot.state() != JobState.NEEDS_ATTENTION);
        }

        /** The same of what is known of a job. */
        public static boolean isFinishing(@Nullable Snapshot job) {
            return job != null && job.state() == JobState.FINISHING;
        }
    }

    /**
     * The job has ended.
     *
     * @param held whether the server held the request until it could say so
     * @param retryAfter zero if the server does not state it
     */
    record Terminal(Snapshot snapshot, Instant asOf, boolean held, Duration retryAfter) implements PollResult {
        /** Known without a response of a server. */
        public static Terminal of(Snapshot snapshot, Instant asOf) {
            return new Terminal(snapshot, asOf, false, Duration.ZERO);
        }
    }

    /**
     * The poll failed, and the next one may succeed. It never ends a wait by itself.
     *
     * @param uri where the request went; null if it was not sent
     * @param retryNow whether the server says {@code Retry-After: 0}
     * @param inRow how many polls in a row have failed for all jobs that share the request, this one included
     * @param unprocessed whether the server surely did nothing: it said so, or got no request
     */
    record Transient(
            @Nullable URI uri, Problem problem, Duration retryAfter, boolean retryNow, int inRow, boolean unprocessed)
            implements PollResult {

        public Transient(@Nullable URI uri, Problem problem, Duration retryAfter, boolean retryNow, int inRow) {
            this(uri, problem, retryAfter, retryNow, inRow, false);
        }

        public static Transient of(Problem problem) {
            return new Transient(null, problem, Duration.ZERO, false, 1);
        }

        /** All jobs of a request count the same failures, and retry at once if one does. */
        public Transient together(int failures, boolean atOnce) {
            return new Transient(uri, problem, retryAfter, retryNow || atOnce, failures, unprocessed);
        }
    }

    /**
     * The server rejects the request, and would reject it again.
     *
     * @param uri where the request went; null if the backend asks by itself, or if no response had this status but an answer about
     *     several jobs says the same of one
     * @param explanation the server's own words; may be empty
     * @param retryAfter zero if the server does not state it
     */
    record Rejected(@Nullable URI uri, int statusCode, String explanation, Duration retryAfter) implements PollResult {}

    /**
     * What went wrong, in a sentence.
     *
     * @param weight how much it explains: the problem with the greatest weight is the one that a timeout names
     * @param permanent whether it does not pass by itself, such as a bad certificate
     */
    record Problem(String sentence, int weight, boolean permanent) {

        /** Nothing came within the request timeout. What had less time weighs less, in milliseconds. */
        public static final int NO_RESPONSE = Integer.MAX_VALUE - 1;
        /** The cause is known. */
        public static final int CAUSE = Integer.MAX_VALUE;

        /** A wait of less can hardly send a request and get the response. */
        private static final Duration BRIEF = Duration.ofMillis(50);

        public static Problem of(String sentence) {
            return new Problem(sentence, CAUSE, false);
        }

        /**
         * No request was sent in the whole wait.
         *
         * @param notBefore when the server allows the next one, from the beginning of the wait
         */
        public static Problem unsent(Duration maxWait, Duration notBefore) {
            if (maxWait.compareTo(BRIEF) < 0) {
                return of(maxWait.toMillis() + " ms were too short to send a request");
            }
            return of(
                    notBefore.compareTo(maxWait) >= 0
                            ? "no request was sent: the server had asked for a pause (Retry-After) that is longer than the wait"
                            : "no request was sent in time: other waits came first (maxInFlight, maxPerSecond), or the server"
                                    + " asked all of them for a pause (429)");
        }

        /** The problem of a request without a response, whose time was that or less. */
        public static Problem noResponseWithin(Duration time, Duration requestTimeout) {
            boolean cutShort = time.compareTo(requestTimeout) < 0;
            // Plain arithmetic: this may be the first text of its kind in the process, and formatting would take
            // milliseconds.
            long tenths = (time.toMillis() + 50) / 100;
            String sentence = "no complete response within " + tenths / 10 + "." + tenths % 10 + " s";
            int weight = cutShort ? (int) Math.min(time.toMillis(), NO_RESPONSE - 1) : NO_RESPONSE;
            return new Problem(sentence, weight, false);
        }
    }

    /** What is known of the job now; null for no more than before. */
    default @Nullable Snapshot snapshot() {
        return null;
    }

    /** For how long the server wants no further poll of the job; zero if it does not say. */
    default Duration retryAfter() {
        return Duration.ZERO;
    }

    /** For people: the state's word, or a sentence. */
    default String text() {
        if (this instanceof Terminal end) {
            return end.snapshot().word();
        }
        if (this instanceof Transient failed) {
            return failed.problem().sentence();
        }
        if (this instanceof Rejected rejected) {
            String words = rejected.explanation();
            return "rejected with status " + rejected.statusCode() + (words.isEmpty() ? "" : ": " + words);
        }
        Snapshot snapshot = ((Running) this).snapshot();
        return snapshot == null ? "not ended" : snapshot.word();
    }
}
