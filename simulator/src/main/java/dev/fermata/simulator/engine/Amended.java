package dev.fermata.simulator.engine;

import org.jspecify.annotations.Nullable;

/**
 * A plan that somebody changed by hand: held up for some time, or ended early.
 *
 * <p>Holding stops the plan's own time; what comes after is late by as long as it was held. Only the last hold is known
 * as such, earlier ones only as {@code lost} time: the past before the last hold is not asked about.
 *
 * @param lost to earlier holds
 * @param heldAt when the last hold began; never when there was none
 * @param releasedAt when it ended; never while it lasts
 * @param startedAt when the job began to run, if it had before the last hold
 * @param ending the end by hand
 */
record Amended(
        Plan plan,
        long lost,
        long heldAt,
        long releasedAt,
        long startedAt,
        @Nullable Ending ending) implements Course {

    /** An end that the plan knew nothing of. */
    record Ending(long at, State state, @Nullable Failure failure) {}

    static Amended of(Course course) {
        return course instanceof Amended amended
                ? amended
                : new Amended(course.plan(), 0, Micros.NEVER, Micros.NEVER, Micros.NEVER, null);
    }

    boolean held() {
        return heldAt != Micros.NEVER && releasedAt == Micros.NEVER;
    }

    Amended hold(long now) {
        boolean first = heldAt == Micros.NEVER;
        // Whoever released it may have read the clock a moment after whoever holds it now.
        long from = first ? now : Math.max(now, releasedAt);
        return new Amended(
                plan, first ? 0 : lost + (releasedAt - heldAt), from, Micros.NEVER, at(from).startedAt(), ending);
    }

    Amended release(long now) {
        return new Amended(plan, lost, heldAt, Math.max(now, heldAt), startedAt, ending);
    }

    Amended end(long now, State state, @Nullable Failure failure) {
        return new Amended(plan, lost, heldAt, releasedAt, startedAt, new Ending(now, state, failure));
    }

    @Override
    public Snapshot at(long now) {
        if (ending == null || now < ending.at()) {
            return heldUp(plan.at(inPlan(now)));
        }
        Snapshot before = heldUp(plan.at(inPlan(ending.at())));
        boolean completed = ending.state() == State.COMPLETED;
        return new Snapshot(
                ending.state(),
                completed ? Stage.RENDERING : before.stage(),
                completed ? 1 : before.progress(),
                ending.failure(),
                before.submittedAt(),
                before.startedAt(),
                ending.at());
    }

    private Snapshot heldUp(Snapshot s) {
        boolean startedBefore = startedAt != Micros.NEVER && s.startedAt() != Micros.NEVER;
        return new Snapshot(
                s.state(),
                s.stage(),
                s.progress(),
                s.failure(),
                s.submittedAt(),
                startedBefore ? startedAt : inFact(s.startedAt()),
                inFact(s.endedAt()));
    }

    private long inPlan(long now) {
        if (now < heldAt) {
            return now - lost;
        }
        return now < releasedAt ? heldAt - lost : now - lost - (releasedAt - heldAt);
    }

    /** When that time of the plan comes. */
    private long inFact(long planned) {
        if (planned == Micros.NEVER) {
            return Micros.NEVER;
        }
        long at = planned + lost;
        if (at <= heldAt) {
            return at;
        }
        return releasedAt == Micros.NEVER ? Micros.NEVER : at + (releasedAt - heldAt);
    }

    @Override
    public long nextChangeAfter(long now) {
        if (ending != null && now >= ending.at()) {
            return Micros.NEVER;
        }
        return soonest(inFact(plan.nextChangeAfter(inPlan(now))));
    }

    @Override
    public long endsAt() {
        return soonest(inFact(plan.endsAt()));
    }

    @Override
    public long settlesAt() {
        return ending != null ? ending.at() : inFact(plan.settlesAt());
    }

    @Override
    public long expectedAt() {
        return inFact(plan.expectedAt());
    }

    private long soonest(long planned) {
        return ending == null ? planned : Math.min(planned, ending.at());
    }
}
