package dev.fermata.simulator.webhook;

import dev.fermata.simulator.job.SeededRandom;

/**
 * What becomes of one job's webhooks.
 *
 * @param lateBy in microseconds; 0 when on time
 * @param overtaken whether it lets the next one to the same receiver go first, unless it overtakes one itself; only
 *     when it is on time
 */
record DrawnFaults(boolean lost, long lateBy, boolean duplicated, boolean overtaken) {

    private static final long LOST = SeededRandom.stream("webhook lost");
    private static final long LATE = SeededRandom.stream("webhook late");
    private static final long LATE_BY = SeededRandom.stream("webhook late by");
    private static final long DUPLICATED = SeededRandom.stream("webhook duplicated");
    private static final long OVERTAKEN = SeededRandom.stream("webhook out of order");

    /** Each from a stream of its own: losing more of them does not change which of the others are late. */
    static DrawnFaults draw(DeliveryFaults deliveryFaults, long seed, long job) {
        boolean late = SeededRandom.uniform(seed, LATE, job) < deliveryFaults.late();
        return new DrawnFaults(
                SeededRandom.uniform(seed, LOST, job) < deliveryFaults.lost(),
                late ? SeededRandom.micros(deliveryFaults.lateBy(), seed, LATE_BY, job) : 0,
                SeededRandom.uniform(seed, DUPLICATED, job) < deliveryFaults.duplicated(),
                !late && SeededRandom.uniform(seed, OVERTAKEN, job) < deliveryFaults.outOfOrder());
    }
}
