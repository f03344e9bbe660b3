package dev.fermata.client.backend;

import dev.fermata.client.internal.json.ErrorWords;
import dev.fermata.client.internal.json.JsonValue;
import dev.fermata.client.internal.text.Printable;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A server that is described by {@link JsonBackendBuilder}. Immutable. */
final class JsonBackend implements Backend {

    private static final int LONGEST_EXPLANATION = 300;

    private final String name;
    private final RequestTemplate poll;
    private final Map<String, String> headers;
    private final JobRules rules;
    private final List<Condition> rejections;
    private final List<Condition> transients;
    private final NamedUrls urls;
    private final JobUrl jobUrl;
    private final BodyFormat format;
    private final boolean lenient;
    private final Optional<Bulk> bulk;
    private final Optional<Submit> submit;
    private final Optional<Cancel> cancel;

    JsonBackend(JsonBackendBuilder settings) {
        name = settings.name;
        headers = new LinkedHashMap<>(settings.headers);
        poll = has(RequestTemplate.ID, settings.poll) ? settings.poll : settings.poll.requireId();
        rules = new JobRules(settings);
        rejections = List.copyOf(settings.rejections);
        transients = List.copyOf(settings.transients);
        urls = new NamedUrls(poll.server(), poll.query(), settings.origins);
        jobUrl = new JobUrl(poll.place());
        format = settings.format;
        lenient = settings.lenient;
        settings.bulk.ifPresent(list -> require(RequestTemplate.IDS, "bulk", list.request));
        settings.cancel.ifPresent(request -> require(RequestTemplate.ID, "cancel", request));
        bulk = settings.bulk.map(ListedJobs::new);
        submit = settings.submit.map(JsonSubmit::new);
        cancel = settings.cancel.map(Cancellation::new);
    }

    private boolean has(String placeholder, RequestTemplate request) {
        return request.has(placeholder)
                || headers.values().stream().anyMatch(value -> value.contains("{" + placeholder + "}"));
    }

    private void require(String placeholder, String use, RequestTemplate request) {
        if (!has(placeholder, request)) {
            throw new IllegalArgumentException("the request of " + use + " is " + request + " and has no {"
                    + placeholder + "}; put {" + placeholder + "} where that goes");
        }
    }

