package dev.fermata.client;

import java.time.Duration;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Runs tasks one after the other, in their order, on one thread of a pool at a time: a hundred thousand waits that end at one
 * moment must not make the pool start as many threads. What a task throws is logged, and the next one runs all the same.
 */
final class Serial implements Executor {

    private static final System.Logger LOG = System.getLogger(Serial.class.getName());

    private final Executor workers;
    private final ConcurrentLinkedQueue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final AtomicInteger size = new AtomicInteger();

    Serial(Executor workers) {
        this.workers = workers;
    }

    @Override
    public void execute(Runnable task) {
        tasks.add(task);
        if (size.getAndIncrement() == 0) {
            workers.execute(this::drain);
        }
    }

    /** Returns when all that was given before is done, and says so, or when that takes too long. */
    boolean await(Duration most) {
        if (size.get() == 0) {
            return true;
        }
        CountDownLatch done = new CountDownLatch(1);
        execute(done::countDown);
        try {
            return done.await(most.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    private void drain() {
        do {
            try {
                tasks.remove().run();
            } catch (RuntimeException | Error broken) {
                LOG.log(System.Logger.Level.WARNING, "a task of a client threw", broken);
            }
        } while (size.decrementAndGet() > 0);
    }
}
