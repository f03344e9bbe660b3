package dev.fermata.simulator.dialect.azure;

import dev.fermata.simulator.dialect.RequestFields;
import dev.fermata.simulator.dialect.Services;
import dev.fermata.simulator.dialect.azure.AzureJobs.Translation;
import dev.fermata.simulator.http.Request;
import dev.fermata.simulator.http.Response;
import dev.fermata.simulator.job.JobSpec;
import dev.fermata.simulator.job.State;
import dev.fermata.simulator.job.store.Job;
import dev.fermata.simulator.setting.SettingValues;
import dev.fermata.simulator.text.Printable;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** {@code /translations/{id}/iterations}. */
record AzureIterations(Services services, SettingValues options, AzureJobs jobs, AzureJson json) {

    Response put(Request request, ObjectNode body) {
        Translation translation = jobs.find(request.value(0));
        String id = AzureInput.id("iterationId", request.value(1));
        String operation = AzureInput.operation(request);
        Optional<Job> known = jobs.iteration(translation, id);
        if (known.isPresent()) {
            AzureJobs.refuseOtherBody(known.get(), "iterationId", id, body);
            return json.accepted(
                    request,
                    known.get(),
                    json.iteration(known.get(), request),
                    options.get(AzureOptions.REPEAT_STATUS));
        }
        jobs.refuseUsed(operation);
        check(translation, RequestFields.ignoringOthers(body, ""));
        Map<String, String> metadata =
                new HashMap<>(jobs.creation(translation).spec().metadata());
        metadata.putAll(
                Map.of(AzureJobs.ITERATION, id, AzureJobs.OPERATION, operation, AzureJobs.BODY, body.toString()));
        Job job = jobs.iterate(request, spec(translation, metadata));
        return json.accepted(request, job, json.iteration(job, request), 201);
    }

    private JobSpec spec(Translation translation, Map<String, String> metadata) {
        JobSpec of = jobs.creation(translation).spec();
        return new JobSpec(
                of.sourceUrl(),
                of.targetLanguage(),
                of.sourceLanguage(),
                of.title(),
                null,
                metadata,
                AzureDialect.NAME,
                null);
    }

    private void check(Translation translation, RequestFields body) {
        body.text("displayName", 1_000);
        body.text("description", 1_000);
        List<Job> earlier = jobs.iterations(translation);
        RequestFields input = body.object("input");
        RequestFields none = RequestFields.ignoringOthers(JsonMapper.shared().createObjectNode(), "input.");
        AzureInput.checkIteration(input == null ? none : input, !earlier.isEmpty());
        Job creation = jobs.creation(translation);
        State imported = creation.at(services.now()).state();
        boolean failed = earlier.isEmpty() && imported.terminal() && imported != State.COMPLETED;
        Job last = earlier.isEmpty() ? creation : earlier.get(0);
        boolean early = !last.at(services.now()).state().terminal() && !options.get(AzureOptions.EARLY_ITERATION);
        if (failed || early) {
            throw AzureErrors.refusal(
                    HttpResponseStatus.BAD_REQUEST,
                    "InvalidRequest",
                    "The translation '" + translation.id() + "' "
                            + (failed
                                    ? "has failed; create another one."
                                    : "is not over; wait for its operation first."));
        }
    }

    Response get(Request request) {
        Job found = jobs.iteration(jobs.find(request.value(0)), request.value(1))
                .orElseThrow(() -> AzureErrors.notFound("The translation '" + Printable.value(request.value(0))
                        + "' has no iteration '" + Printable.value(request.value(1)) + "'."));
        return AzureJson.ok(json.iteration(found, request));
    }

    Response list(Request request) {
        List<Job> all = jobs.iterations(jobs.find(request.value(0)));
        return json.list(request).of(request, all, job -> json.iteration(job, request));
    }
}
