package dev.fermata.client.backend;

import dev.fermata.client.internal.text.ServerUri;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * How to talk to one kind of server: it makes requests and reads responses. It sends nothing and decides nothing:
 * the client handles status codes, {@code Retry-After}, {@code ETag} and {@code Prefer: wait}.
 *
 * <p>A backend must be thread-safe: the client calls it on several worker threads at once. It may take some
 * milliseconds, and a {@link SnapshotSource} may block, but other polls wait while no worker is free.
 *
 * <p>What a backend throws: an exception from reading a response, such as {@link MalformedResponseException}, is a
 * transient failure, and the client polls again. An exception from making a request ends the wait with that exception.
 */
public interface Backend {

    /** The most general kind of its jobs, such as {@code fermata}; the durations of past jobs are kept by kind. */
    String name();

    /** A GET that asks for one job. */
    HttpRequest statusRequest(String id);

    /**
     * The next poll of a job whose last snapshot named another URL for it ({@link Snapshot#nextPoll}): the request of
     * {@link #statusRequest(String)}, sent to that URL.
     *
     * <p>A URL with another scheme, host or port is ignored, and the poll goes to its usual URL: the headers of the
     * request may hold credentials, which are for one server only. A backend that trusts another server overrides this.
     *
     * @param nextPoll a relative URL is resolved against the URL of {@link #statusRequest(String)}
     */
    default HttpRequest statusRequest(String id, URI nextPoll) {
        HttpRequest first = statusRequest(id);
        return ServerUri.resolve(first.uri(), nextPoll)
                .map(next -> HttpRequest.newBuilder(first, (name, value) -> true)
                        .uri(next)
                        .build())
                .orElse(first);
    }

    /**
     * Reads the response to a status request; called only for a status of 200 to 299, unless {@link #verdict} says otherwise. The snapshot has this id. One of
     * another job is a transient failure, unless the backend does not {@link #tellsJobsApart tell jobs apart}.
     *
     * @throws MalformedResponseException if it cannot be read
     */
    Snapshot read(String id, HttpHeaders headers, byte[] body);

    /**
     * Reads the response to a status request, for a backend to which the status says something of the job. Default: {@link
     * #read(String, HttpHeaders, byte[])}.
     *
     * @param statusCode 200 to 299, or one for which {@link #verdict} returns {@link Verdict#READABLE}
     */
    default Snapshot read(String id, int statusCode, HttpHeaders headers, byte[] body) {
        return read(id, headers, body);
    }

    /**
     * What a response means, for a server that does not use status codes as HTTP has them: some throttle with 400, send errors with 200,
     * or say with 410 that a job has failed. Called for each response but 304. Default: the status decides.
     */
    default Verdict verdict(int statusCode, HttpHeaders headers, byte[] body) {
        return Verdict.BY_STATUS;
    }

    /**
     * Whether the client may ask the server to hold a poll until the job changes ({@code Prefer: wait}). A server that
     * cannot do that ignores it (RFC 7240). Default: true.
     */
    default boolean mayHold() {
        return true;
    }

    /** Whether an id always means the same job. If not, each wait starts from nothing. Default: true. */
    default boolean tellsJobsApart() {
        return true;
    }

    /** How to poll many jobs with one request; empty if the server cannot do that. */
    default Optional<Bulk> bulk() {
        return Optional.empty();
    }

    /** How to submit jobs; empty if the backend cannot do that. */
    default Optional<Submit> submit() {
        return Optional.empty();
    }

    /** How to cancel a job; empty if the backend cannot do that. */
    default Optional<Cancel> cancel() {
        return Optional.empty();
    }

    /** How long such jobs usually take: the first polls are planned by it until the waiter has seen some jobs itself. */
    default List<Duration> typicalDurations() {
        return List.of();
    }

    /**
     * A call that takes the place of the status request, for a backend over a vendor's SDK. If there is one, the client
     * calls neither {@link #statusRequest(String)} nor {@link #read}. Each call is for one job and is not held: the
     * client ignores {@link #bulk} and {@link #mayHold}.
     */
    default Optional<SnapshotSource> source() {
        return Optional.empty();
    }

    /** Whether an exception of the {@link #source} ends the wait. Default: false, it is a transient failure. */
    default boolean isPermanent(Exception failure) {
        return false;
    }

    /**
     * Asks for one job in its own way, such as with a vendor's SDK. Thread-safe; called on a worker thread; may block;
     * {@link Backend#of} says what becomes of calls that hang.
     */
    @FunctionalInterface
    interface SnapshotSource {
        /**
         * The job as it is now.
         *
         * @throws Exception if the job's state cannot be found out; see {@link Backend#isPermanent}
         */
        Snapshot snapshot(String id) throws Exception;
    }

    /** Many jobs in one request. */
    interface Bulk {
        /** How many ids one request may name; 2 or more. */
        int maxIds();

        /** A GET that asks for all of these jobs. */
        HttpRequest statusRequest(List<String> ids);

        /**
         * Reads the response.
         *
         * @throws MalformedResponseException if it cannot be read as a whole
         */
        BulkSnapshots read(List<String> ids, HttpHeaders headers, byte[] body);
    }

