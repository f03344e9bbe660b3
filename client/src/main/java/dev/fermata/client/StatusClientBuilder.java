package dev.fermata.client;

import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Settings for a {@link StatusClient}. Not thread-safe; the clients that it builds are, and later calls do not change them. */
public final class StatusClientBuilder {

    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private StatusBackend backend;
    private final WaiterBuilder waiter;
    private @Nullable PollSchedule schedule;

    StatusClientBuilder(URI server) {
        this.backend = StatusBackend.of(server);
        // Who asks for a job at this address asks for one that is there; and the promise of when it asks is older than
        // holding.
        this.waiter = new WaiterBuilder(backend).notFoundGrace(Duration.ZERO).hold(Duration.ZERO);
    }

    /**
     * When to ask while the job is pending. Default: at once; then after 1 s, doubling, at most 15 s, each shortened by up to
     * 10 %, until this client has seen a job end, and from then on when jobs like that should be done.
     */
    public StatusClientBuilder schedule(PollSchedule schedule) {
        this.schedule = schedule;
        return this;
    }

    /**
     * When to ask again after trouble, by the number of troubles in a row. Default: 1 s, doubling, at most 15 s, with full
     * jitter. A {@code Retry-After} of the server goes before it.
     */
    public StatusClientBuilder errorBackoff(PollSchedule errorBackoff) {
        waiter.errorBackoff(errorBackoff);
        return this;
    }

    /** How long one request may take, from connecting to the last byte of the answer. Default: 10 s. */
    public StatusClientBuilder requestTimeout(Duration requestTimeout) {
        waiter.requestTimeout(requestTimeout);
        return this;
    }

    /** How long an answer may be; a longer one counts as trouble and is not read to its end. Default: 64 KiB. */
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

    /** Who is told of every poll. Default: nobody. */
    public StatusClientBuilder listener(WaitListener listener) {
        waiter.listener(listener);
        return this;
    }

    /**
     * How long to ask the server to hold a request until the job has ended ({@code Prefer: wait}); whole seconds. One that
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
                .schedule(schedule == null ? lookingAtOnce(history) : schedule)
                .build());
    }

    /** The age of the job is not known when a wait begins, so the history alone must not put off the first look. */
    private static PollSchedule lookingAtOnce(DurationHistory history) {
        PollSchedule first = WaiterBuilder.BACKOFF.withJitter(0.1);
        PollSchedule adaptive = PollSchedule.adaptive(PATIENCE, history, first);
        return new LookingAtOnce(adaptive);
    }

    private record LookingAtOnce(PollSchedule then) implements PollSchedule {
        @Override
        public Duration pause(Look look, double random) {
            return look.number() == 0 ? Duration.ZERO : then.pause(look, random);
        }

        @Override
        public WaitEvent.Why why(Look look) {
            return look.number() == 0 ? WaitEvent.Why.SCHEDULE : then.why(look);
        }
    }
}
