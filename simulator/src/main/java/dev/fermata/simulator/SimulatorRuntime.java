package dev.fermata.simulator;

import dev.fermata.simulator.access.AdminAccess;
import dev.fermata.simulator.access.ApiKeys;
import dev.fermata.simulator.access.JobLimiter;
import dev.fermata.simulator.access.RequestLog;
import dev.fermata.simulator.access.RequestPipeline;
import dev.fermata.simulator.admin.AdminApi;
import dev.fermata.simulator.admin.page.LiveRoute;
import dev.fermata.simulator.admin.page.WebPage;
import dev.fermata.simulator.clock.VirtualClock;
import dev.fermata.simulator.dialect.Services;
import dev.fermata.simulator.dialect.custom.DialectFile;
import dev.fermata.simulator.dialect.status.StatusDialect;
import dev.fermata.simulator.dialect.status.StatusSequence;
import dev.fermata.simulator.fault.ActiveRules;
import dev.fermata.simulator.fault.HiddenJobs;
import dev.fermata.simulator.files.ResultFiles;
import dev.fermata.simulator.files.ResultUrls;
import dev.fermata.simulator.http.HttpServer;
import dev.fermata.simulator.http.Route;
import dev.fermata.simulator.http.Router;
import dev.fermata.simulator.job.State;
import dev.fermata.simulator.job.store.ChosenIds;
import dev.fermata.simulator.job.store.JobQuery;
import dev.fermata.simulator.job.store.JobStore;
import dev.fermata.simulator.ledger.Ledger;
import dev.fermata.simulator.ledger.SeenJobs;
import dev.fermata.simulator.longpoll.JobWaits;
import dev.fermata.simulator.longpoll.LongPolls;
import dev.fermata.simulator.longpoll.StillClockWarning;
import dev.fermata.simulator.report.Report;
import dev.fermata.simulator.scenario.ScenarioController;
import dev.fermata.simulator.scenario.ScenarioSpec;
import dev.fermata.simulator.webhook.WebhookSettings;
import dev.fermata.simulator.webhook.Webhooks;
import io.netty.util.concurrent.EventExecutor;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;

/** Creates and connects the parts of a simulator. */
final class SimulatorRuntime {

    /** Enough to see what a client has done lately. */
    private static final int REMEMBERED_REQUESTS = 1_000;

    /** Longer than the event loop takes for anything. */
    private static final long SETTLE_SECONDS = 10;

    private final HttpServer server;
    private final VirtualClock clock;
    private final JobStore jobs;
    private final Router routes;
    private final ServedDialects dialects = new ServedDialects();
    private final AdminApi admin;
    private final WebPage page;
    private final StatusDialect status;
    private final ScenarioController scenario;
    private final Webhooks webhooks;
    private final RequestLog log = new RequestLog(REMEMBERED_REQUESTS);
    private final Ledger ledger;

    /** @param others called with each new scenario, as {@link ScenarioController} describes */
    SimulatorRuntime(
            SimulatorBuilder settings,
            VirtualClock clock,
            HttpServer server,
            URI uri,
            StatusSequence sequence,
            Function<ScenarioSpec, Runnable> others) {
        this.server = server;
        this.clock = clock;
        JobStore stored = JobStore.inMemory(
                settings.seed(),
                settings.get(ServerSetting.MAX_JOBS),
                settings.jobBytes,
                settings.get(ServerSetting.RETENTION));
        ChosenIds chosen = new ChosenIds(
                settings.dialectFiles.isEmpty() ? stored : DialectFile.withIds(stored, settings.dialectFiles));
        jobs = chosen;
        JobLimiter limited = new JobLimiter(jobs);
        HiddenJobs requested = new HiddenJobs(limited);
        ledger = new Ledger(
                chosen,
                clock,
                !settings.get(ServerSetting.MAX_HOLD).isZero(),
                this::statusBeganAt,
                this::statusEndsAt,
                this::statusFails);
        JobWaits waits = new JobWaits(jobs, clock, server.loop());
        LongPolls longPolls = new LongPolls(waits, settings.get(ServerSetting.MAX_HOLD));
        InetSocketAddress tls = server.tlsAddress();
        ResultUrls urls = urls(settings, uri, tls == null ? uri : ListenAddress.uri("https", tls));
        ActiveRules plan = new ActiveRules(settings.seed());
        RequestPipeline pipeline = new RequestPipeline(
                clock, new ApiKeys(settings.get(ServerSetting.API_KEYS)), plan, limited, requested, log, ledger);
        routes = new Router()
                .guardedBy(new StillClockWarning(
                        clock,
                        server.loop(),
                        server::isAnyHeld,
                        this::isAnythingUnfinished,
                        settings.stillFor,
                        pipeline));
        scenario = new ScenarioController(settings.scenario().spec(), plan, routes, pipeline, limited, log, others);
        webhooks = webhooks(
                settings,
                clock,
                dialects,
                tls == null
                        ? Set.of(server.address().getPort())
                        : Set.of(server.address().getPort(), tls.getPort()));
        webhooks.watch(jobs);
        webhooks.onAttempt(attempt -> server.loop().execute(() -> ledger.attempted(attempt, clock.micros())));
        Services services = new Services(
                new SeenJobs(requested, ledger),
                limited,
                chosen,
                clock,
                server.loop(),
                waits,
                longPolls,
                webhooks,
                urls,
                scenario,
                settings.seed());
        status = new StatusDialect(services, sequence);
        dialects.create(settings, services, status);
        AdminAccess adminAccess = new AdminAccess(
                settings.get(ServerSetting.ADMIN_TOKEN).orElse(null),
                Set.of(settings.get(ServerSetting.HOST).toLowerCase(Locale.ROOT)));
        LiveRoute.Sources shown = new LiveRoute.Sources(
                clock, jobs, ledger, status::sequence, () -> scenario.current().name());
        page = new WebPage(adminAccess.required(new LiveRoute(shown, server.loop())));
        admin = new AdminApi(adminAccess, scenario, clock, jobs, webhooks, ledger, this::reset);
        addRoutes(urls, new ResultFiles(requested, clock::micros, urls).routes());
    }

