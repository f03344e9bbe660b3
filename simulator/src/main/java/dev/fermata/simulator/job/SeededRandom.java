package dev.fermata.simulator.job;

import dev.fermata.simulator.clock.Micros;

/**
 * Random numbers. The same arguments give the same numbers, whatever else was drawn.
 *
 * <p>For a job they are a function of seed, job number and {@link Purpose}: the numbers of a job do not depend on other jobs, and those of one setting do not depend on other settings. So with
 * a higher error chance every duration stays the same.
 *
 * <p>Other things have a stream of numbers each, such as one fault with one job; their draws are counted.
 *
 * <p>Only {@link StrictMath}, for the same numbers on every machine.
 */
public final class SeededRandom {

    /** What is drawn. The numbers depend on the order, so new ones go to the end. */
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

    /** A draw from a stream, in microseconds. A time per second of video is drawn for one second. */
    public static long micros(Distribution distribution, long seed, long stream, long number) {
        return Math.min(Micros.ofSeconds(distribution.seconds(inStream(seed, stream, number), 1)), JobPlan.LONGEST);
    }

    /** The stream of something with a name. */
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

    /** The finalizer of SplitMix64: every bit of the input changes every bit of the output. */
    public static long mix(long z) {
        long a = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        long b = (a ^ (a >>> 27)) * 0x94D049BB133111EBL;
        return b ^ (b >>> 31);
    }
}
