package dev.fermata.simulator;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.fermata.simulator.admin.AdminApi;
import dev.fermata.simulator.admin.AdminDoor;
import dev.fermata.simulator.dialect.fermata.FermataApi;
import dev.fermata.simulator.dialect.fermata.JobJson;
import dev.fermata.simulator.dialect.status.StatusEndpoint;
import dev.fermata.simulator.dialect.status.StatusSequence;
import dev.fermata.simulator.engine.JobStore;
import dev.fermata.simulator.fault.FaultPlan;
import dev.fermata.simulator.guard.ApiKeys;
import dev.fermata.simulator.guard.ClientJobs;
import dev.fermata.simulator.guard.Gate;
import dev.fermata.simulator.guard.RequestLog;
import dev.fermata.simulator.http.HttpServer;
import dev.fermata.simulator.http.Response;
import dev.fermata.simulator.http.Routes;
import dev.fermata.simulator.push.WebhookSettings;
import dev.fermata.simulator.push.Webhooks;
import dev.fermata.simulator.results.ResultFiles;
import dev.fermata.simulator.results.ResultUrls;
import dev.fermata.simulator.watch.Holding;
import dev.fermata.simulator.watch.JobWatches;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.util.concurrent.EventExecutor;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.URI;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** What there is behind the port: the jobs, and all routes that lead to them. */
final class Backend {

    /** Enough to see what a client has done lately. */
    private static final int REMEMBERED_REQUESTS = 1_000;

    /** Longer than the event loop takes for anything. */
    private static final long PATIENCE_SECONDS = 10;

    private final HttpServer server;
    private final SimulatorClock clock;
    private final ClientJobs jobs;
    private final Routes routes;
    private final FermataApi api;
    private final AdminApi admin;
    private final StatusEndpoint status;
    private final Rules rules;
    private final Webhooks webhooks;

    /** @param others who else goes by the scenario, as {@link Rules} tells them */
    Backend(
            SimulatorBuilder settings,
            SimulatorClock clock,
            HttpServer server,
            URI uri,
            StatusSequence sequence,
            Function<Scenario, Runnable> others) {
        this.server = server;
        this.clock = clock;
        jobs = new ClientJobs(JobStore.inMemory(settings.seed, settings.maxJobs, settings.retention));
        JobWatches watches = new JobWatches(jobs, clock, server.loop());
        Holding holding = new Holding(clock, server.loop(), jobs, watches, settings.maxHold);
        URI base = settings.publicUrl == null ? uri : settings.publicUrl;
        ResultUrls urls =
                settings.signedUrls == null ? ResultUrls.open(base) : ResultUrls.signed(base, settings.signedUrls);
        FaultPlan plan = new FaultPlan(settings.seed);
        RequestLog log = new RequestLog(REMEMBERED_REQUESTS);
        Gate gate = new Gate(clock, new ApiKeys(settings.apiKeys), plan, jobs, log);
        rules = new Rules(settings.scenario(), plan, gate, jobs, log, others);
        JobJson json = new JobJson(urls);
        webhooks = webhooks(settings, clock, json, server.address().getPort());
        webhooks.watch(jobs);
        status = new StatusEndpoint(sequence, clock::micros, holding);
        api = new FermataApi(
                jobs, rules::profile, rules::forJobs, clock, server.loop(), watches, holding, webhooks::problem, json);
        AdminDoor door = new AdminDoor(settings.adminToken, Set.of(settings.host.toLowerCase(Locale.ROOT)));
        admin = new AdminApi(door, rules, clock, jobs, webhooks, this::reset);
        Response healthy =
                Response.of(HttpResponseStatus.OK, "application/json", "{\"status\":\"ok\"}".getBytes(US_ASCII));
        routes = new Routes()
                .guardedBy(gate)
                .add(HttpMethod.GET, "/healthz", request -> healthy)
                .dialect("status")
                .add(HttpMethod.GET, "/status", status);
        api.addTo(routes);
        new ResultFiles(jobs, clock::micros, urls).addTo(routes);
        admin.addTo(routes);
    }

    void serve() {
        server.serve(routes, clock::micros);
    }

    Rules rules() {
        return rules;
    }

    /** {@code GET /status} and webhooks go by that from now on, what is held when this has settled. */
    void play(StatusSequence sequence, Scenario scenario) {
        status.play(sequence);
        webhooks.mishaps(ScenarioProfile.mishaps(scenario));
    }

    /** Forgets all that there was. Jobs get the same ids again, so nothing may be left that knows the old ones. */
    void reset() {
        rules.reset();
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

    Webhooks webhooks() {
        return webhooks;
    }

    /** Whoever gives this server as its own receiver would have it talk to itself. */
    private static Webhooks webhooks(SimulatorBuilder settings, SimulatorClock clock, JobJson json, int port) {
        WebhookSettings sent = WebhookSettings.of(settings.seed)
                .withAllow(settings.webhookAllow)
                .withTransport(settings.transport())
                .withMishaps(ScenarioProfile.mishaps(settings.scenario()));
        WebhookSettings signed = settings.webhookSecret == null ? sent : sent.withSecret(settings.webhookSecret);
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
