package dev.fermata.simulator.admin;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.fermata.simulator.access.AdminAccess;
import dev.fermata.simulator.clock.VirtualClock;
import dev.fermata.simulator.http.Answer;
import dev.fermata.simulator.http.Endpoint;
import dev.fermata.simulator.http.Problem;
import dev.fermata.simulator.http.Request;
import dev.fermata.simulator.http.Response;
import dev.fermata.simulator.http.Router;
import dev.fermata.simulator.job.store.JobStore;
import dev.fermata.simulator.ledger.Ledger;
import dev.fermata.simulator.scenario.ScenarioController;
import dev.fermata.simulator.text.Printable;
import dev.fermata.simulator.webhook.Attempt;
import dev.fermata.simulator.webhook.Webhooks;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** All routes under {@code /admin}. */
public final class AdminApi {

    private static final int MOST_ATTEMPTS = 1_000;

    private final AdminAccess access;
    private final ScenarioController scenario;
    private final ClockRoutes clock;
    private final JobRoutes jobs;
    private final Webhooks webhooks;
    private final ReportRoutes reports;
    private final Runnable reset;

    /** @param reset removes all jobs, requests and counts */
    public AdminApi(
            AdminAccess access,
            ScenarioController scenario,
            VirtualClock clock,
            JobStore jobs,
            Webhooks webhooks,
            Ledger ledger,
            Runnable reset) {
        this.access = access;
        this.scenario = scenario;
        this.reset = reset;
        this.clock = new ClockRoutes(clock);
        this.jobs = new JobRoutes(jobs, clock::micros);
        this.webhooks = webhooks;
        this.reports = new ReportRoutes(ledger, clock);
    }

    public void addTo(Router routes) {
        routes.dialect(Router.UNLISTED);
        add(routes, HttpMethod.GET, "/admin/scenario", request -> AdminBody.ok(scenario.scenario()));
        add(routes, HttpMethod.PUT, "/admin/scenario", AdminBody.taking(this::replace));
        add(routes, HttpMethod.GET, "/admin/faults", this::faults, "job");
        add(routes, HttpMethod.POST, "/admin/faults", AdminBody.taking(this::addFault));
        add(routes, HttpMethod.DELETE, "/admin/faults/{id}", this::removeFault);
        add(routes, HttpMethod.GET, "/admin/requests", request -> AdminBody.ok(scenario.requests()));
        add(routes, HttpMethod.GET, "/admin/webhooks", this::attempts, "job");
        add(routes, HttpMethod.GET, "/admin/report", reports::report, ReportRoutes.PARAMETERS);
        add(routes, HttpMethod.POST, "/admin/reset", AdminBody.taking(this::reset));
        clock.each((path, endpoint) -> add(routes, HttpMethod.POST, path, AdminBody.taking(endpoint)));
        add(routes, HttpMethod.GET, "/admin/clock", request -> clock.show());
        add(routes, HttpMethod.GET, "/admin/jobs/{id}", jobs::show);
        jobs.each((path, endpoint) -> add(routes, HttpMethod.POST, path, AdminBody.taking(endpoint)));
    }

    /** Ends requests that are not answered yet. */
    public void close() {
        clock.close();
    }

    /** @param parameters the names of the parameters that the query may have */
    private void add(Router routes, HttpMethod method, String path, Endpoint endpoint, String... parameters) {
        List<String> known = List.of(parameters);
        routes.add(method, path, access.required(request -> {
            request.checkQuery(known);
            return endpoint.answer(request);
        }));
    }

    private Answer replace(Request request, ObjectNode body) {
        scenario.scenario(body);
        return AdminBody.ok(scenario.scenario());
    }

    private Answer faults(Request request) {
        String job = request.query("job");
        ObjectNode all = JsonNodeFactory.instance.objectNode();
        var list = all.putArray("faults");
        for (Map.Entry<String, ObjectNode> fault :
                (job == null ? scenario.faults() : scenario.faults(job)).entrySet()) {
            list.addObject().put("id", fault.getKey()).setAll(fault.getValue());
        }
        return AdminBody.ok(all);
    }

    private Answer addFault(Request request, ObjectNode body) {
        String id = scenario.add(body);
        ObjectNode added = JsonNodeFactory.instance.objectNode().put("id", id);
        added.setAll(scenario.faults().getOrDefault(id, body));
        return Response.of(
                HttpResponseStatus.CREATED, "application/json", added.toString().getBytes(UTF_8));
    }

    private Answer removeFault(Request request) {
        String id = request.value(0);
        return scenario.remove(id)
                ? Response.empty(HttpResponseStatus.NO_CONTENT)
                : Problem.of(
                        HttpResponseStatus.NOT_FOUND,
                        "fault_not_found",
                        "There is no fault '" + Printable.value(id) + "'. There is" + listed() + ".");
    }

    private String listed() {
        String some = scenario.faults().keySet().stream().limit(20).collect(Collectors.joining(", "));
        return some.isEmpty() ? " none at all" : ": " + some;
    }

    private Answer reset(Request request, ObjectNode body) {
        AdminBody.only(body);
        reset.run();
        return Response.empty(HttpResponseStatus.NO_CONTENT);
    }

    /** The last attempts to send webhooks, with their results. */
    private Answer attempts(Request request) {
        String job = request.query("job");
        List<Attempt> attempts = job == null ? webhooks.attempts() : webhooks.attempts(job);
        ObjectNode all = JsonNodeFactory.instance.objectNode();
        all.set("counts", counts(webhooks.counts()));
        var list = all.putArray("attempts");
        attempts.subList(Math.max(0, attempts.size() - MOST_ATTEMPTS), attempts.size())
                .forEach(attempt -> list.add(shown(attempt)));
        return AdminBody.ok(all);
    }

    private static ObjectNode counts(Attempt.Counts counts) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("delivered", counts.delivered())
                .put("retrying", counts.retrying())
                .put("given_up", counts.givenUp())
                .put("lost", counts.lost())
                .put("dropped", counts.dropped())
                .put("forgotten", counts.forgotten());
    }

    private static ObjectNode shown(Attempt attempt) {
        ObjectNode shown = JsonNodeFactory.instance.objectNode();
        shown.put("job", attempt.job())
                .put("webhook", attempt.webhook())
                .put("target", attempt.target())
                .put("attempt", attempt.number())
                .put("result", attempt.result().name().toLowerCase(Locale.ROOT))
                .put("planned_at", attempt.planned().toString())
                .put("sent_at", text(attempt.sent()))
                .put("status", attempt.status())
                .put("problem", attempt.problem())
                .put("next_at", text(attempt.next()))
                .put("forged", attempt.forged());
        return shown;
    }

    private static @Nullable String text(@Nullable Instant time) {
        return time == null ? null : time.toString();
    }
}
