package dev.fermata.client;

import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/**
 * Waits for the job behind a {@code GET /status}: a {@link Waiter} for the small system.
 *
 * <p>It polls at once, then with exponential backoff and jitter, and a last time just before the time is up. Once it has seen how
 * long jobs take, it polls when they should be done instead. A transient failure never ends a wait: no connection, a reset, no
 * response in time, a response that is not JSON, 408, 409, 423, 425, 429, or 5xx other than 501 and 505. A rejection ends it at once
 * with a {@link RequestRejectedException}: any other 4xx, 501, 505, or a redirection. One 404 after a valid response is transient. A
 * failure to connect that does not pass by itself ends the wait after {@link StatusClientBuilder#permanentFailureTries}. The wait ends
 * within milliseconds of its deadline, whatever the server does.
 *
 * <p>Thread-safe; one client carries many waits at once. Close it when you are done: waits that are still under way then end with an
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
     * @throws IllegalArgumentException if that is no http or https URL with a host
     */
    public static StatusClient create(URI server) {
        return builder(server).build();
    }

    /** Like {@link #create}, with a chance to change settings. */
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
     * @throws RequestRejectedException if the server rejects the polls
     * @throws InterruptedException if the thread is interrupted; the request under way is canceled
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
     * Like {@link #getStatus(Duration)}, without blocking. If you cancel the future, or complete it yourself, the wait ends and its
     * request is canceled. What {@code getStatus} throws, the future completes with.
     *
     * @return completed on the callback executor ({@link StatusClientBuilder#callbackExecutor}), as are stages that depend on it
     */
    public CompletableFuture<StatusResult> getStatusAsync(Duration maxWait) {
        WaiterCalls calls = waiter.calls();
        return calls.async(
                () -> calls.begin(THE_JOB, WaitOptions.maxWait(maxWait), calls.now()),
                end -> result(WaiterCalls.single(end)));
    }

    /** Ends every wait that is still under way, and closes the client's threads and connections. */
    @Override
    public void close() {
        waiter.close();
    }

    private static StatusResult result(Outcome outcome) {
        WaitStats stats = outcome.stats();
        return new StatusResult(
                status(outcome), stats.polls(), stats.responses(), stats.elapsed(), stats.lastProblem());
    }

    private static Status status(Outcome outcome) {
        if (outcome instanceof Outcome.Completed) {
            return Status.COMPLETED;
        }
        return outcome instanceof Outcome.Failed ? Status.ERROR : Status.TIMEOUT;
    }
}
