package dev.fermata.bench.peers;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * One contender waits for jobs of one distribution: first for those that it learns from, then for those that count. The jobs
 * that count are the same for all, number {@link #TRAINING_JOBS} and following.
 */
final class Trial implements AutoCloseable {

    /** So many jobs come before those that count. */
    static final int TRAINING_JOBS = 30;

    private final Contender contender;
    private final Server server;
    private final Contender.Waits waits;
    private final ExecutorService threads = Executors.newCachedThreadPool(Trial::daemon);

    Trial(Contender contender, String runningTime, long seed, Scale scale) {
        this.contender = contender;
        this.server = new Server(runningTime, seed, scale);
        this.waits = contender.start().on(server);
    }

    /** Lets it learn, if it does, and gets the other jobs out of the way. */
    void learn(Duration spread, ScheduledExecutorService timer) throws Exception {
        all(contender.trainingJobs(), spread, timer);
        for (int job = contender.trainingJobs(); job < TRAINING_JOBS; job++) {
            server.submit();
        }
    }

    /**
     * Waits for the jobs that count.
     *
     * @param spread jobs are submitted evenly over so long, in real time
     */
    Sample measure(int jobs, Duration spread, ScheduledExecutorService timer) throws Exception {
        long before = server.requests();
        List<Known> known = all(jobs, spread, timer);
        long requests = server.requests() - before - jobs;
        double[] delays = new double[jobs];
        double[] lengths = new double[jobs];
        for (int job = 0; job < jobs; job++) {
            Instant[] span = server.submittedAndEnded(known.get(job).id());
            delays[job] = seconds(span[1], known.get(job).at());
            lengths[job] = seconds(span[0], span[1]);
        }
        Arrays.sort(delays);
        return new Sample(requests, delays, lengths);
    }

    private record Known(String id, Instant at) {}

    private List<Known> all(int jobs, Duration spread, ScheduledExecutorService timer) throws Exception {
        Semaphore room = new Semaphore(contender.room());
        List<Future<Future<Known>>> started = new ArrayList<>();
        for (int job = 0; job < jobs; job++) {
            long offset = spread.toNanos() * job / jobs;
            Callable<Known> wait = () -> waited(room);
            started.add(timer.schedule(() -> threads.submit(wait), offset, TimeUnit.NANOSECONDS));
        }
        List<Known> known = new ArrayList<>();
        for (Future<Future<Known>> each : started) {
            known.add(each.get().get());
        }
        return known;
    }

    private Known waited(Semaphore room) throws Exception {
        room.acquire();
        try {
            String id = server.submit();
            waits.until(id);
            return new Known(id, server.clock().now());
        } finally {
            room.release();
        }
    }

    private static double seconds(Instant from, Instant to) {
        return Duration.between(from, to).toNanos() / 1e9;
    }

    private static Thread daemon(Runnable task) {
        Thread thread = new Thread(task);
        thread.setDaemon(true);
        return thread;
    }

    @Override
    public void close() {
        waits.close();
        server.close();
        threads.shutdownNow();
    }
}
