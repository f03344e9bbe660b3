package dev.fermata.simulator;

import dev.fermata.simulator.clock.Micros;
import dev.fermata.simulator.dialect.status.StatusNotifier;
import dev.fermata.simulator.dialect.status.StatusNotifier.StatusChangeLog;
import dev.fermata.simulator.dialect.status.StatusSequence;
import dev.fermata.simulator.dialect.status.StatusSequence.Phase;
import dev.fermata.simulator.http.HttpServer;
import dev.fermata.simulator.report.Report;
import dev.fermata.simulator.scenario.ScenarioController;
import dev.fermata.simulator.scenario.ScenarioSettings;
import dev.fermata.simulator.scenario.ScenarioSpec;
import dev.fermata.simulator.text.Printable;
import dev.fermata.simulator.tls.ServerCertificate;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A translation backend that costs nothing, over HTTP.
 *
 * <p>It listens, and keeps the process alive, from {@link SimulatorBuilder#start()} to {@link #close()}. Thread-safe; many may run at once.
 *
 * <pre>{@code
 * try (Simulator simulator = Simulator.builder().port(0).totalDelay(Duration.ofSeconds(2)).start()) {
 *     System.out.println(simulator.uri()); // http://127.0.0.1:40213
 * }
 * }</pre>
 */
public final class Simulator implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Simulator.class);
    private static final Duration LONGEST_LINGER = Duration.ofSeconds(1);

    private final SimulatorClock clock;
    private final boolean ownsClock;
    private final long seed;
    private final HttpServer server;
    /** Empty without TLS. */
    private final Optional<ServerCertificate> certificate;

    private final SimulatorRuntime runtime;
    private final StatusNotifier watch;
    private final AtomicBoolean closed = new AtomicBoolean();
    private final CompletableFuture<Void> termination = new CompletableFuture<>();

    Simulator(SimulatorBuilder settings) {
        SimulatorClock given = settings.clock;
        ownsClock = given == null;
        clock = given == null ? SimulatorClock.of(settings.get(ServerSetting.SPEED)) : given;
        seed = settings.seed();
        Scenario scenario = settings.scenario();
        ScenarioException.orElse(() -> {
            ScenarioController.check(scenario.spec());
            return scenario;
        });
        settings.ignored().forEach(LOG::warn);
        ListenAddress where = new ListenAddress(settings.values);
        server = where.bind(settings.transport(), settings.limits);
        try {
            certificate = ScenarioException.orElse(where::certificate);
            certificate.ifPresent(known -> where.bindTls(server, known));
            runtime = ScenarioException.orElse(() -> new SimulatorRuntime(
                    settings, clock.virtual(), server, uri(), sequence(scenario.spec()), this::follow));
            ScenarioException.orElse(() -> {
                runtime.scenario().checkRoutes(scenario.spec());
                return scenario;
            });
            // The first job begins when the first request may come in, however long it took to get there.
            StatusSequence sequence = sequence(scenario.spec());
            runtime.play(sequence, scenario.spec());
            watch = new StatusNotifier(sequence, clock.virtual(), change(settings.statusListener));
            runtime.serve(this::outOfMemory);
        } catch (RuntimeException | Error failed) {
            server.close();
            throw failed;
        }
        LOG.info("listening on {}{}, scenario {}, seed {}", uri(), others(), Printable.clean(scenario.name()), seed);
        tlsUri().ifPresent(uri -> LOG.info(
                "listening on {} with TLS; clients have to trust {}",
                uri,
                tlsCertificate().orElseThrow()));
        startWatch();
    }

    /** Settings, then {@link SimulatorBuilder#start()}. */
    public static SimulatorBuilder builder() {
        return new SimulatorBuilder();
    }

    /** Where it listens, such as {@code http://127.0.0.1:8000}; the loopback address when it listens on all. */
    public URI uri() {
        return ListenAddress.uri("http", server.address());
    }

    /** Where it listens with TLS, such as {@code https://127.0.0.1:8443}; empty if it takes no TLS. */
    public Optional<URI> tlsUri() {
        return Optional.ofNullable(server.tlsAddress()).map(address -> ListenAddress.uri("https", address));
    }

    /**
     * The file of PEM text with the certificate that clients have to trust; empty if it takes no TLS. One that the simulator has made
     * is in a folder for temporary files, and is deleted when the simulator is closed.
     */
    public Optional<Path> tlsCertificate() {
        return certificate.map(ServerCertificate::trusted);
    }

    /** The port that it listens on, also when it was asked for any free one. */
    public int port() {
        return server.address().getPort();
    }

    /** The seed from which all outcomes are drawn. */
    public long seed() {
        return seed;
    }

    /** The time that everything follows. */
    public SimulatorClock clock() {
        return clock;
    }

    /** The scenario in use, without fault rules that were added or removed since. */
    public Scenario scenario() {
        return new Scenario(runtime.scenario().current());
    }

    /**
     * Uses another scenario from now on. New jobs, limits and faults follow it, and {@code GET /status} begins a new job. Earlier jobs
     * keep their plans. Total delay, error chance and reset interval of the builder no longer count.
     */
    public void play(Scenario scenario) {
        ScenarioException.orElse(() -> {
            runtime.scenario().play(scenario.spec());
            return scenario;
        });
    }

    /** The fault rules in use, by id, in the order in which they are tried. */
    public Map<String, FaultRule> faults() {
        Map<String, FaultRule> faults = new LinkedHashMap<>();
        runtime.scenario().rules().forEach((id, rule) -> faults.put(id, new FaultRule(rule)));
        return faults;
    }

    /** Adds a fault rule, and returns its id. */
    public String addFault(FaultRule rule) {
        return ScenarioException.orElse(() -> runtime.scenario().add(rule.spec()));
    }

    /** Removes a fault rule, and returns whether there was one with this id. */
    public boolean removeFault(String id) {
        return runtime.scenario().remove(id);
    }

    /**
     * Removes all jobs, requests, unfinished webhooks, idempotency keys and counts. The fault rules are those of the scenario again. The
     * same submissions then give the same jobs with the same ids.
     */
    public void reset() {
        runtime.reset();
    }

    /**
     * A job, for changing it by hand.
     *
     * @param id as clients know it
     * @throws java.util.NoSuchElementException if there is no such job
     */
    public SimulatedJob job(String id) {
        return runtime.job(id).orElseThrow(() -> SimulatedJob.unknown(id));
    }

    /**
     * The last 1,000 requests, oldest first. They include those that were refused for their path or method, but not those to
     * {@code /admin}.
     */
    public List<RecordedRequest> requests() {
        return runtime.requests();
    }

    /** How well each client has waited so far, at a patience of one second. */
    public Report report() {
        return runtime.report();
    }

    /**
     * The secret that webhooks are signed with, in the format of Standard Webhooks ({@code whsec_...}). If it was not set, each simulator
     * has a new one.
     */
    public String webhookSecret() {
        return runtime.webhooks().secret().text();
    }

    /** Stops accepting, finishes what is in flight, and returns within two seconds. Closing again does nothing. */
    @Override
    public void close() {
        close(Duration.ZERO);
    }

    /**
     * As {@link #close()}, for a server that has other users. Connections that are open and idle are not closed at once.
     *
     * @param linger for how long such connections may still begin a request, at most one second. The response says that it is the last one
     */
    public void close(Duration linger) {
        if (linger.isNegative() || linger.compareTo(LONGEST_LINGER) > 0) {
            throw new IllegalArgumentException("linger is " + linger + "; allowed is from zero to " + LONGEST_LINGER);
        }
        if (closed.getAndSet(true)) {
            return;
        }
        watch.close();
        runtime.close();
        server.close(linger);
        certificate.ifPresent(ServerCertificate::close);
        if (ownsClock) {
            clock.close();
        }
        LOG.info("stopped listening on {}", uri());
        termination.complete(null);
    }

    /** Completes when the simulator is closed. If it closed itself because memory was full, it completes with the {@link OutOfMemoryError}. */
    public CompletableFuture<Void> termination() {
        return termination.copy();
    }

    /** Not on the event loop, which closing waits for. */
    private void outOfMemory(OutOfMemoryError full) {
        if (termination.completeExceptionally(full)) {
            new Thread(this::close, "fermata-close").start();
            LOG.error(
                    "out of memory, so the simulator stops; give it a larger heap (-Xmx), or fewer jobs (--max-jobs)");
        }
    }

    private String others() {
        return server.address().getAddress().isAnyLocalAddress() ? " and all other addresses of this machine" : "";
    }

    /** Reports the first state to the listener, which may throw. */
    private void startWatch() {
        try {
            watch.start();
        } catch (RuntimeException | Error refused) {
            close();
            throw refused;
        }
    }

    private StatusSequence sequence(ScenarioSpec scenario) {
        Duration reset = scenario.get(ScenarioSettings.STATUS_RESET);
        return new StatusSequence(
                clock.virtual().micros(),
                Micros.of(scenario.get(ScenarioSettings.STATUS_DELAY)),
                scenario.get(ScenarioSettings.STATUS_ERROR_CHANCE),
                reset.isZero() ? Micros.NEVER : Micros.of(reset),
                seed);
    }

    /** Follows another scenario. Returns the rest of the work, as {@link ScenarioController} demands. */
    private Runnable follow(ScenarioSpec other) {
        StatusSequence sequence = sequence(other);
        runtime.play(sequence, other);
        watch.play(sequence);
        LOG.info("scenario {}", Printable.clean(other.name()));
        return () -> {
            runtime.settle();
            watch.tell();
        };
    }

    private static Consumer<Phase> change(Consumer<StatusChange> listener) {
        StatusChangeLog log = new StatusChangeLog(System::nanoTime, LOG::info);
        return phase -> {
            StatusChange change = new StatusChange(
                    Micros.instant(phase.since()),
                    phase.number() + 1,
                    phase.result().toString());
            log.add(change.job(), change.result());
            listener.accept(change);
        };
    }
}
