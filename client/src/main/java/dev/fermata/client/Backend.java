package dev.fermata.client;

import java.net.URI;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * How to talk to one kind of server: requests out, snapshots in. It sends nothing itself, and decides nothing: status codes,
 * {@code Retry-After}, {@code ETag} and {@code Prefer: wait} are the {@link Waiter}'s business.
 *
 * <p>Implementations are immutable and thread-safe, and must not block. A {@link RuntimeException} from reading counts as an
 * answer that makes no sense; one from building a request ends the wait with it.
 */
public interface Backend {

    /** The most general {@link DurationHistory} kind of its jobs, such as {@code fermata}. */
    String name();

    /** A GET that asks for one job. */
    HttpRequest look(String id);

    /**
     * Reads the answer to {@link #look}; only for a status of 200 to 299.
     *
     * @throws BadAnswerException if it makes no sense
     */
    Snapshot read(String id, HttpHeaders headers, byte[] body);

    /**
     * Whether the server may be asked to hold a look until the job changes ({@code Prefer: wait}). That costs nothing where it
     * cannot: RFC 7240 has it ignore the wish. Default: true.
     */
    default boolean mayHold() {
        return true;
    }

    /**
     * Whether an id always means the same job. Where it does not, a wait for an id does not go on where the last one ended.
     * Default: it does.
     */
    default boolean tellsJobsApart() {
        return true;
    }

    /** How to look at many jobs with one request, for a server that has such a thing. */
    default Optional<Bulk> bulk() {
        return Optional.empty();
    }

    /** How to submit jobs, for a backend that has it. */
    default Optional<Submit> submit() {
        return Optional.empty();
    }

    /** How to cancel a job, for a backend that has it. */
    default Optional<Cancel> cancel() {
        return Optional.empty();
    }

    /** Many jobs in one request. */
    interface Bulk {
        /** How many ids one request may name; 2 or more. */
        int most();

        /** A GET that asks for all of them. */
        HttpRequest look(List<String> ids);

        /**
         * Reads the answer.
         *
         * @throws BadAnswerException if it makes no sense
         */
        Jobs read(List<String> ids, HttpHeaders headers, byte[] body);
    }

    /**
     * What an answer tells of many jobs. A job that is in neither is unknown to the server, unless the server was asked for ends
     * alone ({@code return=minimal}) and heeds that: then it has not ended.
     *
     * @param found by id
     * @param missing ids of which the answer says that the server does not know them
     * @param unreadable what is wrong with those entries that make no sense, by id; the empty id stands for entries that do
     *     not say whom they are about. It is trouble for these jobs alone, and may pass
     */
    record Jobs(Map<String, Snapshot> found, Set<String> missing, Map<String, String> unreadable) {
        /** An answer that makes sense throughout. */
        public Jobs(Map<String, Snapshot> found, Set<String> missing) {
            this(found, missing, Map.of());
        }
    }

    /** New jobs. */
    interface Submit {
        /**
         * A POST that can be repeated without harm.
         *
         * @param idempotencyKey the same for each repetition, so that the server does the work once
         */
        HttpRequest request(Submission submission, String idempotencyKey);

        /** Reads the answer: a snapshot of each new job, in the order of the languages. */
        List<Snapshot> read(HttpHeaders headers, byte[] body);
    }

    /** Ending a job early. */
    interface Cancel {
        /** The request that asks for it. */
        HttpRequest request(String id);

        /** Reads the answer: the job as it is now. */
        Snapshot read(String id, HttpHeaders headers, byte[] body);
    }

    /**
     * The native API of Fermata's simulator, with holding, bulk looks, submission and cancelling.
     *
     * @param server such as {@code http://localhost:8000}
     * @throws IllegalArgumentException if that is no http or https address with a host
     */
    static FermataBackend fermata(URI server) {
        return FermataBackend.of(server);
    }

    /**
     * The small system: {@code GET /status} with one job at a time. The id of the job is ignored.
     *
     * @param server such as {@code http://localhost:8000}; {@code /status} is added unless it is there
     * @throws IllegalArgumentException if that is no http or https address with a host
     */
    static StatusBackend status(URI server) {
        return StatusBackend.of(server);
    }

    /**
     * Any server that tells a job's state as JSON at an address of its own.
     *
     * @param template the address with <code>{id}</code> in the place of the job's id, such as
     *     <code>https://api.example.com/v2/jobs/{id}</code>
     * @throws IllegalArgumentException if that is no http or https address, or has no <code>{id}</code>
     */
    static JsonBackendBuilder json(String template) {
        return new JsonBackendBuilder(template);
    }
}
