package dev.fermata.client;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.ThreadPoolExecutor;
import org.jspecify.annotations.Nullable;

/** Settings for a {@link Waiter}. Not thread-safe; the waiters that it builds are, and later calls do not change them. */
public final class WaiterBuilder {

    private static final Duration FIRST = Duration.ofSeconds(1);
    private static final Duration CAP = Duration.ofSeconds(15);
    /** For so long a waiter that is closed lets its listener hear of what has happened. */
    private static final Duration LAST_WORDS = Duration.ofMillis(200);

    static final PollSchedule BACKOFF = PollSchedule.exponential(FIRST, 2, CAP);

    private final Backend backend;
    private Duration patience = Duration.ofSeconds(1);
    private DurationHistory history = DurationHistory.inMemory();
    private @Nullable PollSchedule schedule;
    private PollSchedule errorBackoff = BACKOFF.withJitter(1);
    private Duration requestTimeout = Duration.ofSeconds(10);
    private Duration longestHold = Duration.ofSeconds(58);
    private boolean stages;
    private Duration notFoundGrace = Duration.ofSeconds(5);
    private Limits limits = Limits.DEFAULT;
    private int maxAnswerBytes = 64 * 1024;
    private WaitListener listener = WaitListener.NOBODY;

    WaiterBuilder(Backend backend) {
        this.backend = backend;
    }

    /** The same settings, so far, for another backend. */
    WaiterBuilder copy(Backend other) {
        WaiterBuilder copy = new WaiterBuilder(other);
        copy.patience = patience;
        copy.history = history;
        copy.schedule = schedule;
        copy.errorBackoff = errorBackoff;
        copy.requestTimeout = requestTimeout;
        copy.longestHold = longestHold;
        copy.stages = stages;
        copy.notFoundGrace = notFoundGrace;
        copy.limits = limits;
        copy.maxAnswerBytes = maxAnswerBytes;
        copy.listener = listener;
        return copy;
    }

    /**
     * How many seconds of delay one request is worth: "would I ask once more to know a second earlier?" Default: 1 s. It has no
     * effect beside {@link #schedule}.
     */
    public WaiterBuilder patience(Duration patience) {
        this.patience = Checks.positive("patience", patience);
        return this;
    }

    /** Where it is kept how long jobs took. Default: in memory, for this waiter alone. */
    public WaiterBuilder history(DurationHistory history) {
        this.history = history;
        return this;
    }

    /**
     * When to ask while a job has not ended. Default: {@link PollSchedule#adaptive} by patience and history; until the first
     * job of a kind was seen, every order of magnitude counts as equally likely, and pauses grow about as the square root of the
     * age of the job.
     */
    public WaiterBuilder schedule(PollSchedule schedule) {
        this.schedule = schedule;
        return this;
    }

    /**
     * When to ask again after trouble, by the number of troubles in a row. Default: 1 s, doubling, at most 15 s, with full
     * jitter. A {@code Retry-After} of the server goes before it.
     */
    public WaiterBuilder errorBackoff(PollSchedule errorBackoff) {
        this.errorBackoff = errorBackoff;
        return this;
    }

    /**
     * How long one request may take, from connecting to the last byte of the answer, apart from the time for which the server
     * holds it. Default: 10 s. With less than 2 s no server is found out to hold, because it is first asked to do so for a
     * second, and that must fit in.
     */
    public WaiterBuilder requestTimeout(Duration requestTimeout) {
        this.requestTimeout = Checks.positive("requestTimeout", requestTimeout);
        return this;
    }

    /**
     * How long to ask a server that can do so to hold a request until the job has ended; whole seconds, zero for never.
     * Default: 58 s, because many a proxy cuts at 60.
     */
    public WaiterBuilder hold(Duration longest) {
        this.longestHold = longest.isZero() ? longest : Checks.positive("hold", longest);
        return this;
    }

    /**
     * Has held requests answered with each new stage of a job, for a {@link #listener} who wants to see them all. Default:
     * where the server can do so, they are held until the job has ended, so that one request is enough.
     */
    public WaiterBuilder watchStages() {
        this.stages = true;
        return this;
    }

