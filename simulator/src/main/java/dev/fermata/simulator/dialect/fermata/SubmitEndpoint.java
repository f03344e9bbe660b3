package dev.fermata.simulator.dialect.fermata;

import dev.fermata.simulator.dialect.Services;
import dev.fermata.simulator.http.Problem;
import dev.fermata.simulator.http.Request;
import dev.fermata.simulator.http.Response;
import dev.fermata.simulator.job.store.Job;
import dev.fermata.simulator.scenario.SubmissionFaults;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** {@code POST /v1/jobs}: one job for each language. */
final class SubmitEndpoint {

    private final Services services;
    private final JobJson json;
    private final IdempotencyKeys idempotency = new IdempotencyKeys();

    SubmitEndpoint(Services services, JobJson json) {
        this.services = services;
        this.json = json;
    }

    Response submit(Request request, ObjectNode body) {
        long now = services.now();
        return idempotency.once(request, now, () -> submit(body, now, request));
    }

    void forget() {
        idempotency.clear();
    }

    private Response submit(ObjectNode body, long now, Request request) {
        Submission submission = Submission.of(body, services.scenario().profile(), services.scenario()::forJobs);
        SubmissionFaults own = submission.faults();
        if (own != null && !own.hasRoom(now)) {
            return noRoomForFaults();
        }
        List<Job> submitted = services.submit(request, submission.profile(), submission.specs(), now);
        if (own != null) {
            submitted.forEach(job -> own.begin(job.id()));
        }
        byte[] answer = json.linked(request).bytes(submitted, now, "");
        if (submitted.size() > 1) {
            return accepted(answer);
        }
        String location = request.prefix() + "/v1/jobs/" + submitted.get(0).id();
        return accepted(answer, "location", location);
    }

    private static Response noRoomForFaults() {
        return Problem.of(
                HttpResponseStatus.SERVICE_UNAVAILABLE,
                "no_room",
                "There is no room for scenario.faults: too many jobs have their own, and are not over yet. Wait for some to end,"
                        + " cancel some, or send a rule for all jobs to POST /admin/faults.",
                "retry-after",
                "10");
    }

    private static Response accepted(byte[] body, String... headers) {
        return Response.of(HttpResponseStatus.ACCEPTED, "application/json", body, headers);
    }
}
