package dev.fermata.simulator.dialect.heygen;

import dev.fermata.simulator.dialect.Page;
import dev.fermata.simulator.dialect.RequestFields;
import dev.fermata.simulator.dialect.Services;
import dev.fermata.simulator.dialect.heygen.HeyGenJobs.JobNotes;
import dev.fermata.simulator.dialect.heygen.HeyGenJobs.Kind;
import dev.fermata.simulator.http.Answer;
import dev.fermata.simulator.http.Request;
import dev.fermata.simulator.http.Response;
import dev.fermata.simulator.job.JobSpec;
import dev.fermata.simulator.job.Snapshot;
import dev.fermata.simulator.job.State;
import dev.fermata.simulator.job.store.Job;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Proofreads: subtitles that can be edited before a translation is made from them. Each is a job. */
record ProofreadEndpoints(
        Services services,
        HeyGenJobs jobs,
        JobNotes subtitles,
        TranslationJson json,
        LanguageNames names,
        Assets assets,
        IdempotentCalls calls,
        Replies replies) {

    private static final Map<String, String> PROOFREAD = Map.of(HeyGenJobs.KIND, "proofread");

    Answer create(Request request, ObjectNode body) {
        return calls.once(request, () -> {
            RequestFields fields = RequestFields.ignoringOthers(body, "");
            String title = fields.required("title", fields.text("title", 1_000));
            TranslationRequest wanted = TranslationRequest.of(fields, names, assets);
            fields.yes("enable_video_stretching", false);
            List<JobSpec> specs = wanted.languages().stream()
                    .map(language -> spec(wanted.source(), language, title))
                    .toList();
            ObjectNode data = Replies.object();
            ArrayNode ids = data.putArray("proofread_ids");
            jobs.submit(request, Kind.PROOFREAD, specs).forEach(job -> ids.add(job.id()));
            return replies.data(data.put("status", StatusWords.PROCESSING));
        });
    }

    private static JobSpec spec(String source, String language, String title) {
        return new JobSpec(source, language, null, title, null, PROOFREAD, HeyGenJobs.DIALECT, null);
    }

    Response get(Request request) {
        return replies.data(proofread(find(request)));
    }

    Response list(Request request) {
        Page<Job> page = jobs.page(Kind.PROOFREAD, Page.Wanted.of(request, "limit", 10, 100, "token"));
        return replies.list(page, this::proofread);
    }

    Response delete(Request request) {
        Job job = find(request);
        jobs.remove(job);
        return replies.deleted(job.id());
    }

    private ObjectNode proofread(Job job) {
        Snapshot snapshot = job.at(services.now());
        return Replies.object()
                .put("id", job.id())
                .put("status", StatusWords.session(snapshot.state()))
                .put("title", jobs.title(job))
                .put("input_language", json.inputLanguage(job.spec(), snapshot))
                .put("output_language", names.shown(job.spec().targetLanguage()))
                .put("created_at", snapshot.submittedAt() / 1_000_000)
                .put("failure_message", TranslationJson.failure(snapshot))
                .put("submitted_for_review", false);
    }

    /** The client's own subtitles, if it has sent some; then the first ones are the original. */
    Response subtitles(Request request) {
        Job job = completed(request);
        String first = json.urls(request).of(job.id(), ".srt", services.now());
        String edited = subtitles.get(job);
        return replies.data(Replies.object()
                .put("srt_url", edited == null ? first : edited)
                .put("original_srt_url", edited == null ? null : first));
    }

    Response edit(Request request, ObjectNode body) {
        Job job = completed(request);
        RequestFields fields = RequestFields.ignoringOthers(body, "");
        subtitles.put(job, fields.required("srt", assets.read(fields, "srt")));
        return replies.data(proofread(job));
    }

    Answer generate(Request request, ObjectNode body) {
        return calls.once(request, () -> {
            Job proofread = completed(request);
            RequestFields fields = RequestFields.ignoringOthers(body, "");
            fields.yes("captions", false);
            JobSpec of = proofread.spec();
            JobSpec spec = new JobSpec(
                    of.sourceUrl(),
                    of.targetLanguage(),
                    null,
                    jobs.title(proofread),
                    fields.url("callback_url"),
                    new HashMap<>(TranslationRequest.metadata(fields)),
                    HeyGenJobs.DIALECT,
                    null);
            Job job = jobs.submit(request, Kind.TRANSLATION, List.of(spec)).get(0);
            return replies.data(
                    Replies.object().put("video_translation_id", job.id()).put("status", StatusWords.PROCESSING));
        });
    }

    private Job find(Request request) {
        return jobs.find(Kind.PROOFREAD, request.value(0));
    }

    private Job completed(Request request) {
        Job job = find(request);
        State state = job.at(services.now()).state();
        if (state != State.COMPLETED) {
            throw HeyGenErrors.conflict(
                    HeyGenErrors.CONFLICT, "The proofread is " + StatusWords.session(state) + ", not completed.");
        }
        return job;
    }
}
