package dev.fermata.simulator.webhook;

import dev.fermata.simulator.job.Distribution;
import dev.fermata.simulator.job.SeededRandom;
import dev.fermata.simulator.text.Checks;
import java.time.Duration;

/**
 * How often webhooks go wrong on purpose. It is drawn for each job from the seed and the job's number, so it does not depend on
 * other jobs or on requests.
 *
 * @param lost chance that nothing is sent, ever
 * @param late chance that the first attempt is late
 * @param lateBy how late
 * @param duplicated chance that a delivered one is sent once more, as by a sender that did not see the response: with the
 *     same {@code webhook-id}, when the next retry would be
 * @param outOfOrder chance that the next webhook to the same receiver is sent before it, unless it was sent before another one
 *     itself; if none comes, it is 30 s late. At 1 they come in pairs in reverse order
 * @param forged chance that a copy with another {@code webhook-id} and a wrong signature is sent before it, once
 */
public record DeliveryFaults(
        double lost, double late, Distribution lateBy, double duplicated, double outOfOrder, double forged) {

    private static final DeliveryFaults NONE =
            new DeliveryFaults(0, 0, Distribution.exponential(Duration.ofSeconds(30)), 0, 0, 0);

    public DeliveryFaults {
        Checks.chance("webhooks lost", lost);
        Checks.chance("webhooks late", late);
        Checks.chance("webhooks duplicated", duplicated);
        Checks.chance("webhooks out of order", outOfOrder);
        Checks.chance("webhooks forged", forged);
    }

    public static DeliveryFaults none() {
        return NONE;
    }

    public DeliveryFaults withLost(double chance) {
        return new DeliveryFaults(chance, late, lateBy, duplicated, outOfOrder, forged);
    }

    public DeliveryFaults withLate(double chance, Distribution by) {
        return new DeliveryFaults(lost, chance, by, duplicated, outOfOrder, forged);
    }

    public DeliveryFaults withDuplicated(double chance) {
        return new DeliveryFaults(lost, late, lateBy, chance, outOfOrder, forged);
    }

    public DeliveryFaults withOutOfOrder(double chance) {
        return new DeliveryFaults(lost, late, lateBy, duplicated, chance, forged);
    }

    public DeliveryFaults withForged(double chance) {
        return new DeliveryFaults(lost, late, lateBy, duplicated, outOfOrder, chance);
    }

    /**
     * What goes wrong with one job's webhooks.
     *
     * @param lateBy in microseconds; 0 if on time
     * @param overtaken whether the next one to the same receiver is sent first; only if it is on time
     */
    record Drawn(boolean lost, long lateBy, boolean duplicated, boolean overtaken, boolean forged) {

        static final Drawn NOTHING = new Drawn(false, 0, false, false, false);

        private static final long LOST = SeededRandom.stream("webhook lost");
        private static final long LATE = SeededRandom.stream("webhook late");
        private static final long LATE_BY = SeededRandom.stream("webhook late by");
        private static final long DUPLICATED = SeededRandom.stream("webhook duplicated");
        private static final long OVERTAKEN = SeededRandom.stream("webhook out of order");
        private static final long FORGED = SeededRandom.stream("webhook forged");

        /** Each from a stream of its own: if more are lost, the same ones are late. */
        static Drawn draw(DeliveryFaults deliveryFaults, long seed, long job) {
            boolean late = SeededRandom.uniform(seed, LATE, job) < deliveryFaults.late();
            return new Drawn(
                    SeededRandom.uniform(seed, LOST, job) < deliveryFaults.lost(),
                    late ? SeededRandom.micros(deliveryFaults.lateBy(), seed, LATE_BY, job) : 0,
                    SeededRandom.uniform(seed, DUPLICATED, job) < deliveryFaults.duplicated(),
                    !late && SeededRandom.uniform(seed, OVERTAKEN, job) < deliveryFaults.outOfOrder(),
                    SeededRandom.uniform(seed, FORGED, job) < deliveryFaults.forged());
        }
    }
}
