package dev.fermata.client;

import dev.fermata.client.backend.Backend;
import dev.fermata.client.internal.http.HttpTransport;
import dev.fermata.client.internal.limits.RequestLimits;
import dev.fermata.client.internal.poll.RequestFactory.TokenCache;
import dev.fermata.client.internal.text.Checks;
import dev.fermata.client.schedule.DurationHistory;
import dev.fermata.client.schedule.PollSchedule;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BiFunction;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Settings for a {@link Waiter}. Not thread-safe; the waiters that it builds are, and later calls do not change them. */
public final class WaiterBuilder implements Cloneable {

    Backend backend;
    Duration maxWait = Duration.ofHours(1);
    Duration patience = Duration.ofSeconds(1);

    @Nullable
    Duration expectedDuration;

    DurationHistory history = DurationHistory.inMemory();

    @Nullable
    PollSchedule schedule;

    PollSchedule errorBackoff = PollSchedule.exponential(Duration.ofSeconds(1), 2, Duration.ofSeconds(15))
            .withJitter(1);
    Duration requestTimeout = Duration.ofSeconds(10);
    Duration longestHold = Duration.ofSeconds(58);
    boolean everyStage;
    Duration notFoundGrace = Duration.ofSeconds(5);
    int permanentFailureTries = 4;
    RequestLimits.Limits limits = new RequestLimits.Limits(64, Duration.ZERO, 100, 10);
    int maxAnswerBytes = 1 << 20;
    Supplier<Map<String, String>> headers = Map::of;
    boolean endsOnAttention;

    @Nullable
    TokenCache token;

    @Nullable
    BiFunction<HttpRequest, byte[], HttpRequest> signer;

    @Nullable
    HttpClient httpClient;

    @Nullable
    Executor callbackExecutor;

    @Nullable
    WaitListener listener;

    WaiterBuilder(Backend backend) {
        this.backend = Objects.requireNonNull(backend, "backend");
    }

