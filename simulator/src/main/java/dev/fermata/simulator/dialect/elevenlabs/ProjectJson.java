package dev.fermata.simulator.dialect.elevenlabs;

import dev.fermata.simulator.clock.Micros;
import dev.fermata.simulator.dialect.Services;
import dev.fermata.simulator.dialect.elevenlabs.ElevenLabsOptions.JobError;
import dev.fermata.simulator.dialect.elevenlabs.LanguageTarget.Run;
import dev.fermata.simulator.dialect.elevenlabs.Projects.Project;
import dev.fermata.simulator.files.ResultUrls;
import dev.fermata.simulator.job.JobSpec;
import dev.fermata.simulator.job.Snapshot;
import dev.fermata.simulator.job.Snapshot.Failure;
import dev.fermata.simulator.job.State;
import dev.fermata.simulator.job.store.Job;
import dev.fermata.simulator.setting.SettingValues;
import java.util.Optional;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Projects and their languages as JSON, in responses and in webhooks. Fields without a value are null. */
record ProjectJson(Services services, SettingValues options, Projects projects) {

    static final String QUEUED = "queued";
    static final String PROCESSING = "processing";
    private static final String FAILED = "failed";

    /** Keys of the metadata of a job. */
    static final String MODEL = "model_id";

    static final String STRENGTH = "cloning_strength";
    static final String WEBHOOKS = "webhook_ids";

    String status(Project project, long now) {
        return switch (projects.preparation(project).at(now).state()) {
            case QUEUED -> QUEUED;
            case RUNNING -> "preparing";
            case COMPLETED -> "ready";
            case FAILED, CANCELED -> FAILED;
        };
    }

    /** A language waits in the queue until its project is ready. */
    String status(LanguageTarget target, long now) {
        State state = projects.job(target.run().job()).at(now).state();
        return switch (state) {
            case COMPLETED -> target.run().revision() < target.revision() ? "stale" : "completed";
            case FAILED, CANCELED -> FAILED;
            case QUEUED, RUNNING ->
                target.before() != null || state == State.RUNNING && isPrepared(target, now) ? PROCESSING : QUEUED;
        };
    }

    private boolean isPrepared(LanguageTarget target, long now) {
        return projects.project(target.project())
                .map(project -> projects.preparation(project).at(now).state().terminal())
                .orElse(true);
    }

    /** @param withLanguages in lists, a project shows none */
    ObjectNode project(Project project, boolean withLanguages, long now) {
        Job job = projects.preparation(project);
        Snapshot snapshot = job.at(now);
        JobSpec spec = job.spec();
        ObjectNode json = ElevenLabsAnswers.object()
                .put("project_id", project.id())
                .put("status", status(project, now))
                .put("reference", spec.title())
                .put("source_language", spec.sourceLanguage())
                .put("model_id", ElevenLabsJobs.of(job, MODEL));
        if (snapshot.state() == State.QUEUED) {
            json.putNull("media");
        } else {
            String type = ElevenLabsJobs.textOrNull(job, ElevenLabsJobs.MIME_TYPE);
            json.putObject("media")
                    .put("filename", ElevenLabsJobs.textOrNull(job, ElevenLabsJobs.FILE_NAME))
                    .put("duration_s", ElevenLabsJobs.seconds(job))
                    .put("has_video", type == null || !type.startsWith("audio/"))
                    .put("mime_type", type);
        }
        ArrayNode languages = json.putArray("language_ids");
        if (withLanguages) {
            project.languages().forEach(languages::add);
        }
        ArrayNode webhooks = json.putArray("webhook_ids");
        WorkspaceWebhooks.ids(job).forEach(webhooks::add);
        json.put("revision", project.revision());
        putError(json, snapshot);
        json.putArray("warnings");
        return times(json, snapshot, snapshot.submittedAt(), project.editedAt());
    }

    /** @param links for who gets this */
    ObjectNode language(LanguageTarget target, ResultUrls links, long now) {
        Job job = projects.job(target.run().job());
        Snapshot snapshot = job.at(now);
        ObjectNode json = ElevenLabsAnswers.object()
                .put("language_id", target.id())
                .put("project_id", target.project())
                .put("target_language", job.spec().targetLanguage())
                .put("status", status(target, now))
                .put("model_id", ElevenLabsJobs.of(job, MODEL));
        String strength = ElevenLabsJobs.textOrNull(job, STRENGTH);
        if (strength == null) {
            json.putNull("voice_settings");
        } else {
            json.putObject("voice_settings").put(STRENGTH, Integer.parseInt(strength));
        }
        Run run = snapshot.state() == State.COMPLETED ? target.run() : target.before();
        putOutputs(json, run, links, now);
        json.put("revision", target.revision()).put("output_revision", run == null ? null : run.revision());
        putError(json, snapshot);
        json.putArray("warnings");
        return times(json, snapshot, target.createdAt(), target.editedAt());
    }

    private void putOutputs(ObjectNode json, @Nullable Run run, ResultUrls links, long now) {
        Optional<Job> dubbed =
                Optional.ofNullable(run).flatMap(one -> services.chosenIds().find(one.job(), now));
        if (dubbed.isEmpty()) {
            json.putNull("outputs");
            return;
        }
        ResultUrls urls = links.orSignedFor(options.get(ElevenLabsOptions.LINKS_VALID));
        String id = dubbed.get().id();
        boolean subtitles = options.get(ElevenLabsOptions.SUBTITLES);
        json.putObject("outputs")
                .put("lossless_audio", urls.of(id, ".wav", now))
                .put("subtitles", subtitles ? urls.of(id, ".vtt", now) : null);
    }

    private void putError(ObjectNode json, Snapshot snapshot) {
        JobError form = options.get(ElevenLabsOptions.JOB_ERROR);
        Failure failure = snapshot.state() == State.CANCELED
                ? new Failure("internal_error", "The job was canceled.")
                : snapshot.failure();
        if (failure == null || form == JobError.NONE) {
            json.putNull("error");
            return;
        }
        ObjectNode error = json.putObject("error");
        if (form != JobError.BARE) {
            error.put("message_type", "error").put("error", failure.message());
        }
        if (form != JobError.REALTIME) {
            error.put("code", failure.code())
                    .put("message", failure.message())
                    .put("retryable", failure.code().equals("internal_error"));
        }
    }

    private static ObjectNode times(ObjectNode json, Snapshot snapshot, long createdAt, long editedAt) {
        long updated = LongStream.of(createdAt, editedAt, snapshot.startedAt(), snapshot.endedAt())
                .filter(at -> at != Micros.NEVER)
                .max()
                .orElse(createdAt);
        return json.put("created_at", Micros.instant(createdAt).toString())
                .put("updated_at", Micros.instant(updated).toString());
    }
}
