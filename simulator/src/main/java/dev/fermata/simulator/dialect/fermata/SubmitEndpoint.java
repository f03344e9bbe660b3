package dev.fermata.simulator.dialect.fermata;

import dev.fermata.simulator.clock.Micros;
import dev.fermata.simulator.http.Problem;
import dev.fermata.simulator.http.RefusedException;
import dev.fermata.simulator.http.Request;
import dev.fermata.simulator.http.Response;
import dev.fermata.simulator.job.JobProfile;
import dev.fermata.simulator.job.store.Job;
import dev.fermata.simulator.job.store.JobStore;
import dev.fermata.simulator.job.store.JobStoreFullException;
import dev.fermata.simulator.scenario.SubmissionFaults;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code POST /v1/jobs}: one job for each language. */
final class SubmitEndpoint {

    /** In seconds. */
    private static final long LONGEST_WAIT = 60;

    private final JobStore jobs;
    private final LongSupplier clock;
    private final Supplier<JobProfile> profile;
    private final JobJson json;
    private final Function<JsonNode, SubmissionFaults> faults;
    private final Function<String, Optional<String>> callbackProblem;
    private final IdempotencyKeys idempotency = new IdempotencyKeys();

    SubmitEndpoint(
            JobStore jobs,
            LongSupplier clock,
            Supplier<JobProfile> profile,
            JobJson json,
            Function<JsonNode, SubmissionFaults> faults,
            Function<String, Optional<String>> callbackProblem) {
        this.jobs = jobs;
        this.clock = clock;
        this.profile = profile;
        this.json = json;
        this.faults = faults;
        this.callbackProblem = callbackProblem;
    }

    Response submit(Request request, ObjectNode body) {
        long now = clock.getAsLong();
        return idempotency.once(request, now, () -> submit(body, now));
    }

    void forget() {
        idempotency.clear();
    }

    private Response submit(ObjectNode body, long now) {
        Submission submission = Submission.of(body, profile.get(), faults);
        refuseBadCallback(submission.specs().get(0).callbackUrl());
        List<Job> submitted;
        try {
            submitted = jobs.submit(submission.profile(), submission.specs(), now);
        } catch (JobStoreFullException full) {
            return full.submitted() > full.maxJobs() ? neverFits(full) : noRoom(full, now);
        }
        SubmissionFaults own = submission.faults();
        if (own != null) {
            submitted.forEach(job -> own.begin(job.id()));
        }
        byte[] answer = json.bytes(submitted, now, "");
        return submitted.size() == 1
                ? accepted(answer, "location", "/v1/jobs/" + submitted.get(0).id())
                : accepted(answer);
    }

    /** Come again when the first job is over, within reason: it may be canceled, or held up. */
    private static Response noRoom(JobStoreFullException full, long now) {
        long seconds = Math.max(1, Math.min(Micros.wholeSeconds(full.firstEnd() - now), LONGEST_WAIT));
        return Problem.of(
                HttpResponseStatus.SERVICE_UNAVAILABLE,
                "no_room",
                "There is " + full.getMessage() + ".",
                "retry-after",
                Long.toString(full.firstEnd() == Micros.NEVER ? LONGEST_WAIT : seconds));
    }

    /** Nothing that ends makes room for these. */
    private static Response neverFits(JobStoreFullException full) {
        return Problem.of(
                HttpResponseStatus.valueOf(422),
                "too_many_languages",
                "These were " + full.submitted() + " jobs, one for each language, and the simulator keeps no more than "
                        + full.maxJobs() + " (--max-jobs), so they never fit. Submit fewer languages at a time, or"
                        + " start it with more.");
    }

    private void refuseBadCallback(@Nullable String callback) {
        if (callback != null) {
            callbackProblem.apply(callback).ifPresent(problem -> {
                throw RefusedException.badRequest("invalid_value", problem);
            });
        }
    }

    private static Response accepted(byte[] body, String... headers) {
        return Response.of(HttpResponseStatus.ACCEPTED, "application/json", body, headers);
    }
}
