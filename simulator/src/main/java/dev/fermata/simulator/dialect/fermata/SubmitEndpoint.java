package dev.fermata.simulator.dialect.fermata;

import dev.fermata.simulator.dialect.RememberedResponses;
import dev.fermata.simulator.dialect.Services;
import dev.fermata.simulator.http.Problem;
import dev.fermata.simulator.http.Problem.RefusedException;
import dev.fermata.simulator.http.Request;
import dev.fermata.simulator.http.Response;
import dev.fermata.simulator.job.store.Job;
import dev.fermata.simulator.scenario.ScenarioController.SubmissionFaults;
import dev.fermata.simulator.text.Printable;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.List;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
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
                "There is no room for scenario.faults: too many jobs have their own, and are not over yet. Wait for"
                        + " some to end, cancel some, or send a rule for all jobs to POST /admin/faults.",
                "retry-after",
                "10");
    }

    private static Response accepted(byte[] body, String... headers) {
        return Response.of(HttpResponseStatus.ACCEPTED, "application/json", body, headers);
    }

    /**
     * Gives a repeated request the response of the first one, and submits nothing (the IETF's draft of {@code Idempotency-Key}). Only
     * accepted requests are remembered. The response has the links of the first request, also if the second one has another prefix.
     *
     * <p>A submission is done before the next request is read. So no request can be repeated while it is still under way. Thread-safe.
     */
    static final class IdempotencyKeys {

        /** A string of a structured field. The quotes may be missing, because most clients leave them out. */
        private static final Pattern KEY = Pattern.compile("[\\x20-\\x7e]{1,255}");

        private final RememberedResponses remembered = new RememberedResponses();

        /** The remembered response for the request's key. If there is none: the response of {@code first}, remembered if it is 202. */
        synchronized Response once(Request request, long now, Supplier<Response> first) {
            String given = key(request);
            if (given == null) {
                return first.get();
            }
            String name = RememberedResponses.name(request, "", given);
            RememberedResponses.Remembered known = remembered.find(name, now);
            if (known != null) {
                return replay(given, request, known);
            }
            Response response = first.get();
            if (response.status() == HttpResponseStatus.ACCEPTED.code()) {
                remembered.put(name, request, response, now, now);
            }
            return response;
        }

        void clear() {
            remembered.clear();
        }

        private static Response replay(String key, Request request, RememberedResponses.Remembered known) {
            if (known.sameBody(request)) {
                return known.response();
            }
            return Problem.of(
                    HttpResponseStatus.UNPROCESSABLE_ENTITY,
                    "idempotency_key_reused",
                    "The key '" + Printable.value(key)
                            + "' came before with another body. Take a new key for a new request, and the same"
                            + " body for a repeated one.");
        }

        private static @Nullable String key(Request request) {
            String header = request.header("idempotency-key");
            if (header == null) {
                return null;
            }
            boolean quoted = header.length() >= 2 && header.startsWith("\"") && header.endsWith("\"");
            String key = quoted ? header.substring(1, header.length() - 1) : header;
            if (!KEY.matcher(key).matches()) {
                throw RefusedException.badRequest(
                        "invalid_idempotency_key",
                        "The Idempotency-Key has " + key.length()
                                + " characters; allowed are 1 to 255, all of them ASCII," + " such as a UUID.");
            }
            return key;
        }
    }
}
