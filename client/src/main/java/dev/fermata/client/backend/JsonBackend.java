package dev.fermata.client.backend;

import dev.fermata.client.internal.json.JsonValue;
import dev.fermata.client.internal.text.Printable;
import dev.fermata.client.internal.text.ServerUri;
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

    private final String name;
    private final RequestTemplate poll;
    private final Map<String, String> headers;
    private final JobRules rules;
    private final List<Condition> rejections;
    private final List<Condition> transients;
    private final Set<String> origins;
    private final BodyFormat format;
    private final boolean lenient;
    private final Optional<Bulk> bulk;
    private final Optional<Submit> submit;
    private final Optional<Cancel> cancel;

    JsonBackend(JsonBackendBuilder settings) {
        name = settings.name;
        headers = new LinkedHashMap<>(settings.headers);
        boolean inHeader = headers.values().stream().anyMatch(value -> value.contains("{id}"));
        poll = inHeader || settings.poll.has(RequestTemplate.ID) ? settings.poll : settings.poll.requireId();
        rules = new JobRules(settings);
        rejections = List.copyOf(settings.rejections);
        transients = List.copyOf(settings.transients);
        origins = Set.copyOf(settings.origins);
        format = settings.format;
        lenient = settings.lenient;
        bulk = settings.bulk.map(ListedJobs::new);
        submit = settings.submit.map(JsonSubmit::new);
        cancel = settings.cancel.map(Cancellation::new);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public HttpRequest statusRequest(String id) {
        return poll.request(headers, Map.of(RequestTemplate.ID, id)).build();
    }

    @Override
    public HttpRequest statusRequest(String id, URI nextPoll) {
        boolean allowed = nextPoll.isAbsolute() && origins.contains(origin(nextPoll));
        return allowed
                ? HttpRequest.newBuilder(statusRequest(id), (name, value) -> true)
                        .uri(nextPoll)
                        .build()
                : Backend.super.statusRequest(id, nextPoll);
    }

    private static String origin(URI uri) {
        try {
            return ServerUri.of(uri).origin();
        } catch (IllegalArgumentException unusable) {
            return "";
        }
    }

    @Override
    public Verdict verdict(int statusCode, HttpHeaders head, byte[] body) {
        if (rejections.isEmpty() && transients.isEmpty() && statusCode / 100 == 2) {
            return Verdict.BY_STATUS;
        }
        Answer answer = new Answer(statusCode, head, body, format, lenient);
        if (holds(transients, answer)) {
            return Verdict.transientFailure("");
        }
        if (holds(rejections, answer)) {
            return Verdict.rejected("");
        }
        return !answer.isSuccess() && rules.reads(answer) ? Verdict.READABLE : Verdict.BY_STATUS;
    }

    private static boolean holds(List<Condition> conditions, Answer answer) {
        return conditions.stream().anyMatch(condition -> JobRules.holdsIfReadable(condition, answer));
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
            return list.request
                    .request(headers, Map.of(RequestTemplate.IDS, ids))
                    .build();
        }

        @Override
        public BulkSnapshots read(List<String> ids, HttpHeaders head, byte[] body) {
            Answer whole = new Answer(200, head, body, format, lenient);
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
                throw new IllegalArgumentException("languages are " + submission.languages()
                        + "; allowed is one, because the request of the backend '" + name
                        + "' has no {languages}; submit once for each language");
            }
            return job.request
                    .request(headers, RequestTemplate.values(submission))
                    .setHeader("Idempotency-Key", idempotencyKey)
                    .build();
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
                    .map(id -> rules.submitted(printable(lastSegment(id.textOr("")), answer), one ? answer : null))
                    .toList();
        }

        private String printable(String id, Answer answer) {
            if (id.isEmpty() || !id.equals(Printable.clean(id))) {
                String where =
                        String.join(" or ", job.id.stream().map(Place::toString).toList());
                throw new MalformedResponseException(
                        "the response has no id that can be printed at " + where + ": " + answer.excerpt());
            }
            return id;
        }

        /** An id may be stated as the URL of the job. */
        private static String lastSegment(String id) {
            boolean url = id.startsWith("http://") || id.startsWith("https://") || id.startsWith("/");
            String path = url ? id.replaceFirst("[?#].*", "").replaceFirst("/+$", "") : id;
            return url ? path.substring(path.lastIndexOf('/') + 1) : id;
        }
    }

    private final class Cancellation implements Cancel {

        private final RequestTemplate request;

        Cancellation(RequestTemplate request) {
            this.request = request;
        }

        @Override
        public HttpRequest request(String id) {
            return request.request(headers, Map.of(RequestTemplate.ID, id)).build();
        }

        /** The answer may be empty, or be about the request: then only the next poll tells how the job stands. */
        @Override
        public Snapshot read(String id, HttpHeaders head, byte[] body) {
            return rules.canceled(id, new Answer(0, head, body, format, lenient));
        }
    }
}
