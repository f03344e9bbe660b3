package dev.fermata.simulator.dialect.replicate;

import dev.fermata.simulator.clock.Micros;
import dev.fermata.simulator.dialect.replicate.ReplicateOptions.EarlyCancellation;
import dev.fermata.simulator.dialect.replicate.ReplicateOptions.OutputForm;
import dev.fermata.simulator.files.ResultUrls;
import dev.fermata.simulator.job.JobTimeline;
import dev.fermata.simulator.job.Snapshot;
import dev.fermata.simulator.job.Snapshot.Failure;
import dev.fermata.simulator.job.Snapshot.Stage;
import dev.fermata.simulator.job.State;
import dev.fermata.simulator.job.store.Job;
import dev.fermata.simulator.job.store.JobIds;
import dev.fermata.simulator.setting.SettingValues;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.util.RawValue;

/** A prediction as JSON. Some time after its end, what went in and what came out is deleted. */
record PredictionJson(SettingValues options) {

    /** A job that fails with this code was aborted. */
    static final String ABORTED = "aborted";

    private static final String CANCELED = "canceled";
    private static final RawValue NO_INPUT = new RawValue("{}");

    /** 26 letters of base32. */
    static String id(Job job) {
        return JobIds.extended(job.id());
    }

    /** As the client wrote it. */
    static String input(Job job) {
        return Objects.requireNonNull(job.spec().metadata().get(PredictionRequest.INPUT));
    }

    byte[] bytes(Job job, ResultUrls links, long now) {
        return JsonMapper.shared().writeValueAsBytes(of(job, links, now));
    }

    ObjectNode of(Job job, ResultUrls links, long now) {
        JobTimeline timeline = job.timeline();
        Snapshot snapshot = timeline.at(now);
        Map<String, String> metadata = job.spec().metadata();
        boolean removed = isRemoved(snapshot, now);
        ObjectNode json = JsonMapper.shared().createObjectNode();
        json.put("id", id(job))
                .put("model", metadata.get(PredictionRequest.MODEL))
                .put("version", metadata.get(PredictionRequest.VERSION))
                .putRawValue("input", removed ? NO_INPUT : new RawValue(input(job)));
        output(json, removed ? null : url(job, snapshot, links));
        json.put("logs", removed ? "" : logs(timeline, snapshot))
                .put("error", error(snapshot))
                .put("status", word(snapshot))
                .put("source", "api")
                .put("data_removed", removed)
                .put("created_at", time(snapshot.submittedAt()))
                .put("started_at", time(snapshot.startedAt()))
                .put("completed_at", time(snapshot.endedAt()));
        metrics(json.putObject("metrics"), snapshot);
        String self = links.root() + "/v1/predictions/" + id(job);
        json.putObject("urls").put("get", self).put("cancel", self + "/cancel");
        String webhook = job.spec().callbackUrl();
        return webhook == null ? json : json.put("webhook", webhook);
    }

    private String word(Snapshot snapshot) {
        return switch (snapshot.state()) {
            case QUEUED -> "starting";
            case RUNNING -> "processing";
            case COMPLETED -> "succeeded";
            case FAILED -> Objects.requireNonNull(snapshot.failure()).code().equals(ABORTED) ? ABORTED : "failed";
            case CANCELED -> {
                boolean early = snapshot.startedAt() == Micros.NEVER;
                yield early && options.get(ReplicateOptions.EARLY_CANCELLATION) == EarlyCancellation.ABORTED
                        ? ABORTED
                        : CANCELED;
            }
        };
    }

    private boolean isRemoved(Snapshot snapshot, long now) {
        return snapshot.endedAt() != Micros.NEVER
                && now - snapshot.endedAt() >= Micros.of(options.get(ReplicateOptions.DATA_KEPT));
    }

    /** The same in each response. It expires when the data of the prediction are deleted. */
    private @Nullable String url(Job job, Snapshot snapshot, ResultUrls links) {
        return snapshot.state() != State.COMPLETED
                ? null
                : links.orSignedFor(options.get(ReplicateOptions.DATA_KEPT)).of(id(job), ".mp4", snapshot.endedAt());
    }

    private void output(ObjectNode json, @Nullable String url) {
        if (url != null && options.get(ReplicateOptions.OUTPUT) == OutputForm.LIST) {
            json.putArray("output").add(url);
        } else {
            json.put("output", url);
        }
    }

    /** One line for each stage, and the progress as the Python client finds it. */
    private static String logs(JobTimeline timeline, Snapshot snapshot) {
        StringBuilder logs = new StringBuilder();
        for (int i = Stage.QUEUED.ordinal() + 1; i <= snapshot.stage().ordinal(); i++) {
            logs.append(Stage.values()[i].word()).append("...\n");
        }
        if (!logs.isEmpty() && timeline.plan().profile().hints().progress()) {
            int percent = (int) (snapshot.progress() * 100);
            String bar = "#".repeat(percent / 10) + " ".repeat(10 - percent / 10);
            logs.append(percent)
                    .append("%|")
                    .append(bar)
                    .append("| ")
                    .append(percent)
                    .append("/100\n");
        }
        return logs.toString();
    }

    private static @Nullable String error(Snapshot snapshot) {
        Failure failure = snapshot.failure();
        return failure == null ? null : failure.message();
    }

    private static void metrics(ObjectNode metrics, Snapshot snapshot) {
        if (snapshot.endedAt() != Micros.NEVER) {
            if (snapshot.startedAt() != Micros.NEVER) {
                metrics.put("predict_time", (snapshot.endedAt() - snapshot.startedAt()) / 1e6);
            }
            metrics.put("total_time", (snapshot.endedAt() - snapshot.submittedAt()) / 1e6);
        }
    }

    private static @Nullable String time(long micros) {
        return micros == Micros.NEVER ? null : Micros.instant(micros).toString();
    }
}
