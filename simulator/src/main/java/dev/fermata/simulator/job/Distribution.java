package dev.fermata.simulator.job;

import dev.fermata.simulator.clock.Micros;
import dev.fermata.simulator.text.Checks;
import dev.fermata.simulator.text.DurationText;
import java.time.Duration;
import java.util.Locale;

/** How long something takes. A draw is never longer than 1000 days. */
// Only the engine draws; a sealed interface has no other way to say so.
@SuppressWarnings("exports")
public sealed interface Distribution {

    /** For people: what {@link #parse} reads. */
    String ALLOWED = "a duration such as 20s, or 'uniform 10s 30s', 'exponential 5s' (mean),"
            + " 'log_normal 20s 0.3' (median, sigma), each also after 'per_video_second'";

    static Distribution fixed(Duration value) {
        return new Fixed(value);
    }

    static Distribution uniform(Duration min, Duration max) {
        return new Uniform(min, max);
    }

    static Distribution exponential(Duration mean) {
        return new Exponential(mean);
    }

    /** Half of the draws are below the median; sigma 0.3 is steady, 1 is wild. */
    static Distribution logNormal(Duration median, double sigma) {
        return new LogNormal(median, sigma);
    }

    /** So much for each second of video. */
    static Distribution perVideoSecond(Distribution each) {
        return new PerVideoSecond(each);
    }

    /**
     * Reads what {@link #text} writes.
     *
     * @throws IllegalArgumentException with what is allowed
     */
    static Distribution parse(String text) {
        String plain = text.strip().toLowerCase(Locale.ROOT).replace('-', '_').replace("lognormal", "log_normal");
        if (plain.startsWith(PerVideoSecond.PREFIX)) {
            return perVideoSecond(parse(plain.substring(PerVideoSecond.PREFIX.length())));
        }
        String[] words = plain.split("\\s+");
        return switch (words[0] + " " + (words.length - 1)) {
            case "uniform 2" -> uniform(duration(words[1], text), duration(words[2], text));
            case "exponential 1" -> exponential(duration(words[1], text));
            case "log_normal 2" -> logNormal(duration(words[1], text), sigma(words[2], text));
            default -> fixed(duration(plain, text));
        };
    }

    /** As scenario files write it, such as {@code log_normal 20s 0.3}; {@link #parse} gives the same distribution. */
    String text();

    /** Half of the draws are below this. */
    Duration median(Duration video);

    double seconds(SeededRandom draw, double videoSeconds);

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

    private static double seconds(Duration duration) {
        return duration.getSeconds() + duration.getNano() / 1e9;
    }

    private static Duration ofSeconds(double seconds) {
        return Micros.duration(Micros.ofSeconds(seconds));
    }

    record Fixed(Duration value) implements Distribution {
        public Fixed {
            Checks.duration("fixed duration", value);
        }

        @Override
        public String text() {
            return DurationText.of(value);
        }

        @Override
        public Duration median(Duration video) {
            return value;
        }

        @Override
        public double seconds(SeededRandom draw, double videoSeconds) {
            return Distribution.seconds(value);
        }
    }

    record Uniform(Duration min, Duration max) implements Distribution {
        public Uniform {
            Checks.duration("uniform min", min);
            Checks.duration("uniform max", max);
            Checks.that(min.compareTo(max) <= 0, "uniform min", min, "at most the max (" + max + ")");
        }

        @Override
        public String text() {
            return "uniform " + DurationText.of(min) + " " + DurationText.of(max);
        }

        @Override
        public Duration median(Duration video) {
            return min.plus(max).dividedBy(2);
        }

        @Override
        public double seconds(SeededRandom draw, double videoSeconds) {
            double from = Distribution.seconds(min);
            return from + (Distribution.seconds(max) - from) * draw.uniform();
        }
    }

    record Exponential(Duration mean) implements Distribution {
        public Exponential {
            Checks.duration("exponential mean", mean);
        }

        @Override
        public String text() {
            return "exponential " + DurationText.of(mean);
        }

        @Override
        public Duration median(Duration video) {
            return ofSeconds(Distribution.seconds(mean) * StrictMath.log(2));
        }

        @Override
        public double seconds(SeededRandom draw, double videoSeconds) {
            return -Distribution.seconds(mean) * StrictMath.log(1 - draw.uniform());
        }
    }

    record LogNormal(Duration median, double sigma) implements Distribution {
        public LogNormal {
            Checks.duration("log-normal median", median);
            Checks.that(sigma >= 0 && sigma <= 5, "log-normal sigma", sigma, "0 (no spread) to 5");
        }

        @Override
        public String text() {
            return "log_normal " + DurationText.of(median) + " " + sigma;
        }

        @Override
        public Duration median(Duration video) {
            return median;
        }

        @Override
        public double seconds(SeededRandom draw, double videoSeconds) {
            return Distribution.seconds(median) * StrictMath.exp(sigma * draw.gaussian());
        }
    }

    record PerVideoSecond(Distribution each) implements Distribution {
        private static final String PREFIX = "per_video_second ";

        public PerVideoSecond {
            Checks.that(
                    !(each instanceof PerVideoSecond),
                    "time per second of video",
                    each,
                    "a distribution that is not itself per second of video");
        }

        @Override
        public String text() {
            return PREFIX + each.text();
        }

        @Override
        public Duration median(Duration video) {
            return ofSeconds(Distribution.seconds(each.median(video)) * Distribution.seconds(video));
        }

        @Override
        public double seconds(SeededRandom draw, double videoSeconds) {
            return each.seconds(draw, videoSeconds) * videoSeconds;
        }
    }
}
