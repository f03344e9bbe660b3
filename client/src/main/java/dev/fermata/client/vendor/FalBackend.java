package dev.fermata.client.vendor;

import dev.fermata.client.backend.Backend;
import dev.fermata.client.backend.JobState;
import dev.fermata.client.backend.Snapshot;
import dev.fermata.client.backend.Submission;
import dev.fermata.client.backend.Verdict;
import dev.fermata.client.internal.json.ErrorWords;
import dev.fermata.client.internal.json.JsonValue;
import dev.fermata.client.internal.text.ServerUri;
import java.net.URI;
import java.net.URLEncoder;
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
import java.util.Set;
import java.util.stream.Stream;

/**
 * The queue of fal, which runs the models of many vendors. Immutable.
 *
 * <ul>
 *   <li>{@code COMPLETED} is also how a job ends that failed or was canceled. The result, which is read once after it, says which.
 *   <li>fal knows no idempotency key. A submission that fal may have received is not repeated.
 * </ul>
 *
 * <pre>{@code
 * FalBackend.of(System.getenv("FAL_KEY"), "fal-ai/heygen/v2/translate/speed")
 * }</pre>
 */
public final class FalBackend implements Backend {

    private static final Set<String> WORDS = Set.of("IN_QUEUE", "IN_PROGRESS", "COMPLETED");

    /** The type of the error of a job that was canceled. */
    private static final String CANCELED = "client_cancelled";

    private final VendorServer server;
    private final String app;
    private final String sourceField;
    private final String languageField;

    private FalBackend(VendorServer server, String app, String sourceField, String languageField) {
        this.server = server;
        this.app = app;
        this.sourceField = sourceField;
        this.languageField = languageField;
    }

    /**
     * fal itself.
     *
     * @param key sent as {@code Authorization: Key}, and shown nowhere
     * @param app such as {@code fal-ai/heygen/v2/translate/speed}
     * @throws IllegalArgumentException if the key is empty or cannot be sent in a header, or if the app is not {@code owner/name} and
     *     perhaps more
     */
    public static FalBackend of(String key, String app) {
        if (!Objects.requireNonNull(app, "app").matches("\\w[\\w.-]*(/\\w[\\w.-]*)+")) {
            throw new IllegalArgumentException(
                    "app is '" + app + "'; allowed is owner/name and perhaps more, such as fal-ai/dubbing");
        }
        VendorServer server = VendorServer.of("https://queue.fal.run", "Authorization", "Key " + VendorServer.key(key));
        boolean elevenLabs = app.contains("elevenlabs");
        return new FalBackend(server, app, "video_url", elevenLabs ? "target_lang" : "output_language");
    }

    /**
     * The same at another URL, such as {@code http://localhost:8000/fal} for Fermata's simulator.
     *
     * @throws IllegalArgumentException if that is not an http or https URL with a host
     */
    public FalBackend withServer(URI server) {
        return new FalBackend(this.server.at(server), app, sourceField, languageField);
    }

    /**
     * The same for a model whose inputs have these names. Default: {@code video_url}, and {@code output_language} or, for ElevenLabs,
     * {@code target_lang}.
     *
     * @param language empty for a model that takes no language
     */
    public FalBackend withFields(String source, String language) {
        return new FalBackend(
                server, app, Objects.requireNonNull(source, "source"), Objects.requireNonNull(language, "language"));
    }

    /**
     * The same, with one more input of the model.
     *
     * @param value a text, a number, a truth value, or a list or a map of such
     */
    public FalBackend withInput(String name, Object value) {
        return new FalBackend(server.with(name, value), app, sourceField, languageField);
    }

    @Override
    public String name() {
        return "fal";
    }

    @Override
    public boolean mayHold() {
        return false;
    }

    /** Of translations and lip-syncs of short videos. */
    @Override
    public List<Duration> typicalDurations() {
        return Stream.of(30, 60, 120, 240, 480, 900).map(Duration::ofSeconds).toList();
    }

