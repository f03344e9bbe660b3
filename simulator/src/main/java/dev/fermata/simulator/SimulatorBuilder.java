package dev.fermata.simulator;

import dev.fermata.simulator.dialect.Dialect;
import dev.fermata.simulator.dialect.Services;
import dev.fermata.simulator.http.Transport;
import dev.fermata.simulator.job.store.JobStore;
import dev.fermata.simulator.webhook.WebhookSecret;
import dev.fermata.simulator.webhook.Webhooks;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Settings for a {@link Simulator}. Each has a default; each is checked when it is set.
 *
 * <p>Not thread-safe; the simulators that it starts are, and later calls do not change them.
 */
public final class SimulatorBuilder {

    /** Longer than anyone waits, and short enough that no sum of times overflows. */
    private static final Duration LONGEST = Duration.ofSeconds(1_000_000_000);

    private static final String STATUS_DELAY = "status.total_delay";
    private static final String STATUS_ERROR_CHANCE = "status.error_chance";
    private static final String STATUS_RESET = "status.reset_interval";

    private Scenario scenario = Scenario.defaults();
    /** What was set here wins over the scenario, whichever came first. */
    private final Map<String, Object> overrides = new LinkedHashMap<>();

    final List<String> apiKeys = new ArrayList<>();

    @Nullable
    String adminToken;

    final List<String> webhookAllow = new ArrayList<>();

    @Nullable
    WebhookSecret webhookSecret;

    String host = "127.0.0.1";
    int port = 8000;
    long seed = ThreadLocalRandom.current().nextInt(1_000_000_000);

    @Nullable
    SimulatorClock clock;

    int maxJobs = JobStore.MAX_JOBS;
    Duration retention = JobStore.RETENTION;
    Duration maxHold = Duration.ofSeconds(60);

    @Nullable
    URI publicUrl;

    @Nullable
    Duration signedUrls;

    private @Nullable Transport transport;

    Consumer<StatusChange> statusListener = change -> {};

    final List<Function<Services, Dialect>> dialects = new ArrayList<>();

    SimulatorBuilder() {}

    /**
     * How long a job stays pending. Default: 30 s. Once it is set, jobs of all dialects take that long, up to 1,000 days, unless
     * the scenario sets {@code jobs.queue_time} or {@code jobs.running_time}, or their submission says otherwise.
     */
    public SimulatorBuilder totalDelay(Duration totalDelay) {
        if (totalDelay.isNegative() || totalDelay.compareTo(LONGEST) > 0) {
            throw notAllowed("totalDelay", totalDelay, "0 to 1,000,000,000 s");
        }
        overrides.put(STATUS_DELAY, totalDelay);
        return this;
    }

    /**
     * The probability that a job ends in {@code error}. Default: 0.1. Once it is set, jobs of all dialects fail that often,
     * unless the scenario sets {@code jobs.error_chance}, or their submission says otherwise.
     */
    public SimulatorBuilder errorChance(double errorChance) {
        if (!(errorChance >= 0 && errorChance <= 1)) {
            throw notAllowed("errorChance", errorChance, "0 to 1");
        }
        overrides.put(STATUS_ERROR_CHANCE, errorChance);
        return this;
    }

    /** How long after its end the job of {@code GET /status} is replaced by a new pending one. Default: 20 s. */
    public SimulatorBuilder resetInterval(Duration resetInterval) {
        if (resetInterval.isNegative() || resetInterval.isZero() || resetInterval.compareTo(LONGEST) > 0) {
            throw notAllowed("resetInterval", resetInterval, "more than 0, up to 1,000,000,000 s, or neverReset()");
        }
        overrides.put(STATUS_RESET, resetInterval);
        return this;
    }

    /** There is only one job, which stays ended. */
    public SimulatorBuilder neverReset() {
        overrides.put(STATUS_RESET, "never");
        return this;
    }

    /** How it behaves. What is set here besides, wins over it. Default: {@link Scenario#defaults()}. */
    public SimulatorBuilder scenario(Scenario scenario) {
        this.scenario = scenario;
        return this;
    }

    /**
     * Lets in only requests with this key, or another that is added: in {@code Authorization: Bearer} or
     * {@code X-API-Key}. Default: no key is needed.
     */
    public SimulatorBuilder apiKey(String key) {
        if (!key.matches("[!-~]{1,500}")) {
            throw new IllegalArgumentException(
                    "an API key is not allowed; allowed is 1 to 500 visible ASCII characters");
        }
        apiKeys.add(key);
        return this;
    }

    /**
     * Lets webhooks go to this host name, address, or network such as {@code 10.0.0.0/8} too. Default: to the loopback only.
     *
     * @throws IllegalArgumentException if it is none of these
     */
    public SimulatorBuilder webhookAllow(String hostOrNetwork) {
        Webhooks.checkTarget(hostOrNetwork);
        webhookAllow.add(hostOrNetwork);
        return this;
    }

    /**
     * What webhooks are signed with, as Standard Webhooks write it: {@code whsec_} and base64. Default: a new one, told by
     * {@link Simulator#webhookSecret()}.
     *
     * @throws IllegalArgumentException if it is no such secret
     */
    public SimulatorBuilder webhookSecret(String secret) {
        webhookSecret = WebhookSecret.parse(secret);
        return this;
    }

