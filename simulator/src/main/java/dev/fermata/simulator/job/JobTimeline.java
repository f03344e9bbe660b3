package dev.fermata.simulator.job;

import dev.fermata.simulator.clock.Micros;

/**
 * The states of a job as a function of time: its {@link JobPlan}, or the plan {@linkplain OverriddenTimeline changed} by hand.
 *
 * <p>All times are microseconds ({@link Micros}); what never happens is at {@link Micros#NEVER}.
 */
public sealed interface JobTimeline permits JobPlan, OverriddenTimeline {

    JobPlan plan();

    /** What the job looks like at that time. */
    Snapshot at(long now);

    /** When its state or stage changes next, later than {@code now}. */
    long nextChangeAfter(long now);

    /** When it becomes terminal for the first time. */
    long endsAt();

    /** When it becomes terminal for good; later than {@link #endsAt} if it relapses. */
    long settlesAt();

    /**
     * {@code now} if the job is terminal then, else the next time at which it becomes terminal. For long polls.
     */
    default long overFrom(long now) {
        long ends = endsAt();
        if (now < ends) {
            return ends;
        }
        long settles = settlesAt();
        return settles <= now || at(now).state().terminal() ? now : settles;
    }

    /** When it becomes terminal next, later than that time; never if it does not. A job that relapses ends twice. */
    default long nextEndAfter(long after) {
        if (endsAt() > after) {
            return endsAt();
        }
        return settlesAt() > after ? settlesAt() : Micros.NEVER;
    }

    /** When it was ended by hand; never if it was not. */
    default long endsByHandAt() {
        return Micros.NEVER;
    }

    /** What it was like before it was ended by hand, at that instant too. */
    default JobTimeline withoutEnd() {
        return this;
    }

    /** When it is expected to end, as responses say; never if the scenario gives no such hint. */
    long expectedAt();
}
