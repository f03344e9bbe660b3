package dev.fermata.simulator.webhook;

import dev.fermata.simulator.clock.Micros;
import dev.fermata.simulator.job.JobTimeline;
import dev.fermata.simulator.job.store.Job;

/**
 * A job has ended. One that relapses ends twice.
 *
 * @param at in microseconds
 * @param number from 1
 * @param deliveryFaults that were in force when it was submitted
 */
record JobEnd(Job job, long at, int number, DeliveryFaults deliveryFaults) {

    /** When the job ends next, later than that; never when it does not. */
    static long nextAfter(JobTimeline timeline, long after) {
        if (timeline.endsAt() > after) {
            return timeline.endsAt();
        }
        return timeline.settlesAt() > after ? timeline.settlesAt() : Micros.NEVER;
    }
}