    /** The same settings for another backend. */
    WaiterBuilder copy(Backend other) {
        try {
            WaiterBuilder copy = (WaiterBuilder) clone();
            copy.backend = other;
            return copy;
        } catch (CloneNotSupportedException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** How long a wait lasts at the most if the call does not say. Default: 1 hour. */
    public WaiterBuilder maxWait(Duration maxWait) {
        this.maxWait = Checks.positive("maxWait", maxWait);
        return this;
    }

    /**
     * How many seconds of delay one request is worth: "would I send one more request to know a second earlier?" Default: 1 s. It has
     * no effect on when a {@link #schedule} of your own polls.
     */
    public WaiterBuilder patience(Duration patience) {
        this.patience = Checks.positive("patience", patience);
        return this;
    }

    /** How long you expect jobs to take. It counts as long as the server states no expected end itself. Default: unknown. */
    public WaiterBuilder expectedDuration(Duration expectedDuration) {
        this.expectedDuration = Checks.positive("expectedDuration", expectedDuration);
        return this;
    }

    /** Where durations of past jobs are kept. Default: in memory, for this waiter alone. */
    public WaiterBuilder history(DurationHistory history) {
        this.history = Objects.requireNonNull(history, "history");
        return this;
    }

    /**
     * When to poll while a job has not ended. Default: {@link PollSchedule#adaptive} by patience and history. The schedule is called on
     * the one thread that serves all waits, so it must return at once. What it throws ends the wait.
     */
    public WaiterBuilder schedule(PollSchedule schedule) {
        this.schedule = Objects.requireNonNull(schedule, "schedule");
        return this;
    }

    /**
     * When to poll again after failures, by their number in a row. Default: 1 s, doubling up to 15 s, with full jitter. The server's
     * {@code Retry-After} takes precedence.
     */
    public WaiterBuilder errorBackoff(PollSchedule errorBackoff) {
        this.errorBackoff = Objects.requireNonNull(errorBackoff, "errorBackoff");
        return this;
    }

    /**
     * How long one request may take, from connecting to the last byte of the response, apart from the time for which the server holds
     * it. Default: 10 s. With less than 2 s the waiter does not find out that a server holds: it is first asked to do so for a second.
     */
    public WaiterBuilder requestTimeout(Duration requestTimeout) {
        this.requestTimeout = Checks.positive("requestTimeout", requestTimeout);
        return this;
    }

    /**
     * How long to ask a server that can do so to hold a request until the job has ended; whole seconds, zero for never. Default:
     * 58 s, because many proxies cut at 60.
     */
    public WaiterBuilder hold(Duration longest) {
        this.longestHold = Checks.zeroOrMore("hold", longest);
        return this;
    }

    /**
     * Has held requests answered with each new stage of a job, for a {@link #listener} that shows stages. It costs a request for each
     * stage. Default: held requests are answered when the job has ended.
     */
    public WaiterBuilder watchStages() {
        this.everyStage = true;
        return this;
    }

    /** For how long 404 may mean that a job just submitted is not there yet. Default: 5 s. Zero: it never does. */
    public WaiterBuilder notFoundGrace(Duration notFoundGrace) {
        this.notFoundGrace = Checks.zeroOrMore("notFoundGrace", notFoundGrace);
        return this;
    }

    /**
     * How many polls in a row may fail for a reason that does not pass by itself (a bad certificate, an unknown host, TLS on one side
     * only, credentials that are not accepted, a response longer than {@link #maxAnswerBytes}) before the wait ends with a {@link WaitException.RequestRejectedException}. Default: 4.
     */
    public WaiterBuilder permanentFailureTries(int tries) {
        this.permanentFailureTries = Checks.atLeastOne("permanentFailureTries", tries);
        return this;
    }

    /**
     * How many requests may be in flight at once, for all waits together. Default: 64. Up to half of them may be held by the server;
     * with 1, none is. So by default 32,000 waits can be held at a time where a request may name a thousand jobs.
     */
    public WaiterBuilder maxInFlight(int requests) {
        Checks.atLeastOne("maxInFlight", requests);
        limits = new RequestLimits.Limits(requests, limits.spacing(), limits.retryBurst(), limits.retriesPerSecond());
        return this;
    }

    /**
     * How many requests may be sent in a second, for all waits together; they are spread evenly. Default: no limit. The JDK's HTTP
     * client repeats a request by itself, uncounted, when a reused connection ends without a response.
     */
    public WaiterBuilder maxPerSecond(double requests) {
        Duration spacing = Duration.ofNanos((long) (1e9 / Checks.positive("maxPerSecond", requests)));
        limits = new RequestLimits.Limits(limits.inFlight(), spacing, limits.retryBurst(), limits.retriesPerSecond());
        return this;
    }

    /**
     * How many requests may follow failures, for all waits together: a number in a row, and a rate at which that recovers. In an
     * outage all waits slow down to that rate together. Default: 100, and 10 per second.
     */
    public WaiterBuilder retryBudget(int burst, double perSecond) {
        Checks.atLeastOne("retry burst", burst);
        Checks.positive("retries per second", perSecond);
        limits = new RequestLimits.Limits(limits.inFlight(), limits.spacing(), burst, perSecond);
        return this;
    }

    /**
     * How many bytes a response about one job may have, after decoding. A longer one is a failure and is not read to its end; the wait
     * ends when it repeats. Default: 1 MiB. For a response about many jobs each job adds 8 KiB.
     */
    public WaiterBuilder maxAnswerBytes(int maxAnswerBytes) {
        this.maxAnswerBytes = Checks.atLeastOne("maxAnswerBytes", maxAnswerBytes);
        return this;
    }

    /**
     * Headers for each request, such as {@code Authorization} with a token that expires. The supplier is called for each request, on a
     * worker thread, by several at once. What it throws ends the wait. Its headers replace those of the backend.
     */
    public WaiterBuilder headers(Supplier<Map<String, String>> headers) {
        this.headers = Objects.requireNonNull(headers, "headers");
        return this;
    }

    /**
     * A token that each request has as {@code Authorization: Bearer TOKEN}. The supplier is called before the first request. When a
     * request is answered with 401, it is called again, and that request is sent once more with the new token. It is called on a worker
     * thread, by one at a time.
     */
    public WaiterBuilder token(Supplier<String> token) {
        Objects.requireNonNull(token, "token");
        return token("Authorization", () -> "Bearer " + Objects.requireNonNull(token.get(), "the token is null"));
    }

    /** The same, for another header: the supplier makes its whole value. */
    public WaiterBuilder token(String header, Supplier<String> value) {
        Checks.header(header, "any");
        this.token = new TokenCache(header, Objects.requireNonNull(value, "value"));
        return this;
    }

    /**
     * Signs each finished request, such as with AWS Signature Version 4: gets the request and its body, and returns the request that is
     * sent. Nothing is added afterwards but what HTTP needs. Called on a worker thread, by several at once. What it throws ends the
     * wait.
     */
    public WaiterBuilder signer(BiFunction<HttpRequest, byte[], HttpRequest> signer) {
        this.signer = Objects.requireNonNull(signer, "signer");
        return this;
    }

    /**
     * Ends a wait with {@link Outcome.NeedsAttention} when its job goes no further until somebody acts. Default: such a job is only told
     * to {@link WaitListener#onAttentionNeeded}.
     */
    public WaiterBuilder endWhenAttentionIsNeeded() {
        this.endsOnAttention = true;
        return this;
    }

    /**
     * Your own HTTP client: for TLS settings, a proxy, an authenticator, HTTP/2. The waiter never closes it. Let it follow no
     * redirections: it would send credentials along. Default: the waiter's own, over HTTP/1.1.
     *
     * <p>Your client chooses the connection of each request: where the waiter's own one would open a new connection (for a last poll, and
     * for the second try of a poll without response) yours may reuse an idle one that is gone. Its HTTP version counts, too: HTTP/2 by
     * default, which over plain HTTP asks the server for an upgrade with the first request. Its connect timeout should be
     * set, and shorter than {@link #requestTimeout}: only then does a message name a host that does not answer.
     */
    public WaiterBuilder httpClient(HttpClient httpClient) {
        this.httpClient = Objects.requireNonNull(httpClient, "httpClient");
        return this;
    }

    /**
     * Where listeners are called and futures are completed. Default: up to 16 daemon threads of the waiter. A task that blocks delays
     * other callbacks, and no deadline.
     */
    public WaiterBuilder callbackExecutor(Executor callbackExecutor) {
        this.callbackExecutor = Objects.requireNonNull(callbackExecutor, "callbackExecutor");
        return this;
    }

    /** Is called at each step of each wait. Default: none. */
    public WaiterBuilder listener(WaitListener listener) {
        this.listener = Objects.requireNonNull(listener, "listener");
        return this;
    }

    /** A waiter with these settings. */
    public Waiter build() {
        WaiterThreads threads = WaiterThreads.start(callbackExecutor);
        HttpTransport transport = httpClient == null
                ? HttpTransport.create(threads.workers(), requestTimeout)
                : HttpTransport.over(httpClient, threads.workers());
        DoubleSupplier random = () -> ThreadLocalRandom.current().nextDouble();
        WaiterCalls calls = new WaiterCalls(
                copy(backend),
                System::nanoTime,
                InstantSource.system(),
                random,
                transport::send,
                threads,
                transport::close);
        calls.loop().start();
        return new Waiter(calls);
    }
}
