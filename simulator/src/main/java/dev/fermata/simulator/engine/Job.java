package dev.fermata.simulator.engine;

import org.jspecify.annotations.Nullable;

/**
 * One translation of one video into one target language. Safe for use by many threads; only amendments, which go
 * through the {@link JobStore}, change it.
 */
public final class Job {

    private final JobIds ids;
    private final Order order;
    /** Null while it is changed. */
    private volatile @Nullable Course course;

    Job(JobIds ids, Order order, Course course) {
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

    public Order order() {
        return order;
    }

    /** What holds now. An amendment replaces it, so what belongs together should be asked of one course. */
    public Course course() {
        Course known = course;
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
    Course beginChange() {
        Course before = course();
        course = null;
        return before;
    }

    void change(Course after) {
        course = after;
    }
}