    /** The queue knows jobs by owner and name, without what follows. */
    private String job(String id) {
        String[] parts = app.split("/");
        return "/" + parts[0] + "/" + parts[1] + "/requests/" + ServerUri.segment(id);
    }

    @Override
    public HttpRequest statusRequest(String id) {
        return server.request(job(id) + "/status?logs=0").build();
    }

    /** The error of a job comes as the status of its result. fal marks it, so that it is none of the queue. */
    @Override
    public Verdict verdict(int statusCode, HttpHeaders headers, byte[] body) {
        boolean ofJob =
                statusCode == 422 || headers.firstValue("x-fal-error-type").isPresent();
        return statusCode >= 400 && statusCode != 429 && ofJob ? Verdict.READABLE : Verdict.BY_STATUS;
    }

    @Override
    public Snapshot read(String id, HttpHeaders headers, byte[] body) {
        return read(id, 200, headers, body);
    }

    @Override
    public Snapshot read(String id, int statusCode, HttpHeaders headers, byte[] body) {
        JsonValue answer = VendorServer.json(body);
        if (statusCode >= 400) {
            return failed(id, headers.firstValue("x-fal-error-type").orElse(""), ErrorWords.of(answer), answer);
        }
        String word = answer.path("status").textOr("");
        if (!WORDS.contains(word)) {
            return snapshot(id, JobState.COMPLETED, "COMPLETED")
                    .result(VendorServer.texts("", answer))
                    .json(answer.toString())
                    .build();
        }
        if (word.equals("COMPLETED") && answer.path("error").isThere()) {
            return failed(id, answer.path("error_type").textOr(""), ErrorWords.of(answer.path("error")), answer);
        }
        JobState state = switch (word) {
            case "IN_QUEUE" -> JobState.QUEUED;
            case "IN_PROGRESS" -> JobState.RUNNING;
            default -> JobState.FINISHING;
        };
        Snapshot.Builder snapshot = snapshot(id, state, word);
        if (state == JobState.FINISHING) {
            snapshot.nextPoll(server.request(job(id)).build().uri());
        }
        return snapshot.build();
    }

    private Snapshot failed(String id, String code, String message, JsonValue answer) {
        return snapshot(id, code.equals(CANCELED) ? JobState.CANCELED : JobState.FAILED, "COMPLETED")
                .error(code, message)
                .json(answer.toString())
                .build();
    }

    private Snapshot.Builder snapshot(String id, JobState state, String word) {
        return Snapshot.builder(id, state).word(word).kind("fal/" + app.replace('/', '_'));
    }

    @Override
    public Optional<Submit> submit() {
        return Optional.of(new Queueing());
    }

    @Override
    public Optional<Cancel> cancel() {
        return Optional.of(new Cancellation());
    }

    /** The name, the app and the masked URL. */
    @Override
    public String toString() {
        return "FalBackend[" + app + ", " + server + "]";
    }

    private final class Queueing implements Submit {
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
            String webhook = submission
                    .callback()
                    .map(callback -> "?fal_webhook=" + URLEncoder.encode(callback.toString(), StandardCharsets.UTF_8))
                    .orElse("");
            return server.post("/" + app + webhook, JsonValue.of(input)).build();
        }

        @Override
        public List<Snapshot> read(HttpHeaders headers, byte[] body) {
            String id = VendorServer.newId(VendorServer.json(body).path("request_id"), "/request_id");
            return List.of(snapshot(id, JobState.QUEUED, "IN_QUEUE").build());
        }
    }

    private final class Cancellation implements Cancel {
        @Override
        public HttpRequest request(String id) {
            return server.request(job(id) + "/cancel")
                    .PUT(BodyPublishers.noBody())
                    .build();
        }

        /** A canceled job ends as a failed one does, with an error type of its own. */
        @Override
        public Snapshot read(String id, HttpHeaders headers, byte[] body) {
            String word = VendorServer.json(body).path("status").textOr("CANCELLATION_REQUESTED");
            return snapshot(id, JobState.RUNNING, word).build();
        }
    }
}
