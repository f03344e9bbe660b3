package dev.fermata.simulator.job;

import dev.fermata.simulator.text.DurationText;
import java.time.Duration;
import java.util.Locale;

/** Distributions as scenario files write them, such as {@code log_normal 20s 0.3}. */
public final class DistributionText {

    /** For people: what {@link #parse} reads. */
    public static final String ALLOWED = "a duration such as 20s, or 'uniform 10s 30s', 'exponential 5s' (mean),"
            + " 'log_normal 20s 0.3' (median, sigma), each also after 'per_video_second'";

    private static final String PER_VIDEO_SECOND = "per_video_second ";

    private DistributionText() {}

    /**
     * Reads what {@link #of} writes.
     *
     * @throws IllegalArgumentException with what is allowed
     */
    public static Distribution parse(String text) {
        String plain = text.strip().toLowerCase(Locale.ROOT).replace('-', '_').replace("lognormal", "log_normal");
        if (plain.startsWith(PER_VIDEO_SECOND)) {
            return Distribution.perVideoSecond(parse(plain.substring(PER_VIDEO_SECOND.length())));
        }
        String[] words = plain.split("\\s+");
        return switch (words[0] + " " + (words.length - 1)) {
            case "uniform 2" -> Distribution.uniform(duration(words[1], text), duration(words[2], text));
            case "exponential 1" -> Distribution.exponential(duration(words[1], text));
            case "log_normal 2" -> Distribution.logNormal(duration(words[1], text), sigma(words[2], text));
            default -> Distribution.fixed(duration(plain, text));
        };
    }

    /** So that {@link #parse} gives the same distribution. */
    public static String of(Distribution distribution) {
        if (distribution instanceof Distribution.Fixed fixed) {
            return DurationText.of(fixed.value());
        }
        if (distribution instanceof Distribution.Uniform uniform) {
            return "uniform " + DurationText.of(uniform.min()) + " " + DurationText.of(uniform.max());
        }
        if (distribution instanceof Distribution.Exponential exponential) {
            return "exponential " + DurationText.of(exponential.mean());
        }
        if (distribution instanceof Distribution.LogNormal logNormal) {
            return "log_normal " + DurationText.of(logNormal.median()) + " " + logNormal.sigma();
        }
        return PER_VIDEO_SECOND + of(((Distribution.PerVideoSecond) distribution).each());
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
        return new IllegalArgumentException("'" + text + "' is no distribution of times; allowed is " + ALLOWED);
    }
}
