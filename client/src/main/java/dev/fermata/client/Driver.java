package dev.fermata.client;

import java.lang.reflect.Method;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.DoubleSupplier;

/**
 * What all waits of one client share: connections, the timer, a pool for answers, randomness. Thread-safe.
 *
 * <p>Threads: the timer's only wakes waits up and ends them, and never runs code of the caller; answers are read, and
 * listeners told, on the pool.
 */
final class Driver implements AutoCloseable {

    final TimeSource time;
    final DoubleSupplier random;
    private final int maxAnswerBytes;
    private final ThreadPoolExecutor workers =
            new ThreadPoolExecutor(0, Integer.MAX_VALUE, 10, TimeUnit.SECONDS, new SynchronousQueue<>(), daemons());
    private final HttpClient http;
    private final Set<Wait> waits = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    Driver(TimeSource time, DoubleSupplier random, Duration connectTimeout, int maxAnswerBytes) {
        this.time = time;
        this.random = random;
        this.maxAnswerBytes = maxAnswerBytes;
        this.http = HttpClient.newBuilder()
                // Over HTTP/2 the JDK would offer an upgrade with every first request, which puzzles small servers.
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NORMAL)
                .connectTimeout(connectTimeout)
                .executor(workers)
                .build();
    }

    /** Begins a wait; {@link Wait#ending()} ends with it. */
    Wait start(WaitMachine machine, StatusBackend backend, WaitListener listener) {
        if (closed) {
            throw closedException();
        }
        Wait wait = new Wait(this, machine, backend, listener);
        waits.add(wait);
        wait.ending().whenComplete((ending, problem) -> waits.remove(wait));
        wait.begin();
        if (closed) {
            // Closed meanwhile, and close() may have missed this wait.
            wait.abandon(closedException());
        }
        return wait;
    }

    /** Sends one request. Cancelling the future breaks the connection off. */
    CompletableFuture<HttpResponse<byte[]>> send(StatusBackend backend) {
        return http.sendAsync(backend.request(), head -> new LimitedBody(maxAnswerBytes));
    }

    Executor workers() {
        return workers;
    }

    /** Ends every wait that is still under way with an {@link IllegalStateException}. */
    @Override
    public void close() {
        closed = true;
        waits.forEach(wait -> wait.abandon(closedException()));
        time.close();
        closeConnections();
        // Not shut down: the JDK's client still hands it what is left to clean up. Its threads go as soon as they are
        // idle.
        workers.setKeepAliveTime(1, TimeUnit.MILLISECONDS);
    }

    /** Before 21 an HttpClient cannot be closed; there it ends by itself once nothing refers to it. */
    private void closeConnections() {
        try {
            Method shutdownNow = HttpClient.class.getMethod("shutdownNow");
            shutdownNow.invoke(http);
        } catch (ReflectiveOperationException before21) {
            return;
        }
    }

    private static IllegalStateException closedException() {
        return new IllegalStateException("the client is closed");
    }

    private static ThreadFactory daemons() {
        AtomicInteger number = new AtomicInteger();
        return task -> {
            Thread thread = new Thread(task, "fermata-worker-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }
}