    private static ResultUrls urls(SimulatorBuilder settings, URI uri, URI tls) {
        Optional<URI> told = settings.get(ServerSetting.PUBLIC_URL);
        Duration validity = settings.get(ServerSetting.SIGNED_URLS);
        ResultUrls urls =
                validity.isZero() ? ResultUrls.open(told.orElse(uri)) : ResultUrls.signed(told.orElse(uri), validity);
        return told.isPresent() ? urls : urls.asAsked(tls);
    }

    private void addRoutes(ResultUrls urls, List<Route> files) {
        ServedDialects.openRoutes(urls).forEach(routes::add);
        admin.addTo(routes);
        page.routes().forEach(routes::add);
        routes.dialect(ResultFiles.DIALECT);
        files.forEach(routes::add);
        dialects.addTo(routes, urls, files, page);
    }

    private long statusBeganAt(long now) {
        return status.sequence().beganAt(now);
    }

    private long statusEndsAt(long now) {
        return status.sequence().endsAt(now);
    }

    private boolean statusFails(long now) {
        return status.sequence().at(now).result() == StatusSequence.StatusResult.ERROR;
    }

    private boolean isAnythingUnfinished() {
        long now = clock.micros();
        return status.isPending()
                || Stream.of(State.values())
                        .filter(state -> !state.terminal())
                        .anyMatch(state -> !jobs.list(JobQuery.newest(1).in(state), now)
                                .jobs()
                                .isEmpty());
    }

    void serve(Consumer<OutOfMemoryError> outOfMemory) {
        webhooks.onOutOfMemory(outOfMemory);
        server.serve(routes, clock::micros, outOfMemory);
    }

    ScenarioController scenario() {
        return scenario;
    }

    /** {@code GET /status} and webhooks follow this scenario from now on. Held requests follow it after {@link #settle}. */
    void play(StatusSequence sequence, ScenarioSpec playing) {
        status.play(sequence);
        webhooks.deliveryFaults(playing.deliveryFaults());
    }

    /** Removes all jobs and all that belongs to them. New jobs get the same ids, so nothing with an old id may be left. */
    void reset() {
        scenario.reset();
        webhooks.clear();
        dialects.reset();
        onLoop(() -> {
            ledger.clear();
            return true;
        });
    }

    Optional<SimulatedJob> job(String id) {
        return jobs.find(id, clock.micros()).map(job -> new SimulatedJob(job.id(), jobs, clock, this::atOnce));
    }

    /** If the clock stands still, everything that this makes due happens before it returns. */
    private void atOnce(Runnable what) {
        Runnable andTell = () -> {
            what.run();
            settle();
        };
        if (clock.speed() == 0) {
            clock.atOnce(andTell);
        } else {
            andTell.run();
        }
    }

    /** Returns when the event loop has run all of its present tasks. Not to be called with a lock that these tasks may need. */
    void settle() {
        EventExecutor loop = server.loop();
        if (!loop.inEventLoop() && !loop.isShuttingDown()) {
            loop.submit(() -> {}).awaitUninterruptibly(SETTLE_SECONDS, TimeUnit.SECONDS);
        }
    }

    /** How well each client waits. */
    Report report() {
        return onLoop(() -> ledger.report(1, null, clock.micros()));
    }

    /** Runs that on the event loop, or here if the loop has ended. */
    private <T> T onLoop(Callable<T> what) {
        EventExecutor loop = server.loop();
        try {
            return loop.inEventLoop() || loop.isShuttingDown()
                    ? what.call()
                    : loop.submit(what).get(SETTLE_SECONDS, TimeUnit.SECONDS);
        } catch (Exception failed) {
            throw new IllegalStateException("the event loop did not answer", failed);
        }
    }

    /** The last requests, oldest first. */
    List<RecordedRequest> requests() {
        return log.entries().stream().map(RecordedRequest::of).toList();
    }

    Webhooks webhooks() {
        return webhooks;
    }

    /** Webhooks to the simulator itself are refused. */
    private static Webhooks webhooks(
            SimulatorBuilder settings, VirtualClock clock, Webhooks.JobMessages messages, Set<Integer> ports) {
        WebhookSettings sent = WebhookSettings.of(settings.seed())
                .withAllow(settings.get(ServerSetting.WEBHOOK_ALLOW))
                .withTransport(settings.transport())
                .withDeliveryFaults(settings.scenario().spec().deliveryFaults());
        WebhookSettings signed =
                settings.get(ServerSetting.WEBHOOK_SECRET).map(sent::withSecret).orElse(sent);
        return new Webhooks(
                signed, clock, messages, target -> ports.contains(target.getPort()) && isHere(target.getAddress()));
    }

    private static boolean isHere(InetAddress address) {
        try {
            return address.isLoopbackAddress() || NetworkInterface.getByInetAddress(address) != null;
        } catch (SocketException unknown) {
            return false;
        }
    }

    /** Ends everything that sets timers. To be called before the server is closed. */
    void close() {
        admin.close();
        webhooks.close();
        server.loop().execute(dialects::close);
    }
}
