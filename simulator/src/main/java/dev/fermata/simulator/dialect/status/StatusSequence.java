package dev.fermata.simulator.dialect.status;

import dev.fermata.simulator.clock.Micros;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * The jobs of the small system, one after the other without an end. Each is pending for {@code delay}, then ended for {@code reset}. Then
 * the next one begins.
 *
 * <p>The state at a time is a pure function of these settings and that time. All times are in microseconds ({@link Micros}).
 *
 * @param start when the first job began
 * @param delay how long a job is pending
 * @param errorChance the probability that a job ends in {@code error}
 * @param reset how long an ended job stays; {@link Micros#NEVER} for ever
 * @param seed same seed, same outcomes
 */
public record StatusSequence(long start, long delay, double errorChance, long reset, long seed) {

    /** The result that {@code GET /status} shows. */
    public enum StatusResult {
        PENDING,
        COMPLETED,
        ERROR;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * A job in one of its states.
     *
     * @param number from 0
     * @param since when that state began
     * @param until when it ends; {@link Micros#NEVER} if it does not
     */
    public record Phase(long number, StatusResult result, long since, long until) {}

    /** When the job at that time began. */
    public long beganAt(long now) {
        long elapsed = Math.max(0, now - start);
        return reset == Micros.NEVER ? start : start + elapsed - elapsed % (delay + reset);
    }

    /** When the job at that time ends, or has ended. */
    public long endsAt(long now) {
        return beganAt(now) + delay;
    }

    /** The job at that time. For a time before the start: the job at the start. */
    public Phase at(long now) {
        long elapsed = Math.max(0, now - start);
        long number = reset == Micros.NEVER ? 0 : elapsed / (delay + reset);
        long began = reset == Micros.NEVER ? start : start + number * (delay + reset);
        long ends = began + delay;
        if (now < ends) {
            return new Phase(number, StatusResult.PENDING, began, ends);
        }
        return new Phase(number, outcome(number), ends, reset == Micros.NEVER ? Micros.NEVER : ends + reset);
    }

    private StatusResult outcome(long number) {
        double drawn = new SplittableRandom(seed ^ (number * 0x9E3779B97F4A7C15L)).nextDouble();
        return drawn < errorChance ? StatusResult.ERROR : StatusResult.COMPLETED;
    }
}
