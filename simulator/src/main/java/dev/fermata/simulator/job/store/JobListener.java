package dev.fermata.simulator.job.store;

/**
 * Receives changes that plans do not show. Called after the change, on the thread that made it. Calls of several threads can come in
 * any order, so read the job.
 */
public interface JobListener {

    /** A new job. There is no call when its state changes; its timeline says when that happens. */
    default void submitted(Job job) {}

    /** The job has another timeline. */
    default void changed(Job job, long now) {}

    /** The job was removed: deleted, or over and removed to make room. */
    default void removed(Job job) {}
}
