package dev.fermata.client.schedule;

import dev.fermata.client.schedule.DurationHistory.Observation;
import java.util.ArrayList;
import java.util.List;

/**
 * One {@link Observation} as numbers: the job ended in {@code (after, before]}, in seconds. The two are equal for an exact
 * duration. {@code before} is infinite for a wait that was given up. Weight 1 is one new job.
 */
record Evidence(double after, double before, double weight) {

    /** After this many more jobs of its kind a job counts half. */
    private static final double HALF_LIFE = 200;

    /** What is known of a parent counts as at most this many jobs: enough to start with, and soon outweighed. */
    private static final double PARENT_WEIGHT = 3;

    boolean exact() {
        return after == before;
    }

    /** Whether the wait was given up before the job ended. */
    boolean endless() {
        return before == Double.POSITIVE_INFINITY;
    }

    /** The greatest age at which the job was polled, or at which it ended. */
    double latest() {
        return endless() ? after : before;
    }

    /** What is known of a kind of job, and of its parent to start with. */
    static List<Evidence> of(List<Observation> own, List<Observation> parents) {
        List<Evidence> all = new ArrayList<>(own.size() + parents.size());
        List<Evidence> mine = new ArrayList<>(own.size());
        add(mine, own, 1);
        // The parent has the jobs of this kind too. What it knows beyond them counts less as they grow in number.
        if (parents.size() > own.size()) {
            double share = PARENT_WEIGHT / (PARENT_WEIGHT + weight(mine));
            add(all, parents, Math.min(1, PARENT_WEIGHT * share / parents.size()));
        }
        // The kind's own jobs come last, where the newest are: the bandwidth is judged by the last ones.
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
            return new Evidence(PollContext.seconds(exact.duration()), PollContext.seconds(exact.duration()), weight);
        } else if (observation instanceof Observation.IntervalCensored interval) {
            return new Evidence(PollContext.seconds(interval.after()), PollContext.seconds(interval.before()), weight);
        } else {
            return new Evidence(
                    PollContext.seconds(((Observation.RightCensored) observation).after()),
                    Double.POSITIVE_INFINITY,
                    weight);
        }
    }
}
