package dev.fermata.simulator.webhook;

import dev.fermata.simulator.clock.Micros;
import dev.fermata.simulator.job.JobTimeline;
import dev.fermata.simulator.job.store.Job;

/**
 * A job has ended. One that relapses ends twice.
 *
 * @param at in microseconds
 * @param number from 1
 * @param mishaps that were in force when it was submitted
 */
record JobEnd(Job job, long at, int number, DeliveryFaults mishaps) {

    /** When the job ends next, later than that; never when it does not. */
    static long nextAfter(JobTimeline course, long after) {
        if (course.endsAt() > after) {
            return course.endsAt();
        }
        return course.settlesAt() > after ? course.settlesAt() : Micros.NEVER;
    }
}
