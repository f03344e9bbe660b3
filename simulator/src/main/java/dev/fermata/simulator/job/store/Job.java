package dev.fermata.simulator.job.store;

import dev.fermata.simulator.job.JobSpec;
import dev.fermata.simulator.job.JobTimeline;
import dev.fermata.simulator.job.Snapshot;
import org.jspecify.annotations.Nullable;

/**
 * One translation of one video into one target language. Safe for use by many threads; only amendments, which go
 * through the {@link JobStore}, change it.
 */
public final class Job {

    private final JobIds ids;
    private final JobSpec order;
    /** Null while it is changed. */
    private volatile @Nullable JobTimeline course;

    Job(JobIds ids, JobSpec order, JobTimeline course) {
        this.ids = ids;
        this.order = order;
        this.course = course;
    }

    /** Not stored: a function of seed and number. */
    public String id() {
        return ids.id(number());
    }

    /** Counted from 0 in the order of submission. */
    public long number() {
        return course().plan().number();
    }

    public JobSpec order() {
        return order;
    }

    /** What holds now. An amendment replaces it, so what belongs together should be asked of one course. */
    public JobTimeline course() {
        JobTimeline known = course;
        while (known == null) {
            Thread.yield();
            known = course;
        }
        return known;
    }

    public Snapshot at(long now) {
        return course().at(now);
    }

    /**
     * From here until {@link #change} whoever wants to know the course waits. So nobody can have seen what holds at a later time than
     * the one that is read in between; else a job could be seen completed and then turn out to have been canceled before. One thread
     * at a time.
     */
    JobTimeline beginChange() {
        JobTimeline before = course();
        course = null;
        return before;
    }

    void change(JobTimeline after) {
        course = after;
    }
}
