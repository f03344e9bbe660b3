package dev.fermata.client;

import dev.fermata.client.backend.Backend;
import dev.fermata.client.backend.MalformedResponseException;
import dev.fermata.client.backend.Snapshot;
import dev.fermata.client.backend.Submission;
import dev.fermata.client.internal.engine.WaitLoop.Begun;
import dev.fermata.client.internal.http.ResponseClassifier;
import dev.fermata.client.internal.poll.PollQuery.OneShot;
import dev.fermata.client.internal.poll.RequestFactory;
import dev.fermata.client.internal.text.Checks;
import dev.fermata.client.internal.wait.WaitObserver.WaitResult;
import dev.fermata.client.internal.wait.WaitStateMachine.Ending;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The calls of a waiter that are not waits: a single poll, submissions and cancellations. Thread-safe. */
final class SingleRequests {

    /** A job that was created so recently was created by the submission. */
    private static final Duration RECENT = Duration.ofMinutes(1);
    /** For so many kinds of one submission plans are made: the response waits for them. For more, one plan has to do at first. */
    private static final int MOST_KINDS = 8;

    private final WaiterCalls calls;
    private final Backend backend;

    SingleRequests(WaiterCalls calls) {
        this.calls = calls;
        this.backend = calls.settings.backend;
    }

    /** {@link Waiter#snapshot}. */
    Snapshot snapshot(String id) throws InterruptedException {
        return response(calls.result(beginPoll(id)));
    }

    CompletableFuture<Snapshot> snapshotAsync(String id) {
        return calls.async(() -> beginPoll(id), SingleRequests::response);
    }

    private Begun beginPoll(String id) {
        Checks.id("id", id);
        OneShot poll = new OneShot(
                OneShot.Purpose.POLL,
                known -> RequestFactory.poll(backend, id, known),
                (status, headers, body) -> backend.read(id, status, headers, body));
        return beginOnce(id, poll);
    }

    /** Waits for the job learn what it says. */
    private Begun beginOnce(String id, OneShot request) {
        Begun begun = calls.once(id, request, calls.settings.requestTimeout);
        begun.result().thenAccept(result -> {
            if (result.state().last() != null) {
                calls.loop().seen(result.state().last(), false, Duration.ZERO);
            }
        });
        return begun;
    }

    /** {@link Waiter#cancel}. */
    Snapshot cancel(String id) throws InterruptedException {
        WaitResult result = calls.result(beginCancel(id));
        return result.ending() instanceof Ending.PollsRejected rejected && isConflict(rejected.statusCode())
                ? snapshot(id)
                : response(result);
    }

    CompletableFuture<Snapshot> cancelAsync(String id) {
        CompletableFuture<Snapshot> future = new CompletableFuture<>();
        relay(calls.async(() -> beginCancel(id), SingleRequests::response), future, problem -> {
            boolean ended = problem instanceof WaitException.RequestRejectedException rejected
                    && isConflict(rejected.statusCode());
            return ended ? snapshotAsync(id) : null;
        });
        return future;
    }

    /** Whether the server does not cancel a job because it has ended. */
    private static boolean isConflict(int statusCode) {
        return statusCode == 409;
    }

    private Begun beginCancel(String id) {
        Checks.id("id", id);
        Backend.Cancel cancel = backend.cancel().orElseThrow(() -> unsupported("cancel jobs"));
        OneShot request = new OneShot(
                OneShot.Purpose.CANCELLATION,
                known -> cancel.request(id),
                (status, headers, body) -> cancel.read(id, headers, body));
        return beginOnce(id, request);
    }

    /** {@link Waiter#submitAll}. */
    List<Snapshot> submit(Submission submission, String idempotencyKey, Duration maxWait) throws InterruptedException {
        Submitting submitting = submitting(submission, idempotencyKey, maxWait);
        return submitting.jobs(calls.result(submitting.begin()));
    }

