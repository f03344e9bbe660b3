package dev.fermata.simulator.longpoll;

import dev.fermata.simulator.job.store.Job;

/** Waits for news of a job. Called on the event loop. */
@FunctionalInterface
public interface JobObserver {

    /**
     * The state or stage of the job is another one, or the job is removed.
     *
     * @param now the time at which this is so
     */
    void changed(Job job, long now);
}
