package dev.fermata.client;

import dev.fermata.client.backend.Backend;
import dev.fermata.client.backend.StatusBackend;
import dev.fermata.client.schedule.DurationHistory;
import dev.fermata.client.schedule.PollSchedule;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Settings for a {@link StatusClient}. Not thread-safe; the clients that it builds are, and later calls do not change them. */
public final class StatusClientBuilder {

    private static final Duration PATIENCE = Duration.ofSeconds(1);
    /** Until a job was seen: each poll comes up to this much later than planned, and the delays do not add up. */
    private static final PollSchedule BACKOFF =
            PollSchedule.exponential(Duration.ofSeconds(1), 2, Duration.ofSeconds(15), Duration.ofSeconds(1));

    private final WaiterBuilder waiter;
    private StatusBackend backend;
    private @Nullable PollSchedule schedule;

    StatusClientBuilder(URI server) {
        this.backend = Backend.status(server);
        // The job behind this URL is there from the start; and when the client polls was documented before it could ask
        // to be held.
        this.waiter = new WaiterBuilder(backend).notFoundGrace(Duration.ZERO).hold(Duration.ZERO);
    }

    /**
     * When to poll while the job is pending. Default: at once, then after 1 s, doubling up to 15 s, each poll up to a second
     * later than planned; and once this client has seen a job end, when such jobs should be done.
     */
    public StatusClientBuilder schedule(PollSchedule schedule) {
        this.schedule = Objects.requireNonNull(schedule, "schedule");
        return this;
    }

    /**
     * When to poll again after failures, by their number in a row. Default: 1 s, doubling up to 15 s, with full jitter. The server's
     * {@code Retry-After} takes precedence.
     */
    public StatusClientBuilder errorBackoff(PollSchedule errorBackoff) {
        waiter.errorBackoff(errorBackoff);
        return this;
    }

    /** How long one request may take, from connecting to the last byte of the response. Default: 10 s. */
    public StatusClientBuilder requestTimeout(Duration requestTimeout) {
        waiter.requestTimeout(requestTimeout);
        return this;
    }

    /** As {@link WaiterBuilder#permanentFailureTries}. */
    public StatusClientBuilder permanentFailureTries(int tries) {
        waiter.permanentFailureTries(tries);
        return this;
    }

    /** How long a response may be; a longer one is a failure and is not read to its end. Default: 1 MiB. */
    public StatusClientBuilder maxAnswerBytes(int maxAnswerBytes) {
        waiter.maxAnswerBytes(maxAnswerBytes);
        return this;
    }

    /**
     * A header to send with every request, such as {@code Authorization}.
     *
     * @throws IllegalArgumentException if HTTP does not allow that name or value
     */
    public StatusClientBuilder header(String name, String value) {
        backend = backend.withHeader(name, value);
        return this;
    }

    /** As {@link WaiterBuilder#headers}. */
    public StatusClientBuilder headers(Supplier<Map<String, String>> headers) {
        waiter.headers(headers);
        return this;
    }

    /** As {@link WaiterBuilder#httpClient}. */
    public StatusClientBuilder httpClient(HttpClient httpClient) {
        waiter.httpClient(httpClient);
        return this;
    }

    /** As {@link WaiterBuilder#callbackExecutor}. */
    public StatusClientBuilder callbackExecutor(Executor callbackExecutor) {
        waiter.callbackExecutor(callbackExecutor);
        return this;
    }

    /** Is called at each step of each wait. Default: none. */
    public StatusClientBuilder listener(WaitListener listener) {
        waiter.listener(listener);
        return this;
    }

    /**
     * How long to ask the server to hold a request until the job has ended ({@code Prefer: wait}), in whole seconds. A server that
     * does not know this answers at once. Default: zero, for never.
     */
    public StatusClientBuilder hold(Duration longest) {
        waiter.hold(longest);
        return this;
    }

    /** A client with these settings. */
    public StatusClient build() {
        DurationHistory history = DurationHistory.inMemory();
        return new StatusClient(waiter.copy(backend)
                .history(history)
                .schedule(schedule == null ? PollSchedule.adaptive(PATIENCE, history, BACKOFF) : schedule)
                .build());
    }
}
