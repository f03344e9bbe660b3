package dev.fermata.simulator.dialect.fermata;

import dev.fermata.simulator.dialect.Dialect;
import dev.fermata.simulator.dialect.Services;
import dev.fermata.simulator.http.Endpoint;
import dev.fermata.simulator.http.JsonBody;
import dev.fermata.simulator.http.Response;
import dev.fermata.simulator.http.Route;
import dev.fermata.simulator.job.store.Job;
import java.util.List;

/** The native API: jobs, their events and languages under {@code /v1}. */
public final class FermataDialect implements Dialect {

    static final String NAME = "fermata";

    private final JobJson json;
    private final JobEndpoints jobs;
    private final SubmitEndpoint submit;
    private final JobEventsEndpoint jobEvents;
    private final AllEventsEndpoint allEvents;

    public FermataDialect(Services services) {
        json = new JobJson(services.results());
        jobs = new JobEndpoints(services, json);
        submit = new SubmitEndpoint(services, json);
        jobEvents = new JobEventsEndpoint(services, json);
        allEvents = new AllEventsEndpoint(services, json);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<Route> routes() {
        return List.of(
                Route.post("/v1/jobs", withoutQuery(JsonBody.taking(submit::submit))),
                Route.get("/v1/jobs", Endpoint.listing(jobs::list)),
                Route.get("/v1/jobs/{id}", jobs::get),
                Route.delete("/v1/jobs/{id}", withoutQuery(jobs::delete)),
                Route.post("/v1/jobs/{id}/cancel", withoutQuery(jobs::cancel)),
                Route.get("/v1/jobs/{id}/events", withoutQuery(jobEvents)),
                Route.get("/v1/events", withoutQuery(allEvents)),
                Route.get("/v1/languages", withoutQuery(request -> KnownLanguages.LIST)));
    }

    /** The endpoint, for requests without parameters. Others are refused. */
    private static Endpoint withoutQuery(Endpoint endpoint) {
        return request -> {
            request.checkQuery(List.of());
            return endpoint.answer(request);
        };
    }

    @Override
    public byte[] webhookBody(Job job, long at) {
        return json.webhookBody(job, at);
    }

    @Override
    public void reset() {
        submit.forget();
    }

    @Override
    public void close() {
        allEvents.close();
    }

    /** Built at the first request: at the start it would take a third of the time. */
    private static final class KnownLanguages {
        static final Response LIST = Languages.list();
    }
}
