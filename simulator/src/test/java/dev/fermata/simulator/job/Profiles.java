package dev.fermata.simulator.job;

import dev.fermata.simulator.job.JobProfile.Anomalies;
import dev.fermata.simulator.job.JobProfile.FailureModel;
import dev.fermata.simulator.job.JobProfile.Hints;
import dev.fermata.simulator.job.Snapshot.Failure;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/** Scenarios that nobody would write, from a seed. */
public final class Profiles {

    private final Random random;

    public Profiles(long seed) {
        random = new Random(seed);
    }

    /** Anything goes, but what is over stays over. */
    public JobProfile honest() {
        return new JobProfile(
                distribution(),
                distribution(),
                duration(120),
                new FailureModel(random.nextDouble(), failures(), random.nextDouble()),
                stages(),
                Weighted.equally(List.of(ProgressCurve.linear(), curve(), ProgressCurve.stallingAt(1))),
                new Hints(random.nextBoolean(), Hints.Expected.values()[random.nextInt(3)], 0.5 + random.nextDouble()),
                Anomalies.none().withStuck(random.nextDouble() / 2, random.nextDouble()));
    }

    public JobProfile relapsing() {
        return honest().withFailureModel(FailureModel.withChance(0.2))
                .withAnomalies(Anomalies.none().withRelapse(1, duration(5), duration(5)));
    }

    private Weighted<Failure> failures() {
        return Weighted.equally(List.of(new Failure("one", "1"), new Failure("two", "2")));
    }

    private StageWeights stages() {
        List<Double> weights = IntStream.range(0, 5)
                .mapToObj(i -> random.nextBoolean() ? 0.0 : random.nextDouble())
                .toList();
        boolean none = weights.stream().allMatch(weight -> weight == 0);
        return new StageWeights(none ? List.of(0.0, 0.0, 1.0, 0.0, 0.0) : weights, random.nextDouble());
    }

    private ProgressCurve curve() {
        double a = random.nextDouble();
        return new ProgressCurve(List.of(
                new ProgressCurve.Point(0, random.nextDouble()),
                new ProgressCurve.Point(a, random.nextDouble()),
                new ProgressCurve.Point(a, random.nextDouble()),
                new ProgressCurve.Point(1, 1)));
    }

    Distribution distribution() {
        Duration some = duration(30);
        return switch (random.nextInt(7)) {
            case 0 -> Distribution.fixed(some);
            case 1 -> Distribution.uniform(some, some.plus(duration(30)));
            case 2 -> Distribution.exponential(some);
            case 3 -> Distribution.logNormal(some, random.nextDouble() * 2);
            case 4 -> Distribution.perVideoSecond(Distribution.logNormal(Duration.ofMillis(200), 0.5));
            case 5 -> Distribution.fixed(Duration.ofNanos(1_000L * random.nextInt(9)));
            default -> Distribution.fixed(Duration.ZERO);
        };
    }

    private Duration duration(int seconds) {
        return Duration.ofNanos(1 + random.nextLong(seconds * 1_000_000_000L));
    }
}
