package dev.fermata.simulator.dialect.heygen;

import dev.fermata.simulator.dialect.Page;
import dev.fermata.simulator.dialect.RequestFields;
import dev.fermata.simulator.dialect.heygen.HeyGenJobs.Kind;
import dev.fermata.simulator.http.Answer;
import dev.fermata.simulator.http.Request;
import dev.fermata.simulator.http.Response;
import dev.fermata.simulator.job.store.Job;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code /v3/video-translations}: creates, shows, lists, renames and deletes translations. */
record TranslationEndpoints(
        HeyGenJobs jobs,
        TranslationJson json,
        LanguageNames names,
        Assets assets,
        IdempotentCalls calls,
        Replies replies) {

    /** The reason for 404, which the options give a code. */
    static final String UNKNOWN = "unknown_translation";

    Answer create(Request request, ObjectNode body) {
        return calls.once(request, () -> {
            TranslationRequest wanted = TranslationRequest.of(RequestFields.ignoringOthers(body, ""), names, assets);
            ObjectNode data = Replies.object();
            ArrayNode ids = data.putArray("video_translation_ids");
            jobs.submit(request, Kind.TRANSLATION, wanted.specs()).forEach(job -> ids.add(job.id()));
            return replies.data(data);
        });
    }

    Response get(Request request) {
        return replies.data(json.of(jobs.find(Kind.TRANSLATION, request.value(0)), request));
    }

    Response list(Request request) {
        Page<Job> page = jobs.page(Kind.TRANSLATION, Page.Wanted.of(request, "limit", 10, 100, "token"));
        return replies.list(page, job -> json.of(job, request));
    }

    Response rename(Request request, ObjectNode body) {
        Job job = jobs.find(Kind.TRANSLATION, request.value(0));
        RequestFields fields = RequestFields.ignoringOthers(body, "");
        jobs.rename(job, fields.required("title", fields.text("title", 1_000)));
        return replies.data(json.of(job, request));
    }

    Response delete(Request request) {
        Job job = jobs.find(Kind.TRANSLATION, request.value(0));
        jobs.remove(job);
        return replies.deleted(job.id());
    }

    Response languages(Request request) {
        ObjectNode data = Replies.object();
        ArrayNode list = data.putArray("languages");
        LanguageNames.all().forEach(list::add);
        return replies.data(data);
    }
}
