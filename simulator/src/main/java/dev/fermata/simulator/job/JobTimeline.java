package dev.fermata.simulator.job;

import dev.fermata.simulator.clock.Micros;

/**
 * How a job goes, as a function of time: its {@link JobPlan}, or the plan as {@linkplain OverriddenTimeline amended} by hand.
 *
 * <p>All times are microseconds ({@link Micros}); what does not happen is at {@link Micros#NEVER}.
 */
public sealed interface JobTimeline permits JobPlan, OverriddenTimeline {

    JobPlan plan();

    /** What the job looks like then. */
    Snapshot at(long now);

    /** When its state or stage changes next, later than {@code now}. */
    long nextChangeAfter(long now);

    /** When it becomes terminal for the first time. */
    long endsAt();

    /** From when on it is terminal for good; later than {@link #endsAt} when it relapses. */
    long settlesAt();

    /**
     * Since when or from when on it is terminal, as far as somebody needs to know who wants to wait for that: {@code now}
     * when it is terminal then, else the next time at which it will be.
     */
    default long overFrom(long now) {
        long ends = endsAt();
        if (now < ends) {
            return ends;
        }
        long settles = settlesAt();
        return settles <= now || at(now).state().terminal() ? now : settles;
    }

    /** When somebody ended it by hand; never when nobody did. */
    default long endsByHandAt() {
        return Micros.NEVER;
    }

    /** What it was before somebody ended it by hand, at the instant of that too. */
    default JobTimeline withoutEnd() {
        return this;
    }

    /** When the backend says that it will end; never when the scenario gives no such hint. */
    long expectedAt();
}
