package dev.fermata.bench.scale;

import dev.fermata.client.Outcome;
import dev.fermata.client.WaitOptions;
import dev.fermata.client.Waiter;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Many waits at once: how much heap they take, and how late they detect the ends. */
final class Crowd {

    private final long[] delays;
    private final AtomicInteger ended = new AtomicInteger();
    private final AtomicInteger other = new AtomicInteger();
    private final CountDownLatch left;
    private final CompletableFuture<?>[] waits;

    private Crowd(int size) {
        delays = new long[size];
        left = new CountDownLatch(size);
        waits = new CompletableFuture<?>[size];
    }

    static Crowd begin(Waiter waiter, List<ScaleJobs.Job> jobs, Duration maxWait) {
        Crowd crowd = new Crowd(jobs.size());
        for (int i = 0; i < jobs.size(); i++) {
            // The waiter did not submit the jobs; without their age it would poll each of them at once.
            WaitOptions options = WaitOptions.builder()
                    .maxWait(maxWait)
                    .startedAt(jobs.get(i).submittedAt())
                    .build();
            CompletableFuture<Outcome> wait = waiter.awaitAsync(jobs.get(i).id(), options);
            crowd.waits[i] = wait;
            wait.whenComplete((outcome, problem) -> crowd.ended(outcome));
        }
        return crowd;
    }

    private void ended(Outcome outcome) {
        Instant now = Instant.now();
        if (outcome instanceof Outcome.Completed done
                && done.snapshot().finishedAt().isPresent()) {
            delays[ended.getAndIncrement()] =
                    Duration.between(done.snapshot().finishedAt().get(), now).toNanos();
        } else {
            other.incrementAndGet();
        }
        left.countDown();
    }

    /** The bytes of the heap that are in use after a garbage collection. */
    static long liveHeap() {
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    boolean await(Duration most) throws InterruptedException {
        return left.await(most.toMillis(), TimeUnit.MILLISECONDS);
    }

    int size() {
        return waits.length;
    }

    int ended() {
        return ended.get();
    }

    /** The number of waits that did not end with a completed job. */
    int other() {
        return other.get();
    }

    /** Milliseconds from the end of a job to the completion of the future, for this share of the waits. */
    double delay(double share) {
        long[] sorted = Arrays.copyOf(delays, ended.get());
        Arrays.sort(sorted);
        return sorted.length == 0 ? Double.NaN : sorted[(int) Math.min(sorted.length - 1, share * sorted.length)] / 1e6;
    }
}
