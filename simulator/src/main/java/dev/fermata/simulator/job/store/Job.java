package dev.fermata.simulator.job.store;

import dev.fermata.simulator.job.JobCommand;
import dev.fermata.simulator.job.JobCommand.Effect;
import dev.fermata.simulator.job.JobSpec;
import dev.fermata.simulator.job.JobTimeline;
import dev.fermata.simulator.job.Snapshot;
import java.util.Objects;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One translation of one video into one target language. Safe for use by many threads. Only commands change it, by
 * {@link JobStore#apply}.
 */
public final class Job {

    private final JobIds ids;
    private final JobSpec spec;
    /** Null while it is being changed. Most reads find it, and need no lock. */
    private volatile @Nullable JobTimeline timeline;

    Job(JobIds ids, JobSpec spec, JobTimeline timeline) {
        this.ids = ids;
        this.spec = spec;
        this.timeline = timeline;
    }

    /** Not stored: a function of seed and number. */
    public String id() {
        return ids.id(number());
    }

    /** Counted from 0 in the order of submission. */
    public long number() {
        return timeline().plan().number();
    }

    public JobSpec spec() {
        return spec;
    }

    /** What is valid now. A command replaces it, so read all that belongs together from one timeline. */
    public JobTimeline timeline() {
        JobTimeline known = timeline;
        return known == null ? changed() : known;
    }

    public Snapshot at(long now) {
        return timeline().at(now);
    }

    /** The timeline after the change that is being made. The lock is held until the change is done. */
    private synchronized JobTimeline changed() {
        return Objects.requireNonNull(timeline);
    }

    /** @param at when the command was applied */
    record Change(Effect effect, long at) {}

    /**
     * Applies a command. Meanwhile nobody can read the timeline, and the time is read in between. So nobody has seen the job at a later
     * time than that of the change; else a job could be seen completed, and turn out to have been canceled before.
     */
    synchronized Change apply(JobCommand command, LongSupplier clock) {
        JobTimeline before = timeline();
        JobTimeline after = before;
        timeline = null;
        try {
            long now = clock.getAsLong();
            if (before.at(now).state().terminal()) {
                return new Change(Effect.TERMINAL, now);
            }
            after = command.apply(before, now);
            return new Change(after == before ? Effect.UNCHANGED : Effect.APPLIED, now);
        } finally {
            timeline = after;
        }
    }
}
