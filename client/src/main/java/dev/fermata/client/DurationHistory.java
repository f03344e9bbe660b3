package dev.fermata.client;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * How long jobs took, one history for each kind of job. It feeds {@link PollSchedule#adaptive}.
 *
 * <p>A kind is a path from the general to the particular, such as {@code "heygen/quality/es"}. What is recorded for a kind is
 * recorded for its parents too ({@code "heygen/quality"}, {@code "heygen"}), so that a kind never seen before starts from
 * what its parent knows. A kind should gather jobs that take about equally long: backend, mode, language, a bucket of the
 * video's length.
 *
 * <p>Safe for use by many threads. Both implementations are bounded: they keep the last {@value #JOBS_PER_KIND} jobs of the
 * {@value #KINDS} kinds used last.
 *
 * <pre>{@code
 * var history = DurationHistory.file(Path.of("durations.json"));
 * var schedule = PollSchedule.adaptive(Duration.ofSeconds(1), history);
 * }</pre>
 */
public interface DurationHistory {

    /** So many jobs of a kind are kept; older ones are forgotten. */
    int JOBS_PER_KIND = 300;

    /** So many kinds are kept; those unused for longest are forgotten. */
    int KINDS = 256;

    /** Adds what a wait has taught about a kind of job, and so about its parents. Does not wait for a disk, never fails. */
    void record(String kind, Observation observation);

    /**
     * What is known of a kind, oldest first; empty if nothing is. The list never changes: as long as nothing was recorded, the
     * same list comes back, which tells a schedule that its plan still holds.
     */
    List<Observation> observations(String kind);

    /** Returns when what was recorded is where it is kept, or cannot be. {@link Waiter#close} calls it. */
    default void flush() {}

    /** The backend told when the job began and ended. */
    default void exact(String kind, Duration duration) {
        record(kind, Observation.exact(duration));
    }

    /** The last look that said "not yet" (zero if there was none), and the first that said "done". */
    default void between(String kind, Duration after, Duration before) {
        record(kind, Observation.between(after, before));
    }

    /** The wait was given up at this age, with the job not done. */
    default void longerThan(String kind, Duration after) {
        record(kind, Observation.longerThan(after));
    }

    /** A history that lasts as long as the process. */
    static DurationHistory inMemory() {
        return new MemoryHistory();
    }

    /**
     * A history kept in a file. It is written soon after each change, beside what else goes on, and always as a whole, so it
     * is good at any moment at which the process may be killed. A file that cannot be understood is set aside as
     * {@code <name>.damaged}; one that cannot be read is left alone; in both cases, and where it cannot be written, the log is
     * warned and the history goes on in memory. Where two histories share a file, in one process or two, the last to write
     * wins.
     */
    static DurationHistory file(Path file) {
        return FileHistory.open(file);
    }
}
