package dev.fermata.bench.scale;

import dev.fermata.client.Outcome;
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

/** Many waits at once: how much heap they take, and how late they learn of the ends. */
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

    static Crowd begin(Waiter waiter, List<String> ids, Duration maxWait) {
        Crowd crowd = new Crowd(ids.size());
        for (int i = 0; i < ids.size(); i++) {
            CompletableFuture<Outcome> wait = waiter.awaitAsync(ids.get(i), maxWait);
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

    /** What is left of the heap after the garbage is gone, in bytes. */
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

    /** Those that ended in any way but as they should have. */
    int other() {
        return other.get();
    }

    /** Milliseconds from the end of a job to when the one who waited was told. */
    double delay(double share) {
        long[] sorted = Arrays.copyOf(delays, ended.get());
        Arrays.sort(sorted);
        return sorted.length == 0 ? Double.NaN : sorted[(int) Math.min(sorted.length - 1, share * sorted.length)] / 1e6;
    }
}
