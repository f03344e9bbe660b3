package dev.fermata.bench.simulator;

import dev.fermata.simulator.job.JobPlan;
import dev.fermata.simulator.job.JobProfile;
import dev.fermata.simulator.job.JobProfile.Anomalies;
import dev.fermata.simulator.job.JobProfile.FailureModel;
import dev.fermata.simulator.job.Snapshot;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** What it costs to draw a plan, and to ask it. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class PlanBenchmark {

    static final long SEED = 1;
    static final long START = 1_767_225_600_000_000L;
    private static final long LATEST = 30_000_000;
    private static final Duration VIDEO = Duration.ofSeconds(60);

    /** How many plans are asked in turn: some that stay in the cache, or a million that do not. */
    @Param({"64", "1000000"})
    int plans;

    private final JobProfile profile = profile();
    private JobPlan[] drawn = {};
    private long random = 88172645463325252L;
    private long number;
    private long last;

    /** All kinds of futures, so that no branch is always the same. */
    static JobProfile profile() {
        return JobProfile.defaults()
                .withFailureModel(FailureModel.withChance(0.1))
                .withAnomalies(Anomalies.none().withStuck(0.01, 0.99));
    }

    @Setup
    public void draw() {
        drawn = new JobPlan[plans];
        for (int i = 0; i < plans; i++) {
            drawn[i] = JobPlan.draw(profile, SEED, i, START, VIDEO);
        }
    }

    /** A plan at random, at a random time from its submission to past most ends. */
    @Benchmark
    public Snapshot at() {
        long bits = next();
        return drawn[(int) ((bits >>> 1) % plans)].at(START + (bits >>> 20) % LATEST);
    }

    /**
     * One field of a plan at random, each chosen by the one before: how long the machine's memory takes to bring a plan when
     * nothing else goes on meanwhile. What {@link #at} costs over a million plans is to be seen beside that.
     */
    @Benchmark
    public long reading() {
        last = drawn[(int) ((next() + last >>> 1) % plans)].submittedAt();
        return last;
    }

    @Benchmark
    public JobPlan draws() {
        return JobPlan.draw(profile, SEED, number++, START, VIDEO);
    }

    private long next() {
        random ^= random << 13;
        random ^= random >>> 7;
        random ^= random << 17;
        return random;
    }
}
