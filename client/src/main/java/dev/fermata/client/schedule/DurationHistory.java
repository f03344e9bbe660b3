package dev.fermata.client.schedule;

import dev.fermata.client.internal.text.Checks;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

/**
 * How long jobs took, by kind of job. {@link PollSchedule#adaptive} plans from it.
 *
 * <p>A kind is a path from the general to the particular, such as {@code "heygen/quality/es"}. What is recorded for a kind is
 * also recorded for its parents ({@code "heygen/quality"}, {@code "heygen"}), so a new kind starts with what its parent knows.
 * Jobs of one kind should take about equally long. Good parts of a kind are the backend, the mode, the language, and a range of
 * video lengths.
 *
 * <p>Both built-in histories are thread-safe and bounded: they keep the last {@value #JOBS_PER_KIND} jobs of each of the
 * {@value #KINDS} kinds that were recorded last. Your own implementation must be thread-safe too.
 *
 * <pre>{@code
 * var history = DurationHistory.file(Path.of("durations.json"));
 * var schedule = PollSchedule.adaptive(Duration.ofSeconds(1), history);
 * }</pre>
 */
public interface DurationHistory {

    /** The number of jobs of one kind that are kept. Older ones are forgotten. */
    int JOBS_PER_KIND = 300;

    /** The number of kinds that are kept. Those without a new job for the longest time are forgotten. */
    int KINDS = 256;

    /** Adds one job to a kind and to its parents. Returns at once, without waiting for a disk, and never fails. */
    void record(String kind, Observation observation);

    /**
     * What is known of a kind, oldest job first; empty if nothing is known. The list never changes. While nothing is recorded
     * for the kind, this returns the same list again. By that a schedule knows that its plan is still good.
     */
    List<Observation> observations(String kind);

    /** Returns when everything recorded is saved, or cannot be saved. Closing a waiter calls it. */
    default void flush() {}

    /** Records a job for which the backend stated when it began and when it ended. */
    default void exact(String kind, Duration duration) {
        record(kind, Observation.exact(duration));
    }

    /** Records a job that ended after the poll at {@code after}, and not later than the poll at {@code before}. */
    default void between(String kind, Duration after, Duration before) {
        record(kind, Observation.between(after, before));
    }

    /** Records a job that had not ended at this age, when the wait was given up. */
    default void longerThan(String kind, Duration after) {
        record(kind, Observation.longerThan(after));
    }

    /**
     * This history, with what is known of a kind beforehand. It counts until {@value TypicalDurations#ENOUGH} jobs of the kind are recorded.
     *
     * @param typical how long such jobs usually take
     */
    default DurationHistory beginningWith(String kind, List<Duration> typical) {
        return new TypicalDurations(this, kind, typical);
    }

    /** A history that lasts as long as the process. */
    static DurationHistory inMemory() {
        return new MemoryHistory();
    }

    /**
     * A history that is kept in a file. It is saved soon after each change, on a thread of its own. Each save writes a new file
     * and moves it over the old one, so the file is complete even if the process is killed at any moment.
     *
     * <p>Several histories may share one file, in one process or in several. Each save adds what this history has recorded since
     * its last save to what the file then holds. It locks {@code <name>.lock} for that time. If the name is a symbolic link, the file and the
     * lock are where the link leads to. A history reads the file when it is
     * opened, and does not see later what others record.
     *
     * <p>A file that is damaged is renamed to {@code <name>.damaged}. A file that cannot be read is left as it is. In both
     * cases, and if the file cannot be locked or written, a warning is logged once and the history goes on in memory.
     */
    static DurationHistory file(Path file) {
        return FileHistory.open(file);
    }

    /**
     * What one wait says about how long its job took. Few backends state the exact duration. Polls only show that the job ended
     * between two of them, and a wait that timed out only shows that the job takes longer. Each is recorded as what it is: if the
     * moment of detection were taken for the duration, jobs would seem to end when the client polls.
     *
     * <p>Durations are ages. They count from the creation of the job where the backend states it, else from the start of the wait.
     */
    sealed interface Observation {

        /** The job took exactly this long: the backend stated when it was created and when it ended. */
        static Observation exact(Duration duration) {
            return new Exact(duration);
        }

        /**
         * The job ended between two polls.
         *
         * @param after the age at the last poll that said "not yet"; zero if there was none
         * @param before the age at the first poll that said "ended"
         */
        static Observation between(Duration after, Duration before) {
            return new IntervalCensored(after, before);
        }

        /** The job had not ended at this age, and nobody polled later. */
        static Observation longerThan(Duration after) {
            return new RightCensored(after);
        }

        /**
         * A known duration.
         *
         * @param duration more than zero
         */
        record Exact(Duration duration) implements Observation {
            public Exact {
                Checks.positive("duration", duration);
            }
        }

        /**
         * The job ended in {@code (after, before]}.
         *
         * @param after zero or more
         * @param before more than {@code after}
         */
        record IntervalCensored(Duration after, Duration before) implements Observation {
            public IntervalCensored {
                Checks.positive("before", before);
                if (Objects.requireNonNull(after, "after").isNegative() || after.compareTo(before) >= 0) {
                    throw new IllegalArgumentException(
                            "after is " + after + "; allowed is zero or more and less than before (" + before + ")");
                }
            }
        }

        /**
         * The job ended later than {@code after}, or never.
         *
         * @param after more than zero
         */
        record RightCensored(Duration after) implements Observation {
            public RightCensored {
                Checks.positive("after", after);
            }
        }
    }
}
