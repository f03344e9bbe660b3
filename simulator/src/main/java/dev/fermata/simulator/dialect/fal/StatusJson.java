package dev.fermata.simulator.dialect.fal;

import dev.fermata.simulator.clock.Micros;
import dev.fermata.simulator.files.ResultUrls;
import dev.fermata.simulator.job.Snapshot;
import dev.fermata.simulator.job.store.Job;
import dev.fermata.simulator.setting.SettingValues;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The status of a job as JSON. Python's client needs {@code queue_position} and {@code logs} where they are here, also if they say nothing.
 */
record StatusJson(SettingValues options) {

    /** The status of a job that is over. */
    static final String COMPLETED = "COMPLETED";

    /** One job leaves the queue in that time, as long as nobody knows better. */
    private static final long PER_PLACE = 2_000_000;

    private static final int LAST_PLACE = 1_000;

    /** @param logs null if the client wants none */
    ObjectNode of(Job job, ResultUrls links, long now, @Nullable ArrayNode logs) {
        Snapshot snapshot = job.at(now);
        ObjectNode json = JsonMapper.shared().createObjectNode();
        String self =
                links.root() + "/" + job.spec().metadata().get(FalSubmission.APP) + "/requests/" + FalJobs.id(job);
        json.put("status", word(snapshot))
                .put("request_id", FalJobs.id(job))
                .put("response_url", self)
                .put("status_url", self + "/status")
                .put("cancel_url", self + "/cancel");
        switch (snapshot.state()) {
            case QUEUED -> json.put("queue_position", place(job, now));
            case RUNNING -> json.set("logs", logs);
            default -> {
                json.set("logs", logs);
                end(json, job, snapshot, links);
            }
        }
        return json;
    }

    private static String word(Snapshot snapshot) {
        return switch (snapshot.state()) {
            case QUEUED -> "IN_QUEUE";
            case RUNNING -> "IN_PROGRESS";
            default -> COMPLETED;
        };
    }

    /** How many jobs are before this one. */
    private static int place(Job job, long now) {
        long left = job.timeline().nextChangeAfter(now) - now;
        return (int) Math.min(left / PER_PLACE, LAST_PLACE);
    }

    private void end(ObjectNode json, Job job, Snapshot snapshot, ResultUrls links) {
        ObjectNode metrics = json.putObject("metrics");
        if (snapshot.startedAt() != Micros.NEVER) {
            metrics.put("inference_time", (snapshot.endedAt() - snapshot.startedAt()) / 1e6);
        }
        JobResult result = JobResult.of(job, snapshot, links);
        if (result.error() != null && options.get(FalOptions.ERROR_IN_STATUS)) {
            json.put("error", result.error().message())
                    .put("error_type", result.error().code());
        }
    }
}
