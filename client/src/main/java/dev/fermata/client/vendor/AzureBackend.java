package dev.fermata.client.vendor;

import dev.fermata.client.backend.Backend;
import dev.fermata.client.backend.JobState;
import dev.fermata.client.backend.Snapshot;
import dev.fermata.client.backend.Submission;
import dev.fermata.client.internal.json.JsonValue;
import dev.fermata.client.internal.json.StatedTimes;
import dev.fermata.client.internal.text.ServerUri;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Video translation of Azure AI Speech, API version 2026-03-01. Immutable.
 *
 * <ul>
 *   <li>A submission creates a translation with its first iteration, which does the work. The id is made from the idempotency key, so
 *       that a repeated submission is the same job.
 *   <li>A poll asks for the translation: it shows the latest iteration with its result, and why a video cannot be imported.
 *   <li>The API cannot cancel a job, so this backend does not.
 * </ul>
 *
 * <pre>{@code
 * AzureBackend.of(System.getenv("AZURE_SPEECH_KEY"), "westeurope").withInput("speakerCount", 2)
 * }</pre>
 */
public final class AzureBackend implements Backend {

    private static final String VERSION = "?api-version=2026-03-01";
    /** Of the ids that clients choose. */
    private static final String ID = "[a-zA-Z0-9][a-zA-Z0-9._-]{1,62}[a-zA-Z0-9]";

    private final VendorServer server;

    private AzureBackend(VendorServer server) {
        this.server = server;
    }

    /**
     * The service in a region.
     *
     * @param key sent as {@code Ocp-Apim-Subscription-Key}, and shown nowhere
     * @param region such as {@code westeurope}
     * @throws IllegalArgumentException if the key is empty or cannot be sent in a header, or if there cannot be such a region
     */
    public static AzureBackend of(String key, String region) {
        if (!Objects.requireNonNull(region, "region").matches("[a-z0-9-]{2,60}")) {
            throw new IllegalArgumentException(
                    "region is '" + region + "'; allowed is the short name of one, such as westeurope");
        }
        return new AzureBackend(VendorServer.of(
                "https://" + region + ".api.cognitive.microsoft.com/videotranslation",
                "Ocp-Apim-Subscription-Key",
                VendorServer.key(key)));
    }

    /**
     * The same at another URL, such as {@code http://localhost:8000/azure/videotranslation} for Fermata's simulator.
     *
     * @throws IllegalArgumentException if that is not an http or https URL with a host
     */
    public AzureBackend withServer(URI server) {
        return new AzureBackend(this.server.at(server));
    }

    /**
     * The same, with one more field in the {@code input} of each submission, such as {@code voiceKind} with {@code PersonalVoice}.
     *
     * @param value a text, a number, a truth value, or a list or a map of such
     */
    public AzureBackend withInput(String name, Object value) {
        return new AzureBackend(server.with(name, value));
    }

    @Override
    public String name() {
        return "azure";
    }

    @Override
    public boolean mayHold() {
        return false;
    }

    /** About as long as the video, of which most are short. */
    @Override
    public List<Duration> typicalDurations() {
        return Stream.of(2, 4, 6, 10, 15, 30).map(Duration::ofMinutes).toList();
    }

    private static String path(String id) {
        return "/translations/" + ServerUri.segment(id);
    }

    @Override
    public HttpRequest statusRequest(String id) {
        return server.request(path(id) + VERSION).build();
    }

    @Override
    public Snapshot read(String id, HttpHeaders headers, byte[] body) {
        return snapshot(id, VendorServer.json(body));
    }

    /** @param answer a translation, or an iteration: that alone has a status of its own */
    private Snapshot snapshot(String id, JsonValue answer) {
        JsonValue iteration = answer.path("status").isThere() ? answer : answer.path("latestIteration");
        boolean notImported = !iteration.path("status").isThere()
                && answer.path("failureReason").isThere();
        String word = iteration.path("status").textOr(notImported ? "Failed" : "NotStarted");
        JobState state = state(word);
        boolean withResult = iteration.path("result").isThere();
        Snapshot.Builder snapshot = Snapshot.builder(
                        id, state == JobState.COMPLETED && !withResult ? JobState.FINISHING : state)
                .word(word)
                .createdAt(StatedTimes.of(answer.path("createdDateTime")))
                .kind(kind(answer.path("input").path("targetLocale").textOr("")));
        String iterationId = iteration.path("id").textOr("");
        if (state == JobState.COMPLETED && !withResult && !iterationId.isEmpty()) {
            snapshot.nextPoll(server.request(path(id) + "/iterations/" + ServerUri.segment(iterationId) + VERSION)
                    .build()
                    .uri());
        }
        if (state == JobState.FAILED) {
            String own = iteration.path("failureReason").textOr("");
            snapshot.error(null, own.isEmpty() ? answer.path("failureReason").text() : own);
        }
        if (state.isTerminal()) {
            snapshot.finishedAt(StatedTimes.of(iteration.path("lastActionDateTime")))
                    .result(VendorServer.texts("", iteration.path("result")))
                    .json(answer.toString());
        }
        return snapshot.build();
    }

    private static String kind(String locale) {
        return locale.isEmpty() ? "azure" : "azure/" + locale;
    }

    private static JobState state(String word) {
        return switch (word) {
            case "NotStarted" -> JobState.QUEUED;
            case "Running" -> JobState.RUNNING;
            case "Succeeded" -> JobState.COMPLETED;
            case "Failed" -> JobState.FAILED;
            case "Canceled" -> JobState.CANCELED;
            default -> JobState.UNKNOWN;
        };
    }

    @Override
    public Optional<Submit> submit() {
        return Optional.of(new Creation());
    }

    /** The name and the masked URL. */
    @Override
    public String toString() {
        return "AzureBackend[" + server + "]";
    }

    private final class Creation implements Submit {
        @Override
        public HttpRequest request(Submission submission, String idempotencyKey) {
            Map<String, Object> input = new LinkedHashMap<>();
            submission.sourceLanguage().ifPresent(language -> input.put("sourceLocale", language));
            input.put("targetLocale", Inputs.single(submission));
            input.put("voiceKind", "PlatformVoice");
            input.put("videoFileUrl", submission.source().toString());
            input.put("autoCreateFirstIteration", true);
            input.putAll(server.inputs());
            Map<String, Object> body = new LinkedHashMap<>();
            submission.title().ifPresent(title -> body.put("displayName", title));
            body.put("input", input);
            String id = id(idempotencyKey);
            return server.request(path(id) + VERSION)
                    .header("Content-Type", "application/json")
                    .header("Operation-Id", id)
                    .PUT(BodyPublishers.ofString(JsonValue.of(body).toString()))
                    .build();
        }

        /** The same id for the same key, also if the API would not take the key itself. */
        private static String id(String idempotencyKey) {
            return idempotencyKey.matches(ID)
                    ? idempotencyKey
                    : UUID.nameUUIDFromBytes(idempotencyKey.getBytes(StandardCharsets.UTF_8))
                            .toString();
        }

        @Override
        public List<Snapshot> read(HttpHeaders headers, byte[] body) {
            JsonValue translation = VendorServer.json(body);
            return List.of(snapshot(VendorServer.newId(translation.path("id"), "/id"), translation));
        }
    }
}
