package dev.fermata.client;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * {@link PollSchedule#adaptive}: the best looks for what the history knows. A plan is made once per change of the history and is
 * immutable; two threads that make the same one do no harm.
 */
final class AdaptiveSchedule implements PollSchedule {

    /** Until so many jobs were seen only by their polls, looks are dearer to learn from: each one tells the jobs to come more. */
    private static final double CURIOSITY = 2;

    /** Plans are cheap to make again. */
    private static final int MOST_PLANS = 2048;

    private final double patience;
    private final DurationHistory history;
    private final @Nullable PollSchedule first;
    private final Map<Key, Plan> plans = new ConcurrentHashMap<>();

    AdaptiveSchedule(Duration patience, DurationHistory history, @Nullable PollSchedule first) {
        this.patience = Evidence.seconds(Checks.positive("patience", patience));
        this.history = history;
        this.first = first;
    }

    private record Key(String kind, @Nullable Hint hint) {}

    /** A plan, and what it was made from. */
    private record Plan(List<Observation> own, List<Observation> parents, DurationModel model, BestLooks looks) {}

    @Override
    public Duration pause(Look look, double random) {
        List<Observation> own = history.observations(look.kind());
        List<Observation> parents = parents(look.kind(), own);
        Hint hint = Hint.of(look);
        if (first != null && hint == null && own.isEmpty() && parents.isEmpty()) {
            return first.pause(look, random);
        }
        double seconds = plan(look.kind(), hint, own, parents).looks.pause(Evidence.seconds(look.age()), random);
        return Duration.ofNanos((long) (seconds * 1e9));
    }

    /** Those of the nearest ancestor that knows more than the kind itself. */
    private List<Observation> parents(String kind, List<Observation> own) {
        for (String each = kind; ; each = MemoryHistory.parent(each)) {
            List<Observation> all = history.observations(each);
            if (all.size() > own.size()) {
                return all;
            } else if (MemoryHistory.parent(each).equals(each)) {
                return List.of();
            }
        }
    }

    private Plan plan(String kind, @Nullable Hint hint, List<Observation> own, List<Observation> parents) {
        Key key = new Key(kind, hint);
        Plan plan = plans.get(key);
        // By identity, as the history promises: comparing the lists would cost more than what follows.
        if (plan == null || plan.own != own || plan.parents != parents) {
            plan = newPlan(kind, hint, own, parents);
            if (plans.size() >= MOST_PLANS) {
                plans.clear();
            }
            plans.put(key, plan);
        }
        return plan;
    }

    private Plan newPlan(String kind, @Nullable Hint hint, List<Observation> own, List<Observation> parents) {
        if (hint != null) {
            DurationModel model = plan(kind, null, own, parents).model.leaningOn(hint);
            return new Plan(own, parents, model, model.bestLooks(patience));
        }
        List<Evidence> evidence = Evidence.of(own, parents);
        DurationModel model = DurationModel.of(evidence, patience);
        return new Plan(own, parents, model, model.bestLooks(curious(evidence)));
    }

    /** The patience, less as long as looks teach more than they cost. */
    private double curious(List<Evidence> evidence) {
        double all = Evidence.weight(evidence);
        double censored =
                Evidence.weight(evidence.stream().filter(e -> !e.exact()).toList());
        return censored == 0 ? patience : patience * all / (all + CURIOSITY * censored / all);
    }
}
