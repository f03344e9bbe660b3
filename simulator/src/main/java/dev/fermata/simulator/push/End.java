package dev.fermata.simulator.push;

import dev.fermata.simulator.engine.Course;
import dev.fermata.simulator.engine.Job;
import dev.fermata.simulator.engine.Micros;

/**
 * A job has ended. One that relapses ends twice.
 *
 * @param at in microseconds
 * @param number from 1
 * @param mishaps that were in force when it was submitted
 */
record End(Job job, long at, int number, Mishaps mishaps) {

    /** When the job ends next, later than that; never when it does not. */
    static long nextAfter(Course course, long after) {
        if (course.endsAt() > after) {
            return course.endsAt();
        }
        return course.settlesAt() > after ? course.settlesAt() : Micros.NEVER;
    }
}