    /** For how long 404 may mean that a job just submitted is not there yet. Default: 5 s. Zero: it never does. */
    public WaiterBuilder notFoundGrace(Duration notFoundGrace) {
        this.notFoundGrace = notFoundGrace.isZero() ? notFoundGrace : Checks.positive("notFoundGrace", notFoundGrace);
        return this;
    }

    /**
     * How many requests may be under way at once, for all waits together. Default: 64. Up to half of them may be held by the
     * server; with 1, none is. So by default 32,000 waits can be held at a time where a request may name a thousand jobs; whoever
     * has more at once, and wants to know all ends at once, allows more.
     *
     * @throws IllegalArgumentException for less than 1
     */
    public WaiterBuilder maxInFlight(int requests) {
        if (requests < 1) {
            throw new IllegalArgumentException("maxInFlight is " + requests + "; allowed is 1 or more");
        }
        limits = new Limits(requests, limits.spacing(), limits.retryBurst(), limits.retriesPerSecond());
        return this;
    }

    /**
     * How many requests may be sent in a second, for all waits together; they are spread evenly. Default: no limit. The JDK's HTTP
     * client sends a request once more by itself, uncounted, when a connection that had been used before ends without an answer.
     *
     * @throws IllegalArgumentException for zero or less
     */
    public WaiterBuilder maxPerSecond(double requests) {
        Duration spacing = Duration.ofNanos((long) (1e9 / positive("maxPerSecond", requests)));
        limits = new Limits(limits.inFlight(), spacing, limits.retryBurst(), limits.retriesPerSecond());
        return this;
    }

    /**
     * How many requests may follow trouble, for all waits together: so many in a row, and more at that rate or as good answers
     * come in. In an outage all waits slow down to it together. Default: 100, and 10 per second.
     *
     * @throws IllegalArgumentException for a burst of less than 1, or a rate of zero or less
     */
    public WaiterBuilder retryBudget(int burst, double perSecond) {
        if (burst < 1) {
            throw new IllegalArgumentException("retry burst is " + burst + "; allowed is 1 or more");
        }
        limits = new Limits(limits.inFlight(), limits.spacing(), burst, positive("retries per second", perSecond));
        return this;
    }

    /**
     * How long the answer about one job may be; a longer one counts as trouble and is not read to its end. Default: 64 KiB. In an
     * answer about many jobs each more adds 8 KiB.
     */
    public WaiterBuilder maxAnswerBytes(int maxAnswerBytes) {
        if (maxAnswerBytes < 1) {
            throw new IllegalArgumentException("maxAnswerBytes is " + maxAnswerBytes + "; allowed is 1 or more");
        }
        this.maxAnswerBytes = maxAnswerBytes;
        return this;
    }

    /** Who is told of every poll. Default: nobody. */
    public WaiterBuilder listener(WaitListener listener) {
        this.listener = listener;
        return this;
    }

    /** A waiter with these settings. */
    public Waiter build() {
        ThreadPoolExecutor workers = Workers.create();
        Hands hands = new Hands("fermata-caller-");
        Engine engine = new Engine(
                settings(),
                new Engine.Seams(
                        new SystemTime(),
                        () -> ThreadLocalRandom.current().nextDouble(),
                        new HttpWire(requestTimeout, workers),
                        workers,
                        hands));
        return new Waiter(engine, () -> {
            hands.finish(LAST_WORDS);
            Workers.release(workers);
        });
    }

    Settings settings() {
        PollSchedule when = schedule == null ? PollSchedule.adaptive(patience, history) : schedule;
        Rules rules = new Rules(when, errorBackoff, requestTimeout, notFoundGrace, backend.name());
        return new Settings(
                backend, rules, limits, longestHold, patience, stages, maxAnswerBytes, history, new Events(listener));
    }

    private static double positive(String name, double value) {
        if (!(value > 0 && value < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(name + " is " + value + "; allowed is more than 0");
        }
        return value;
    }
}
