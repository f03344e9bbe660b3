package dev.fermata.simulator.engine;

/**
 * Random numbers for one job, in lanes.
 *
 * <p>They are a function of seed, job number and lane: no job's numbers depend on another job's, and what one setting
 * draws never shifts what another draws, so that raising the error chance leaves every duration as it was. Only
 * {@link StrictMath}, for the same numbers on every machine.
 */
final class Draw {

    /** One for each thing that is drawn. The order is part of what a seed means: only append. */
    enum Lane {
        QUEUE_TIME,
        RUNNING_TIME,
        ERROR,
        FAILURE,
        FAILS_AT,
        STAGES,
        CURVE,
        STUCK,
        RELAPSE,
        OUTSIDE
    }

    private static final long GOLDEN = 0x9E3779B97F4A7C15L;

    private final long job;
    private long state;

    Draw(long seed, long number) {
        job = mix(mix(seed + GOLDEN) + number * GOLDEN);
    }

    Draw on(Lane lane) {
        state = mix(job + (lane.ordinal() + 1) * 0xD1B54A32D192ED03L);
        return this;
    }

    /** From 0 to just under 1. */
    double uniform() {
        state += GOLDEN;
        return (mix(state) >>> 11) * 0x1p-53;
    }

    double gaussian() {
        double radius = StrictMath.sqrt(-2 * StrictMath.log(1 - uniform()));
        return radius * StrictMath.cos(2 * StrictMath.PI * uniform());
    }

    /** The finalizer of SplitMix64: every bit of the input touches every bit of the output. */
    static long mix(long z) {
        long a = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        long b = (a ^ (a >>> 27)) * 0x94D049BB133111EBL;
        return b ^ (b >>> 31);
    }
}
