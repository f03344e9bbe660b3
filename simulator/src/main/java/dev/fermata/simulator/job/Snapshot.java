package dev.fermata.simulator.job;

import dev.fermata.simulator.clock.Micros;
import dev.fermata.simulator.text.Checks;
import dev.fermata.simulator.text.LoneSurrogates;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a job looks like at one instant.
 *
 * @param progress 0 to 1, and 1 only when completed
 * @param failure when failed, and only then
 * @param submittedAt in microseconds ({@link Micros})
 * @param startedAt when it began to run; {@link Micros#NEVER} when it has not
 * @param endedAt when it ended; {@link Micros#NEVER} when it has not
 */
public record Snapshot(
        State state,
        Stage stage,
        double progress,
        @Nullable Failure failure,
        long submittedAt,
        long startedAt,
        long endedAt) {

    public Instant submitted() {
        return Micros.instant(submittedAt);
    }

    public Optional<Instant> started() {
        return instant(startedAt);
    }

    public Optional<Instant> ended() {
        return instant(endedAt);
    }

    private static Optional<Instant> instant(long micros) {
        return micros == Micros.NEVER ? Optional.empty() : Optional.of(Micros.instant(micros));
    }

    /**
     * Why a job failed.
     *
     * @param code for programs, up to 100 characters; it is stable
     * @param message for people, up to 1,000 characters
     */
    public record Failure(String code, String message) {

        /** The failure of a job that is failed by hand, if no other is given. */
        public static final Failure BY_HAND = new Failure("internal_error", "Failed by hand.");

        public Failure {
            Checks.that(!code.isBlank(), "code", code, "a word such as source_unreachable");
            Checks.that(code.length() <= 100, "length of code", code.length(), "up to 100 characters");
            Checks.that(message.length() <= 1_000, "length of message", message.length(), "up to 1000 characters");
            LoneSurrogates.refuse("code", code);
            LoneSurrogates.refuse("message", message);
        }
    }

    /** What a job is doing. Once it has ended: what it was doing then. */
    public enum Stage {
        QUEUED(0),
        TRANSCRIBING(20),
        TRANSLATING(10),
        VOICING(30),
        LIP_SYNCING(25),
        RENDERING(15);

        private final double weight;

        /** As written in JSON. */
        private final String word = name().toLowerCase(Locale.ROOT).replace('_', '-');

        Stage(double weight) {
            this.weight = weight;
        }

        /** Its usual share of the running time, in parts of a hundred. Time in the queue is drawn on its own. */
        public double weight() {
            return weight;
        }

        public String word() {
            return word;
        }
    }
}
