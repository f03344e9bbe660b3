package dev.fermata.simulator.job;

import dev.fermata.simulator.clock.Micros;
import java.time.Instant;
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
}
