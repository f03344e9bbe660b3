package dev.fermata.simulator.job.store;

import dev.fermata.simulator.job.JobSpec;
import dev.fermata.simulator.job.JobTimeline;
import dev.fermata.simulator.job.Snapshot;
import org.jspecify.annotations.Nullable;

/**
 * One translation of one video into one target language. Safe for use by many threads; only commands, which go
 * through the {@link JobStore}, change it.
 */
public final class Job {

    private final JobIds ids;
    private final JobSpec spec;
    /** Null while it is changed. */
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

    /** What holds now. A command replaces it, so what belongs together should be asked of one timeline. */
    public JobTimeline timeline() {
        JobTimeline known = timeline;
        while (known == null) {
            Thread.yield();
            known = timeline;
        }
        return known;
    }

    public Snapshot at(long now) {
        return timeline().at(now);
    }

    /**
     * From here until {@link #change} whoever wants to know the timeline waits. So nobody can have seen what holds at a later time than
     * the one that is read in between; else a job could be seen completed and then turn out to have been canceled before. One thread
     * at a time.
     */
    JobTimeline beginChange() {
        JobTimeline before = timeline();
        timeline = null;
        return before;
    }

    void change(JobTimeline after) {
        timeline = after;
    }
}
