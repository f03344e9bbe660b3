package dev.fermata.client.internal.poll;

import dev.fermata.client.backend.Backend;
import dev.fermata.client.backend.MalformedResponseException;
import dev.fermata.client.backend.Snapshot;
import dev.fermata.client.backend.Verdict;
import dev.fermata.client.internal.http.HttpTransport.Response;
import dev.fermata.client.internal.http.ResponseClassifier;
import dev.fermata.client.internal.http.ResponseClassifier.Failure;
import dev.fermata.client.internal.http.RetryAfter;
import dev.fermata.client.internal.poll.PollQuery.PollResponse;
import dev.fermata.client.internal.poll.PollQuery.Preference;
import dev.fermata.client.internal.text.Printable;
import dev.fermata.client.internal.text.Secrets;
import dev.fermata.client.internal.wait.PollResult;
import dev.fermata.client.internal.wait.PollResult.Problem;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Reads a response with the backend. On a worker: a backend is the caller's code. */
final class ResponseReader {

    static final String NOT_REPEATED = "; the submission is not sent again, because the job may exist";

    private final Backend backend;
    private final PollQuery query;
    private final HttpRequest request;
    private final URI uri;
    private final Instant now;
    /** The server's time of day; only a job that states when it began needs it. */
    private @Nullable Instant serverTime;
    /** Only a failure needs them. */
    private @Nullable Secrets secrets;

    /** @param now the time of day */
    ResponseReader(Backend backend, PollQuery query, HttpRequest request, Instant now) {
        this.backend = backend;
        this.query = query;
        this.request = request;
        this.uri = request.uri();
        this.now = now;
    }

    PollResponse read(Response response) {
        HttpHeaders headers = response.headers();
        Preference applied = query.preference().isHeld() ? Preference.applied(headers) : Preference.NONE;
        Duration retryAfter = headers.firstValue("Retry-After").isEmpty() ? Duration.ZERO : RetryAfter.of(headers, now);
        Map<String, PollResult> results = new HashMap<>();
        PollResult others = response.statusCode() == 304
                ? notModified(headers, retryAfter)
                : judged(
                        response,
                        retryAfter,
                        () -> query.bulk()
                                ? many(response, retryAfter, results)
                                : one(response, retryAfter, applied.isHeld()));
        return new PollResponse(response.statusCode(), results, others, applied, retryAfter, version(response));
    }

    private PollQuery.@Nullable Version version(Response response) {
        if (query.bulk() || query.oneShot() != null) {
            return null;
        }
        PollQuery.Version before = response.statusCode() == 304 ? query.version() : null;
        return response.headers()
                .firstValue("ETag")
                .map(etag -> new PollQuery.Version(uri, etag))
                .orElse(before);
    }

    /** The backend says what the response means; if it leaves that to the status, HTTP does. */
    private PollResult judged(Response response, Duration retryAfter, Supplier<PollResult> reading) {
        return valid(
                () -> {
                    Verdict verdict = backend.verdict(response.statusCode(), response.headers(), response.body());
                    boolean poll = query.oneShot() == null || query.oneShot().isPoll();
                    return switch (verdict.kind()) {
                        case TRANSIENT -> failed(failure(response, verdict, false), response, retryAfter);
                        case REJECTED -> failed(failure(response, verdict, true), response, retryAfter);
                        case READABLE -> poll ? reading.get() : byStatus(response, retryAfter, reading);
                        case BY_STATUS -> byStatus(response, retryAfter, reading);
                    };
                },
                retryAfter);
    }

    private static Failure failure(Response response, Verdict verdict, boolean rejected) {
        Failure said = ResponseClassifier.failure(response, rejected);
        return verdict.explanation().isEmpty() ? said : said.explainedBy(verdict.explanation());
    }

    private PollResult byStatus(Response response, Duration retryAfter, Supplier<PollResult> reading) {
        if (response.statusCode() / 100 == 2) {
            return reading.get();
        }
        // With an idempotency key, 409 says that the server still works on the same request.
        boolean conflictIsFinal = query.oneShot() != null && !query.oneShot().conflictPasses();
        return ResponseClassifier.byStatus(response, conflictIsFinal)
                .map(failure -> failed(failure, response, retryAfter))
                .orElseGet(reading);
    }

    private PollResult failed(Failure failure, Response response, Duration retryAfter) {
        Failure clean = failure.explainedBy(withoutSecrets(failure.explanation()));
        return clean.rejected()
                ? new PollResult.Rejected(uri, clean.statusCode(), clean.explanation(), retryAfter)
                : new PollResult.Transient(
                        uri,
                        Problem.of(clean.sentence()),
                        retryAfter,
                        RetryAfter.isNow(response.headers()),
                        1,
                        response.statusCode() == 429);
    }

    private PollResult valid(Supplier<PollResult> reading, Duration retryAfter) {
        try {
            return reading.get();
        } catch (MalformedResponseException malformed) {
            return unreadable(String.valueOf(malformed.getMessage()), retryAfter);
        } catch (RuntimeException | Error broken) {
            return unreadable("the response cannot be read: " + broken, retryAfter);
        }
    }

    /** A server that does not know idempotency keys would make more jobs of each repetition of a submission. */
    private PollResult one(Response response, Duration retryAfter, boolean held) {
        PollResult result = valid(() -> result(snapshot(response), response.headers(), retryAfter, held), retryAfter);
        return query.isAnsweredOnce() && result instanceof PollResult.Transient unreadable
                ? new PollResult.Rejected(
                        uri,
                        0,
                        Printable.masked(uri) + " answered " + response.statusCode() + ": "
                                + unreadable.problem().sentence() + NOT_REPEATED,
                        retryAfter)
                : result;
    }

