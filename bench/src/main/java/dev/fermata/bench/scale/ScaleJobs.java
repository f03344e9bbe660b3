package dev.fermata.bench.scale;

import dev.fermata.client.Waiter;
import dev.fermata.client.backend.FermataSubmission;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Jobs that end one after the other, evenly over some time. */
final class ScaleJobs {

    private static final URI VIDEO = URI.create("https://example.com/talk.mp4");
    private static final int SUBMITTERS = 8;
    private static final long SEED = 7;

    private ScaleJobs() {}

    /** A job, and when it was submitted. */
    record Job(String id, Instant submittedAt) {}

    /**
     * Submits them.
     *
     * @param firstEnd when the first of them ends
     * @return shuffled, so that a request for neighbours has no advantage
     */
    static List<Job> submit(Waiter waiter, int count, double endsPerSecond, Instant firstEnd)
            throws InterruptedException, ExecutionException {
        ExecutorService threads = Executors.newFixedThreadPool(SUBMITTERS);
        try {
            List<Future<List<Job>>> parts = new ArrayList<>();
            for (int part = 0; part < SUBMITTERS; part++) {
                int from = part;
                parts.add(threads.submit(() -> submit(waiter, from, count, endsPerSecond, firstEnd)));
            }
            List<Job> jobs = new ArrayList<>(count);
            for (Future<List<Job>> part : parts) {
                jobs.addAll(part.get());
            }
            Collections.shuffle(jobs, new Random(SEED));
            return jobs;
        } finally {
            threads.shutdownNow();
        }
    }

    private static List<Job> submit(Waiter waiter, int from, int count, double endsPerSecond, Instant firstEnd)
            throws InterruptedException {
        List<Job> jobs = new ArrayList<>();
        for (int i = from; i < count; i += SUBMITTERS) {
            Instant end = firstEnd.plusNanos((long) (i / endsPerSecond * 1e9));
            Instant now = Instant.now();
            FermataSubmission job = FermataSubmission.of(VIDEO, "es").withDuration(Duration.between(now, end));
            jobs.add(new Job(waiter.submit(job, Duration.ofSeconds(30)).id(), now));
        }
        return jobs;
    }
}
