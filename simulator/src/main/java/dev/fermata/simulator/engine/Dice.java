package dev.fermata.simulator.engine;

/**
 * Random numbers for what belongs to no job. Pure: the same arguments give the same number, whoever else asked before.
 *
 * <p>A stream is one thing that is drawn again and again, such as one fault on one job; its draws are counted.
 */
public final class Dice {

    private Dice() {}

    /** From 0 to just under 1. */
    public static double uniform(long seed, long stream, long number) {
        return draw(seed, stream, number).uniform();
    }

    /** In microseconds. Without a video, what goes by its length is for one second of it. */
    public static long micros(Distribution distribution, long seed, long stream, long number) {
        return Math.min(Micros.ofSeconds(distribution.seconds(draw(seed, stream, number), 1)), Plan.LONGEST);
    }

    /** A stream for something that has a name. */
    public static long stream(String name) {
        long hash = 0;
        for (int i = 0; i < name.length(); i++) {
            hash = Draw.mix(hash ^ name.charAt(i));
        }
        return hash;
    }

    private static Draw draw(long seed, long stream, long number) {
        return new Draw(seed ^ Draw.mix(stream), number).on(Draw.Lane.OUTSIDE);
    }
}
