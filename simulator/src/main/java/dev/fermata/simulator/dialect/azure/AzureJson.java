package dev.fermata.simulator.dialect.azure;

import dev.fermata.simulator.clock.Micros;
import dev.fermata.simulator.dialect.Services;
import dev.fermata.simulator.dialect.azure.AzureJobs.Translation;
import dev.fermata.simulator.files.ResultUrls;
import dev.fermata.simulator.http.Request;
import dev.fermata.simulator.http.Response;
import dev.fermata.simulator.job.Snapshot;
import dev.fermata.simulator.job.Snapshot.Failure;
import dev.fermata.simulator.job.State;
import dev.fermata.simulator.job.store.Job;
import dev.fermata.simulator.setting.SettingValues;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Translations, iterations and operations as JSON. Fields without a value are left out. */
record AzureJson(Services services, SettingValues options, AzureJobs jobs) {

    /** Of the input of a translation, which its first iteration has, too. */
    private static final List<String> SHARED =
            List.of("speakerCount", "subtitleMaxCharCountPerSegment", "exportSubtitleInVideo");

    static Response ok(JsonNode body) {
        return Response.json(HttpResponseStatus.OK, body);
    }

    ListAnswer list(Request request) {
        return new ListAnswer(root(request), options.get(AzureOptions.PAGE_SIZE));
    }

    private String root(Request request) {
        return services.results().in(request).root();
    }

    /** The answer to a PUT, with the address of the operation. */
    Response accepted(Request request, Job job, ObjectNode body, int status) {
        String fixed = options.get(AzureOptions.OPERATION_VERSION);
        String version = fixed.equals(AzureOptions.OF_REQUEST) ? request.query(AzureApi.VERSION) : fixed;
        String id = AzureJobs.of(job, AzureJobs.OPERATION);
        return Response.json(
                HttpResponseStatus.valueOf(status),
                body,
                "operation-id",
                id,
                "operation-location",
                root(request) + "/videotranslation/operations/" + id + "?" + AzureApi.VERSION + "=" + version);
    }

    ObjectNode translation(Translation translation, Request request) {
        Job creation = jobs.creation(translation);
        ObjectNode sent = sent(creation);
        ObjectNode json = JsonMapper.shared().createObjectNode().put("id", translation.id());
        copy(sent, json, List.of("displayName", "description", "input", "firstIterationInput"));
        json.put("createdDateTime", time(creation.timeline().plan().submittedAt()));
        List<Job> iterations = jobs.iterations(translation);
        if (!iterations.isEmpty()) {
            json.set("latestIteration", iteration(iterations.get(0), request));
        }
        iterations.stream()
                .filter(job -> shown(job).state() == State.COMPLETED)
                .findFirst()
                .ifPresent(job -> json.set("latestSucceededIteration", iteration(job, request)));
        putFailure(json, shown(creation));
        return json;
    }

    ObjectNode iteration(Job job, Request request) {
        Snapshot snapshot = shown(job);
        ObjectNode json = JsonMapper.shared()
                .createObjectNode()
                .put("id", AzureJobs.of(job, AzureJobs.ITERATION))
                .put("status", status(snapshot.state()));
        ObjectNode sent = sent(job);
        if (jobs.isCreation(job)) {
            json.set("input", firstInput(sent));
        } else {
            copy(sent, json, List.of("displayName", "description", "input"));
        }
        json.put("createdDateTime", time(snapshot.submittedAt())).put("lastActionDateTime", lastAction(snapshot));
        if (snapshot.state() == State.COMPLETED) {
            json.set("result", result(job, json.path("input"), request));
        }
        putFailure(json, snapshot);
        return json;
    }

    /** Only that: why it failed is in the resource. There is no lag. */
    Response operation(Job job) {
        State state = job.at(services.now()).state();
        Response response = ok(JsonMapper.shared()
                .createObjectNode()
                .put("id", AzureJobs.of(job, AzureJobs.OPERATION))
                .put("status", status(state)));
        return options.get(AzureOptions.RETRY_AFTER)
                .filter(pause -> !state.terminal())
                .map(pause -> response.with("retry-after", Long.toString(Micros.wholeSeconds(Micros.of(pause)))))
                .orElse(response);
    }

    /** What a resource shows: the end comes late if the options say so. */
    Snapshot shown(Job job) {
        long now = services.now();
        Snapshot actual = job.at(now);
        long lag = Micros.of(options.get(AzureOptions.ITERATION_LAG));
        if (!actual.state().terminal() || now - actual.endedAt() >= lag) {
            return actual;
        }
        long started = actual.startedAt() == Micros.NEVER ? actual.endedAt() : actual.startedAt();
        return new Snapshot(
                State.RUNNING, actual.stage(), actual.progress(), null, actual.submittedAt(), started, Micros.NEVER);
    }

    private ObjectNode result(Job job, JsonNode input, Request request) {
        ResultUrls urls = services.results()
                .orSignedFor(options.get(AzureOptions.LINKS_VALID))
                .in(request);
        long now = services.now();
        String subtitles = urls.of(job.id(), ".vtt", now);
        ObjectNode result = JsonMapper.shared().createObjectNode();
        if (!Boolean.parseBoolean(AzureJobs.of(job, AzureJobs.AUDIO_ONLY))) {
            result.put("translatedVideoFileUrl", urls.of(job.id(), ".mp4", now));
        }
        result.put("translatedAudioFileUrl", urls.of(job.id(), ".wav", now))
                .put("sourceLocaleSubtitleWebvttFileUrl", subtitles)
                .put("targetLocaleSubtitleWebvttFileUrl", subtitles)
                .put("metadataJsonWebvttFileUrl", subtitles);
        if (input.path("exportTargetLocaleAdvancedSubtitleFile").asBoolean(false)) {
            result.put("targetLocaleAdvancedSubtitleFileUrl", subtitles);
        }
        return result;
    }

    private static ObjectNode firstInput(ObjectNode sent) {
        if (sent.path("firstIterationInput") instanceof ObjectNode given) {
            return given;
        }
        ObjectNode input = JsonMapper.shared().createObjectNode();
        copy((ObjectNode) sent.path("input"), input, SHARED);
        return input;
    }

    private static void copy(ObjectNode from, ObjectNode to, List<String> names) {
        for (String name : names) {
            if (from.hasNonNull(name)) {
                to.set(name, from.get(name));
            }
        }
    }

    private static ObjectNode sent(Job job) {
        return (ObjectNode) JsonMapper.shared().readTree(AzureJobs.of(job, AzureJobs.BODY));
    }

    private static void putFailure(ObjectNode json, Snapshot snapshot) {
        Failure failure = snapshot.failure();
        if (failure != null) {
            json.put("failureReason", failure.message());
        }
    }

    private static String lastAction(Snapshot snapshot) {
        return time(
                snapshot.endedAt() != Micros.NEVER
                        ? snapshot.endedAt()
                        : snapshot.startedAt() != Micros.NEVER ? snapshot.startedAt() : snapshot.submittedAt());
    }

    private static String time(long micros) {
        return Micros.instant(micros).toString();
    }

    private static String status(State state) {
        return switch (state) {
            case QUEUED -> "NotStarted";
            case RUNNING -> "Running";
            case COMPLETED -> "Succeeded";
            case FAILED -> "Failed";
            case CANCELED -> "Canceled";
        };
    }
}
