package dev.fermata.client;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Daemon threads for code of callers. A few are enough while tasks are quick, even for a hundred thousand at one moment; when
 * they do not come on, because the tasks block, more are started at once, up to a thousand. Idle ones go. Thread-safe.
 */
final class Hands implements Executor {

    private static final System.Logger LOG = System.getLogger(Hands.class.getName());

    private static final int FEW = 8;
    static final int MOST = 1_000;

    /** Threads that have not ended a task each in this time are taken to be stuck. */
    private static final Duration WATCH = Duration.ofMillis(5);

    private final ThreadPoolExecutor pool;
    private final AtomicBoolean watched = new AtomicBoolean();
    private final AtomicInteger unfinished = new AtomicInteger();
    private final ScheduledThreadPoolExecutor watcher;
    private final ThreadLocal<Boolean> mine = ThreadLocal.withInitial(() -> false);
    private volatile CountDownLatch idle = new CountDownLatch(1);
    private long seen;

    Hands(String name) {
        pool = new ThreadPoolExecutor(
                FEW, FEW, 1, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), Workers.daemons(name));
        pool.allowCoreThreadTimeOut(true);
        watcher = Workers.watcher(name + "watcher-");
    }

    @Override
    public void execute(Runnable task) {
        unfinished.incrementAndGet();
        pool.execute(() -> run(task));
        watch();
    }

    private void run(Runnable task) {
        mine.set(true);
        try {
            task.run();
        } catch (RuntimeException | Error broken) {
            LOG.log(System.Logger.Level.WARNING, "code of a caller threw", broken);
        } finally {
            if (unfinished.decrementAndGet() == 0) {
                idle.countDown();
            }
        }
    }

    private void watch() {
        if (!pool.getQueue().isEmpty() && watched.compareAndSet(false, true)) {
            seen = pool.getCompletedTaskCount();
            lookLater();
        }
    }

    private void lookLater() {
        watcher.schedule(this::look, WATCH.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** On the watcher's thread. */
    private void look() {
        int threads = pool.getCorePoolSize();
        if (pool.getQueue().isEmpty()) {
            size(FEW);
            watched.set(false);
            watch();
            return;
        }
        long done = pool.getCompletedTaskCount();
        if (done - seen < threads && threads < MOST) {
            size(Math.min(MOST, 2 * threads));
        }
        seen = done;
        lookLater();
    }

    private void size(int threads) {
        if (threads > pool.getMaximumPoolSize()) {
            pool.setMaximumPoolSize(threads);
            pool.setCorePoolSize(threads);
        } else {
            pool.setCorePoolSize(threads);
            pool.setMaximumPoolSize(threads);
        }
    }

    /** Lets the threads go as soon as they are idle. What is still to be done is done. */
    void release() {
        Workers.release(pool);
        Workers.release(watcher);
    }

    /** Waits until there is nothing left to do, but no longer than that, and not for the task that calls it. */
    void finish(Duration most) {
        release();
        if (mine.get()) {
            return;
        }
        CountDownLatch end = new CountDownLatch(1);
        idle = end;
        if (unfinished.get() == 0) {
            return;
        }
        try {
            boolean ended = end.await(most.toNanos(), TimeUnit.NANOSECONDS);
            if (!ended) {
                LOG.log(System.Logger.Level.DEBUG, "code of a caller is still running");
            }
        } catch (InterruptedException soon) {
            Thread.currentThread().interrupt();
        }
    }
}
