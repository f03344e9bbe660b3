package dev.fermata.simulator;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.fermata.simulator.access.AdminAccess;
import dev.fermata.simulator.access.ApiKeys;
import dev.fermata.simulator.access.JobLimiter;
import dev.fermata.simulator.access.RequestLog;
import dev.fermata.simulator.access.RequestPipeline;
import dev.fermata.simulator.admin.AdminApi;
import dev.fermata.simulator.clock.VirtualClock;
import dev.fermata.simulator.dialect.fermata.FermataApi;
import dev.fermata.simulator.dialect.fermata.JobJson;
import dev.fermata.simulator.dialect.status.StatusEndpoint;
import dev.fermata.simulator.dialect.status.StatusSequence;
import dev.fermata.simulator.fault.ActiveRules;
import dev.fermata.simulator.fault.FaultRoutes;
import dev.fermata.simulator.fault.HiddenJobs;
import dev.fermata.simulator.files.ResultFiles;
import dev.fermata.simulator.files.ResultUrls;
import dev.fermata.simulator.http.HttpServer;
import dev.fermata.simulator.http.Response;
import dev.fermata.simulator.http.Router;
import dev.fermata.simulator.job.store.JobStore;
import dev.fermata.simulator.longpoll.JobWaits;
import dev.fermata.simulator.longpoll.LongPolls;
import dev.fermata.simulator.scenario.ScenarioController;
import dev.fermata.simulator.scenario.ScenarioMapper;
import dev.fermata.simulator.scenario.ScenarioSpec;
import dev.fermata.simulator.webhook.WebhookSettings;
import dev.fermata.simulator.webhook.Webhooks;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.util.concurrent.EventExecutor;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** What there is behind the port: the jobs, and all routes that lead to them. */
final class SimulatorRuntime {

    /** Enough to see what a client has done lately. */
    private static final int REMEMBERED_REQUESTS = 1_000;

    /** Longer than the event loop takes for anything. */
    private static final long PATIENCE_SECONDS = 10;

    private final HttpServer server;
    private final VirtualClock clock;
    private final JobStore jobs;
    private final Router routes;
    private final FermataApi api;
    private final AdminApi admin;
    private final StatusEndpoint status;
    private final ScenarioController scenario;
    private final Webhooks webhooks;
    private final RequestLog log = new RequestLog(REMEMBERED_REQUESTS);

    /** @param others who else goes by the scenario, as {@link ScenarioController} tells them */
    SimulatorRuntime(
            SimulatorBuilder settings,
            VirtualClock clock,
            HttpServer server,
            URI uri,
            StatusSequence sequence,
            Function<ScenarioSpec, Runnable> others) {
        this.server = server;
        routes = new Router();
        this.clock = clock;
        jobs = JobStore.inMemory(
                settings.seed(), settings.get(ServerSetting.MAX_JOBS), settings.get(ServerSetting.RETENTION));
        JobLimiter limited = new JobLimiter(jobs);
        HiddenJobs requested = new HiddenJobs(limited);
        JobWaits waits = new JobWaits(jobs, clock, server.loop());
        LongPolls longPolls = new LongPolls(waits, settings.get(ServerSetting.MAX_HOLD));
        URI base = settings.get(ServerSetting.PUBLIC_URL).orElse(uri);
        Duration validity = settings.get(ServerSetting.SIGNED_URLS);
        ResultUrls urls = validity.isZero() ? ResultUrls.open(base) : ResultUrls.signed(base, validity);
        ActiveRules plan = new ActiveRules(settings.seed());
        RequestPipeline pipeline = new RequestPipeline(
                clock, new ApiKeys(settings.get(ServerSetting.API_KEYS)), plan, limited, requested, log);
        scenario = new ScenarioController(
                settings.scenario().spec(), plan, new FaultRoutes(routes), pipeline, limited, log, others);
        JobJson json = new JobJson(urls);
        webhooks = webhooks(settings, clock, json, server.address().getPort());
        webhooks.watch(jobs);
        status = new StatusEndpoint(sequence, clock::micros, longPolls);
        api = new FermataApi(
                requested,
                scenario::profile,
                scenario::forJobs,
                clock,
                server.loop(),
                waits,
                longPolls,
                webhooks::problem,
                json);
        AdminAccess adminAccess = new AdminAccess(
                settings.get(ServerSetting.ADMIN_TOKEN).orElse(null),
                Set.of(settings.get(ServerSetting.HOST).toLowerCase(Locale.ROOT)));
        admin = new AdminApi(adminAccess, scenario, clock, jobs, webhooks, this::reset);
        Response healthy =
                Response.of(HttpResponseStatus.OK, "application/json", "{\"status\":\"ok\"}".getBytes(US_ASCII));
        routes.guardedBy(pipeline)
                .add(HttpMethod.GET, "/healthz", request -> healthy)
                .dialect("status")
                .add(HttpMethod.GET, "/status", status);
        api.addTo(routes);
        new ResultFiles(requested, clock::micros, urls).addTo(routes);
        admin.addTo(routes);
    }

    void serve() {
        server.serve(routes, clock::micros);
    }

    ScenarioController scenario() {
        return scenario;
    }

    /** {@code GET /status} and webhooks go by that from now on, what is held when this has settled. */
    void play(StatusSequence sequence, ScenarioSpec playing) {
        status.play(sequence);
        webhooks.deliveryFaults(ScenarioMapper.deliveryFaults(playing));
    }

    /** Forgets all that there was. Jobs get the same ids again, so nothing may be left that knows the old ones. */
    void reset() {
        scenario.reset();
        webhooks.clear();
        api.forget();
        settle();
    }

    Optional<SimulatedJob> job(String id) {
        return jobs.find(id, clock.micros()).map(job -> new SimulatedJob(job.id(), jobs, clock, this::atOnce));
    }

    /** Time that runs by itself is not stopped for that, so what falls due then comes in its own time. */
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

    /** Returns when the event loop has done what it was given to do until now. Not to be called with a lock that it may want. */
    void settle() {
        EventExecutor loop = server.loop();
        if (!loop.inEventLoop() && !loop.isShuttingDown()) {
            loop.submit(() -> {}).awaitUninterruptibly(PATIENCE_SECONDS, TimeUnit.SECONDS);
        }
    }

    /** The last requests, oldest first. */
    List<RecordedRequest> requests() {
        return log.entries().stream().map(RecordedRequest::of).toList();
    }

    Webhooks webhooks() {
        return webhooks;
    }

    /** Whoever gives this server as its own receiver would have it talk to itself. */
    private static Webhooks webhooks(SimulatorBuilder settings, VirtualClock clock, JobJson json, int port) {
        WebhookSettings sent = WebhookSettings.of(settings.seed())
                .withAllow(settings.get(ServerSetting.WEBHOOK_ALLOW))
                .withTransport(settings.transport())
                .withDeliveryFaults(
                        ScenarioMapper.deliveryFaults(settings.scenario().spec()));
        WebhookSettings signed =
                settings.get(ServerSetting.WEBHOOK_SECRET).map(sent::withSecret).orElse(sent);
        return new Webhooks(
                signed, clock, json::bytes, target -> target.getPort() == port && isHere(target.getAddress()));
    }

    private static boolean isHere(InetAddress address) {
        try {
            return address.isLoopbackAddress() || NetworkInterface.getByInetAddress(address) != null;
        } catch (SocketException unknown) {
            return false;
        }
    }

    /** Ends what would set alarms for ever. Before the server ends, which does the rest. */
    void close() {
        admin.close();
        webhooks.close();
        server.loop().execute(api::close);
    }
}
