package dev.fermata.simulator.dialect.acme;

import dev.fermata.simulator.dialect.Dialect;
import dev.fermata.simulator.dialect.RequestFields;
import dev.fermata.simulator.dialect.Services;
import dev.fermata.simulator.http.JsonBody;
import dev.fermata.simulator.http.Problem;
import dev.fermata.simulator.http.Problem.RefusedException;
import dev.fermata.simulator.http.Request;
import dev.fermata.simulator.http.Response;
import dev.fermata.simulator.http.Route;
import dev.fermata.simulator.job.JobSpec;
import dev.fermata.simulator.job.store.Job;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** A vendor that does not exist, with paths, jobs and errors of its own. */
public record AcmeDialect(Services services) implements Dialect {

    @Override
    public String name() {
        return "acme";
    }

    @Override
    public List<Route> routes() {
        return List.of(Route.post("/dubs", JsonBody.taking(this::submit)), Route.get("/dubs/{id}", this::show));
    }

    @Override
    public Problem.Format errors() {
        return problem -> response(problem.status(), Map.of("error", problem.code()));
    }

    @Override
    public byte[] webhookBody(Job job, long at) {
        return JsonMapper.shared().writeValueAsBytes(dub(job, at, ""));
    }

    private Response submit(Request request, ObjectNode body) {
        RequestFields fields = RequestFields.of(body, "", List.of("video", "notify"));
        String video = fields.required("video", fields.url("video"));
        JobSpec spec = new JobSpec(video, "es", null, null, fields.url("notify"), Map.of(), name(), null);
        List<Job> jobs = services.submit(request, services.scenario().profile(), List.of(spec), services.now());
        return response(HttpResponseStatus.CREATED, dub(jobs.get(0), services.now(), request.prefix()));
    }

    private Response show(Request request) {
        Response unknown = Problem.of(HttpResponseStatus.NOT_FOUND, "no_such_dub", "There is no such dub.");
        Job job =
                services.jobs().find(request.value(0), services.now()).orElseThrow(() -> new RefusedException(unknown));
        return response(HttpResponseStatus.OK, dub(job, services.now(), request.prefix()));
    }

    private static Map<String, String> dub(Job job, long now, String prefix) {
        String state = job.at(now).state().terminal() ? "done" : "dubbing";
        return Map.of("dub", job.id(), "state", state, "self", prefix + "/dubs/" + job.id());
    }

    private static Response response(HttpResponseStatus status, Map<String, String> body) {
        return Response.of(status, "application/json", JsonMapper.shared().writeValueAsBytes(body));
    }
}
