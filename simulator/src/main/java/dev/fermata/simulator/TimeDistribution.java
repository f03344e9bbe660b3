package dev.fermata.simulator;

import dev.fermata.simulator.clock.Micros;
import dev.fermata.simulator.job.Distribution;
import dev.fermata.simulator.job.SeededRandom;
import dev.fermata.simulator.text.DurationText;
import dev.fermata.simulator.text.Printable;
import java.time.Duration;

/**
 * How long something takes: always as long, or drawn anew each time. Immutable.
 *
 * <p>In text, as in scenario files: {@code 20s}, {@code uniform 10s 30s}, {@code exponential 5s} (its mean),
 * {@code log_normal 20s 0.3} (its median and sigma), and any of them after {@code per_video_second}.
 */
public final class TimeDistribution {

    private final Distribution distribution;

    private TimeDistribution(Distribution distribution) {
        this.distribution = distribution;
    }

    /** Always as long. */
    public static TimeDistribution of(Duration value) {
        return new TimeDistribution(Distribution.fixed(value));
    }

    /** Anything between the two, all equally often. */
    public static TimeDistribution between(Duration min, Duration max) {
        return new TimeDistribution(Distribution.uniform(min, max));
    }

    /** Mostly short, sometimes many times the mean. */
    public static TimeDistribution exponential(Duration mean) {
        return new TimeDistribution(Distribution.exponential(mean));
    }

    /**
     * Half are below the median, and some far above, as with real services.
     *
     * @param sigma 0 to 5; 0.3 is steady, 1 is wild
     */
    public static TimeDistribution logNormal(Duration median, double sigma) {
        return new TimeDistribution(Distribution.logNormal(median, sigma));
    }

    /** So much for each second of video. */
    public static TimeDistribution perVideoSecond(TimeDistribution each) {
        return new TimeDistribution(Distribution.perVideoSecond(each.distribution));
    }

    /**
     * Reads what {@link #toString()} writes.
     *
     * @throws IllegalArgumentException with what is allowed
     */
    public static TimeDistribution parse(String text) {
        return new TimeDistribution(Distribution.parse(text));
    }

    /**
     * Reads one duration, as scenario files and flags write it: {@code 90s}, {@code 1m30s}, {@code 500ms}, {@code 1d}, {@code 2.5} (seconds) or
     * {@code PT20M}.
     *
     * @throws IllegalArgumentException with what is allowed
     */
    public static Duration parseDuration(String text) {
        return DurationText.parse(text)
                .orElseThrow(() -> new IllegalArgumentException("'" + Printable.value(text) + "' is no duration"
                        + DurationText.allowed(DurationText.meant(text), DurationText.ALLOWED)));
    }

    /** The value for a seed and a number: the same each time, whatever else was drawn. */
    public Duration draw(long seed, long number) {
        return Micros.duration(SeededRandom.micros(distribution, seed, 0, number));
    }

    Distribution distribution() {
        return distribution;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TimeDistribution same && distribution.equals(same.distribution);
    }

    @Override
    public int hashCode() {
        return distribution.hashCode();
    }

    @Override
    public String toString() {
        return distribution.text();
    }
}
