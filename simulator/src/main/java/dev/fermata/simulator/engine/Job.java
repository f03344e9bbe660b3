package dev.fermata.simulator.engine;

/**
 * One translation of one video into one target language. Safe for use by many threads; only amendments, which go
 * through the {@link JobStore}, change it.
 */
public final class Job {

    private final JobIds ids;
    private final Order order;
    private volatile Course course;

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
        return course.plan().number();
    }

    public Order order() {
        return order;
    }

    /** What holds now. An amendment replaces it, so what belongs together should be asked of one course. */
    public Course course() {
        return course;
    }

    void course(Course changed) {
        course = changed;
    }

    public Snapshot at(long now) {
        return course.at(now);
    }
}
