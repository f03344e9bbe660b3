package dev.fermata.client;

import dev.fermata.client.backend.Backend;
import dev.fermata.client.backend.Snapshot;
import dev.fermata.client.backend.Submission;
import dev.fermata.client.internal.text.Checks;
import dev.fermata.client.internal.text.Printable;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/**
 * Waits for jobs: it knows at once, polls rarely, and ends on time.
 *
 * <p>A transient failure never ends a wait: no connection, a reset, no response in time, a response that makes no sense, 408, 409,
 * 423, 425, 429, or 5xx other than 501 and 505. A rejection ends it at once with a {@link WaitException.RequestRejectedException}: any other 4xx,
 * 501, 505, or a redirection. 404 is transient at first: for {@link WaiterBuilder#notFoundGrace}, and until the server repeats it for a
 * job that was seen. A failure to connect that does not pass by itself ends the wait after {@link WaiterBuilder#permanentFailureTries}.
 * A job that failed is an {@link Outcome}, and so is a timeout. A wait ends within milliseconds of its deadline, whatever the server
 * does.
 *
 * <p>The waiter learns how long jobs take, and polls accordingly. If the server can hold a request until the job changes, the waiter
 * asks it to; if it can be asked for many jobs at once, it is. All waits of a waiter share its connections and its limits.
 *
 * <p>Thread-safe. One waiter carries a hundred thousand waits at once with one thread. Close it when you are done: waits that are
 * still under way then end with an {@link IllegalStateException}.
 *
 * <pre>{@code
 * try (Waiter waiter = Waiter.builder(Backend.fermata(URI.create("http://localhost:8000"))).build()) {
 *     Outcome outcome = waiter.await("job-1", Duration.ofMinutes(20));
 * }
 * }</pre>
 */
public final class Waiter implements AutoCloseable {

    private final WaiterCalls calls;

    Waiter(WaiterCalls calls) {
        this.calls = calls;
    }

    /** Settings for a waiter; {@link WaiterBuilder#build} makes it. */
    public static WaiterBuilder builder(Backend backend) {
        return new WaiterBuilder(backend);
    }

    /** A builder with the settings of this waiter. Waiters that it builds share the history, and nothing else. */
    public WaiterBuilder toBuilder() {
        return calls.settings.copy(calls.settings.backend);
    }

    /** Waits as {@link #await(String, WaitOptions)} does, for at most {@link WaiterBuilder#maxWait}. */
    public Outcome await(String id) throws InterruptedException {
        return await(id, WaitOptions.NONE);
    }

    /** Waits as {@link #await(String, WaitOptions)} does, for at most {@code maxWait}. */
    public Outcome await(String id, Duration maxWait) throws InterruptedException {
        return await(id, WaitOptions.maxWait(maxWait));
    }

    /**
     * Blocks until the job has ended or the time is up. To resume a wait that timed out, wait for the same id again: the waiter then
     * polls at once, and remembers how old the job is. A job that this waiter saw end is known without a poll.
     *
     * @throws WaitException.RequestRejectedException if the server rejects the polls
     * @throws InterruptedException if the thread is interrupted; the request under way is canceled
     * @throws IllegalArgumentException if the id is null, or if no request can be made for it
     * @throws IllegalStateException if the waiter is closed, before the wait or during it
     */
    public Outcome await(String id, WaitOptions options) throws InterruptedException {
        return WaiterCalls.single(calls.result(calls.begin(id, options, calls.now())));
    }

    /** As {@link #awaitAsync(String, WaitOptions)}, for at most {@link WaiterBuilder#maxWait}. */
    public CompletableFuture<Outcome> awaitAsync(String id) {
        return awaitAsync(id, WaitOptions.NONE);
    }

    /** As {@link #awaitAsync(String, WaitOptions)}, for at most {@code maxWait}. */
    public CompletableFuture<Outcome> awaitAsync(String id, Duration maxWait) {
        return awaitAsync(id, WaitOptions.maxWait(maxWait));
    }

    /**
     * Like {@link #await(String, WaitOptions)}, without blocking. If you cancel the future, or complete it yourself, the wait ends and
     * its request is canceled. What {@code await} throws, the future completes with; only arguments out of bounds are thrown at once.
     *
     * @return completed on the callback executor, as are stages that depend on it
     */
    public CompletableFuture<Outcome> awaitAsync(String id, WaitOptions options) {
        return calls.async(() -> calls.begin(id, options, calls.now()), WaiterCalls::single);
    }

