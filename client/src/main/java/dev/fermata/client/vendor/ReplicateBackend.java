package dev.fermata.client.vendor;

import dev.fermata.client.backend.Backend;
import dev.fermata.client.backend.JobState;
import dev.fermata.client.backend.MalformedResponseException;
import dev.fermata.client.backend.Snapshot;
import dev.fermata.client.backend.Submission;
import dev.fermata.client.internal.json.JsonValue;
import dev.fermata.client.internal.json.StatedTimes;
import dev.fermata.client.internal.text.ServerUri;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Predictions of Replicate. Immutable.
 *
 * <ul>
 *   <li>A submission is held for some seconds ({@code Prefer: wait}), so that a short prediction needs no poll at all.
 *   <li>{@code aborted} ends a wait: the prediction ended before it ran.
 *   <li>Replicate knows no idempotency key. A submission that Replicate may have received is not repeated.
 *   <li>Outputs are deleted after an hour.
 * </ul>
 *
 * <pre>{@code
 * ReplicateBackend.of(System.getenv("REPLICATE_API_TOKEN"), "heygen/lipsync-precision")
 *         .withFields("video", "language")
 *         .withInput("audio", "https://example.com/speech.mp3")
 * }</pre>
 */
public final class ReplicateBackend implements Backend {

    private static final String PREDICTIONS = "/v1/predictions";
    /** Less than the request timeout of a waiter by default. */
    private static final int HELD_SECONDS = 5;

    private final VendorServer server;
    private final String model;
    private final String sourceField;
    private final String languageField;

    private ReplicateBackend(VendorServer server, String model, String sourceField, String languageField) {
        this.server = server;
        this.model = model;
        this.sourceField = sourceField;
        this.languageField = languageField;
    }

    /**
     * Replicate itself.
     *
     * @param token sent as {@code Authorization: Bearer}, and shown nowhere
     * @param model {@code owner/name}, {@code owner/name:version}, {@code deployments/owner/name}, or the id of a version
     * @throws IllegalArgumentException if the token is empty or cannot be sent in a header, or if the model is none of these
     */
    public static ReplicateBackend of(String token, String model) {
        if (!Objects.requireNonNull(model, "model")
                .matches("(deployments/)?\\w[\\w.-]*/\\w[\\w.-]*|(\\w[\\w.-]*/\\w[\\w.-]*:)?\\w+")) {
            throw new IllegalArgumentException("model is '" + model
                    + "'; allowed are owner/name, owner/name:version, deployments/owner/name and the id of a version");
        }
        return new ReplicateBackend(server(token), model, "video", "output_language");
    }

    /**
     * Replicate itself, for predictions of any model: it waits and cancels, and does not submit.
     *
     * @param token sent as {@code Authorization: Bearer}, and shown nowhere
     * @throws IllegalArgumentException if the token is empty or cannot be sent in a header
     */
    public static ReplicateBackend of(String token) {
        return new ReplicateBackend(server(token), "", "video", "output_language");
    }

    private static VendorServer server(String token) {
        return VendorServer.of("https://api.replicate.com", "Authorization", "Bearer " + VendorServer.key(token));
    }

    /**
     * The same at another URL, such as {@code http://localhost:8000/replicate} for Fermata's simulator.
     *
     * @throws IllegalArgumentException if that is not an http or https URL with a host
     */
    public ReplicateBackend withServer(URI server) {
        return new ReplicateBackend(this.server.at(server), model, sourceField, languageField);
    }

    /**
     * The same for a model whose inputs have these names. Default: {@code video} and {@code output_language}.
     *
     * @param language empty for a model that takes no language
     */
    public ReplicateBackend withFields(String source, String language) {
        return new ReplicateBackend(
                server, model, Objects.requireNonNull(source, "source"), Objects.requireNonNull(language, "language"));
    }

    /**
     * The same, with one more input of the model.
     *
     * @param value a text, a number, a truth value, or a list or a map of such
     */
    public ReplicateBackend withInput(String name, Object value) {
        return new ReplicateBackend(server.with(name, value), model, sourceField, languageField);
    }

    @Override
    public String name() {
        return "replicate";
    }

    @Override
    public boolean mayHold() {
        return false;
    }

