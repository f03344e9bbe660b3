package dev.fermata.simulator.dialect.fermata;

import dev.fermata.simulator.clock.Micros;
import dev.fermata.simulator.job.JobTimeline;
import dev.fermata.simulator.job.store.Job;
import java.util.Comparator;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Identifies one change of a job's state or stage. Pure.
 *
 * @param second whether it is the second change at that time. On a frozen clock a job can be ended by hand at the instant of
 *     another change. There is no third, because nothing follows an end by hand
 */
record JobChange(long at, boolean second) implements Comparable<JobChange> {

    private static final Comparator<JobChange> ORDER =
            Comparator.comparingLong(JobChange::at).thenComparing(JobChange::second);
    private static final String SECOND = "-1";

    /** The submission. */
    static JobChange first(JobTimeline timeline) {
        return new JobChange(timeline.plan().submittedAt(), false);
    }

    /** The last change that is not after the limit; the first one if all are. */
    static JobChange last(JobTimeline timeline, JobChange limit) {
        JobChange last = first(timeline);
        JobChange next = last;
        while (next != null && next.compareTo(limit) <= 0) {
            last = next;
            next = last.next(timeline);
        }
        return last;
    }

    /** A limit for {@link #last}: all changes up to that time. */
    static JobChange until(long now) {
        return new JobChange(now, true);
    }

    /** Whether the job can change no more, by itself or by hand. */
    static boolean isOver(Job job, long now) {
        return job.at(now).state().terminal() && job.timeline().nextChangeAfter(now) == Micros.NEVER;
    }

    /** Reads what {@link #id} returns; empty for any other text. */
    static Optional<JobChange> parse(String id) {
        return id.matches("[0-9]{1,18}(-1)?")
                ? Optional.of(new JobChange(Long.parseLong(id.replace(SECOND, "")), id.endsWith(SECOND)))
                : Optional.empty();
    }

    String id() {
        return second ? at + SECOND : Long.toString(at);
    }

    /** The next change; null if there is none. */
    @Nullable
    JobChange next(JobTimeline timeline) {
        JobTimeline planned = timeline.withoutEnd();
        long next = planned.nextChangeAfter(at);
        long end = timeline.endsByHandAt();
        if (next != Micros.NEVER && next <= end) {
            return new JobChange(next, false);
        }
        if (end == Micros.NEVER) {
            return null;
        }
        JobChange ending = new JobChange(end, changesAt(planned, end));
        return equals(ending) ? null : ending;
    }

    /** The timeline that shows the job as it was after this change. */
    JobTimeline timeline(Job job) {
        JobTimeline timeline = job.timeline();
        JobTimeline planned = timeline.withoutEnd();
        return !second && at == timeline.endsByHandAt() && changesAt(planned, at) ? planned : timeline;
    }

    private static boolean changesAt(JobTimeline planned, long time) {
        return planned.plan().submittedAt() == time || planned.nextChangeAfter(time - 1) == time;
    }

    @Override
    public int compareTo(JobChange other) {
        return ORDER.compare(this, other);
    }

    /** Goes through the changes of one job, each once. */
    static final class Cursor {

        private final Job job;
        private long toldAt;
        private boolean toldSecond;

        /** @param told the last change that was reported already */
        Cursor(Job job, JobChange told) {
            this.job = job;
            know(told);
        }

        private void know(JobChange told) {
            toldAt = told.at();
            toldSecond = told.second();
        }

        /** Reports all changes up to that time that are new, in order. */
        void each(long now, Consumer<JobChange> news) {
            for (JobChange next = next(); next != null && next.at() <= now; next = next()) {
                know(next);
                news.accept(next);
            }
        }

        private @Nullable JobChange next() {
            return new JobChange(toldAt, toldSecond).next(job.timeline());
        }

        /** When the next change comes by itself; {@link Micros#NEVER} if none does. */
        long nextAt() {
            JobChange next = next();
            return next == null ? Micros.NEVER : next.at();
        }
    }
}
