package dev.fermata.simulator.job;

import dev.fermata.simulator.clock.Micros;
import dev.fermata.simulator.job.Snapshot.Failure;
import dev.fermata.simulator.job.Snapshot.Stage;
import dev.fermata.simulator.text.Checks;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The states of a job as a function of time: its {@link JobPlan}, or the plan {@linkplain OverriddenTimeline changed} by hand.
 *
 * <p>All times are microseconds ({@link Micros}); what never happens is at {@link Micros#NEVER}.
 */
public sealed interface JobTimeline permits JobPlan, JobTimeline.OverriddenTimeline {

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

    /**
     * A plan that was changed by hand: held for some time, or ended early.
     *
     * <p>While a job is held, the time of its plan stands still, so all that follows is late by as long as it was held. All holds are
     * remembered, so that the past does not change; therefore their number is limited.
     *
     * @param holds in order of time, none of them touches the next one
     * @param ending the end by hand
     */
    record OverriddenTimeline(
            JobPlan plan, List<Held> holds, @Nullable Ending ending) implements JobTimeline {

        private static final int MOST_HOLDS = 100;

        /** @param to when the job was released; never while it is held */
        record Held(long from, long to) {}

        /** An end that is not in the plan. */
        record Ending(long at, State state, @Nullable Failure failure) {}

        static OverriddenTimeline of(JobTimeline timeline) {
            return timeline instanceof OverriddenTimeline overridden
                    ? overridden
                    : new OverriddenTimeline(timeline.plan(), List.of(), null);
        }

        boolean held() {
            return !holds.isEmpty() && last().to() == Micros.NEVER;
        }

        private Held last() {
            return holds.get(holds.size() - 1);
        }

        /** @throws IllegalArgumentException if it was held too often */
        OverriddenTimeline hold(long now) {
            if (!holds.isEmpty() && now <= last().to()) {
                // If it was released at the same time or later, by a thread that read the clock later, it was held all
                // the
                // time.
                return withLast(new Held(last().from(), Micros.NEVER));
            }
            Checks.that(holds.size() < MOST_HOLDS, "holds of one job", holds.size() + 1, "up to " + MOST_HOLDS);
            List<Held> more = new ArrayList<>(holds);
            more.add(new Held(now, Micros.NEVER));
            return new OverriddenTimeline(plan, List.copyOf(more), ending);
        }

        OverriddenTimeline release(long now) {
            return withLast(new Held(last().from(), Math.max(now, last().from())));
        }

        private OverriddenTimeline withLast(Held other) {
            List<Held> changed = new ArrayList<>(holds);
            changed.set(holds.size() - 1, other);
            // A hold without duration is left out.
            changed.removeIf(held -> held.from() == held.to());
            return new OverriddenTimeline(plan, List.copyOf(changed), ending);
        }

        OverriddenTimeline end(long now, State state, @Nullable Failure failure) {
            return new OverriddenTimeline(plan, holds, new Ending(now, state, failure));
        }

        @Override
        public Snapshot at(long now) {
            return ending == null || now < ending.at() ? heldUp(plan.at(inPlan(now))) : ended(ending);
        }

        private Snapshot ended(Ending end) {
            Snapshot before = heldUp(plan.at(inPlan(end.at())));
            boolean completed = end.state() == State.COMPLETED;
            // A completed or failed job has run, perhaps for no time.
            long started =
                    end.state() == State.CANCELED ? before.startedAt() : Math.min(end.at(), inFact(plan.startsAt()));
            return new Snapshot(
                    end.state(),
                    completed ? Stage.RENDERING : before.stage(),
                    completed ? 1 : before.progress(),
                    end.failure(),
                    before.submittedAt(),
                    started,
                    end.at());
        }

        private Snapshot heldUp(Snapshot s) {
            return new Snapshot(
                    s.state(),
                    s.stage(),
                    s.progress(),
                    s.failure(),
                    s.submittedAt(),
                    inFact(s.startedAt()),
                    inFact(s.endedAt()));
        }

        private long inPlan(long now) {
            long lost = 0;
            for (Held held : holds) {
                if (held.from() < now) {
                    lost += Math.min(now, held.to()) - held.from();
                }
            }
            return now - lost;
        }

        /** When this time of the plan is reached. */
        private long inFact(long planned) {
            long at = planned;
            for (Held held : holds) {
                if (at > held.from()) {
                    at = at == Micros.NEVER || held.to() == Micros.NEVER
                            ? Micros.NEVER
                            : at + (held.to() - held.from());
                }
            }
            return at;
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

        @Override
        public long endsByHandAt() {
            return ending == null ? Micros.NEVER : ending.at();
        }

        @Override
        public JobTimeline withoutEnd() {
            return ending == null ? this : new OverriddenTimeline(plan, holds, null);
        }

        private long soonest(long planned) {
            return ending == null ? planned : Math.min(planned, ending.at());
        }
    }
}