    /** From a short clip to a video of minutes. */
    @Override
    public List<Duration> typicalDurations() {
        return Stream.of(10, 20, 40, 80, 160, 320).map(Duration::ofSeconds).toList();
    }

    @Override
    public HttpRequest statusRequest(String id) {
        return server.request(PREDICTIONS + "/" + ServerUri.segment(id)).build();
    }

    @Override
    public Snapshot read(String id, HttpHeaders headers, byte[] body) {
        return snapshot(id, VendorServer.json(body));
    }

    private Snapshot snapshot(String id, JsonValue prediction) {
        String word = prediction.path("status").textOr("");
        JobState state = state(word);
        Snapshot.Builder snapshot = Snapshot.builder(id, state)
                .word(word)
                .createdAt(StatedTimes.of(prediction.path("created_at")))
                .finishedAt(StatedTimes.of(prediction.path("completed_at")))
                .kind(kind(model.isEmpty() ? prediction.path("model").textOr("") : model));
        if (state == JobState.FAILED) {
            snapshot.error(null, prediction.path("error").text());
        }
        if (state.isTerminal()) {
            snapshot.result(VendorServer.texts("output", prediction.path("output")))
                    .json(prediction.toString());
        }
        return snapshot.build();
    }

    private static String kind(String model) {
        return model.isEmpty() ? "replicate" : "replicate/" + model.replace('/', '_');
    }

    private static JobState state(String word) {
        return switch (word) {
            case "" -> throw new MalformedResponseException("the response has no status");
            case "starting" -> JobState.QUEUED;
            case "processing" -> JobState.RUNNING;
            case "succeeded" -> JobState.COMPLETED;
            case "failed" -> JobState.FAILED;
            case "canceled", "aborted" -> JobState.CANCELED;
            default -> JobState.UNKNOWN;
        };
    }

    @Override
    public Optional<Submit> submit() {
        return model.isEmpty() ? Optional.empty() : Optional.of(new Creation());
    }

    @Override
    public Optional<Cancel> cancel() {
        return Optional.of(new Cancellation());
    }

    /** The name, the model if there is one, and the masked URL. */
    @Override
    public String toString() {
        return "ReplicateBackend[" + (model.isEmpty() ? "" : model + ", ") + server + "]";
    }

    private final class Creation implements Submit {
        @Override
        public boolean isRepeatable() {
            return false;
        }

        @Override
        public HttpRequest request(Submission submission, String idempotencyKey) {
            Map<String, Object> input = new LinkedHashMap<>();
            input.put(sourceField, submission.source().toString());
            String language = Inputs.single(submission);
            if (!languageField.isEmpty()) {
                input.put(languageField, language);
            }
            input.putAll(server.inputs());
            Map<String, Object> body = new LinkedHashMap<>();
            version().ifPresent(version -> body.put("version", version));
            body.put("input", input);
            submission.callback().ifPresent(callback -> {
                body.put("webhook", callback.toString());
                body.put("webhook_events_filter", List.of("completed"));
            });
            return server.post(path(), JsonValue.of(body))
                    .header("Prefer", "wait=" + HELD_SECONDS)
                    .build();
        }

        private Optional<String> version() {
            return model.contains("/") && !model.contains(":")
                    ? Optional.empty()
                    : Optional.of(model.substring(model.indexOf(':') + 1));
        }

        private String path() {
            if (version().isPresent()) {
                return PREDICTIONS;
            }
            return "/v1/" + (model.startsWith("deployments/") ? model : "models/" + model) + "/predictions";
        }

        @Override
        public List<Snapshot> read(HttpHeaders headers, byte[] body) {
            JsonValue prediction = VendorServer.json(body);
            return List.of(snapshot(VendorServer.newId(prediction.path("id"), "/id"), prediction));
        }
    }

    private final class Cancellation implements Cancel {
        @Override
        public HttpRequest request(String id) {
            return server.request(PREDICTIONS + "/" + ServerUri.segment(id) + "/cancel")
                    .POST(BodyPublishers.noBody())
                    .build();
        }

        @Override
        public Snapshot read(String id, HttpHeaders headers, byte[] body) {
            return snapshot(id, VendorServer.json(body));
        }
    }
}
