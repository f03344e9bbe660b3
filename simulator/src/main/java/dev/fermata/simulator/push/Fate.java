package dev.fermata.simulator.push;

import dev.fermata.simulator.engine.Dice;

/**
 * What becomes of one job's webhooks.
 *
 * @param lateBy in microseconds; 0 when on time
 * @param overtaken whether it lets the next one to the same receiver go first, unless it overtakes one itself; only
 *     when it is on time
 */
record Fate(boolean lost, long lateBy, boolean duplicated, boolean overtaken) {

    private static final long LOST = Dice.stream("webhook lost");
    private static final long LATE = Dice.stream("webhook late");
    private static final long LATE_BY = Dice.stream("webhook late by");
    private static final long DUPLICATED = Dice.stream("webhook duplicated");
    private static final long OVERTAKEN = Dice.stream("webhook out of order");

    /** Each from a stream of its own: losing more of them does not change which of the others are late. */
    static Fate draw(Mishaps mishaps, long seed, long job) {
        boolean late = Dice.uniform(seed, LATE, job) < mishaps.late();
        return new Fate(
                Dice.uniform(seed, LOST, job) < mishaps.lost(),
                late ? Dice.micros(mishaps.lateBy(), seed, LATE_BY, job) : 0,
                Dice.uniform(seed, DUPLICATED, job) < mishaps.duplicated(),
                !late && Dice.uniform(seed, OVERTAKEN, job) < mishaps.outOfOrder());
    }
}
