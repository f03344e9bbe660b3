package dev.fermata.client;

import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;

/**
 * Waits for the job behind a {@code GET /status}: a {@link Waiter} for the small system.
 *
 * <p>Looks at once, then with exponential backoff and jitter, and a last time just before the time is up; once it has seen how
 * long jobs take, it looks when they should be done instead. Trouble on the way
 * (nobody listens, a reset, 408, 425, 429, 5xx, an answer that is not JSON) never ends a wait; what will not pass (400, 401,
 * 403, 404, 405, 410, 414, 451, 501, a redirection) ends it at once with a {@link RequestRefusedException}. The wait ends
 * within milliseconds of the time given, whatever the server does.
 *
 * <p>Thread-safe; one client may carry many waits at once. Close it when done: waits still under way then end with an
 * {@link IllegalStateException}.
 *
 * <pre>{@code
 * try (StatusClient client = StatusClient.create(URI.create("http://localhost:8000"))) {
 *     StatusResult result = client.getStatus(Duration.ofSeconds(60));
 *     System.out.println(result); // completed, error or timeout
 * }
 * }</pre>
 */
public final class StatusClient implements AutoCloseable {

    /** How long {@link #getStatus()} waits. */
    public static final Duration DEFAULT_MAX_WAIT = Duration.ofSeconds(60);

    /** The small system has one job at a time, and no name for it. */
    private static final String THE_JOB = "";

    private final Waiter waiter;

    StatusClient(Waiter waiter) {
        this.waiter = waiter;
    }

    /**
     * A client with the default settings.
     *
     * @param server where the server is, such as {@code http://localhost:8000}; {@code /status} is added unless it is there
     * @throws IllegalArgumentException if that is no http or https address with a host
     */
    public static StatusClient create(URI server) {
        return builder(server).build();
    }

    /** Like {@link #create}, with a chance to set what does not suit. */
    public static StatusClientBuilder builder(URI server) {
        return new StatusClientBuilder(server);
    }

    /** {@link #getStatus(Duration)} for at most 60 seconds. */
    public StatusResult getStatus() throws InterruptedException {
        return getStatus(DEFAULT_MAX_WAIT);
    }

    /**
     * Blocks until the job has ended or the time is up.
     *
     * @param maxWait more than zero
     * @throws RequestRefusedException if the server refuses to be asked
     * @throws InterruptedException if the thread is interrupted; the request under way is broken off
     * @throws IllegalArgumentException if {@code maxWait} is out of bounds
     * @throws IllegalStateException if the client is closed, before the wait or during it
     */
    public StatusResult getStatus(Duration maxWait) throws InterruptedException {
        return result(waiter.await(THE_JOB, maxWait));
    }

    /** {@link #getStatusAsync(Duration)} for at most 60 seconds. */
    public CompletableFuture<StatusResult> getStatusAsync() {
        return getStatusAsync(DEFAULT_MAX_WAIT);
    }

    /**
     * Like {@link #getStatus(Duration)}, without blocking. Cancelling the future (or completing it by other means) ends the
     * wait: its timer is gone and its connection broken off. What the wait ends with exceptionally, the future does.
     *
     * @return completed on threads of the client's own, so that dependent stages may take their time, up to a thousand at once
     */
    public CompletableFuture<StatusResult> getStatusAsync(Duration maxWait) {
        CompletableFuture<StatusResult> result = new CompletableFuture<>();
        CompletableFuture<Outcome> outcome = waiter.awaitAsync(THE_JOB, maxWait);
        result.whenComplete((done, problem) -> outcome.completeExceptionally(new CancellationException("not wanted")));
        outcome.whenComplete((ended, broken) -> {
            if (broken != null) {
                result.completeExceptionally(broken);
            } else {
                result.complete(result(ended));
            }
        });
        return result;
    }

    /**
     * Ends every wait that is still under way and lets go of all threads and connections. (Before Java 21 an HttpClient
     * cannot be closed: its own thread and idle connections go when the garbage collector finds it.)
     */
    @Override
    public void close() {
        waiter.close();
    }

    private static StatusResult result(Outcome outcome) {
        Effort effort = outcome.effort();
        return new StatusResult(
                status(outcome), effort.polls(), effort.answers(), effort.elapsed(), effort.lastProblem());
    }

    private static Status status(Outcome outcome) {
        if (outcome instanceof Outcome.Completed) {
            return Status.COMPLETED;
        }
        return outcome instanceof Outcome.Failed ? Status.ERROR : Status.TIMEOUT;
    }
}
