package dev.fermata.simulator.job;

import dev.fermata.simulator.clock.Micros;
import dev.fermata.simulator.text.Checks;
import java.time.Duration;

/** How long something takes. A draw is never longer than 1000 days. */
// Only the engine draws; a sealed interface has no other way to say so.
@SuppressWarnings("exports")
public sealed interface Distribution {

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

    /** Half of the draws are below this. */
    Duration median(Duration video);

    double seconds(SeededRandom draw, double videoSeconds);

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
        public Duration median(Duration video) {
            return median;
        }

        @Override
        public double seconds(SeededRandom draw, double videoSeconds) {
            return Distribution.seconds(median) * StrictMath.exp(sigma * draw.gaussian());
        }
    }

    record PerVideoSecond(Distribution each) implements Distribution {
        public PerVideoSecond {
            Checks.that(
                    !(each instanceof PerVideoSecond),
                    "time per second of video",
                    each,
                    "a distribution that is not itself per second of video");
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
