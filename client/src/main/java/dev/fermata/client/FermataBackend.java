package dev.fermata.client;

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
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** How to talk to the native API of Fermata's simulator, {@code /v1/jobs}. Immutable; see {@link Backend#fermata}. */
public final class FermataBackend implements Backend {

    /** As many as the API allows. */
    private static final int MOST_IDS = 1000;

    private final URI server;
    private final Map<String, String> headers;

    private FermataBackend(URI server, Map<String, String> headers) {
        this.server = server;
        this.headers = headers;
    }

    static FermataBackend of(URI server) {
        return new FermataBackend(Addresses.server(server), Map.of());
    }

    /**
     * With a header to send with every request, such as {@code Authorization}.
     *
     * @throws IllegalArgumentException if HTTP does not allow that name or value
     */
    public FermataBackend withHeader(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(name, value);
        FermataBackend backend = new FermataBackend(server, more);
        backend.look("any");
        return backend;
    }

    @Override
    public String name() {
        return "fermata";
    }

    @Override
    public HttpRequest look(String id) {
        return request("/" + Addresses.encode(id)).build();
    }

    @Override
    public Snapshot read(String id, HttpHeaders head, byte[] body) {
        return job(id, Json.read(body));
    }

    @Override
    public Optional<Bulk> bulk() {
        return Optional.of(new ManyJobs());
    }

    @Override
    public Optional<Submit> submit() {
        return Optional.of(new NewJobs());
    }

    @Override
    public Optional<Cancel> cancel() {
        return Optional.of(new Ending());
    }

    private HttpRequest.Builder request(String rest) {
        return Addresses.request(Addresses.below(server, "/v1/jobs" + rest), headers);
    }

    private Snapshot job(String id, JsonNode job) {
        String word = Json.textOr(job.path("state"), "");
        if (word.isEmpty()) {
            throw new BadAnswerException("the answer has no state");
        }
        JobState state = state(word);
        SnapshotBuilder snapshot = Snapshot.builder(id, state)
                .word(state == JobState.UNKNOWN ? word : state.toString())
                .stage(shared(job.path("stage")))
                .progress(job.path("progress").asDouble(-1))
                .createdAt(Json.instant(job.path("submitted_at")))
                .finishedAt(Json.instant(job.path("ended_at")))
                .expectedAt(Json.instant(job.path("expected_at")))
                .kind(name() + "/"
                        + Json.textOr(job.path("target_language"), "").replace('/', '_'));
        if (state == JobState.FAILED) {
            JsonNode error = job.path("error");
            snapshot.error(Json.textOr(error.path("code"), ""), Json.textOr(error.path("message"), ""));
        }
        if (state.isTerminal()) {
            snapshot.result(Json.texts(job.path("result"))).json(job.toString());
        }
        return snapshot.build();
    }

    /** Stages are few and jobs may be many: one copy of each word does. */
    private static String shared(JsonNode node) {
        return Json.textOr(node, "").intern();
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

    private final class ManyJobs implements Bulk {
        @Override
        public int most() {
            return MOST_IDS;
        }

        @Override
        public HttpRequest look(List<String> ids) {
            return request("?ids=" + ids.stream().map(Addresses::encode).collect(Collectors.joining(",")))
                    .build();
        }

        @Override
        public Jobs read(List<String> ids, HttpHeaders head, byte[] body) {
            Map<String, Snapshot> found = new HashMap<>();
            Set<String> missing = new HashSet<>();
            Map<String, String> unreadable = new HashMap<>();
            Set<String> lists = Json.eachListed(body, (list, element) -> {
                if (list.equals("jobs")) {
                    String id = Json.textOr(element.path("id"), "");
                    try {
                        found.put(id, entry(id, element));
                    } catch (BadAnswerException nonsense) {
                        unreadable.put(id, Replies.sentence(nonsense));
                    }
                } else if (list.equals("missing")) {
                    missing.add(Json.textOr(element, ""));
                }
            });
            if (!lists.contains("jobs")) {
                throw new BadAnswerException("the answer has no list of jobs: " + Json.excerpt(body));
            }
            return new Jobs(found, missing, unreadable);
        }
    }

    private Snapshot entry(String id, JsonNode element) {
        if (id.isEmpty()) {
            throw new BadAnswerException("the answer has a job without an id");
        }
        return job(id, element);
    }

    private final class NewJobs implements Submit {
        @Override
        public HttpRequest request(Submission submission, String idempotencyKey) {
            ObjectNode body = Json.MAPPER.createObjectNode();
            body.put("source_url", submission.source().toString());
            submission.sourceLanguage().ifPresent(language -> body.put("source_language", language));
            submission.languages().forEach(body.putArray("target_languages")::add);
            submission.title().ifPresent(title -> body.put("title", title));
            submission.callback().ifPresent(callback -> body.put("callback_url", callback.toString()));
            if (!submission.metadata().isEmpty()) {
                submission.metadata().forEach(body.putObject("metadata")::put);
            }
            if (!submission.scenario().isEmpty()) {
                body.set("scenario", Json.MAPPER.valueToTree(submission.scenario()));
            }
            return FermataBackend.this
                    .request("")
                    .header("Content-Type", "application/json")
                    .header("Idempotency-Key", quoted(idempotencyKey))
                    .POST(HttpRequest.BodyPublishers.ofString(body.toString()))
                    .build();
        }

        /** A string of structured fields (RFC 9651, section 3.3.3). */
        private static String quoted(String key) {
            return '"' + key.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
        }

        @Override
        public List<Snapshot> read(HttpHeaders head, byte[] body) {
            List<Snapshot> snapshots = new ArrayList<>();
            for (JsonNode job : Json.read(body).path("jobs")) {
                snapshots.add(job(Json.textOr(job.path("id"), ""), job));
            }
            if (snapshots.isEmpty()
                    || snapshots.stream().anyMatch(job -> job.id().isEmpty())) {
                throw new BadAnswerException("the answer has no list of jobs with ids: " + Json.excerpt(body));
            }
            return snapshots;
        }
    }

    private final class Ending implements Cancel {
        @Override
        public HttpRequest request(String id) {
            return FermataBackend.this
                    .request("/" + Addresses.encode(id) + "/cancel")
                    .POST(HttpRequest.BodyPublishers.noBody())
                    .build();
        }

        @Override
        public Snapshot read(String id, HttpHeaders head, byte[] body) {
            return job(id, Json.read(body));
        }
    }
}
