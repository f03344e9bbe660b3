package dev.fermata.client.internal.wait;

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
    }

    /**
     * The job has ended.
     *
     * @param held whether the server held the request until it could say so
     */
    record Terminal(Snapshot snapshot, Instant asOf, boolean held) implements PollResult {}

    /**
     * The poll failed, and the next one may succeed. It never ends a wait by itself.
     *
     * @param uri where the request went; null if it was not sent
     * @param retryNow whether the server says {@code Retry-After: 0}
     * @param inRow how many polls in a row have failed for all jobs that share the request, this one included
     */
    record Transient(@Nullable URI uri, Problem problem, Duration retryAfter, boolean retryNow, int inRow)
            implements PollResult {

        public static Transient of(Problem problem) {
            return new Transient(null, problem, Duration.ZERO, false, 1);
        }

        public Transient inRow(int failures) {
            return new Transient(uri, problem, retryAfter, retryNow, failures);
        }
    }

    /**
     * The server rejects the request, and would reject it again.
     *
     * @param uri where the request went; null if the backend asks by itself
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

        public static Problem of(String sentence) {
            return new Problem(sentence, CAUSE, false);
        }
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
