package dev.fermata.simulator.dialect.fal;

import dev.fermata.simulator.files.ResultFiles;
import dev.fermata.simulator.files.ResultUrls;
import dev.fermata.simulator.job.Snapshot;
import dev.fermata.simulator.job.Snapshot.Failure;
import dev.fermata.simulator.job.State;
import dev.fermata.simulator.job.store.Job;
import dev.fermata.simulator.setting.SettingValues;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * How a job has ended.
 *
 * @param status the code of the response with the result
 * @param body the output of the app, or an error
 * @param error what went wrong; null if nothing did
 */
record JobResult(int status, ObjectNode body, @Nullable Failure error) {

    private static final Failure CANCELED = new Failure("client_cancelled", "Request was cancelled by the client");
    private static final int MODEL_ERROR = 422;

    /** The errors of the infrastructure. All others are of the model. */
    private static final Map<String, Integer> STATUS = Map.ofEntries(
            Map.entry("request_timeout", 504),
            Map.entry("startup_timeout", 504),
            Map.entry("runner_scheduling_failure", 503),
            Map.entry("runner_connection_timeout", 503),
            Map.entry("runner_disconnected", 503),
            Map.entry("runner_connection_refused", 503),
            Map.entry("runner_connection_error", 503),
            Map.entry("runner_incomplete_response", 502),
            Map.entry("runner_server_error", 500),
            Map.entry("client_disconnected", 499),
            Map.entry("client_cancelled", 499),
            Map.entry("bad_request", 400),
            Map.entry("internal_error", 500));

    /** @param snapshot of a job that is over */
    static JobResult of(Job job, Snapshot snapshot, ResultUrls links) {
        if (snapshot.state() == State.COMPLETED) {
            return new JobResult(200, output(job, snapshot, links), null);
        }
        Failure error = snapshot.state() == State.CANCELED ? CANCELED : Objects.requireNonNull(snapshot.failure());
        int status = STATUS.getOrDefault(error.code(), MODEL_ERROR);
        ObjectNode body = JsonMapper.shared().createObjectNode();
        if (status == MODEL_ERROR) {
            FalErrors.mistake(body, "body", "video_url", error.message(), error.code());
        } else {
            body.put("detail", error.message()).put("error_type", error.code());
        }
        return new JobResult(status, body, error);
    }

    private static ObjectNode output(Job job, Snapshot snapshot, ResultUrls links) {
        ObjectNode output = JsonMapper.shared().createObjectNode();
        output.putObject("video")
                .put("url", links.of(FalJobs.id(job), ".mp4", snapshot.endedAt()))
                .put("content_type", "video/mp4")
                .put("file_name", "output.mp4")
                .put("file_size", ResultFiles.VIDEO_SIZE);
        String language = job.spec().metadata().get(FalSubmission.TARGET_LANG);
        return language == null ? output : output.put(FalSubmission.TARGET_LANG, language);
    }

    /** Whether the job did not begin in the time that the client allowed. */
    static boolean isStartTimeout(Job job, JobResult result, SettingValues options) {
        return result.error() != null
                && result.error().code().equals(options.get(FalOptions.START_TIMEOUT))
                && job.spec().metadata().containsKey(FalSubmission.START_TIMEOUT);
    }
}
