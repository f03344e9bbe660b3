package dev.fermata.client.backend;

import dev.fermata.client.internal.json.JsonValue;
import dev.fermata.client.internal.json.StatedTimes;
import dev.fermata.client.internal.text.Checks;
import dev.fermata.client.internal.text.Printable;
import dev.fermata.client.internal.text.ServerUri;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** How to talk to the native API of Fermata's simulator, {@code /v1/jobs}. Immutable; see {@link Backend#fermata}. */
public final class FermataBackend implements Backend {

    /** The API allows no more. */
    private static final int MAX_IDS = 1000;

    private final ServerUri server;
    private final Map<String, String> headers;

    private FermataBackend(ServerUri server, Map<String, String> headers) {
        this.server = server;
        this.headers = headers;
    }

    static FermataBackend of(URI server) {
        return new FermataBackend(ServerUri.of(server), Map.of());
    }

    /**
     * The same, with a header that every request has, such as {@code Authorization}.
     *
     * @throws IllegalArgumentException if HTTP does not allow that name or value
     */
    public FermataBackend withHeader(String name, String value) {
        Checks.header(name, value);
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new FermataBackend(server, more);
    }

    @Override
    public String name() {
        return "fermata";
    }

    @Override
    public HttpRequest statusRequest(String id) {
        return request("/" + ServerUri.segment(id)).build();
    }

    @Override
    public Snapshot read(String id, HttpHeaders head, byte[] body) {
        return snapshot(id, Json.read(body));
    }

    @Override
    public Optional<Bulk> bulk() {
        return Optional.of(new BulkPoll());
    }

    @Override
    public Optional<Submit> submit() {
        return Optional.of(new NewJobs());
    }

    @Override
    public Optional<Cancel> cancel() {
        return Optional.of(new Cancellation());
    }

    /** The name and the masked URL. */
    @Override
    public String toString() {
        return "FermataBackend[" + server + "]";
    }

    private HttpRequest.Builder request(String rest) {
        return server.request(server.below("/v1/jobs" + rest), headers);
    }

    private static Snapshot snapshot(String id, JsonValue job) {
        String word = job.path("state").textOr("");
        if (word.isEmpty()) {
            throw new MalformedResponseException("the response has no state");
        }
        JobState state = state(word);
        String language = job.path("target_language").textOr("");
        Snapshot.Builder snapshot = Snapshot.builder(id, state)
                .word(word)
                .stage(job.path("stage").text())
                .progress(job.path("progress").number())
                .createdAt(StatedTimes.of(job.path("submitted_at")))
                .finishedAt(StatedTimes.of(job.path("ended_at")))
                .expectedAt(StatedTimes.of(job.path("expected_at")))
                .kind("fermata/" + language.replace('/', '_'));
        if (state == JobState.FAILED) {
            JsonValue error = job.path("error");
            snapshot.error(error.path("code").text(), error.path("message").text());
        }
        if (state.isTerminal()) {
            snapshot.result(Json.texts(job.path("result"))).json(job.toString());
        }
        return snapshot.build();
    }

    private static JobState state(String word) {
        return switch (word) {
            case "queued" -> JobState.QUEUED;
            case "running" -> JobState.RUNNING;
            case "completed" -> JobState.COMPLETED;
            case "failed" -> JobState.FAILED;
            case "canceled" -> JobState.CANCELED;
            default -> JobState.UNKNOWN;
        };
    }

    private final class BulkPoll implements Bulk {
        @Override
        public int maxIds() {
            return MAX_IDS;
        }

        @Override
        public HttpRequest statusRequest(List<String> ids) {
            String all = ids.stream().map(ServerUri::segment).collect(Collectors.joining(","));
            return request("?ids=" + all).build();
        }

        @Override
        public BulkSnapshots read(List<String> ids, HttpHeaders head, byte[] body) {
            Map<String, Snapshot> found = new HashMap<>();
            Set<String> missing = new HashSet<>();
            Map<String, String> unreadable = new HashMap<>();
            Set<String> lists = Json.eachListed(body, (list, element) -> {
                if (list.equals("jobs")) {
                    String id = element.path("id").textOr("");
                    try {
                        found.put(id, entry(id, element));
                    } catch (MalformedResponseException malformed) {
                        unreadable.put(id, String.valueOf(malformed.getMessage()));
                    }
                } else if (list.equals("missing")) {
                    missing.add(element.textOr(""));
                }
            });
            if (!lists.contains("jobs")) {
                throw new MalformedResponseException("the response has no list of jobs: " + Json.excerpt(body));
            }
            return new BulkSnapshots(found, missing, unreadable);
        }

        private Snapshot entry(String id, JsonValue element) {
            if (id.isEmpty()) {
                throw new MalformedResponseException("the response has a job without an id");
            }
            return snapshot(id, element);
        }
    }

    private final class NewJobs implements Submit {
        @Override
        public HttpRequest request(Submission submission, String idempotencyKey) {
            return FermataBackend.this
                    .request("")
                    .header("Content-Type", "application/json")
                    .header("Idempotency-Key", quoted(idempotencyKey))
                    .POST(HttpRequest.BodyPublishers.ofString(json(submission)))
                    .build();
        }

        private static String json(Submission submission) {
            Map<String, Object> body = new LinkedHashMap<>();
            body.put("source_url", submission.source().toString());
            submission.sourceLanguage().ifPresent(language -> body.put("source_language", language));
            body.put("target_languages", submission.languages());
            submission.title().ifPresent(title -> body.put("title", title));
            submission.callback().ifPresent(callback -> body.put("callback_url", callback.toString()));
            if (!submission.metadata().isEmpty()) {
                body.put("metadata", submission.metadata());
            }
            Map<String, Object> scenario = FermataSubmission.of(submission).scenario();
            if (!scenario.isEmpty()) {
                body.put("scenario", scenario);
            }
            return JsonValue.of(body).toString();
        }

        /** A string of structured fields (RFC 9651, section 3.3.3). */
        private static String quoted(String key) {
            return '"' + key.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
        }

        @Override
        public List<Snapshot> read(HttpHeaders head, byte[] body) {
            List<Snapshot> snapshots = new ArrayList<>();
            for (JsonValue job : Json.read(body).path("jobs").items()) {
                String id = job.path("id").textOr("");
                if (id.isEmpty() || !id.equals(Printable.clean(id))) {
                    // The id goes to terminals and logs, and cannot be cleaned without becoming that of another job.
                    throw new MalformedResponseException(
                            "the response has a job without an id that can be printed: " + Json.excerpt(body));
                }
                snapshots.add(snapshot(id, job));
            }
            if (snapshots.isEmpty()) {
                throw new MalformedResponseException("the response has no list of jobs: " + Json.excerpt(body));
            }
            return snapshots;
        }
    }

    private final class Cancellation implements Cancel {
        @Override
        public HttpRequest request(String id) {
            return FermataBackend.this
                    .request("/" + ServerUri.segment(id) + "/cancel")
                    .POST(HttpRequest.BodyPublishers.noBody())
                    .build();
        }

        @Override
        public Snapshot read(String id, HttpHeaders head, byte[] body) {
            return snapshot(id, Json.read(body));
        }
    }
}
