package dev.fermata.bench.simulator;

import dev.fermata.simulator.job.JobProfile;
import dev.fermata.simulator.job.JobSpec;
import dev.fermata.simulator.job.store.Job;
import dev.fermata.simulator.job.store.JobStore;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** How many jobs one core takes in. */
@State(Scope.Thread)
@OutputTimeUnit(TimeUnit.SECONDS)
public class StoreBenchmark {

    static final int JOBS = 1_000_000;

    /** A million jobs that live for twenty seconds come in within a hundred, so that most are over when room is needed. */
    private static final long MICROS_APART = 100;

    private final JobProfile profile = PlanBenchmark.profile();
    private JobStore empty = store();
    private JobStore full = store();
    private long now = PlanBenchmark.START;

    private static JobStore store() {
        return JobStore.inMemory(PlanBenchmark.SEED, JOBS, Long.MAX_VALUE / 2, JobStore.RETENTION);
    }

    @Setup(Level.Iteration)
    public void begin() {
        empty = store();
    }

    @Setup(Level.Trial)
    public void fill() {
        full = store();
        for (int i = 0; i < JOBS; i++) {
            submit(full);
        }
    }

    /** The first million into a store. One call is one job. */
    @Benchmark
    @BenchmarkMode(Mode.SingleShotTime)
    @Warmup(iterations = 4, batchSize = JOBS)
    @Measurement(iterations = 8, batchSize = JOBS)
    public Job fills() {
        return submit(empty);
    }

    /** All later ones: each pushes out the one that was over first. */
    @Benchmark
    @BenchmarkMode(Mode.Throughput)
    public Job replaces() {
        return submit(full);
    }

    private Job submit(JobStore store) {
        now += MICROS_APART;
        return store.submit(profile, JobSpec.of("https://example.com/a.mp4", "es"), now);
    }
}
