package dev.fermata.simulator.job.store;

/**
 * Told what the plans do not tell. Called after the fact, on the thread that caused it; look at the job rather than at
 * the order of calls, which may be mixed when threads are.
 */
public interface JobListener {

    /** A new job. Nobody calls when its state changes: its timeline says when that will be. */
    default void submitted(Job job) {}

    /** The job's timeline is another one. */
    default void changed(Job job, long now) {}

    /** The job is gone: deleted, or over and in the way of newer ones. */
    default void removed(Job job) {}
}
