package dev.fermata.client.vendor;

import dev.fermata.client.backend.Backend;
import dev.fermata.client.backend.JobState;
import dev.fermata.client.backend.MalformedResponseException;
import dev.fermata.client.backend.Snapshot;
import dev.fermata.client.backend.Submission;
import dev.fermata.client.internal.json.ErrorWords;
import dev.fermata.client.internal.json.JsonValue;
import dev.fermata.client.internal.json.StatedTimes;
import dev.fermata.client.internal.text.ServerUri;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Dubbing projects of ElevenLabs, {@code /v1/dubbing/project}. A job is one language of a project; its id is that of the project, a slash
 * and that of the language, such as {@code proj_1/lang_2}. Immutable.
 *
 * <ul>
 *   <li>The id of a project alone stands for all its languages: completed if all are, failed if one is.
 *   <li>A project without a language is polled itself, because it may have failed before it has one.
 *   <li>That a project is {@code ready} does not mean that a language is completed. {@code stale} does: its text was edited since.
 *   <li>The URLs of a result are valid for one hour; {@link dev.fermata.client.Waiter#snapshot} gets fresh ones.
 *   <li>It is not known whether ElevenLabs heeds an idempotency key. It is sent, and a submission that ElevenLabs may have received is
 *       not repeated.
 * </ul>
 *
 * <pre>{@code
 * ElevenLabsProjectBackend.of(System.getenv("ELEVENLABS_API_KEY"))
 * }</pre>
 */
public final class ElevenLabsProjectBackend implements Backend {

    private static final String PROJECTS = "/v1/dubbing/project";
    private static final String LANGUAGES = "language";
    private static final String LIST = LANGUAGES + "?page_size=100";

    private final VendorServer server;

    private ElevenLabsProjectBackend(VendorServer server) {
        this.server = server;
    }

    /**
     * ElevenLabs itself.
     *
     * @param key sent as {@code xi-api-key}, and shown nowhere
     * @throws IllegalArgumentException if the key is empty, or cannot be sent in a header
     */
    public static ElevenLabsProjectBackend of(String key) {
        return new ElevenLabsProjectBackend(
                VendorServer.of("https://api.elevenlabs.io", "xi-api-key", VendorServer.key(key)));
    }

    /**
     * The same at another URL, such as {@code http://localhost:8000/elevenlabs} for Fermata's simulator.
     *
     * @throws IllegalArgumentException if that is not an http or https URL with a host
     */
    public ElevenLabsProjectBackend withServer(URI server) {
        return new ElevenLabsProjectBackend(this.server.at(server));
    }

    /**
     * The same, with one more field in the form of each submission, such as {@code model_id}.
     *
     * @param value a text, a number or a truth value
     */
    public ElevenLabsProjectBackend withInput(String name, Object value) {
        return new ElevenLabsProjectBackend(server.with(name, value));
    }

    @Override
    public String name() {
        return "elevenlabs";
    }

    @Override
    public boolean mayHold() {
        return false;
    }

    @Override
    public List<Duration> typicalDurations() {
        return Stream.of(1, 2, 3, 5, 10, 20).map(Duration::ofMinutes).toList();
    }

    @Override
    public HttpRequest statusRequest(String id) {
        int slash = id.indexOf('/');
        String project = ServerUri.segment(slash < 0 ? id : id.substring(0, slash));
        String languages = slash < 0 ? LIST : LANGUAGES + "/" + ServerUri.segment(id.substring(slash + 1));
        return server.request(PROJECTS + "/" + project + "/" + languages).build();
    }

    @Override
    public Snapshot read(String id, HttpHeaders headers, byte[] body) {
        JsonValue answer = VendorServer.json(body);
        if (answer.path("languages").isArray()) {
            return all(id, answer);
        }
        return id.indexOf('/') < 0 ? project(id, answer) : language(id, answer);
    }

    private static Snapshot language(String id, JsonValue target) {
        String word = target.path("status").textOr("");
        JobState state = state(word);
        Snapshot.Builder snapshot = Snapshot.builder(id, state)
                .word(word)
                .createdAt(StatedTimes.of(target.path("created_at")))
                .kind(ElevenLabsBackend.kind(target.path("target_language").textOr("")));
        if (state == JobState.FAILED) {
            JsonValue error = target.path("error");
            snapshot.error(error.path("code").text(), ErrorWords.of(error));
        }
        if (state.isTerminal()) {
            snapshot.result(VendorServer.texts("", target.path("outputs"))).json(target.toString());
        }
        return snapshot.build();
    }

    /** A project to which a language may still be added. */
    private static Snapshot project(String id, JsonValue project) {
        String word = project.path("status").textOr("");
        if (word.isEmpty()) {
            throw new MalformedResponseException("the response has no status");
        }
        boolean failed = word.equals("failed");
        Snapshot.Builder snapshot = Snapshot.builder(id, failed ? JobState.FAILED : JobState.QUEUED)
                .word(word)
                .createdAt(StatedTimes.of(project.path("created_at")))
                .kind("elevenlabs");
        if (failed) {
            JsonValue error = project.path("error");
            return snapshot.error(error.path("code").text(), ErrorWords.of(error))
                    .json(project.toString())
                    .build();
        }
        boolean hasLanguages = !project.path("language_ids").items().isEmpty();
        return snapshot.nextPoll(hasLanguages ? URI.create(LIST) : itself(id)).build();
    }

    /** The project, from the place of its languages. */
    private static URI itself(String id) {
        return URI.create("../" + ServerUri.segment(id));
    }

    /** The languages tell the state. Without one, only the project can. */
    private static Snapshot all(String id, JsonValue list) {
        List<JsonValue> languages = list.path("languages").items();
        List<Snapshot> each =
                languages.stream().map(target -> language(id, target)).toList();
        Snapshot worst = each.stream()
                .max((a, b) -> Integer.compare(rank(a.state()), rank(b.state())))
                .orElseGet(() -> Snapshot.builder(id, JobState.QUEUED)
                        .nextPoll(itself(id))
                        .build());
        if (!worst.state().isTerminal()) {
            return worst.toBuilder().kind("elevenlabs").build();
        }
        Map<String, String> result = new LinkedHashMap<>();
        languages.forEach(target ->
                result.putAll(VendorServer.texts(target.path("target_language").textOr(""), target.path("outputs"))));
        return worst.toBuilder()
                .kind("elevenlabs")
                .result(result)
                .json(list.toString())
                .build();
    }

    private static int rank(JobState state) {
        return state == JobState.COMPLETED ? 0 : state.isTerminal() ? 1 : 2;
    }

    private static JobState state(String word) {
        return switch (word) {
            case "" -> throw new MalformedResponseException("the response has no status");
            case "queued" -> JobState.QUEUED;
            case "processing" -> JobState.RUNNING;
            case "completed", "stale" -> JobState.COMPLETED;
            case "failed" -> JobState.FAILED;
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
        return "ElevenLabsProjectBackend[" + server + "]";
    }

    private final class Creation implements Submit {
        @Override
        public boolean isRepeatable() {
            return false;
        }

        @Override
        public HttpRequest request(Submission submission, String idempotencyKey) {
            Map<String, String> form = new LinkedHashMap<>();
            form.put("source_url", submission.source().toString());
            form.put("target_language", Inputs.single(submission));
            submission.sourceLanguage().ifPresent(language -> form.put("source_language", language));
            submission.title().ifPresent(title -> form.put("reference", title));
            server.inputs().forEach((name, value) -> form.put(name, value.textOr(value.toString())));
            return MultipartForm.post(server.request(PROJECTS), form)
                    .header("Idempotency-Key", idempotencyKey)
                    .build();
        }

        /** A project that does not name its language yet is waited for as a whole. */
        @Override
        public List<Snapshot> read(HttpHeaders headers, byte[] body) {
            JsonValue project = VendorServer.json(body);
            String id = VendorServer.newId(project.path("project_id"), "/project_id");
            List<JsonValue> languages = project.path("language_ids").items();
            String job = languages.isEmpty() ? id : id + "/" + VendorServer.newId(languages.get(0), "/language_ids");
            return List.of(Snapshot.builder(job, JobState.QUEUED)
                    .word(project.path("status").textOr("queued"))
                    .createdAt(StatedTimes.of(project.path("created_at")))
                    .kind("elevenlabs")
                    .build());
        }
    }
}
