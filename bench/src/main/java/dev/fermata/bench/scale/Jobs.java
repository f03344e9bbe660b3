package dev.fermata.bench.scale;

import dev.fermata.client.Snapshot;
import dev.fermata.client.Submission;
import dev.fermata.client.Waiter;
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
final class Jobs {

    private static final URI VIDEO = URI.create("https://example.com/talk.mp4");
    private static final int SUBMITTERS = 8;
    private static final long SEED = 7;

    private Jobs() {}

    /**
     * Submits them.
     *
     * @param firstEnd when the first of them ends
     * @return their ids, in no order: who waits for neighbours must not gain by it
     */
    static List<String> submit(Waiter waiter, int count, double endsPerSecond, Instant firstEnd)
            throws InterruptedException, ExecutionException {
        ExecutorService threads = Executors.newFixedThreadPool(SUBMITTERS);
        try {
            List<Future<List<String>>> parts = new ArrayList<>();
            for (int part = 0; part < SUBMITTERS; part++) {
                int from = part;
                parts.add(threads.submit(() -> submit(waiter, from, count, endsPerSecond, firstEnd)));
            }
            List<String> ids = new ArrayList<>(count);
            for (Future<List<String>> part : parts) {
                ids.addAll(part.get());
            }
            Collections.shuffle(ids, new Random(SEED));
            return ids;
        } finally {
            threads.shutdownNow();
        }
    }

    private static List<String> submit(Waiter waiter, int from, int count, double endsPerSecond, Instant firstEnd)
            throws InterruptedException {
        List<String> ids = new ArrayList<>();
        for (int i = from; i < count; i += SUBMITTERS) {
            Instant end = firstEnd.plusNanos((long) (i / endsPerSecond * 1e9));
            Submission job = Submission.of(VIDEO, "es").withDuration(Duration.between(Instant.now(), end));
            for (Snapshot snapshot : waiter.submit(job, Duration.ofSeconds(30))) {
                ids.add(snapshot.id());
            }
        }
        return ids;
    }
}
