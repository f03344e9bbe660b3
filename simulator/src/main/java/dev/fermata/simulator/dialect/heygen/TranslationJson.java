package dev.fermata.simulator.dialect.heygen;

import dev.fermata.simulator.dialect.Services;
import dev.fermata.simulator.files.ResultUrls;
import dev.fermata.simulator.http.Request;
import dev.fermata.simulator.job.JobSpec;
import dev.fermata.simulator.job.Snapshot;
import dev.fermata.simulator.job.Snapshot.Failure;
import dev.fermata.simulator.job.State;
import dev.fermata.simulator.job.store.Job;
import dev.fermata.simulator.setting.SettingValues;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** A translation as JSON. Fields without a value are null. */
record TranslationJson(Services services, SettingValues options, HeyGenJobs jobs, LanguageNames names) {

    /** What a service that detects the language finds in every video. */
    private static final String DETECTED = "English";

    ObjectNode of(Job job, Request request) {
        long now = services.now();
        Snapshot snapshot = job.at(now);
        boolean completed = snapshot.state() == State.COMPLETED;
        ResultUrls urls = urls(request);
        JobSpec spec = job.spec();
        ObjectNode json = Replies.object();
        json.put("id", job.id())
                .put("status", StatusWords.single(snapshot.state()))
                .put("title", jobs.title(job))
                .put("input_language", inputLanguage(spec, snapshot))
                .put("output_language", names.shown(spec.targetLanguage()))
                .put("duration", completed ? seconds(job) : null)
                .put("translate_audio_only", spec.metadata().containsKey(HeyGenJobs.AUDIO_ONLY))
                .put("video_url", completed ? urls.of(job.id(), ".mp4", now) : null)
                .put("audio_url", completed ? urls.of(job.id(), ".wav", now) : null)
                .put("srt_caption_url", completed ? urls.of(job.id(), ".srt", now) : null)
                .put("vtt_caption_url", completed ? urls.of(job.id(), ".vtt", now) : null)
                .put("failure_message", failure(snapshot))
                .put("callback_id", spec.metadata().get(HeyGenJobs.CALLBACK_ID))
                .put("created_at", snapshot.submittedAt() / 1_000_000);
        return json;
    }

    /** Signed, and valid from now on. */
    ResultUrls urls(Request request) {
        return signed(services.results().in(request));
    }

    /** The same for a webhook, which has no request. */
    ResultUrls urls() {
        return signed(services.results().under("/" + HeyGenJobs.DIALECT));
    }

    private ResultUrls signed(ResultUrls urls) {
        return urls.orSignedFor(options.get(HeyGenOptions.LINKS_VALID));
    }

    @Nullable
    String inputLanguage(JobSpec spec, Snapshot snapshot) {
        String given = spec.sourceLanguage();
        return given != null ? names.shown(given) : snapshot.state() == State.QUEUED ? null : DETECTED;
    }

    static @Nullable String failure(Snapshot snapshot) {
        Failure failure = snapshot.failure();
        return failure != null ? failure.message() : snapshot.state() == State.CANCELED ? "canceled" : null;
    }

    private static Double seconds(Job job) {
        Duration video = job.spec().video();
        Duration length = video == null ? job.timeline().plan().profile().videoLength() : video;
        return length.toMillis() / 1_000.0;
    }
}