    private PollResult unreadable(String sentence, Duration retryAfter) {
        return new PollResult.Transient(uri, Problem.of(withoutSecrets(sentence)), retryAfter, false, 1);
    }

    private PollResult notModified(HttpHeaders headers, Duration retryAfter) {
        return query.known() == null || query.oneShot() != null
                ? unreadable("the server says that nothing has changed (304), and never said what was", retryAfter)
                : result(query.known(), headers, retryAfter, false);
    }

    private Snapshot snapshot(Response response) {
        PollQuery.OneShot oneShot = query.oneShot();
        String id = query.ids().get(0);
        Snapshot snapshot = oneShot == null
                ? backend.read(id, response.statusCode(), response.headers(), response.body())
                : oneShot.read().read(response.statusCode(), response.headers(), response.body());
        // The jobs of a submission have no id before it.
        return oneShot != null && id.isEmpty() ? snapshot : withKnown(id, checked(backend, id, snapshot));
    }

    /** Many servers name the URL of the next poll, or the expected end, once, in the answer to the submission. */
    private Snapshot withKnown(String id, Snapshot snapshot) {
        Snapshot known = query.knownJobs().get(id);
        if (known == null || snapshot.state().isTerminal()) {
            return snapshot;
        }
        boolean url = known.nextPoll().isPresent() && snapshot.nextPoll().isEmpty();
        boolean end = known.expectedAt().isPresent() && snapshot.expectedAt().isEmpty();
        if (!url && !end) {
            return snapshot;
        }
        Snapshot.Builder both = snapshot.toBuilder();
        if (url) {
            both.nextPoll(known.nextPoll().get());
        }
        if (end) {
            both.createdAt(known.createdAt().orElse(null))
                    .expectedAt(known.expectedAt().get());
        }
        return both.build();
    }

    private PollResult result(Snapshot snapshot, HttpHeaders headers, Duration retryAfter, boolean held) {
        boolean ended = snapshot.state().isTerminal() || query.oneShot() != null;
        Instant asOf = snapshot.createdAt().isPresent() ? serverTime(headers) : now;
        return ended
                ? new PollResult.Terminal(withoutSecrets(snapshot), asOf, held, retryAfter)
                : new PollResult.Running(snapshot, asOf, retryAfter, null);
    }

    /** What the server says of a failed job becomes a message, too. */
    private Snapshot withoutSecrets(Snapshot snapshot) {
        return snapshot.error()
                .map(error -> snapshot.toBuilder()
                        .error(error.code(), withoutSecrets(error.message()))
                        .build())
                .orElse(snapshot);
    }

    private Instant serverTime(HttpHeaders headers) {
        if (serverTime == null) {
            serverTime = ResponseClassifier.serverTime(headers, now);
        }
        return serverTime;
    }

    /** Fills the results, and returns what the response says of the jobs that it does not mention. */
    private PollResult many(Response response, Duration retryAfter, Map<String, PollResult> results) {
        Backend.BulkSnapshots listed =
                backend.bulk().orElseThrow().read(query.ids(), response.headers(), response.body());
        listed.missing()
                .forEach(id -> results.put(
                        id, new PollResult.Rejected(null, 404, "the server lists the job as missing", retryAfter)));
        listed.unreadable().forEach((id, problem) -> results.put(id, unreadable(problem, retryAfter)));
        boolean held = query.preference().isHeld();
        // A server may list others, too.
        Map<String, Snapshot> found = new LinkedHashMap<>(listed.found());
        found.keySet().retainAll(new HashSet<>(query.ids()));
        found.forEach((id, snapshot) -> results.put(
                id,
                valid(
                        () -> result(
                                withKnown(id, checked(backend, id, snapshot)), response.headers(), retryAfter, held),
                        retryAfter)));
        if (query.preference().minimal()) {
            // The server may apply the preference without saying so (RFC 7240, section 3): a job that is not listed has
            // not ended.
            return new PollResult.Running(null, now, retryAfter, null);
        }
        PollResult nameless = results.get("");
        return nameless instanceof PollResult.Transient
                ? nameless
                : unreadable("the response does not mention the job", retryAfter);
    }

    /** A text of a server or a backend, fit for a message. */
    private String withoutSecrets(String text) {
        if (secrets == null) {
            secrets = Secrets.of(request, new HashSet<>(query.ids()));
        }
        return secrets.hide(Printable.clean(text));
    }

    /**
     * The snapshot: the end of another job must not end a wait.
     *
     * @param snapshot a backend may be written in code that is not null-marked
     * @throws MalformedResponseException if there is none, or if it is of another job
     */
    static Snapshot checked(Backend backend, String id, @Nullable Snapshot snapshot) {
        if (snapshot == null) {
            throw new MalformedResponseException("the backend '" + backend.name() + "' returned null for a snapshot");
        }
        if (backend.tellsJobsApart() && !snapshot.id().equals(id)) {
            throw new MalformedResponseException("the backend '" + backend.name() + "' returned a snapshot of job '"
                    + Printable.cut(snapshot.id(), 100) + "', not of '" + Printable.cut(id, 100)
                    + "'; build it with the id that was asked for");
        }
        return snapshot;
    }
}
