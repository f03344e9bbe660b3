package dev.fermata.simulator.dialect.acme;

import static dev.fermata.simulator.http.Problem.RefusedException.notFound;
import static io.netty.handler.codec.http.HttpResponseStatus.CREATED;
import static io.netty.handler.codec.http.HttpResponseStatus.OK;

import dev.fermata.simulator.dialect.Dialect;
import dev.fermata.simulator.dialect.RequestFields;
import dev.fermata.simulator.dialect.Services;
import dev.fermata.simulator.http.JsonBody;
import dev.fermata.simulator.http.Problem;
import dev.fermata.simulator.http.Request;
import dev.fermata.simulator.http.Response;
import dev.fermata.simulator.http.Route;
import dev.fermata.simulator.job.JobSpec;
import dev.fermata.simulator.job.store.Job;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/** A vendor that does not exist, with paths, jobs, errors and webhooks of its own. */
public record AcmeDialect(Services services, String name) implements Dialect {
    @Override
    public List<Route> routes() {
        return List.of(Route.post("/dubs", JsonBody.taking(this::submit)), Route.get("/dubs/{id}", this::show));
    }

    @Override
    public Problem.Format errors() {
        return problem -> Response.json(problem.status(), Map.of("error", problem.code()));
    }

    @Override
    public byte[] webhookBody(Job job, long at) {
        return dub(OK, job, at, "").body();
    }

    private Response submit(Request request, ObjectNode body) {
        RequestFields fields = RequestFields.of(body, "", List.of("video", "notify"));
        String video = fields.required("video", fields.url("video"));
        JobSpec spec = new JobSpec(video, "es", null, null, fields.url("notify"), Map.of(), name(), null);
        Job job = services.submit(request, services.scenario().profile(), spec);
        return dub(CREATED, job, services.now(), request.prefix());
    }

    private Response show(Request request) {
        Job job = services.find(request.value(0)).orElseThrow(() -> notFound("no_such_dub", "No such dub."));
        return dub(OK, job, services.now(), request.prefix());
    }

    private static Response dub(HttpResponseStatus status, Job job, long at, String prefix) {
        String state = job.at(at).state().terminal() ? "done" : "dubbing";
        return Response.json(status, Map.of("dub", job.id(), "state", state, "self", prefix + "/dubs/" + job.id()));
    }
}
