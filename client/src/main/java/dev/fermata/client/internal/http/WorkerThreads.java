package dev.fermata.client.internal.http;

import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Daemon threads that are there only while they have work. */
public final class WorkerThreads {

    private static final System.Logger LOG = System.getLogger(WorkerThreads.class.getName());
    private static final int IDLE_SECONDS = 10;

    private WorkerThreads() {}

    /** A pool that starts a thread whenever none is free. A thread ends after ten idle seconds. */
    public static ThreadPoolExecutor create(String name) {
        return new ThreadPoolExecutor(
                0, Integer.MAX_VALUE, IDLE_SECONDS, TimeUnit.SECONDS, new SynchronousQueue<>(), daemons(name));
    }

    /** A pool of at most that many threads. Tasks queue when all are busy. A thread ends after an idle second. */
    public static ThreadPoolExecutor bounded(String name, int threads) {
        ThreadPoolExecutor pool = new ThreadPoolExecutor(
                threads, threads, 1, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), daemons(name));
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }

    /**
     * Ends threads as soon as they are idle. The pool still takes tasks, because the JDK's client hands it what is left to clean
     * up.
     */
    public static void release(ThreadPoolExecutor workers) {
        workers.setKeepAliveTime(1, TimeUnit.MILLISECONDS);
    }

    /**
     * An executor that hands each task to another one, on a worker: the other is the user's, so to give it a task may take a while,
     * or may fail. A task that it does not take runs on the worker.
     */
    public static Executor through(Executor workers, Executor users) {
        return task -> workers.execute(() -> {
            try {
                users.execute(task);
            } catch (RuntimeException | Error rejected) {
                LOG.log(System.Logger.Level.DEBUG, "the callback executor does not take a task", rejected);
                task.run();
            }
        });
    }

    /** Daemon threads of this name and a number. */
    public static ThreadFactory daemons(String name) {
        AtomicInteger number = new AtomicInteger();
        return task -> {
            Thread thread = new Thread(task, name + "-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }
}
