package dev.fermata.simulator.dialect.heygen;

import dev.fermata.simulator.dialect.RequestFields;
import dev.fermata.simulator.dialect.Services;
import dev.fermata.simulator.dialect.heygen.HeyGenJobs.Kind;
import dev.fermata.simulator.http.Answer;
import dev.fermata.simulator.http.Endpoint;
import dev.fermata.simulator.http.Problem;
import dev.fermata.simulator.http.Problem.RefusedException;
import dev.fermata.simulator.http.Request;
import dev.fermata.simulator.http.Response;
import dev.fermata.simulator.job.JobSpec;
import dev.fermata.simulator.job.Snapshot;
import dev.fermata.simulator.job.State;
import dev.fermata.simulator.job.store.Job;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The three calls of the old API, {@code /v2/video_translate}. Its jobs wait in a queue of the server, however many there are. */
record LegacyEndpoints(Services services, HeyGenJobs jobs, TranslationJson json, LanguageNames names, Replies replies) {

    /** Answers, and refuses in the format of the old API. */
    Answer refusing(Endpoint endpoint, Request request) {
        try {
            Answer answer = endpoint.answer(request);
            return answer instanceof Response response ? response.in(this::error) : answer;
        } catch (RefusedException refused) {
            return refused.response().in(this::error);
        }
    }

    private Response error(Problem problem) {
        // The two codes for wrong requests that are documented.
        int code = problem.code().equals("missing_field") ? 40_001 : 400_175;
        ObjectNode body = Replies.object();
        body.putNull("data");
        body.putObject("error").put("code", code).put("message", problem.detail());
        return replies.response(problem.status(), body);
    }

    Response create(Request request, ObjectNode body) {
        RequestFields fields = RequestFields.ignoringOthers(body, "");
        String video = fields.required("video_url", fields.url("video_url"));
        String one = fields.text("output_language", 1_000);
        List<String> languages = one == null ? fields.texts("output_languages", 100, 1_000) : List.of(one);
        fields.required("output_language", languages.isEmpty() ? null : languages.get(0));
        fields.word("mode", List.of("fast", "quality"));
        fields.whole("speaker_num", 1, 100);
        String title = fields.text("title", 1_000);
        String callback = fields.url("callback_url");
        Map<String, String> metadata = TranslationRequest.metadata(fields);
        List<JobSpec> specs = languages.stream()
                .map(language -> names.code("output_language", language))
                .map(code -> new JobSpec(video, code, null, title, callback, metadata, HeyGenJobs.DIALECT, null))
                .toList();
        List<Job> submitted = jobs.submitBatch(request, specs);
        ObjectNode data = Replies.object();
        if (one != null) {
            return ok(data.put("video_translate_id", submitted.get(0).id()));
        }
        ArrayNode ids = data.putArray("video_translate_ids");
        submitted.forEach(job -> ids.add(job.id()));
        return ok(data);
    }

    Response get(Request request) {
        Job job = jobs.find(Kind.TRANSLATION, request.value(0));
        Snapshot snapshot = job.at(services.now());
        boolean completed = snapshot.state() == State.COMPLETED;
        return ok(Replies.object()
                .put("video_translate_id", job.id())
                .put("title", jobs.title(job))
                .put("status", StatusWords.legacy(snapshot.state()))
                .put("url", completed ? json.urls(request).of(job.id(), ".mp4", services.now()) : null)
                .put("message", TranslationJson.failure(snapshot)));
    }

    Response languages(Request request) {
        ObjectNode data = Replies.object();
        ArrayNode list = data.putArray("languages");
        LanguageNames.all().forEach(list::add);
        return ok(data);
    }

    private Response ok(ObjectNode data) {
        ObjectNode body = Replies.object();
        body.putNull("error");
        body.set("data", data);
        return replies.response(HttpResponseStatus.OK, body);
    }
}
