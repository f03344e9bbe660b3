package dev.fermata.simulator.webhook;

import dev.fermata.simulator.job.Distribution;
import dev.fermata.simulator.job.SeededRandom;
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
public record DeliveryFaults(double lost, double late, Distribution lateBy, double duplicated, double outOfOrder) {

    private static final DeliveryFaults NONE =
            new DeliveryFaults(0, 0, Distribution.exponential(Duration.ofSeconds(30)), 0, 0);

    public DeliveryFaults {
        chance("lost", lost);
        chance("late", late);
        chance("duplicated", duplicated);
        chance("outOfOrder", outOfOrder);
    }

    public static DeliveryFaults none() {
        return NONE;
    }

    public DeliveryFaults withLost(double chance) {
        return new DeliveryFaults(chance, late, lateBy, duplicated, outOfOrder);
    }

    public DeliveryFaults withLate(double chance, Distribution by) {
        return new DeliveryFaults(lost, chance, by, duplicated, outOfOrder);
    }

    public DeliveryFaults withDuplicated(double chance) {
        return new DeliveryFaults(lost, late, lateBy, chance, outOfOrder);
    }

    public DeliveryFaults withOutOfOrder(double chance) {
        return new DeliveryFaults(lost, late, lateBy, duplicated, chance);
    }

    private static void chance(String name, double value) {
        if (!(value >= 0 && value <= 1)) {
            throw new IllegalArgumentException(
                    "webhooks " + name + " is " + value + "; allowed is 0 (never) to 1 (always)");
        }
    }

    /**
     * What becomes of one job's webhooks.
     *
     * @param lateBy in microseconds; 0 when on time
     * @param overtaken whether it lets the next one to the same receiver go first, unless it overtakes one itself; only
     *     when it is on time
     */
    record Drawn(boolean lost, long lateBy, boolean duplicated, boolean overtaken) {

        private static final long LOST = SeededRandom.stream("webhook lost");
        private static final long LATE = SeededRandom.stream("webhook late");
        private static final long LATE_BY = SeededRandom.stream("webhook late by");
        private static final long DUPLICATED = SeededRandom.stream("webhook duplicated");
        private static final long OVERTAKEN = SeededRandom.stream("webhook out of order");

        /** Each from a stream of its own: losing more of them does not change which of the others are late. */
        static Drawn draw(DeliveryFaults deliveryFaults, long seed, long job) {
            boolean late = SeededRandom.uniform(seed, LATE, job) < deliveryFaults.late();
            return new Drawn(
                    SeededRandom.uniform(seed, LOST, job) < deliveryFaults.lost(),
                    late ? SeededRandom.micros(deliveryFaults.lateBy(), seed, LATE_BY, job) : 0,
                    SeededRandom.uniform(seed, DUPLICATED, job) < deliveryFaults.duplicated(),
                    !late && SeededRandom.uniform(seed, OVERTAKEN, job) < deliveryFaults.outOfOrder());
        }
    }
}
