package dev.fermata.client.vendor;

import dev.fermata.client.backend.Backend;
import dev.fermata.client.backend.JobState;
import dev.fermata.client.backend.MalformedResponseException;
import dev.fermata.client.backend.Snapshot;
import dev.fermata.client.backend.Submission;
import dev.fermata.client.backend.Verdict;
import dev.fermata.client.internal.json.ErrorWords;
import dev.fermata.client.internal.json.JsonValue;
import dev.fermata.client.internal.json.StatedTimes;
import dev.fermata.client.internal.text.ServerUri;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * HeyGen's video translation, API v3. One submission makes one job for each language. Immutable.
 *
 * <ul>
 *   <li>Many jobs are polled with one request ({@code /statuses}). It says that a job has ended, not with what result, so one request
 *       for the job alone follows.
 *   <li>A completed job without a URL is polled again: HeyGen may need a moment to publish it. The URLs are valid for seven days; {@link
 *       dev.fermata.client.Waiter#snapshot} gets fresh ones.
 *   <li>{@code quota_exceeded} with status 429 ends the wait, for to repeat the request does not help.
 *   <li>HeyGen cannot cancel a job, only delete it, so this backend does not cancel.
 * </ul>
 *
 * <pre>{@code
 * try (Waiter waiter = Waiter.builder(HeyGenBackend.of(System.getenv("HEYGEN_API_KEY"))).build()) {
 *     var submission = Submission.of(URI.create("https://example.com/talk.mp4"), "Spanish (Spain)");
 *     Snapshot job = waiter.submit(submission, Duration.ofMinutes(1));
 *     URI video = URI.create(waiter.awaitCompleted(job.id(), Duration.ofMinutes(40)).result().get("video_url"));
 * }
 * }</pre>
 */
public final class HeyGenBackend implements Backend {

    private static final String JOBS = "/v3/video-translations";
    private static final int MAX_IDS = 100;
    private static final List<String> RESULTS =
            List.of("video_url", "audio_url", "srt_caption_url", "vtt_caption_url", "duration");

    private final VendorServer server;

    private HeyGenBackend(VendorServer server) {
        this.server = server;
    }

    /**
     * HeyGen itself.
     *
     * @param key sent as {@code X-Api-Key}, and shown nowhere
     * @throws IllegalArgumentException if the key is empty, or cannot be sent in a header
     */
    public static HeyGenBackend of(String key) {
        return new HeyGenBackend(VendorServer.of("https://api.heygen.com", "X-Api-Key", VendorServer.key(key)));
    }

    /**
     * The same at another URL, such as {@code http://localhost:8000/heygen} for Fermata's simulator.
     *
     * @throws IllegalArgumentException if that is not an http or https URL with a host
     */
    public HeyGenBackend withServer(URI server) {
        return new HeyGenBackend(this.server.at(server));
    }

    /**
     * The same, with one more field in the body of each submission, such as {@code mode} with {@code precision}.
     *
     * @param value a text, a number, a truth value, or a list or a map of such
     */
    public HeyGenBackend withInput(String name, Object value) {
        return new HeyGenBackend(server.with(name, value));
    }

    @Override
    public String name() {
        return "heygen";
    }

    @Override
    public boolean mayHold() {
        return false;
    }

    /** HeyGen says: 5 to 15 minutes, hardly ever less, and up to 45 for long videos. */
    @Override
    public List<Duration> typicalDurations() {
        return Stream.of(5, 6, 8, 10, 12, 15, 30).map(Duration::ofMinutes).toList();
    }

    @Override
    public HttpRequest statusRequest(String id) {
        return server.request(JOBS + "/" + ServerUri.segment(id)).build();
    }

    /** Errors with 200 are documented for older versions. Of the two kinds of 429 one does not pass. */
    @Override
    public Verdict verdict(int statusCode, HttpHeaders headers, byte[] body) {
        if (statusCode != 429 && statusCode / 100 != 2) {
            return Verdict.BY_STATUS;
        }
        JsonValue answer = VendorServer.json(body);
        JsonValue error = answer.path("error");
        boolean quota = error.path("code").textOr("").equalsIgnoreCase("quota_exceeded");
        boolean failed =
                statusCode / 100 == 2 && error.isThere() && !answer.path("data").isThere();
        return quota || failed ? Verdict.rejected(ErrorWords.of(error)) : Verdict.BY_STATUS;
    }

    @Override
    public Snapshot read(String id, HttpHeaders headers, byte[] body) {
        JsonValue job = VendorServer.json(body).path("data");
        String word = job.path("status").textOr("");
        Map<String, String> result = new LinkedHashMap<>();
        RESULTS.forEach(name -> {
            String text = job.path(name).text();
            if (text != null) {
                result.put(name, text);
            }
        });
        JobState state = state(word);
        boolean published = result.containsKey("video_url") || result.containsKey("audio_url");
        Snapshot.Builder snapshot = Snapshot.builder(
                        id, state == JobState.COMPLETED && !published ? JobState.FINISHING : state)
                .word(word)
                .createdAt(StatedTimes.of(job.path("created_at")))
                .kind(kind(job.path("output_language").textOr("")));
        if (state == JobState.FAILED) {
            snapshot.error(null, job.path("failure_message").text());
        }
        if (state.isTerminal()) {
            snapshot.result(result).json(job.toString());
        }
        return snapshot.build();
    }

    private static String kind(String language) {
        return language.isEmpty() ? "heygen" : "heygen/" + language.replace('/', '_');
    }

    /** All three vocabularies: of a job, of an entry of a list, and of API v2. */
    private static JobState state(String word) {
        return switch (word.toLowerCase(Locale.ROOT)) {
            case "" -> throw new MalformedResponseException("the response has no status");
            case "pending", "queued", "waiting" -> JobState.QUEUED;
            case "running", "processing" -> JobState.RUNNING;
            case "completed", "success" -> JobState.COMPLETED;
            case "failed" -> JobState.FAILED;
            default -> JobState.UNKNOWN;
        };
    }

    @Override
    public Optional<Bulk> bulk() {
        return Optional.of(new Statuses());
    }

    @Override
    public Optional<Submit> submit() {
        return Optional.of(new Creation());
    }

    /** The name and the masked URL. */
    @Override
    public String toString() {
        return "HeyGenBackend[" + server + "]";
    }

    private final class Statuses implements Bulk {
        @Override
        public int maxIds() {
            return MAX_IDS;
        }

        @Override
        public HttpRequest statusRequest(List<String> ids) {
            String all = ids.stream().map(ServerUri::segment).collect(Collectors.joining("%2C"));
            return server.request(JOBS + "/statuses?video_translation_ids=" + all)
                    .build();
        }

        @Override
        public BulkSnapshots read(List<String> ids, HttpHeaders headers, byte[] body) {
            Map<String, Snapshot> found = new HashMap<>();
            Set<String> missing = new HashSet<>();
            Map<String, String> unreadable = new HashMap<>();
            for (JsonValue entry : VendorServer.json(body).path("data").items()) {
                String id = entry.path("video_id").textOr(entry.path("id").textOr(""));
                String word = entry.path("status").textOr("");
                if (id.isEmpty() || word.isEmpty()) {
                    unreadable.put(id, "an entry of the response has no video_id or no status");
                } else if (word.equalsIgnoreCase("not_found")) {
                    missing.add(id);
                } else {
                    JobState state = state(word);
                    found.put(
                            id,
                            Snapshot.builder(id, state.isTerminal() ? JobState.FINISHING : state)
                                    .word(word)
                                    .kind("heygen")
                                    .build());
                }
            }
            return new BulkSnapshots(found, missing, unreadable);
        }
    }

    private final class Creation implements Submit {
        @Override
        public HttpRequest request(Submission submission, String idempotencyKey) {
            Map<String, Object> body = new LinkedHashMap<>();
            body.put("video", Map.of("type", "url", "url", submission.source().toString()));
            body.put("output_languages", submission.languages());
            submission.sourceLanguage().ifPresent(language -> body.put("input_language", language));
            submission.title().ifPresent(title -> body.put("title", title));
            submission.callback().ifPresent(callback -> body.put("callback_url", callback.toString()));
            Optional.ofNullable(submission.metadata().get("callback_id")).ifPresent(id -> body.put("callback_id", id));
            body.putAll(server.inputs());
            return server.post(JOBS, JsonValue.of(body))
                    .header("Idempotency-Key", idempotencyKey)
                    .build();
        }

        @Override
        public List<Snapshot> read(HttpHeaders headers, byte[] body) {
            List<Snapshot> jobs = new ArrayList<>();
            for (JsonValue id : VendorServer.json(body)
                    .path("data")
                    .path("video_translation_ids")
                    .items()) {
                jobs.add(Snapshot.builder(VendorServer.newId(id, "/data/video_translation_ids"), JobState.QUEUED)
                        .word("pending")
                        .kind("heygen")
                        .build());
            }
            if (jobs.isEmpty()) {
                throw new MalformedResponseException("the response has no list at /data/video_translation_ids");
            }
            return jobs;
        }
    }
}
