package dev.fermata.simulator.dialect.azure;

import dev.fermata.simulator.dialect.RequestFields;
import dev.fermata.simulator.dialect.Services;
import dev.fermata.simulator.dialect.azure.AzureJobs.Translation;
import dev.fermata.simulator.http.Request;
import dev.fermata.simulator.http.Response;
import dev.fermata.simulator.job.JobSpec;
import dev.fermata.simulator.job.store.Job;
import dev.fermata.simulator.setting.SettingValues;
import dev.fermata.simulator.text.Printable;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import tools.jackson.databind.node.ObjectNode;

/** {@code /translations}, and {@code /operations} of translations and iterations. */
record AzureTranslations(Services services, SettingValues options, AzureJobs jobs, AzureJson json) {

    /** The name of an iteration that the creation makes. */
    private static final String INITIAL = "Initial";

    Response put(Request request, ObjectNode body) {
        String id = AzureInput.id("translationId", request.value(0));
        String operation = AzureInput.operation(request);
        Translation known = jobs.existing(id);
        if (known != null) {
            Job creation = jobs.creation(known);
            AzureJobs.refuseOtherBody(creation, "translationId", id, body);
            return json.accepted(
                    request, creation, json.translation(known, request), options.get(AzureOptions.REPEAT_STATUS));
        }
        jobs.refuseUsed(operation);
        RequestFields fields = RequestFields.ignoringOthers(body, "");
        AzureInput input = AzureInput.of(fields, request);
        fields.text("description", 1_000);
        Map<String, String> metadata = new HashMap<>(
                Map.of(AzureJobs.TRANSLATION, id, AzureJobs.OPERATION, operation, AzureJobs.BODY, body.toString()));
        if (input.withIteration()) {
            metadata.put(AzureJobs.ITERATION, INITIAL);
        }
        metadata.put(AzureJobs.AUDIO_ONLY, Boolean.toString(input.audioOnly()));
        String title = fields.text("displayName", 1_000);
        JobSpec spec = new JobSpec(
                input.mediaUrl(),
                input.targetLocale(),
                input.sourceLocale(),
                title,
                null,
                metadata,
                AzureDialect.NAME,
                null);
        Job job = jobs.create(request, spec, input.withIteration());
        return json.accepted(request, job, json.translation(jobs.find(id), request), 201);
    }

    Response get(Request request) {
        return AzureJson.ok(json.translation(jobs.find(request.value(0)), request));
    }

    Response list(Request request) {
        return json.list(request).of(request, jobs.all(), one -> json.translation(one, request));
    }

    Response delete(Request request) {
        String id = AzureInput.id("translationId", request.value(0));
        if (jobs.existing(id) == null && options.get(AzureOptions.DELETE_UNKNOWN)) {
            return Response.empty(HttpResponseStatus.NO_CONTENT);
        }
        Translation found = jobs.find(id);
        boolean unfinished = Stream.concat(Stream.of(jobs.creation(found)), jobs.iterations(found).stream())
                .anyMatch(job -> !job.at(services.now()).state().terminal());
        if (unfinished && !options.get(AzureOptions.DELETE_UNFINISHED)) {
            throw AzureErrors.refusal(
                    HttpResponseStatus.CONFLICT, "Conflict", "The translation '" + found.id() + "' is not over yet.");
        }
        jobs.remove(found);
        return Response.empty(HttpResponseStatus.NO_CONTENT);
    }

    Response operation(Request request) {
        return jobs.operation(request.value(0))
                .map(json::operation)
                .orElseThrow(() ->
                        AzureErrors.notFound("There is no operation '" + Printable.value(request.value(0)) + "'."));
    }
}
