package dev.fermata.simulator.dialect.fal;

import dev.fermata.simulator.dialect.ServerSentEvents;
import dev.fermata.simulator.dialect.Services;
import dev.fermata.simulator.files.ResultUrls;
import dev.fermata.simulator.http.Answer;
import dev.fermata.simulator.http.DeferredResponse;
import dev.fermata.simulator.http.JsonBody;
import dev.fermata.simulator.http.Request;
import dev.fermata.simulator.http.Response;
import dev.fermata.simulator.job.Snapshot;
import dev.fermata.simulator.job.store.Job;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What answers the calls. Created when it is first needed. */
final class FalApi {

    private static final String REQUEST_ID = "x-fal-request-id";
    /** JavaScript's client sends 1, and Python's true. */
    private static final Set<String> YES = Set.of("1", "true");

    final FalWebhooks webhooks;

    private final Services services;
    private final FalOptions options;
    private final FalSubmission submissions;
    private final FalJobs jobs;
    private final StatusJson json;
    private final WebhookKey key = WebhookKey.create();

    FalApi(Services services, FalOptions options) {
        this.services = services;
        this.options = options;
        submissions = new FalSubmission(services, options);
        jobs = new FalJobs(services, options);
        json = new StatusJson(options);
        webhooks = new FalWebhooks(services, key);
    }

    Answer answer(FalCall call, Request request) {
        return switch (call) {
            case SUBMIT, SUBMIT_1, SUBMIT_2, SUBMIT_3, SUBMIT_4 -> submit(request);
            case STATUS -> status(request, find(request));
            case STREAM -> stream(request, find(request));
            case RESULT -> result(request, find(request));
            case CANCEL -> cancel(request);
            case KEYS -> FalErrors.json(HttpResponseStatus.OK, key.set());
        };
    }

    /** A client without input sends no body. The content type does not matter. */
    private Answer submit(Request request) {
        return request.body().length == 0
                ? submit(request, JsonMapper.shared().createObjectNode())
                : JsonBody.ofAnyType(this::submit).answer(request);
    }

    private Response submit(Request request, ObjectNode input) {
        Job job = jobs.submit(request, submissions.spec(request, input));
        ObjectNode body = json.of(job, links(request), services.now(), null)
                .put("status", "IN_QUEUE")
                .put("gateway_request_id", FalJobs.id(job));
        if (!body.has("queue_position")) {
            body.put("queue_position", 0);
        }
        body.remove(List.of("logs", "metrics", "error", "error_type"));
        return response(HttpResponseStatus.OK, job, body);
    }

    private Job find(Request request) {
        return jobs.find(request).orElseThrow(() -> FalErrors.notFound("Request not found"));
    }

    private ResultUrls links(Request request) {
        return services.results().in(request);
    }

    private Response status(Request request, Job job) {
        long now = services.now();
        ArrayNode logs = wantsLogs(request) ? new JobLogs(job).between(JobLogs.START, now) : null;
        int status = job.at(now).state().terminal() ? 200 : options.get(FalOptions.PENDING_STATUS);
        return response(HttpResponseStatus.valueOf(status), job, json.of(job, links(request), now, logs));
    }

    private static boolean wantsLogs(Request request) {
        String logs = request.query("logs");
        return logs != null && YES.contains(logs);
    }

    private Answer stream(Request request, Job job) {
        if (ServerSentEvents.isHead(request)) {
            return ServerSentEvents.HEAD;
        }
        ResultUrls links = links(request);
        boolean logs = wantsLogs(request);
        return (DeferredResponse) writer -> new StatusStream(services, json, job, links, logs, writer);
    }

    private Response result(Request request, Job job) {
        Snapshot snapshot = job.at(services.now());
        if (!snapshot.state().terminal()) {
            ObjectNode early = JsonMapper.shared().createObjectNode().put("detail", "Request is still in progress");
            return response(HttpResponseStatus.valueOf(options.get(FalOptions.EARLY_RESULT_STATUS)), job, early);
        }
        JobResult result = JobResult.of(job, snapshot, links(request));
        List<String> more = new ArrayList<>();
        if (result.error() != null) {
            more.add(FalErrors.TYPE_HEADER);
            // It may come from a scenario, which has any text.
            more.add(result.error().code().replaceAll("[^!-~]", "?"));
        }
        if (JobResult.isStartTimeout(job, result, options)) {
            more.add("x-fal-request-timeout-type");
            more.add("user");
        }
        return response(HttpResponseStatus.valueOf(result.status()), job, result.body(), more.toArray(String[]::new));
    }

    private Response cancel(Request request) {
        Job job = jobs.find(request).orElse(null);
        if (job == null) {
            return word(HttpResponseStatus.NOT_FOUND, "NOT_FOUND");
        }
        return jobs.cancel(job)
                ? word(HttpResponseStatus.valueOf(options.get(FalOptions.CANCEL_STATUS)), "CANCELLATION_REQUESTED")
                : word(HttpResponseStatus.BAD_REQUEST, "ALREADY_COMPLETED");
    }

    private static Response word(HttpResponseStatus status, String word) {
        return FalErrors.json(status, JsonMapper.shared().createObjectNode().put("status", word));
    }

    private static Response response(HttpResponseStatus status, Job job, ObjectNode body, String... more) {
        return FalErrors.json(status, body, more).with(REQUEST_ID, FalJobs.id(job));
    }
}