    /** @param reading makes the value of the future from the jobs */
    <T> CompletableFuture<T> submitAsync(
            Submission submission, String idempotencyKey, Duration maxWait, Function<List<Snapshot>, T> reading) {
        Submitting submitting = submitting(submission, idempotencyKey, maxWait);
        return calls.async(submitting::begin, result -> reading.apply(submitting.jobs(result)));
    }

    private Submitting submitting(Submission submission, String idempotencyKey, Duration maxWait) {
        Objects.requireNonNull(submission, "submission");
        Checks.printable("idempotencyKey", idempotencyKey);
        Backend.Submit submit = backend.submit().orElseThrow(() -> unsupported("submit jobs"));
        AtomicReference<Submitted> submitted = new AtomicReference<>(new Submitted(List.of(), Instant.EPOCH));
        OneShot request = new OneShot(
                submit.isRepeatable() ? OneShot.Purpose.SUBMISSION : OneShot.Purpose.SINGLE_SUBMISSION,
                known -> submit.request(submission, idempotencyKey),
                (status, headers, body) -> {
                    List<Snapshot> jobs = List.copyOf(submit.read(headers, body));
                    if (jobs.isEmpty()) {
                        throw new MalformedResponseException("the response lists no job");
                    }
                    Instant asOf = ResponseClassifier.serverTime(headers, calls.wallClock.instant());
                    submitted.set(new Submitted(jobs, asOf));
                    Set<String> kinds = jobs.stream().map(Snapshot::kind).collect(Collectors.toSet());
                    (kinds.size() > MOST_KINDS ? Set.of("") : kinds).forEach(calls::prepare);
                    return jobs.get(0);
                });
        return new Submitting(request, submitted, Checks.positive("maxWait", maxWait));
    }

    /** @param asOf the server's time of day */
    private record Submitted(List<Snapshot> jobs, Instant asOf) {
        /** A submission that is repeated with its old key returns a job that may have ended long ago. */
        boolean isNew(Snapshot job) {
            return job.createdAt()
                    .map(created -> Duration.between(created, asOf).abs().compareTo(RECENT) < 0)
                    .orElse(true);
        }
    }

    /** A submission, and the jobs that its response lists. */
    private final class Submitting {

        private final OneShot request;
        private final AtomicReference<Submitted> submitted;
        private final Duration maxWait;

        Submitting(OneShot request, AtomicReference<Submitted> submitted, Duration maxWait) {
            this.request = request;
            this.submitted = submitted;
            this.maxWait = maxWait;
        }

        Begun begin() {
            return calls.once("", request, maxWait);
        }

        List<Snapshot> jobs(WaitResult result) {
            response(result);
            Submitted response = Objects.requireNonNull(submitted.get());
            Duration notBefore = result.start().plus(result.state().notBefore());
            response.jobs().forEach(job -> calls.loop().seen(job, response.isNew(job), notBefore));
            return response.jobs();
        }
    }

    private UnsupportedOperationException unsupported(String what) {
        return new UnsupportedOperationException("the backend '" + backend.name() + "' cannot " + what);
    }

    private static Snapshot response(WaitResult result) {
        Outcome outcome = WaiterCalls.single(result);
        if (result.ending() instanceof Ending.JobEnded ended) {
            return ended.snapshot();
        }
        throw new WaitException.NoResponseException(outcome.lastProblem().orElse("no response in time"));
    }

    /**
     * Completes one future as the other completes, and cancels the other when the one is canceled. The stages of {@link
     * CompletableFuture} wrap exceptions and do not pass a cancellation on.
     *
     * @param next what takes the place of the other after a problem; null for nothing
     */
    private static <T> void relay(
            CompletableFuture<T> from,
            CompletableFuture<T> to,
            Function<Throwable, @Nullable CompletableFuture<T>> next) {
        from.whenComplete((value, problem) -> {
            CompletableFuture<T> other = problem == null ? null : next.apply(problem);
            if (other != null) {
                relay(other, to, none -> null);
            } else if (problem != null) {
                to.completeExceptionally(problem);
            } else {
                to.complete(value);
            }
        });
        to.whenComplete((done, problem) -> from.cancel(false));
    }
}