    /**
     * What one response says about many jobs. An id that the request names may be in none of the three. What that means
     * depends on what the request asked for, not on what the response says about itself:
     *
     * <ul>
     *   <li>The request asked for {@code return=minimal}, as a long poll for many jobs does: the job has not ended. A
     *       server may apply that preference without {@code Preference-Applied} (RFC 7240, section 3), and a proxy may
     *       drop that header, so neither makes a difference. A server that does not know a job must say so: the job is
     *       {@code missing}.
     *   <li>The request did not ask for it: nothing is known about the job. That is a transient failure of this job
     *       alone, and the client polls again.
     * </ul>
     *
     * @param found snapshots by id
     * @param missing ids that the response lists as unknown to the server
     * @param unreadable what is wrong with an entry that cannot be read, by id; the empty id stands for entries without
     *     an id. A transient failure of these jobs alone
     */
    record BulkSnapshots(Map<String, Snapshot> found, Set<String> missing, Map<String, String> unreadable) {
        /** Copies. */
        public BulkSnapshots {
            found = Map.copyOf(Objects.requireNonNull(found, "found"));
            missing = Set.copyOf(Objects.requireNonNull(missing, "missing"));
            unreadable = Map.copyOf(Objects.requireNonNull(unreadable, "unreadable"));
        }

        /** A response in which every entry can be read. */
        public BulkSnapshots(Map<String, Snapshot> found, Set<String> missing) {
            this(found, missing, Map.of());
        }
    }

    /** How to submit jobs. */
    interface Submit {
        /**
         * Whether the server takes the same idempotency key twice for one intent. If not, the client does not repeat a request that the
         * server may have processed, nor one whose answer it cannot read: there could be two jobs. Default: true.
         */
        default boolean isRepeatable() {
            return true;
        }

        /**
         * The request that submits the jobs.
         *
         * @param idempotencyKey the same for each repetition, so that the server submits the jobs once
         */
        HttpRequest request(Submission submission, String idempotencyKey);

        /**
         * Reads the response: a snapshot of each new job, in the order of the languages.
         *
         * @throws MalformedResponseException if it cannot be read
         */
        List<Snapshot> read(HttpHeaders headers, byte[] body);
    }

    /** How to cancel a job. */
    interface Cancel {
        /** The request that cancels the job. */
        HttpRequest request(String id);

        /**
         * Reads the response: the job as it is now.
         *
         * @throws MalformedResponseException if it cannot be read
         */
        Snapshot read(String id, HttpHeaders headers, byte[] body);
    }

    /**
     * The native API of Fermata's simulator, with long polls, bulk polls, submission and cancellation.
     *
     * @param server such as {@code http://localhost:8000}; user information in it becomes Basic authentication, and a
     *     query such as {@code ?api_key=abc} is sent with each request
     * @throws IllegalArgumentException if that is not an http or https URL with a host
     */
    static FermataBackend fermata(URI server) {
        return FermataBackend.of(server);
    }

    /**
     * The small system: {@code GET /status} with one job at a time. The id of the job is ignored.
     *
     * @param server such as {@code http://localhost:8000}; {@code /status} is added unless it is there; user
     *     information in it becomes Basic authentication
     * @throws IllegalArgumentException if that is not an http or https URL with a host
     */
    static StatusBackend status(URI server) {
        return StatusBackend.of(server);
    }

    /**
     * Any server that shows a job's state as JSON at a URL of its own.
     *
     * @param template the URL with <code>{id}</code> in the place of the job's id, such as
     *     <code>https://api.example.com/v2/jobs/{id}</code>; user information in it becomes Basic authentication
     * @throws IllegalArgumentException if that is not an http or https URL, or has no <code>{id}</code> in its path or
     *     query
     */
    static JsonBackendBuilder json(String template) {
        return json(RequestTemplate.get(template).requireId());
    }

    /**
     * Any server that is asked for a job by a request with <code>{id}</code> in its URL, in a header or in its body.
     *
     * @throws IllegalArgumentException if its URL is not an http or https URL; {@link JsonBackendBuilder#build} refuses one without an id
     */
    static JsonBackendBuilder json(RequestTemplate poll) {
        return new JsonBackendBuilder(RequestTemplate.on(null, poll, Set.of(RequestTemplate.ID)));
    }

    /**
     * The server that a file describes: a JSON object with the methods of the builder as keys, such as {@code {"url":
     * "https://api.example.com/jobs/{id}", "state": "/status", "completed": ["done"], "failedWhen": "/error"}}. In a text, <code>${NAME}</code>
     * stands for an environment variable.
     *
     * @throws IOException if the file cannot be read
     * @throws IllegalArgumentException if it is no such description; the message names the key
     */
    static JsonBackendBuilder json(Path file) throws IOException {
        return JsonBackendFile.read(Files.readAllBytes(Objects.requireNonNull(file, "file")), System::getenv);
    }

    /**
     * A vendor's SDK, or anything else that finds out a job's state by a call. An exception is a transient failure
     * unless you say otherwise.
     *
     * <p>When a wait ends, or after the request timeout, the thread of its call is interrupted. A wait ends on time
     * also if the call does not react to that. But such a call still counts as in flight until it returns: there are
     * never more calls at once than {@code maxInFlight}, and further polls wait for their turn. While two such calls of
     * one job hang (a sixteenth of {@code maxInFlight} if that is more, one if {@code maxInFlight} is 2), the client
     * makes no further call for this job. So give the SDK a timeout of its own.
     *
     * <pre>{@code
     * Backend.of(id -> Snapshot.builder(id, sdk.job(id).done() ? JobState.COMPLETED : JobState.RUNNING).build())
     *         .withName("example")
     *         .withPermanentFailures(failure -> failure instanceof NoSuchJobException)
     * }</pre>
     */
    static SourceBackend of(SnapshotSource source) {
        return SourceBackend.of(source);
    }
}