    private HttpRequest request(RequestTemplate template, Map<String, ?> values) {
        return urls.authorized(template.request(headers, values).build());
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public HttpRequest statusRequest(String id) {
        return request(poll, Map.of(RequestTemplate.ID, id));
    }

    @Override
    public HttpRequest statusRequest(String id, URI nextPoll) {
        HttpRequest usual = statusRequest(id);
        return urls.followed(usual.uri(), nextPoll)
                .map(next -> HttpRequest.newBuilder(usual, (name, value) -> true)
                        .uri(next)
                        .build())
                .map(urls::authorized)
                .orElse(usual);
    }

    @Override
    public Verdict verdict(int statusCode, HttpHeaders head, byte[] body) {
        if (rejections.isEmpty() && transients.isEmpty() && statusCode / 100 == 2) {
            return Verdict.BY_STATUS;
        }
        Answer answer = new Answer(statusCode, head, body, format, lenient);
        Optional<Condition> passing = first(transients, answer);
        if (passing.isPresent()) {
            return Verdict.transientFailure(explanation(passing.get(), answer));
        }
        Optional<Condition> rejection = first(rejections, answer);
        if (rejection.isPresent()) {
            return Verdict.rejected(explanation(rejection.get(), answer));
        }
        return !answer.isSuccess() && rules.reads(answer) ? Verdict.READABLE : Verdict.BY_STATUS;
    }

    private static Optional<Condition> first(List<Condition> conditions, Answer answer) {
        return conditions.stream().filter(condition -> condition.holds(answer)).findFirst();
    }

    /** What the server says, with the code that it means by it; empty to leave it to HTTP. */
    private static String explanation(Condition condition, Answer answer) {
        String words = Printable.cut(ErrorWords.of(answer.body()), LONGEST_EXPLANATION);
        String finding = condition.finding(answer, words);
        return finding.isEmpty() ? "" : words.isEmpty() ? finding : words + " (" + finding + ")";
    }

    @Override
    public Snapshot read(String id, HttpHeaders head, byte[] body) {
        return read(id, 200, head, body);
    }

    @Override
    public Snapshot read(String id, int statusCode, HttpHeaders head, byte[] body) {
        return rules.read(id, new Answer(statusCode, head, body, format, lenient));
    }

    @Override
    public Optional<Bulk> bulk() {
        return bulk;
    }

    @Override
    public Optional<Submit> submit() {
        return submit;
    }

    @Override
    public Optional<Cancel> cancel() {
        return cancel;
    }

    /** The name and the masked URL. */
    @Override
    public String toString() {
        return "JsonBackend[" + name + ", " + poll + "]";
    }

    /** Where an answer lists several jobs. */
    record JobList(RequestTemplate request, List<Place> jobs, List<Place> id, int most) {}

    /** How to submit a job, and where the answer has its id. */
    record NewJob(RequestTemplate request, List<Place> id) {}

    private final class ListedJobs implements Bulk {

        private final JobList list;

        ListedJobs(JobList list) {
            this.list = list;
        }

        @Override
        public int maxIds() {
            return list.most;
        }

        @Override
        public HttpRequest statusRequest(List<String> ids) {
            return JsonBackend.this.request(list.request, Map.of(RequestTemplate.IDS, ids));
        }

        @Override
        public BulkSnapshots read(List<String> ids, HttpHeaders head, byte[] body) {
            Answer whole = new Answer(200, head, body, format, lenient);
            whole.requireReadable();
            JsonValue jobs = Place.first(list.jobs, whole);
            Map<String, Snapshot> found = new HashMap<>();
            Map<String, String> unreadable = new HashMap<>();
            jobs.items().forEach(job -> add(new Answer(whole, job), found, unreadable));
            // An object has the jobs by id.
            jobs.members().forEach((id, job) -> add(id, new Answer(whole, job), found, unreadable));
            return new BulkSnapshots(found, Set.of(), unreadable);
        }

        private void add(Answer job, Map<String, Snapshot> found, Map<String, String> unreadable) {
            add(Place.first(list.id, job).textOr(""), job, found, unreadable);
        }

        private void add(String id, Answer job, Map<String, Snapshot> found, Map<String, String> unreadable) {
            if (id.isEmpty()) {
                // It may be about any job, so it ends the wait for none.
                unreadable.put(id, "an entry of the response has no id at " + list.id);
                return;
            }
            try {
                found.put(id, rules.read(id, job));
            } catch (MalformedResponseException malformed) {
                unreadable.put(id, String.valueOf(malformed.getMessage()));
            }
        }
    }

    private final class JsonSubmit implements Submit {

        private final NewJob job;

        JsonSubmit(NewJob job) {
            this.job = job;
        }

        @Override
        public HttpRequest request(Submission submission, String idempotencyKey) {
            if (submission.languages().size() > 1 && !job.request.has("languages")) {
                throw new IllegalArgumentException("languages are "
                        + Printable.clean(submission.languages().toString())
                        + "; allowed is one, because the request of the backend '" + name
                        + "' has no {languages}; submit once for each language");
            }
            HttpRequest request =
                    JsonBackend.this.request(job.request, RequestTemplate.values(submission, idempotencyKey));
            return job.request.has(RequestTemplate.KEY)
                    ? request
                    : HttpRequest.newBuilder(request, (name, value) -> true)
                            .setHeader("Idempotency-Key", idempotencyKey)
                            .build();
        }

        /** A request that names the key is for a server that knows keys. */
        @Override
        public boolean isRepeatable() {
            return job.request.has(RequestTemplate.KEY);
        }

        /** Whatever the answer says of their state, the jobs are new: the first poll tells how they stand. */
        @Override
        public List<Snapshot> read(HttpHeaders head, byte[] body) {
            Answer answer = new Answer(0, head, body, format, lenient);
            JsonValue stated = Place.first(job.id, answer);
            List<JsonValue> ids = stated.isArray() ? stated.items() : List.of(stated);
            // One URL cannot be that of several jobs.
            boolean one = ids.size() == 1;
            return ids.stream()
                    .map(id -> rules.submitted(id(id, answer), one ? answer : null))
                    .toList();
        }

        private String id(JsonValue stated, Answer answer) {
            String id = jobUrl.id(stated.textOr(""));
            if (id.isEmpty() || !id.equals(Printable.clean(id))) {
                answer.requireReadable();
                String where =
                        String.join(" or ", job.id.stream().map(Place::toString).toList());
                String what = stated.isThere() ? stated.kind() + ", which is no id that can be printed," : "no id";
                throw new MalformedResponseException(
                        "the response has " + what + " at " + where + ": " + answer.excerpt());
            }
            return id;
        }
    }

    private final class Cancellation implements Cancel {

        private final RequestTemplate request;

        Cancellation(RequestTemplate request) {
            this.request = request;
        }

        @Override
        public HttpRequest request(String id) {
            return JsonBackend.this.request(request, Map.of(RequestTemplate.ID, id));
        }

        /** The answer may be empty, or be about the request: then only the next poll tells how the job stands. */
        @Override
        public Snapshot read(String id, HttpHeaders head, byte[] body) {
            return rules.canceled(id, new Answer(0, head, body, format, lenient));
        }
    }
}
