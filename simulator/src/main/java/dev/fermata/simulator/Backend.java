package dev.fermata.simulator;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.fermata.simulator.dialect.fermata.FermataApi;
import dev.fermata.simulator.dialect.status.StatusEndpoint;
import dev.fermata.simulator.dialect.status.StatusSequence;
import dev.fermata.simulator.engine.JobProfile;
import dev.fermata.simulator.engine.JobStore;
import dev.fermata.simulator.http.HttpServer;
import dev.fermata.simulator.http.Response;
import dev.fermata.simulator.http.Routes;
import dev.fermata.simulator.results.ResultFiles;
import dev.fermata.simulator.results.ResultUrls;
import dev.fermata.simulator.watch.Holding;
import dev.fermata.simulator.watch.JobWatches;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.net.URI;

/** What there is behind the port: the jobs, and all routes that lead to them. */
final class Backend {

    private final HttpServer server;
    private final Routes routes;
    private final FermataApi api;

    Backend(SimulatorBuilder settings, SimulatorClock clock, HttpServer server, URI uri, StatusSequence sequence) {
        this.server = server;
        JobStore jobs = JobStore.inMemory(settings.seed, settings.maxJobs, settings.retention);
        JobWatches watches = new JobWatches(jobs, clock, server.loop());
        Holding holding = new Holding(clock, server.loop(), watches, settings.maxHold);
        URI base = settings.publicUrl == null ? uri : settings.publicUrl;
        ResultUrls urls =
                settings.signedUrls == null ? ResultUrls.open(base) : ResultUrls.signed(base, settings.signedUrls);
        JobProfile profile = settings.jobProfile;
        api = new FermataApi(jobs, () -> profile, clock, server.loop(), watches, holding, urls);
        Response healthy =
                Response.of(HttpResponseStatus.OK, "application/json", "{\"status\":\"ok\"}".getBytes(US_ASCII));
        routes = new Routes()
                .add(HttpMethod.GET, "/status", new StatusEndpoint(sequence, clock::micros, holding))
                .add(HttpMethod.GET, "/healthz", request -> healthy);
        api.addTo(routes);
        new ResultFiles(jobs, clock::micros, urls).addTo(routes);
    }

    void serve() {
        server.serve(routes);
    }

    /** Ends what would set alarms for ever. Before the server ends, which does the rest. */
    void close() {
        server.loop().execute(api::close);
    }
}
