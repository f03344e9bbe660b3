package dev.fermata.simulator.webhook;

import dev.fermata.simulator.job.store.Job;

/** Writes a job as the API shows it: what goes under {@code data}. Called on the clock's thread, so it must not block. */
@FunctionalInterface
public interface JobSerializer {

    /**
     * @param at the instant to show, in microseconds: the job's end, which may be a moment ago
     * @return JSON in UTF-8
     */
    byte[] bytes(Job job, long at);
}