    /**
     * Opens {@code /admin} to whoever has this token, from any machine; and to nobody else. Default: it is open to this
     * machine.
     */
    public SimulatorBuilder adminToken(String token) {
        if (!token.matches("[!-~]{8,500}")) {
            throw new IllegalArgumentException(
                    "the admin token is not allowed; allowed is 8 to 500 visible ASCII characters");
        }
        this.adminToken = token;
        return this;
    }

    /** Where to listen: a name or address of this machine. Default: 127.0.0.1, which only this machine reaches. */
    public SimulatorBuilder host(String host) {
        if (host.isBlank()) {
            throw notAllowed("host", "'" + host + "'", "a name or address of this machine");
        }
        this.host = host;
        return this;
    }

    /** Where to listen; 0 takes any free port, told by {@link Simulator#port()}. Default: 8000. */
    public SimulatorBuilder port(int port) {
        if (port < 0 || port > 65_535) {
            throw notAllowed("port", port, "0 to 65535");
        }
        this.port = port;
        return this;
    }

    /** Same seed, same sequence of outcomes. Default: a random one, told by {@link Simulator#seed()}. */
    public SimulatorBuilder seed(long seed) {
        this.seed = seed;
        return this;
    }

    /** The time that everything follows. Default: the real one. A clock that is passed in is not closed with the simulator. */
    public SimulatorBuilder clock(SimulatorClock clock) {
        this.clock = clock;
        return this;
    }

    /**
     * How many jobs there may be. When there are more, those that are over leave, the oldest first; when there is none,
     * submissions are refused with 503. Default: 1,000,000.
     */
    public SimulatorBuilder maxJobs(int maxJobs) {
        if (maxJobs < 1 || maxJobs > 100_000_000) {
            throw notAllowed("maxJobs", maxJobs, "1 to 100,000,000");
        }
        this.maxJobs = maxJobs;
        return this;
    }

    /** How long jobs stay after their end, if there is room for them. Default: 24 hours. */
    public SimulatorBuilder retention(Duration retention) {
        if (retention.isNegative() || retention.compareTo(Duration.ofDays(1_000)) > 0) {
            throw notAllowed("retention", retention, "0 to 1,000 days");
        }
        this.retention = retention;
        return this;
    }

    /** How long requests may be held that ask for it with {@code Prefer: wait=N}; 0 holds none. Default: 60 s. */
    public SimulatorBuilder maxHold(Duration maxHold) {
        if (maxHold.isNegative() || maxHold.compareTo(Duration.ofHours(1)) > 0) {
            throw notAllowed("maxHold", maxHold, "0 to 1 h");
        }
        this.maxHold = maxHold;
        return this;
    }

    /** How clients reach it, for the URLs of results. Default: {@link Simulator#uri()}. */
    public SimulatorBuilder publicUrl(URI publicUrl) {
        if (publicUrl.getHost() == null || publicUrl.getQuery() != null || publicUrl.getFragment() != null) {
            throw notAllowed("publicUrl", publicUrl, "an absolute URL such as http://simulator:8000");
        }
        this.publicUrl = publicUrl;
        return this;
    }

    /**
     * The URLs of results are signed, and expire so long after they were given out, or up to twice that. Default: they
     * are not.
     */
    public SimulatorBuilder signedUrls(Duration validity) {
        if (validity.compareTo(Duration.ofSeconds(1)) < 0 || validity.compareTo(Duration.ofDays(1_000)) > 0) {
            throw notAllowed("signedUrls", validity, "1 s to 1,000 days");
        }
        this.signedUrls = validity;
        return this;
    }

    /**
     * Who is told of every change of state, first of the state at the start: one after the other, on the clock's thread or that
     * of whoever plays another scenario. May do anything with the simulator, but not move its clock. Default: nobody.
     */
    public SimulatorBuilder statusListener(Consumer<StatusChange> statusListener) {
        this.statusListener = statusListener;
        return this;
    }

    /**
     * Binds and begins to answer; the first job begins now.
     *
     * @throws ScenarioException if the scenario cannot be played; the address is not taken then
     * @throws SimulatorStartException if the address cannot be had
     */
    public Simulator start() {
        return new Simulator(this);
    }

    /** For tests: what there is elsewhere, instead of what is best here. */
    SimulatorBuilder transport(Transport other) {
        transport = other;
        return this;
    }

    /** For tests: one more dialect than there are. */
    SimulatorBuilder dialect(Function<Services, Dialect> more) {
        dialects.add(more);
        return this;
    }

    Transport transport() {
        return transport == null ? Transport.best() : transport;
    }

    /** With all that was set here on top. */
    Scenario scenario() {
        Scenario whole = scenario;
        for (Map.Entry<String, Object> each : overrides.entrySet()) {
            whole = whole.with(each.getKey(), each.getValue());
        }
        return whole;
    }

    private static IllegalArgumentException notAllowed(String name, Object value, String allowed) {
        return new IllegalArgumentException(name + " is " + value + "; allowed is " + allowed);
    }
}
