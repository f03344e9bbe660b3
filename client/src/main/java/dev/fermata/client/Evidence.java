package dev.fermata.client;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * One {@link Observation} as arithmetic: the job ended in {@code (after, before]}, seconds; the two are equal for an exact
 * duration, and {@code before} is infinite for a wait that was given up. Weight 1 is one fresh job.
 */
record Evidence(double after, double before, double weight) {

    /** After so many more jobs of its kind a job counts half. */
    private static final double HALF_LIFE = 200;

    /** All that may be known of a parent counts as so many jobs: enough to start from, soon outweighed. */
    private static final double PARENT_WEIGHT = 3;

    boolean exact() {
        return after == before;
    }

    /** The wait was given up. */
    boolean endless() {
        return before == Double.POSITIVE_INFINITY;
    }

    /** The greatest age of which anything is known. */
    double latest() {
        return endless() ? after : before;
    }

    /** What is known of a kind of job, and as a start what is known of its parent. */
    static List<Evidence> of(List<Observation> own, List<Observation> parents) {
        List<Evidence> all = new ArrayList<>(own.size() + parents.size());
        List<Evidence> mine = new ArrayList<>(own.size());
        add(mine, own, 1);
        // The parent has seen this kind's jobs too; only what it knows beyond them is news, and it fades as they grow.
        if (parents.size() > own.size()) {
            double share = PARENT_WEIGHT / (PARENT_WEIGHT + weight(mine));
            add(all, parents, Math.min(1, PARENT_WEIGHT * share / parents.size()));
        }
        // The kind's own come last, as the newest do: the bandwidth asks the last.
        all.addAll(mine);
        return all;
    }

    static double weight(List<Evidence> evidence) {
        return evidence.stream().mapToDouble(Evidence::weight).sum();
    }

    private static void add(List<Evidence> all, List<Observation> observations, double weight) {
        for (int i = 0; i < observations.size(); i++) {
            all.add(of(observations.get(i), weight * Math.pow(0.5, (observations.size() - 1 - i) / HALF_LIFE)));
        }
    }

    private static Evidence of(Observation observation, double weight) {
        if (observation instanceof Observation.Exact exact) {
            return new Evidence(seconds(exact.duration()), seconds(exact.duration()), weight);
        } else if (observation instanceof Observation.IntervalCensored interval) {
            return new Evidence(seconds(interval.after()), seconds(interval.before()), weight);
        } else {
            return new Evidence(
                    seconds(((Observation.RightCensored) observation).after()), Double.POSITIVE_INFINITY, weight);
        }
    }

    static double seconds(Duration duration) {
        return duration.toNanos() / 1e9;
    }
}
