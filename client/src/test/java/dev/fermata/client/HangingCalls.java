package dev.fermata.client;

import dev.fermata.client.backend.Backend;
import dev.fermata.client.backend.JobState;
import dev.fermata.client.backend.Snapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** Calls that ignore interrupts, on threads of their own. Beside them nothing goes on at the same time: each run is the same. */
final class HangingCalls {

    private final List<Thread> threads = new ArrayList<>();
    private final ThreadLocal<CountDownLatch> hangs = new ThreadLocal<>();
    final AtomicInteger made = new AtomicInteger();
    private final AtomicInteger atOnce = new AtomicInteger();
    final AtomicInteger mostAtOnce = new AtomicInteger();
    private volatile CountDownLatch mayReturn = new CountDownLatch(1);

    Backend backend() {
        return Backend.of(id -> {
            made.incrementAndGet();
            int now = atOnce.incrementAndGet();
            mostAtOnce.accumulateAndGet(now, Math::max);
            CountDownLatch end = mayReturn;
            hangs.get().countDown();
            awaitUninterruptibly(end);
            atOnce.decrementAndGet();
            return Snapshot.builder(id, JobState.COMPLETED).build();
        });
    }

    /** Runs a task of the waiter. Returns when it has ended, or its call hangs. */
    void run(Runnable task) {
        CountDownLatch settled = new CountDownLatch(1);
        Thread thread = new Thread(() -> {
            hangs.set(settled);
            task.run();
            settled.countDown();
        });
        threads.add(thread);
        thread.start();
        awaitUninterruptibly(settled);
    }

    /** The calls so far return, and what the waiter does with their results on workers is done. */
    void letReturn() throws InterruptedException {
        mayReturn.countDown();
        for (Thread thread : threads) {
            thread.join();
        }
        threads.clear();
        mayReturn = new CountDownLatch(1);
    }

    static void awaitUninterruptibly(CountDownLatch latch) {
        boolean released = false;
        while (!released) {
            try {
                latch.await();
                released = true;
            } catch (InterruptedException ignored) {
                // As some SDKs do.
            }
        }
    }
}
