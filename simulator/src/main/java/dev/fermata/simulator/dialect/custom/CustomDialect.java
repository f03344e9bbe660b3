package dev.fermata.simulator.dialect.custom;

import dev.fermata.simulator.dialect.Dialect;
import dev.fermata.simulator.dialect.Services;
import dev.fermata.simulator.dialect.custom.CustomRoute.ListJobs;
import dev.fermata.simulator.dialect.custom.CustomRoute.OneJob;
import dev.fermata.simulator.dialect.custom.CustomRoute.Submit;
import dev.fermata.simulator.files.ResultUrls;
import dev.fermata.simulator.http.Endpoint;
import dev.fermata.simulator.http.JsonBody;
import dev.fermata.simulator.http.Problem;
import dev.fermata.simulator.http.Route;
import dev.fermata.simulator.http.Router;
import dev.fermata.simulator.job.store.Job;
import dev.fermata.simulator.setting.InvalidSettingsException;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The API that a file describes. */
final class CustomDialect implements Dialect {

    private static final ObjectNode NO_BODY = JsonNodeFactory.instance.objectNode();

    private final Services services;
    private final DialectFile file;
    private final CustomEndpoints endpoints;

    CustomDialect(Services services, DialectFile file) {
        this.services = services;
        this.file = file;
        endpoints = new CustomEndpoints(services, file);
    }

    @Override
    public String name() {
        return file.name();
    }

    @Override
    public List<String> prefixes() {
        return file.prefixOnly() ? List.of(prefix()) : Dialect.super.prefixes();
    }

    @Override
    public List<Route> routes() {
        return file.routes().stream()
                .map(route -> new Route(route.method(), route.path(), endpoint(route)))
                .toList();
    }

    private Endpoint endpoint(CustomRoute route) {
        if (route instanceof Submit submit) {
            return submit.fields().isEmpty() && submit.required().isEmpty()
                    ? request -> endpoints.submit(submit, request, NO_BODY)
                    : JsonBody.taking((request, body) -> endpoints.submit(submit, request, body));
        }
        if (route instanceof OneJob one) {
            return Endpoint.naming(
                    one.id()::hash,
                    one.id().inBody()
                            ? JsonBody.taking((request, body) -> endpoints.oneJob(one, request, body))
                            : request -> endpoints.oneJob(one, request, NO_BODY));
        }
        return Endpoint.listing(request -> endpoints.list((ListJobs) route, request));
    }

    @Override
    public Problem.Format errors() {
        AnswerTemplate<Problem> errors = file.errors();
        return errors == null ? Problem.Format.PROBLEM_DETAILS : errors::response;
    }

    @Override
    public byte[] webhookBody(Job job, long at) {
        Template<JobFacts> body = file.webhook();
        ResultUrls links = services.results().under(file.prefixOnly() ? prefix() : "");
        JobFacts facts = JobFacts.of(file.ids(), job, at, links);
        return JsonMapper.shared().writeValueAsBytes(body == null ? NO_BODY : body.fill(facts));
    }

    /** A path belongs to the dialect that has it first, so this one would be asked for less than its file says. */
    @Override
    public void check(Router router) {
        List<String> problems = new ArrayList<>();
        for (Router.Listed other : router.routes()) {
            if (!other.dialect().equals(name()) && (other.path() + "/").startsWith(prefix() + "/")) {
                problems.add(file.origin() + ": name is '" + name() + "', and the path " + other.path() + " of '"
                        + other.dialect() + "' begins so; choose another name");
            }
        }
        for (CustomRoute route : file.routes()) {
            String path = route.path().replace(CustomRoute.ID, file.ids().sample());
            String owner = router.dialectOf(prefixes().get(0) + path);
            if (!owner.equals(name())) {
                problems.add(file.origin() + ": routes." + route.method() + " " + route.path() + " is a path of "
                        + (owner.isEmpty() ? "the simulator" : "the dialect '" + owner + "'")
                        + ". Choose another path; or write 'prefix_only: true', so that the paths of this file are served"
                        + " under " + prefix() + " only");
            }
        }
        if (!problems.isEmpty()) {
            throw new InvalidSettingsException(problems);
        }
    }
}
