package dev.fermata.client.vendor;

import dev.fermata.client.backend.Backend;
import dev.fermata.client.backend.JobState;
import dev.fermata.client.backend.MalformedResponseException;
import dev.fermata.client.backend.Snapshot;
import dev.fermata.client.backend.Submission;
import dev.fermata.client.internal.http.RetryAfter;
import dev.fermata.client.internal.json.ErrorWords;
import dev.fermata.client.internal.json.JsonValue;
import dev.fermata.client.internal.json.StatedTimes;
import dev.fermata.client.internal.text.ServerUri;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Dubbing of ElevenLabs by {@code /v1/dubbing}, which makes a video. For projects, see {@link ElevenLabsProjectBackend}. Immutable.
 *
 * <ul>
 *   <li>The expected duration that ElevenLabs states when a job is submitted plans the polls.
 *   <li>The result has the URL of the dubbed video by language, such as {@code audio.es}; a download needs the key.
 *   <li>It is not known whether ElevenLabs heeds an idempotency key. It is sent, and a submission that ElevenLabs may have received is
 *       not repeated.
 *   <li>ElevenLabs cannot cancel a job, only delete it, so this backend does not cancel.
 * </ul>
 *
 * <pre>{@code
 * ElevenLabsBackend.of(System.getenv("ELEVENLABS_API_KEY")).withInput("num_speakers", 2)
 * }</pre>
 */
public final class ElevenLabsBackend implements Backend {

    private static final String JOBS = "/v1/dubbing";

    private final VendorServer server;

    private ElevenLabsBackend(VendorServer server) {
        this.server = server;
    }

    /**
     * ElevenLabs itself.
     *
     * @param key sent as {@code xi-api-key}, and shown nowhere
     * @throws IllegalArgumentException if the key is empty, or cannot be sent in a header
     */
    public static ElevenLabsBackend of(String key) {
        return new ElevenLabsBackend(VendorServer.of("https://api.elevenlabs.io", "xi-api-key", VendorServer.key(key)));
    }

    /**
     * The same at another URL, such as {@code http://localhost:8000/elevenlabs} for Fermata's simulator.
     *
     * @throws IllegalArgumentException if that is not an http or https URL with a host
     */
    public ElevenLabsBackend withServer(URI server) {
        return new ElevenLabsBackend(this.server.at(server));
    }

    /**
     * The same, with one more field in the form of each submission, such as {@code num_speakers}.
     *
     * @param value a text, a number or a truth value
     */
    public ElevenLabsBackend withInput(String name, Object value) {
        return new ElevenLabsBackend(server.with(name, value));
    }

    @Override
    public String name() {
        return "elevenlabs";
    }

    @Override
    public boolean mayHold() {
        return false;
    }

    /** For jobs without an expected duration. */
    @Override
    public List<Duration> typicalDurations() {
        return Stream.of(1, 2, 3, 5, 10, 20).map(Duration::ofMinutes).toList();
    }

    @Override
    public HttpRequest statusRequest(String id) {
        return server.request(JOBS + "/" + ServerUri.segment(id)).build();
    }

    @Override
    public Snapshot read(String id, HttpHeaders headers, byte[] body) {
        JsonValue job = VendorServer.json(body);
        String word = job.path("status").textOr("");
        JobState state = state(word);
        List<JsonValue> languages = job.path("target_languages").items();
        Snapshot.Builder snapshot = Snapshot.builder(id, state)
                .word(word)
                .createdAt(StatedTimes.of(job.path("created_at")))
                .kind(languages.isEmpty() ? "elevenlabs" : kind(languages.get(0).textOr("")));
        if (state == JobState.FAILED) {
            snapshot.error(null, ErrorWords.of(job.path("error")));
        }
        if (state == JobState.COMPLETED) {
            Map<String, String> result = new LinkedHashMap<>();
            languages.forEach(language -> result.put(
                    "audio." + language.textOr(""),
                    server.uri()
                            .below(JOBS + "/" + ServerUri.segment(id) + "/audio/"
                                    + ServerUri.segment(language.textOr("")))));
            snapshot.result(result);
        }
        return state.isTerminal() ? snapshot.json(job.toString()).build() : snapshot.build();
    }

    static String kind(String language) {
        return language.isEmpty() ? "elevenlabs" : "elevenlabs/" + language.replace('/', '_');
    }

    private static JobState state(String word) {
        return switch (word) {
            case "" -> throw new MalformedResponseException("the response has no status");
            case "queued", "preparing" -> JobState.QUEUED;
            case "dubbing", "cloning" -> JobState.RUNNING;
            case "dubbed" -> JobState.COMPLETED;
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
        return "ElevenLabsBackend[" + server + "]";
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
            form.put("target_lang", Inputs.single(submission));
            submission.sourceLanguage().ifPresent(language -> form.put("source_lang", language));
            submission.title().ifPresent(title -> form.put("name", title));
            server.inputs().forEach((name, value) -> form.put(name, value.textOr(value.toString())));
            return MultipartForm.post(server.request(JOBS), form)
                    .header("Idempotency-Key", idempotencyKey)
                    .build();
        }

        /** The expected duration counts from the answer, whose time is that of the server's clock. */
        @Override
        public List<Snapshot> read(HttpHeaders headers, byte[] body) {
            JsonValue created = VendorServer.json(body);
            Snapshot.Builder job = Snapshot.builder(
                            VendorServer.newId(created.path("dubbing_id"), "/dubbing_id"), JobState.QUEUED)
                    .word("preparing")
                    .kind("elevenlabs");
            double seconds = created.path("expected_duration_sec").number();
            Instant now = RetryAfter.date(headers).orElse(null);
            if (now != null && seconds > 0 && seconds < Duration.ofDays(1).toSeconds()) {
                job.createdAt(now).expectedAt(now.plusMillis((long) (seconds * 1000)));
            }
            return List.of(job.build());
        }
    }
}