    /** As {@link #awaitCompleted(String, WaitOptions)}, for at most {@code maxWait}. */
    public Snapshot awaitCompleted(String id, Duration maxWait) throws InterruptedException {
        return await(id, maxWait).orThrow();
    }

    /**
     * Like {@link #await(String, WaitOptions)}, with an exception for every end but one.
     *
     * @return the completed job
     * @throws WaitException.JobFailedException if the job failed
     * @throws WaitException.JobCanceledException if it was canceled
     * @throws WaitException.JobNeedsAttentionException if it goes no further until somebody acts
     * @throws WaitException.WaitTimeoutException if the time was up first
     */
    public Snapshot awaitCompleted(String id, WaitOptions options) throws InterruptedException {
        return await(id, options).orThrow();
    }

    /** As {@link #awaitAll(Collection, WaitOptions)}, for at most {@code maxWait}. */
    public List<Outcome> awaitAll(Collection<String> ids, Duration maxWait) throws InterruptedException {
        return awaitAll(ids, WaitOptions.maxWait(maxWait));
    }

    /**
     * Blocks until all jobs have ended or the time is up, which counts from the call for each of them. A rejection is an
     * {@link Outcome.Rejected} here.
     *
     * @return in the order of the ids, one for each
     * @throws InterruptedException if the thread is interrupted; all requests under way are canceled
     */
    public List<Outcome> awaitAll(Collection<String> ids, WaitOptions options) throws InterruptedException {
        return WaitGroup.awaitAll(calls, ids, options);
    }

    /** As {@link #awaitEach(Collection, WaitOptions)}, for at most {@code maxWait}. */
    public Stream<Outcome> awaitEach(Collection<String> ids, Duration maxWait) {
        return awaitEach(ids, WaitOptions.maxWait(maxWait));
    }

    /**
     * The outcomes of many waits in the order in which the jobs end. The stream blocks its reader, and ends with the last outcome.
     * Close it to give up the remaining waits. An interrupt while it is read ends it with a
     * {@link java.util.concurrent.CancellationException}, and the thread's interrupt flag stays set. A rejection is an
     * {@link Outcome.Rejected} here.
     *
     * <pre>{@code
     * try (Stream<Outcome> outcomes = waiter.awaitEach(ids, Duration.ofMinutes(20))) {
     *     outcomes.forEach(outcome -> System.out.println(outcome.id() + ": " + outcome));
     * }
     * }</pre>
     *
     * @param ids an id that is listed twice is waited for once
     */
    public Stream<Outcome> awaitEach(Collection<String> ids, WaitOptions options) {
        return WaitGroup.awaitEach(calls, ids, options);
    }

    /**
     * One poll of a job, now. Transient failures are retried until the request timeout. There is no grace for 404.
     *
     * @throws WaitException.NoResponseException if there was no usable response in time
     * @throws WaitException.RequestRejectedException if the server rejects the poll
     */
    public Snapshot snapshot(String id) throws InterruptedException {
        return requests().snapshot(id);
    }

    /** Like {@link #snapshot}, without blocking; the future is as that of {@link #awaitAsync(String, WaitOptions)}. */
    public CompletableFuture<Snapshot> snapshotAsync(String id) {
        return requests().snapshotAsync(id);
    }

    /**
     * As {@link #submit(Submission, String, Duration)}, with a random idempotency key.
     *
     * @throws WaitException.NoResponseException if there was no response in time. The job may exist all the same; with a key of your own you could
     *     ask again
     */
    public Snapshot submit(Submission submission, Duration maxWait) throws InterruptedException {
        return submit(submission, randomKey(), maxWait);
    }

