package dev.fermata.client;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * {@link PollSchedule#adaptive}: the best looks for what the history knows. A plan is made once per change of the history, or
 * less often where the history is long, and is immutable.
 */
final class AdaptiveSchedule implements PollSchedule {

    /**
     * A job of which only the looks tell the length teaches the more, the more often it was looked at, and all later jobs gain.
     * So the first such jobs are looked at as if requests were cheaper: by half when two were seen, hardly at all after twenty.
     */
    private static final double CURIOSITY = 2;

    /** One more job in so many changes nothing that could be measured, but a plan takes milliseconds. */
    private static final int WORTH_A_PLAN = 20;

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
        if (first != null && hint == null && noneHasEnded(own) && noneHasEnded(parents)) {
            return first.pause(look, random);
        }
        double seconds = plan(look.kind(), hint, own, parents)
                .looks
                .pause(Evidence.seconds(look.age()), Evidence.seconds(look.waited()), random);
        return Duration.ofNanos((long) (seconds * 1e9));
    }

    @Override
    public WaitEvent.Why why(Look look) {
        if (Hint.of(look) != null) {
            return WaitEvent.Why.HINT;
        }
        List<Observation> own = history.observations(look.kind());
        List<Observation> parents = parents(look.kind(), own);
        boolean known =
                first == null ? !own.isEmpty() || !parents.isEmpty() : !noneHasEnded(own) || !noneHasEnded(parents);
        return known ? WaitEvent.Why.HISTORY : WaitEvent.Why.SCHEDULE;
    }

    private static boolean noneHasEnded(List<Observation> seen) {
        return seen.stream().allMatch(Observation.RightCensored.class::isInstance);
    }

    /** The plan for jobs of a kind, without hints. */
    BestLooks looks(String kind) {
        List<Observation> own = history.observations(kind);
        return plan(kind, null, own, parents(kind, own)).looks;
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
        if (plans.size() >= MOST_PLANS) {
            plans.clear();
        }
        Plan plain = plans.get(new Key(kind, null));
        if (plain == null || news(plain.own, own) || news(plain.parents, parents)) {
            // Inside compute one thread plans for all that ask at the same time.
            plain = plans.compute(new Key(kind, null), (key, old) -> {
                boolean newer = old != null && !news(old.own, own) && !news(old.parents, parents);
                return newer ? old : plan(own, parents);
            });
        }
        return hint == null ? plain : hinted(new Key(kind, hint), hint, plain);
    }

    private Plan hinted(Key key, Hint hint, Plan plain) {
        Plan plan = plans.get(key);
        if (plan == null || plan.own != plain.own || plan.parents != plain.parents) {
            DurationModel model = plain.model.leaningOn(hint);
            plan = new Plan(plain.own, plain.parents, model, model.bestLooks(patience));
            plans.put(key, plan);
        }
        return plan;
    }

    /** Whether so much has been added since that a new plan is worth its time. */
    private static boolean news(List<Observation> then, List<Observation> now) {
        if (then == now) {
            return false;
        } else if (then.isEmpty() || now.isEmpty()) {
            return then.size() != now.size();
        }
        Observation last = then.get(then.size() - 1);
        int enough = 1 + now.size() / WORTH_A_PLAN;
        for (int i = now.size() - 1; i > now.size() - 1 - enough; i--) {
            // By identity: an equal duration may be another job's.
            if (now.get(i) == last) {
                return false;
            }
        }
        return true;
    }

    private Plan plan(List<Observation> own, List<Observation> parents) {
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
