package dev.fermata.client;

import dev.fermata.client.backend.Backend;
import dev.fermata.client.backend.StatusBackend;
import dev.fermata.client.schedule.DurationHistory;
import dev.fermata.client.schedule.PollSchedule;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Waits for the job behind a {@code GET /status}: a {@link Waiter} for the small system.
 *
 * <p>It polls at once, then with exponential backoff and jitter, and a last time just before the time is up. Once it has seen how
 * long jobs take, it polls when they should be done instead. A transient failure never ends a wait: no connection, a reset, no
 * response in time, a response that is not JSON, 408, 409, 423, 425, 429, or 5xx other than 501 and 505. A rejection ends it at once
 * with a {@link WaitException.RequestRejectedException}: any other 4xx, 501, 505, or a redirection. One 404 after a valid response is transient. A
 * failure to connect that does not pass by itself ends the wait after {@link Builder#permanentFailureTries}. The wait ends within
 * milliseconds of its deadline, whatever the server does.
 *
 * <p>Thread-safe; one client carries many waits at once. Close it when you are done: waits that are still under way then end with an
 * {@link IllegalStateException}.
 *
 * <pre>{@code
 * try (StatusClient client = StatusClient.create(URI.create("http://localhost:8000"))) {
 *     StatusClient.StatusResult result = client.getStatus(Duration.ofSeconds(60));
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
    public static Builder builder(URI server) {
        return new Builder(server);
    }

    /** {@link #getStatus(Duration)} for at most 60 seconds. */
    public StatusResult getStatus() throws InterruptedException {
        return getStatus(DEFAULT_MAX_WAIT);
    }

    /**
     * Blocks until the job has ended or the time is up.
     *
     * @param maxWait more than zero
     * @throws WaitException.RequestRejectedException if the server rejects the polls
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
     * @return completed on the callback executor ({@link Builder#callbackExecutor}), as are stages that depend on it
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
        Outcome.WaitStats stats = outcome.stats();
        return new StatusResult(
                status(outcome), stats.polls(), stats.responses(), stats.elapsed(), stats.lastProblem());
    }

    private static Status status(Outcome outcome) {
        if (outcome instanceof Outcome.Completed) {
            return Status.COMPLETED;
        }
        return outcome instanceof Outcome.Failed ? Status.ERROR : Status.TIMEOUT;
    }

    /** How a wait ended. Printed in lower case: {@code completed}, {@code error}, {@code timeout}. */
    public enum Status {
        /** The server said that the job has completed. */
        COMPLETED,
        /** The server said that the job failed. A failure to reach the server never leads here. */
        ERROR,
        /** The time was up first; see {@link StatusResult#lastProblem()}. */
        TIMEOUT;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * What {@link #getStatus(Duration)} learned, and what it took. Prints as its {@link #status()}.
     *
     * @param status how the wait ended
     * @param polls how many requests were sent
     * @param answers how many of them the server answered with {@code pending}, {@code completed} or {@code error}; a timeout with 0
     *     answers means that the server was never reached, or is not a status server
     * @param elapsed from the call to the end of the wait
     * @param lastProblem the problem on the way that explains most, in a sentence; empty if there was none
     */
    public record StatusResult(Status status, int polls, int answers, Duration elapsed, Optional<String> lastProblem) {

        @Override
        public String toString() {
            return status.toString();
        }
    }

    /** Settings for a {@link StatusClient}. Not thread-safe; the clients that it builds are, and later calls do not change them. */
    public static final class Builder {

        private static final Duration PATIENCE = Duration.ofSeconds(1);
        /** Until a job was seen: each poll comes up to this much later than planned, and the delays do not add up. */
        private static final PollSchedule BACKOFF =
                PollSchedule.exponential(Duration.ofSeconds(1), 2, Duration.ofSeconds(15), Duration.ofSeconds(1));

        private final WaiterBuilder waiter;
        private StatusBackend backend;
        private @Nullable PollSchedule schedule;

        Builder(URI server) {
            this.backend = Backend.status(server);
            // The job behind this URL is there from the start; and when the client polls was documented before it could
            // ask to be held.
            this.waiter =
                    new WaiterBuilder(backend).notFoundGrace(Duration.ZERO).hold(Duration.ZERO);
        }

        /**
         * When to poll while the job is pending. Default: at once, then after 1 s, doubling up to 15 s, each poll up to a second
         * later than planned; and once this client has seen a job end, when such jobs should be done.
         */
        public Builder schedule(PollSchedule schedule) {
            this.schedule = Objects.requireNonNull(schedule, "schedule");
            return this;
        }

        /**
         * When to poll again after failures, by their number in a row. Default: 1 s, doubling up to 15 s, with full jitter. The server's
         * {@code Retry-After} takes precedence.
         */
        public Builder errorBackoff(PollSchedule errorBackoff) {
            waiter.errorBackoff(errorBackoff);
            return this;
        }

        /** How long one request may take, from connecting to the last byte of the response. Default: 10 s. */
        public Builder requestTimeout(Duration requestTimeout) {
            waiter.requestTimeout(requestTimeout);
            return this;
        }

        /** As {@link WaiterBuilder#permanentFailureTries}. */
        public Builder permanentFailureTries(int tries) {
            waiter.permanentFailureTries(tries);
            return this;
        }

        /** How long a response may be; a longer one is a failure and is not read to its end. Default: 1 MiB. */
        public Builder maxAnswerBytes(int maxAnswerBytes) {
            waiter.maxAnswerBytes(maxAnswerBytes);
            return this;
        }

        /**
         * A header to send with every request, such as {@code Authorization}.
         *
         * @throws IllegalArgumentException if HTTP does not allow that name or value
         */
        public Builder header(String name, String value) {
            backend = backend.withHeader(name, value);
            return this;
        }

        /** As {@link WaiterBuilder#headers}. */
        public Builder headers(Supplier<Map<String, String>> headers) {
            waiter.headers(headers);
            return this;
        }

        /** As {@link WaiterBuilder#httpClient}. */
        public Builder httpClient(HttpClient httpClient) {
            waiter.httpClient(httpClient);
            return this;
        }

        /** As {@link WaiterBuilder#callbackExecutor}. */
        public Builder callbackExecutor(Executor callbackExecutor) {
            waiter.callbackExecutor(callbackExecutor);
            return this;
        }

        /** Is called at each step of each wait. Default: none. */
        public Builder listener(WaitListener listener) {
            waiter.listener(listener);
            return this;
        }

        /**
         * How long to ask the server to hold a request until the job has ended ({@code Prefer: wait}), in whole seconds. A server that
         * does not know this answers at once. Default: zero, for never.
         */
        public Builder hold(Duration longest) {
            waiter.hold(longest);
            return this;
        }

        /** A client with these settings. */
        public StatusClient build() {
            return new StatusClient(settings().build());
        }

        /** The settings of the waiter of a new client, which knows of no job yet. */
        WaiterBuilder settings() {
            DurationHistory history = DurationHistory.inMemory();
            return waiter.copy(backend)
                    .history(history)
                    .schedule(schedule == null ? PollSchedule.adaptive(PATIENCE, history, BACKOFF) : schedule);
        }
    }
}
