package dev.fermata.client.schedule;

import dev.fermata.client.internal.text.Checks;
import dev.fermata.client.schedule.DurationHistory.Observation;
import dev.fermata.client.schedule.DurationModel.Hint;
import dev.fermata.client.schedule.OptimalPollTimes.Exploration;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * {@link PollSchedule#adaptive}: the optimal poll times for what the history knows. A plan is immutable. It is made again when the
 * history has changed; where the history is long, not for every change.
 */
final class AdaptiveSchedule implements PollSchedule {

    /**
     * If only polls show how long a job took, more polls show it more exactly, and all later jobs gain. So the first such jobs are
     * planned as if requests were cheaper: by half after two jobs, and hardly at all after twenty.
     */
    private static final double FIRST_JOBS_DISCOUNT = 2;

    /** One more job in this many changes nothing that can be measured, but a plan takes milliseconds. */
    private static final int JOBS_PER_PLAN = 20;

    /** A plan takes about 30 KB. */
    private static final int MOST_PLANS = DurationHistory.KINDS;

    private static final System.Logger LOG = System.getLogger(AdaptiveSchedule.class.getName());

    private final double patience;
    private final DurationHistory history;
    private final @Nullable PollSchedule first;
    private final Map<String, Plan> plans = new ConcurrentHashMap<>();
    private final Map<HintedKind, Plan> hintedPlans = new ConcurrentHashMap<>();
    private final AtomicBoolean historyFailed = new AtomicBoolean();
    /** The plan for where there is no other. The first {@link #prepare} makes it: from then on no pause reads the history. */
    private volatile @Nullable Plan withoutHistory;

    AdaptiveSchedule(Duration patience, DurationHistory history, @Nullable PollSchedule first) {
        this.patience = PollContext.seconds(Checks.positive("patience", patience));
        this.history = Objects.requireNonNull(history, "history");
        this.first = first;
    }

    private record HintedKind(String kind, Hint hint) {}

    /** What the history knew, and the plan that was made from it; no model where {@link #first} decides. */
    private record Plan(
            List<Observation> own,
            List<Observation> parents,
            List<Evidence> evidence,
            @Nullable DurationModel model,
            @Nullable OptimalPollTimes times,
            PollReason reason) {

        boolean isFor(List<Observation> own, List<Observation> parents) {
            return !hasNews(this.own, own) && !hasNews(this.parents, parents);
        }
    }

    @Override
    public Duration pause(PollContext context, double random) {
        Plan plan = plan(context);
        if (plan.times == null) {
            // A plan without times is made only if there is a first schedule.
            return first == null ? Duration.ZERO : first.pause(context, random);
        }
        double age = PollContext.seconds(context.age());
        double waited = PollContext.seconds(context.waited());
        double chance = 0;
        if (plan.reason == PollReason.HISTORY) {
            double planned = plan.times.pause(age, waited, 0.5);
            chance = Exploration.chance(plan.evidence, plan.times, age, planned, patience);
            if (random < chance) {
                return duration(Exploration.pause(planned, random / chance));
            }
        }
        return duration(plan.times.pause(age, waited, (random - chance) / (1 - chance)));
    }

    private static Duration duration(double seconds) {
        return Duration.ofNanos((long) (seconds * 1e9));
    }

    @Override
    public PollReason reason(PollContext context) {
        return plan(context).reason;
    }

    @Override
    public void prepare(PollContext context) {
        if (withoutHistory == null) {
            withoutHistory = plan(List.of(), List.of());
        }
        Plan plain = current(context.kind());
        Hint hint = Hint.of(context);
        if (hint != null) {
            hinted(new HintedKind(context.kind(), hint), plain);
        }
    }

    /** The current plan for jobs of a kind, without hints; null while the first schedule decides. */
    @Nullable
    OptimalPollTimes times(String kind) {
        return current(kind).times;
    }

    private Plan plan(PollContext context) {
        Plan unprepared = withoutHistory;
        Plan plain = unprepared == null ? current(context.kind()) : lastPlan(context.kind(), unprepared);
        Hint hint = Hint.of(context);
        // A hint only weighs the plan's model anew, which takes a tenth of a millisecond.
        return hint == null ? plain : hinted(new HintedKind(context.kind(), hint), plain);
    }

    /** The last plan of the kind, or of its nearest parent that has one. */
    private Plan lastPlan(String kind, Plan otherwise) {
        for (String each = kind; ; each = PollContext.parent(each)) {
            Plan plan = plans.get(each);
            if (plan != null) {
                return plan;
            } else if (PollContext.parent(each).equals(each)) {
                return otherwise;
            }
        }
    }

    /** The plan of the kind for what the history knows now. */
    private Plan current(String kind) {
        List<Observation> own = observations(kind);
        List<Observation> parents = parents(kind, own);
        Plan plan = plans.get(kind);
        if (plan != null && plan.isFor(own, parents)) {
            return plan;
        }
        makeRoom(plans);
        // Inside compute, one thread plans for all that ask at the same time. What the others saw is old when it is
        // their turn.
        return plans.compute(kind, (key, old) -> {
            List<Observation> ownNow = observations(kind);
            List<Observation> parentsNow = parents(kind, ownNow);
            return old != null && old.isFor(ownNow, parentsNow) ? old : plan(ownNow, parentsNow);
        });
    }

    private Plan plan(List<Observation> own, List<Observation> parents) {
        List<Evidence> evidence = Evidence.of(own, parents);
        if (first != null && noneHasEnded(evidence)) {
            return new Plan(own, parents, evidence, null, null, PollReason.SCHEDULE);
        }
        DurationModel model = DurationModel.of(evidence, patience);
        PollReason reason = evidence.isEmpty() ? PollReason.SCHEDULE : PollReason.HISTORY;
        return new Plan(own, parents, evidence, model, model.optimalPollTimes(discounted(evidence)), reason);
    }

    private Plan hinted(HintedKind key, Plan plain) {
        Plan plan = hintedPlans.get(key);
        if (plan == null || plan.evidence != plain.evidence) {
            DurationModel model = plain.model == null ? DurationModel.of(plain.evidence, patience) : plain.model;
            OptimalPollTimes times = model.with(key.hint).optimalPollTimes(patience);
            plan = new Plan(plain.own, plain.parents, plain.evidence, model, times, PollReason.HINT);
            makeRoom(hintedPlans);
            hintedPlans.put(key, plan);
        }
        return plan;
    }

    /** Removes any one plan if there are too many. It can be made again. */
    private static <K> void makeRoom(Map<K, Plan> plans) {
        if (plans.size() >= MOST_PLANS) {
            plans.keySet().stream().findAny().ifPresent(plans::remove);
        }
    }

    private static boolean noneHasEnded(List<Evidence> evidence) {
        return evidence.stream().allMatch(Evidence::endless);
    }

    /** The observations of the nearest ancestor that knows more than the kind itself. */
    private List<Observation> parents(String kind, List<Observation> own) {
        for (String each = kind; ; each = PollContext.parent(each)) {
            List<Observation> all = observations(each);
            if (all.size() > own.size()) {
                return all;
            } else if (PollContext.parent(each).equals(each)) {
                return List.of();
            }
        }
    }

    /** A history may be the user's code. If it throws, that must not end a wait. */
    private List<Observation> observations(String kind) {
        try {
            return history.observations(kind);
        } catch (RuntimeException | Error failure) {
            if (historyFailed.compareAndSet(false, true)) {
                String text = "the DurationHistory failed; polls are planned without it (logged once)";
                LOG.log(System.Logger.Level.WARNING, text, failure);
            }
            return List.of();
        }
    }

    /** Whether enough was added for a new plan. */
    private static boolean hasNews(List<Observation> then, List<Observation> now) {
        if (then == now) {
            return false;
        } else if (then.isEmpty() || now.isEmpty()) {
            return then.size() != now.size();
        }
        Observation last = then.get(then.size() - 1);
        int enough = 1 + now.size() / JOBS_PER_PLAN;
        for (int i = now.size() - 1; i > now.size() - 1 - enough; i--) {
            // By identity, because an equal duration may be another job's.
            if (now.get(i) == last) {
                return false;
            }
        }
        return true;
    }

    /** The patience, or less while polls show more than they cost. */
    private double discounted(List<Evidence> evidence) {
        double all = Evidence.weight(evidence);
        double censored =
                Evidence.weight(evidence.stream().filter(e -> !e.exact()).toList());
        return censored == 0 ? patience : patience * all / (all + FIRST_JOBS_DISCOUNT * censored / all);
    }
}
