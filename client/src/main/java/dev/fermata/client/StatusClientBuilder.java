package dev.fermata.client;

import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

/** Settings for a {@link StatusClient}. Not thread-safe; the clients that it builds are, and later calls do not change them. */
public final class StatusClientBuilder {

    private static final Duration FIRST = Duration.ofSeconds(1);
    private static final Duration CAP = Duration.ofSeconds(15);

    private final URI uri;
    private final Map<String, String> headers = new LinkedHashMap<>();
    private PollSchedule schedule = PollSchedule.exponential(FIRST, 2, CAP).withJitter(0.1);
    private PollSchedule errorBackoff = PollSchedule.exponential(FIRST, 2, CAP).withJitter(1);
    private Duration requestTimeout = Duration.ofSeconds(10);
    private int maxAnswerBytes = 64 * 1024;
    private WaitListener listener = event -> {};

    StatusClientBuilder(URI server) {
        this.uri = StatusBackend.statusOf(server);
    }

    private StatusClientBuilder(StatusClientBuilder other) {
        uri = other.uri;
        headers.putAll(other.headers);
        schedule = other.schedule;
        errorBackoff = other.errorBackoff;
        requestTimeout = other.requestTimeout;
        maxAnswerBytes = other.maxAnswerBytes;
        listener = other.listener;
    }

    /** When to ask while the job is pending. Default: 1 s, doubling, at most 15 s, each shortened by up to 10 %. */
    public StatusClientBuilder schedule(PollSchedule schedule) {
        this.schedule = schedule;
        return this;
    }

    /**
     * When to ask again after trouble, by the number of troubles in a row. Default: 1 s, doubling, at most 15 s, with full
     * jitter. A {@code Retry-After} of the server goes before it.
     */
    public StatusClientBuilder errorBackoff(PollSchedule errorBackoff) {
        this.errorBackoff = errorBackoff;
        return this;
    }

    /** How long one request may take, from connecting to the last byte of the answer. Default: 10 s. */
    public StatusClientBuilder requestTimeout(Duration requestTimeout) {
        this.requestTimeout = Checks.positive("requestTimeout", requestTimeout);
        return this;
    }

    /** How long an answer may be; a longer one counts as trouble and is not read to its end. Default: 64 KiB. */
    public StatusClientBuilder maxAnswerBytes(int maxAnswerBytes) {
        if (maxAnswerBytes < 1) {
            throw new IllegalArgumentException("maxAnswerBytes is " + maxAnswerBytes + "; allowed is 1 or more");
        }
        this.maxAnswerBytes = maxAnswerBytes;
        return this;
    }

    /**
     * A header to send with every request, such as {@code Authorization}.
     *
     * @throws IllegalArgumentException if HTTP does not allow that name or value
     */
    public StatusClientBuilder header(String name, String value) {
        headers.put(name, value);
        new StatusBackend(uri, headers).request();
        return this;
    }

    /** Who is told of every poll. Default: nobody. */
    public StatusClientBuilder listener(WaitListener listener) {
        this.listener = listener;
        return this;
    }

    /** A client with these settings. */
    public StatusClient build() {
        Driver driver = new Driver(
                new SystemTime(), () -> ThreadLocalRandom.current().nextDouble(), requestTimeout, maxAnswerBytes);
        return new StatusClient(new StatusBackend(uri, Map.copyOf(headers)), new StatusClientBuilder(this), driver);
    }

    WaitMachine machine(Duration maxWait) {
        return new WaitMachine(schedule, errorBackoff, maxWait, requestTimeout);
    }

    WaitListener listener() {
        return listener;
    }
}
