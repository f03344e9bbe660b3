package dev.fermata.simulator.push;

import dev.fermata.simulator.engine.Distribution;
import java.time.Duration;

/**
 * How often webhooks go wrong on purpose. What becomes of a job's webhooks is drawn from the seed and the job's number,
 * so it does not depend on what other jobs do or on who reads what when.
 *
 * @param lost chance that nothing is sent, ever
 * @param late chance that the first attempt comes late
 * @param lateBy how late
 * @param duplicated chance that a delivered one is sent once more, as by a sender that did not see the answer: same
 *     {@code webhook-id}, at the time of the next retry
 * @param outOfOrder chance that the next webhook to the same receiver overtakes it, unless it overtakes one itself; when
 *     none comes, it is 30 s late. At 1 they come in pairs, each the wrong way round
 */
public record Mishaps(double lost, double late, Distribution lateBy, double duplicated, double outOfOrder) {

    private static final Mishaps NONE = new Mishaps(0, 0, Distribution.exponential(Duration.ofSeconds(30)), 0, 0);

    public Mishaps {
        chance("lost", lost);
        chance("late", late);
        chance("duplicated", duplicated);
        chance("outOfOrder", outOfOrder);
    }

    public static Mishaps none() {
        return NONE;
    }

    public Mishaps withLost(double chance) {
        return new Mishaps(chance, late, lateBy, duplicated, outOfOrder);
    }

    public Mishaps withLate(double chance, Distribution by) {
        return new Mishaps(lost, chance, by, duplicated, outOfOrder);
    }

    public Mishaps withDuplicated(double chance) {
        return new Mishaps(lost, late, lateBy, chance, outOfOrder);
    }

    public Mishaps withOutOfOrder(double chance) {
        return new Mishaps(lost, late, lateBy, duplicated, chance);
    }

    private static void chance(String name, double value) {
        if (!(value >= 0 && value <= 1)) {
            throw new IllegalArgumentException(
                    "webhooks " + name + " is " + value + "; allowed is 0 (never) to 1 (always)");
        }
    }
}
