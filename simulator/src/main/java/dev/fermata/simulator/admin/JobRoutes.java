package dev.fermata.simulator.admin;

import dev.fermata.simulator.clock.Micros;
import dev.fermata.simulator.http.Answer;
import dev.fermata.simulator.http.Problem;
import dev.fermata.simulator.http.Request;
import dev.fermata.simulator.http.Response;
import dev.fermata.simulator.job.JobCommand;
import dev.fermata.simulator.job.Snapshot;
import dev.fermata.simulator.job.Snapshot.Failure;
import dev.fermata.simulator.job.store.Job;
import dev.fermata.simulator.job.store.JobStore;
import dev.fermata.simulator.text.Printable;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.LongSupplier;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** {@code /admin/jobs/{id}}: one job with its future, and commands that change it. */
final class JobRoutes {

    private final JobStore jobs;
    private final LongSupplier clock;

    JobRoutes(JobStore jobs, LongSupplier clock) {
        this.jobs = jobs;
        this.clock = clock;
    }

    void each(BiConsumer<String, BiFunction<Request, ObjectNode, Answer>> routes) {
        Map<String, JobCommand> commands = new LinkedHashMap<>();
        commands.put("finish", JobCommand.finish());
        commands.put("hold", JobCommand.hold());
        commands.put("release", JobCommand.release());
        commands.put("cancel", JobCommand.cancel());
        commands.forEach((name, command) -> routes.accept("/admin/jobs/{id}/" + name, (request, body) -> {
            AdminBody.only(body);
            return apply(request, command);
        }));
        routes.accept("/admin/jobs/{id}/fail", (request, body) -> {
            AdminBody.only(body, "code", "message");
            String code = text(body, "code", Failure.BY_HAND.code());
            String message = text(body, "message", Failure.BY_HAND.message());
            return apply(request, JobCommand.fail(new Failure(code, message)));
        });
    }

    private static String text(ObjectNode body, String name, String byDefault) {
        JsonNode value = body.path(name);
        String text = value.isMissingNode() ? byDefault : value.stringValue(null);
        if (text == null) {
            throw new IllegalArgumentException(
                    name + " is " + Printable.value(value.toString()) + "; allowed is a string");
        }
        return text;
    }

    /** With the future of the job, which clients do not see. */
    Answer show(Request request) {
        long now = clock.getAsLong();
        return jobs.find(request.value(0), now)
                .<Answer>map(job -> AdminBody.ok(shown(job, now)))
                .orElseGet(() -> unknown(request));
    }

    private Answer apply(Request request, JobCommand command) {
        return switch (jobs.apply(request.value(0), command, clock)) {
            case APPLIED, UNCHANGED -> show(request);
            case TERMINAL ->
                Problem.of(HttpResponseStatus.CONFLICT, "job_over", "The job has ended, so it cannot change.");
            case UNKNOWN -> unknown(request);
        };
    }

    private static ObjectNode shown(Job job, long now) {
        Snapshot snapshot = job.at(now);
        ObjectNode shown = JsonNodeFactory.instance.objectNode();
        shown.put("id", job.id())
                .put("number", job.number())
                .put("state", snapshot.state().word())
                .put("stage", snapshot.stage().word())
                .put("progress", snapshot.progress())
                .put("target_language", job.spec().targetLanguage());
        time(shown, "submitted_at", snapshot.submittedAt());
        time(shown, "next_change_at", job.timeline().nextChangeAfter(now));
        time(shown, "ends_at", job.timeline().endsAt());
        time(shown, "settles_at", job.timeline().settlesAt());
        return shown;
    }

    private static void time(ObjectNode node, String name, long micros) {
        node.put(name, micros == Micros.NEVER ? null : Micros.instant(micros).toString());
    }

    private static Response unknown(Request request) {
        return Problem.of(
                HttpResponseStatus.NOT_FOUND,
                "job_not_found",
                "There is no job '" + Printable.value(request.value(0)) + "'.");
    }
}
