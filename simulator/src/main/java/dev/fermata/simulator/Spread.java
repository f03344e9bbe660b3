package dev.fermata.simulator;

import dev.fermata.simulator.engine.Dice;
import dev.fermata.simulator.engine.Distribution;
import dev.fermata.simulator.engine.Micros;
import dev.fermata.simulator.setting.DurationText;
import java.time.Duration;
import java.util.Locale;

/**
 * How long something takes: always as long, or drawn anew each time. Immutable.
 *
 * <p>In text, as scenario files have it: {@code 20s}, {@code uniform 10s 30s}, {@code exponential 5s} (its mean),
 * {@code log_normal 20s 0.3} (its median and sigma), and any of them after {@code per_video_second}.
 */
public final class Spread {

    static final String ALLOWED = "a duration such as 20s, or 'uniform 10s 30s', 'exponential 5s' (mean),"
            + " 'log_normal 20s 0.3' (median, sigma), each also after 'per_video_second'";

    private static final String PER_VIDEO_SECOND = "per_video_second ";

    private final Distribution distribution;
    private final String text;

    private Spread(Distribution distribution, String text) {
        this.distribution = distribution;
        this.text = text;
    }

    /** Always as long. */
    public static Spread of(Duration value) {
        return new Spread(Distribution.fixed(value), DurationText.of(value));
    }

    /** Anything between the two, all as often. */
    public static Spread between(Duration min, Duration max) {
        return new Spread(
                Distribution.uniform(min, max), "uniform " + DurationText.of(min) + " " + DurationText.of(max));
    }

    /** Mostly short, sometimes many times the mean, as when each is independent of those before. */
    public static Spread exponential(Duration mean) {
        return new Spread(Distribution.exponential(mean), "exponential " + DurationText.of(mean));
    }

    /**
     * Half are below the median, and some far above: as real services are.
     *
     * @param sigma 0 to 5; 0.3 is steady, 1 is wild
     */
    public static Spread logNormal(Duration median, double sigma) {
        return new Spread(Distribution.logNormal(median, sigma), "log_normal " + DurationText.of(median) + " " + sigma);
    }

    /** So much for each second of video. */
    public static Spread perVideoSecond(Spread each) {
        return new Spread(Distribution.perVideoSecond(each.distribution), PER_VIDEO_SECOND + each);
    }

    /**
     * Reads what {@link #toString()} writes.
     *
     * @throws IllegalArgumentException with what is allowed
     */
    public static Spread parse(String text) {
        String plain = text.strip().toLowerCase(Locale.ROOT).replace('-', '_').replace("lognormal", "log_normal");
        if (plain.startsWith(PER_VIDEO_SECOND)) {
            return perVideoSecond(parse(plain.substring(PER_VIDEO_SECOND.length())));
        }
        String[] words = plain.split("\\s+");
        return switch (words[0] + " " + (words.length - 1)) {
            case "uniform 2" -> between(duration(words[1], text), duration(words[2], text));
            case "exponential 1" -> exponential(duration(words[1], text));
            case "log_normal 2" -> logNormal(duration(words[1], text), sigma(words[2], text));
            default -> of(duration(plain, text));
        };
    }

    /** The value for a seed and a number: the same each time, whatever else was drawn. */
    public Duration draw(long seed, long number) {
        return Micros.duration(Dice.micros(distribution, seed, 0, number));
    }

    Distribution distribution() {
        return distribution;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Spread spread && distribution.equals(spread.distribution);
    }

    @Override
    public int hashCode() {
        return distribution.hashCode();
    }

    @Override
    public String toString() {
        return text;
    }

    private static Duration duration(String word, String text) {
        return DurationText.parse(word).orElseThrow(() -> notAllowed(text));
    }

    private static double sigma(String word, String text) {
        if (!word.matches("\\d{1,3}(\\.\\d{1,9})?")) {
            throw notAllowed(text);
        }
        return Double.parseDouble(word);
    }

    private static IllegalArgumentException notAllowed(String text) {
        return new IllegalArgumentException("'" + text + "' is no spread of time; allowed is " + ALLOWED);
    }
}