    /**
     * Submits one job: for a submission with one language. The request is repeated with the same idempotency key until it is
     * answered, so that there is one job in the end. Submit again with the same key, perhaps after a restart, and you get that job;
     * if its snapshot has no {@link Snapshot#createdAt}, wait with {@link WaitOptions.Builder#startedAt}. 409 is transient here, too:
     * it says that the server still works on a request with this key.
     *
     * @param idempotencyKey names this one intent, such as a number in your database; 1 to 255 printable characters of ASCII
     * @return the new job
     * @throws IllegalArgumentException if the submission names several languages; use {@link #submitAll}
     * @throws WaitException.NoResponseException if there was no response in time; the job may exist all the same
     * @throws WaitException.RequestRejectedException if the server does not accept it
     * @throws UnsupportedOperationException if the backend cannot submit jobs
     */
    public Snapshot submit(Submission submission, String idempotencyKey, Duration maxWait) throws InterruptedException {
        return submitAll(single(submission), idempotencyKey, maxWait).get(0);
    }

    /**
     * Like {@link #submit(Submission, String, Duration)}, without blocking; the future is as that of
     * {@link #awaitAsync(String, WaitOptions)}. If you cancel it, the job may exist all the same.
     */
    public CompletableFuture<Snapshot> submitAsync(Submission submission, String idempotencyKey, Duration maxWait) {
        return requests().submitAsync(single(submission), idempotencyKey, maxWait, jobs -> jobs.get(0));
    }

    /** As {@link #submitAll(Submission, String, Duration)}, with a random idempotency key. */
    public List<Snapshot> submitAll(Submission submission, Duration maxWait) throws InterruptedException {
        return submitAll(submission, randomKey(), maxWait);
    }

    /**
     * Submits one job for each language, with one request; otherwise like {@link #submit(Submission, String, Duration)}.
     *
     * @return the jobs, in the order of the languages
     */
    public List<Snapshot> submitAll(Submission submission, String idempotencyKey, Duration maxWait)
            throws InterruptedException {
        return requests().submit(submission, idempotencyKey, maxWait);
    }

    /** Like {@link #submitAll(Submission, String, Duration)}, without blocking; the future is as that of {@link #submitAsync}. */
    public CompletableFuture<List<Snapshot>> submitAllAsync(
            Submission submission, String idempotencyKey, Duration maxWait) {
        return requests().submitAsync(submission, idempotencyKey, maxWait, jobs -> jobs);
    }

    /**
     * Asks the server to cancel a job. A job that has ended stays as it is: after 409, a poll says how it ended.
     *
     * @return the job as it is now; perhaps still running, if the server takes its time
     * @throws WaitException.NoResponseException if there was no response in time
     * @throws WaitException.RequestRejectedException if the server rejects the request
     * @throws UnsupportedOperationException if the backend cannot cancel jobs
     */
    public Snapshot cancel(String id) throws InterruptedException {
        return requests().cancel(id);
    }

    /** Like {@link #cancel}, without blocking; the future is as that of {@link #awaitAsync(String, WaitOptions)}. */
    public CompletableFuture<Snapshot> cancelAsync(String id) {
        return requests().cancelAsync(id);
    }

    /**
     * Tells the waiter how a job stands, as a webhook says it. If the job has ended, all waits for it end, and so does each later
     * one. Returns at once.
     *
     * @throws IllegalArgumentException if the snapshot is of another job
     */
    public void notify(String id, Snapshot snapshot) {
        if (!Checks.id("id", id)
                .equals(Objects.requireNonNull(snapshot, "snapshot").id())) {
            throw new IllegalArgumentException(
                    Printable.clean("the snapshot is of job '" + snapshot.id() + "', not of '" + id + "'"));
        }
        calls.loop().notified(snapshot);
    }

    /** Polls now for a job that is waited for, as soon as limits and {@code Retry-After} allow. Returns at once. */
    public void look(String id) {
        calls.loop().look(Checks.id("id", id));
    }

    /** Ends every wait that is still under way, writes down what was learned, and closes the waiter's threads and connections. */
    @Override
    public void close() {
        calls.close();
    }

    private static Submission single(Submission submission) {
        if (Objects.requireNonNull(submission, "submission").languages().size() != 1) {
            throw new IllegalArgumentException(
                    "languages are " + Printable.clean(submission.languages().toString())
                            + "; allowed is one, for one job; use submitAll for one job for each language");
        }
        return submission;
    }

    private static String randomKey() {
        return UUID.randomUUID().toString();
    }

    private SingleRequests requests() {
        return new SingleRequests(calls);
    }

    WaiterCalls calls() {
        return calls;
    }
}
