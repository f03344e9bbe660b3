package dev.fermata.client;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The pool on which a client reads answers: daemon threads, none of them idle for long. */
final class Workers {

    private Workers() {}

    static ThreadPoolExecutor create() {
        return new ThreadPoolExecutor(
                0, Integer.MAX_VALUE, 10, TimeUnit.SECONDS, new SynchronousQueue<>(), daemons("fermata-worker-"));
    }

    /** One thread, which is there only while there is something to do. */
    static ThreadPoolExecutor one(String name) {
        ThreadPoolExecutor one =
                new ThreadPoolExecutor(1, 1, 1, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), daemons(name + "-"));
        one.allowCoreThreadTimeOut(true);
        return one;
    }

    /**
     * One thread for what is to happen in a moment, which is there only when something is. (The JDK's own, behind
     * {@code CompletableFuture}, comes to nothing from 25 on while the common pool is busy.)
     */
    static ScheduledThreadPoolExecutor watcher(String name) {
        ScheduledThreadPoolExecutor watcher = new ScheduledThreadPoolExecutor(1, daemons(name));
        watcher.setKeepAliveTime(1, TimeUnit.SECONDS);
        watcher.allowCoreThreadTimeOut(true);
        return watcher;
    }

    /**
     * Lets the threads go as soon as they are idle. The pool is not shut down: the JDK's client still hands it what is left to
     * clean up.
     */
    static void release(ThreadPoolExecutor workers) {
        workers.setKeepAliveTime(1, TimeUnit.MILLISECONDS);
    }

    static ThreadFactory daemons(String name) {
        AtomicInteger number = new AtomicInteger();
        return task -> {
            Thread thread = new Thread(task, name + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }
}
