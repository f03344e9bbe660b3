package dev.fermata.client;

import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The pool on which a client reads answers and runs the code of others: daemon threads, none of them idle for long. */
final class Workers {

    private static final int CALLBACKS = 64;

    private Workers() {}

    static ThreadPoolExecutor create() {
        return new ThreadPoolExecutor(
                0, Integer.MAX_VALUE, 10, TimeUnit.SECONDS, new SynchronousQueue<>(), daemons("fermata-worker-"));
    }

    /**
     * For what depends on the end of a wait: of its own, for the common pool may be full of other work while a deadline passes;
     * bounded, for a hundred thousand waits may end at one moment.
     */
    static Executor callbacks() {
        ThreadPoolExecutor callbacks = new ThreadPoolExecutor(
                CALLBACKS, CALLBACKS, 1, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), daemons("fermata-callback-"));
        callbacks.allowCoreThreadTimeOut(true);
        return callbacks;
    }

    /** One thread, which is there only while there is something to do. */
    static ThreadPoolExecutor one(String name) {
        ThreadPoolExecutor one =
                new ThreadPoolExecutor(1, 1, 1, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), daemons(name + "-"));
        one.allowCoreThreadTimeOut(true);
        return one;
    }

    /**
     * Lets the threads go as soon as they are idle. The pool is not shut down: the JDK's client still hands it what is left to clean
     * up.
     */
    static void release(ThreadPoolExecutor workers) {
        workers.setKeepAliveTime(1, TimeUnit.MILLISECONDS);
    }

    private static ThreadFactory daemons(String name) {
        AtomicInteger number = new AtomicInteger();
        return task -> {
            Thread thread = new Thread(task, name + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }
}
