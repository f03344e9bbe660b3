package dev.fermata.simulator.job;

import dev.fermata.simulator.clock.Micros;

/**
 * Random numbers. The same arguments give the same numbers, whatever else was drawn.
 *
 * <p>For a job they are a function of seed, job number and {@link Purpose}: no job's numbers depend on another job's, and what
 * one setting draws never shifts what another draws, so that a higher error chance leaves every duration as it was.
 *
 * <p>What belongs to no job is drawn from a stream, which has a number, such as one fault on one job; its draws are counted.
 *
 * <p>Only {@link StrictMath}, for the same numbers on every machine.
 */
public final class SeededRandom {

    /** What is drawn. The order is part of what a seed means: only append. */
    enum Purpose {
        QUEUE_TIME,
        RUNNING_TIME,
        ERROR,
        FAILURE,
        FAILS_AT,
        STAGES,
        CURVE,
        STUCK,
        RELAPSE,
        STREAM
    }

    private static final long GOLDEN = 0x9E3779B97F4A7C15L;

    private final long job;
    private long state;

    SeededRandom(long seed, long number) {
        job = mix(mix(seed + GOLDEN) + number * GOLDEN);
    }

    /** A draw from a stream, from 0 to just under 1. */
    public static double uniform(long seed, long stream, long number) {
        return inStream(seed, stream, number).uniform();
    }

    /** A draw from a stream, in microseconds. Without a video, what goes by its length is for one second of it. */
    public static long micros(Distribution distribution, long seed, long stream, long number) {
        return Math.min(Micros.ofSeconds(distribution.seconds(inStream(seed, stream, number), 1)), JobPlan.LONGEST);
    }

    /** The stream of something that has a name. */
    public static long stream(String name) {
        long hash = 0;
        for (int i = 0; i < name.length(); i++) {
            hash = mix(hash ^ name.charAt(i));
        }
        return hash;
    }

    private static SeededRandom inStream(long seed, long stream, long number) {
        return new SeededRandom(seed ^ mix(stream), number).on(Purpose.STREAM);
    }

    SeededRandom on(Purpose purpose) {
        state = mix(job + (purpose.ordinal() + 1) * 0xD1B54A32D192ED03L);
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
    public static long mix(long z) {
        long a = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        long b = (a ^ (a >>> 27)) * 0x94D049BB133111EBL;
        return b ^ (b >>> 31);
    }
}
