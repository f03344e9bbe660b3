package dev.fermata.simulator.job;

import dev.fermata.simulator.text.Checks;
import java.time.Duration;

/**
 * What real jobs should never do, and sometimes do: get stuck, and relapse.
 *
 * @param stuckChance that a job never ends
 * @param stuckAfter the part of its running time (0 to 1) after which it stops
 * @param relapseChance that a completed job is queued again for a while
 * @param relapseAfter how long it is completed first
 * @param relapseFor how long it takes to be completed again
 */
public record Anomalies(
        double stuckChance, double stuckAfter, double relapseChance, Duration relapseAfter, Duration relapseFor) {

    private static final Anomalies NONE = new Anomalies(0, 0.99, 0, Duration.ofSeconds(2), Duration.ofSeconds(5));

    public Anomalies {
        Checks.chance("stuck chance", stuckChance);
        Checks.chance("stuck after", stuckAfter);
        Checks.chance("relapse chance", relapseChance);
        Checks.duration("relapse after", relapseAfter);
        Checks.duration("relapse for", relapseFor);
        Checks.that(!relapseAfter.isZero(), "relapse after", relapseAfter, "more than 0, or nobody saw it completed");
        Checks.that(!relapseFor.isZero(), "relapse for", relapseFor, "more than 0, or nobody sees it");
    }

    public static Anomalies none() {
        return NONE;
    }

    public Anomalies withStuck(double chance, double after) {
        return new Anomalies(chance, after, relapseChance, relapseAfter, relapseFor);
    }

    public Anomalies withRelapse(double chance, Duration after, Duration lasting) {
        return new Anomalies(stuckChance, stuckAfter, chance, after, lasting);
    }
}
