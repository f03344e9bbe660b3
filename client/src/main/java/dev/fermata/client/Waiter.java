package dev.fermata.client;

import dev.fermata.client.Decision.Ending;
import java.net.http.HttpHeaders;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Waits for jobs: knows at once, asks rarely, ends on time.
 *
 * <p>Trouble on the way (nobody listens, a reset, 408, 425, 429, 5xx, an answer that makes no sense) never ends a wait; what will
 * not pass (400, 401, 403, 404 after a grace, 405, 410, 414, 451, 501, a redirection) ends it at once with a
 * {@link RequestRefusedException}. A job that failed is an {@link Outcome}, and so is time that is up. A wait ends within
 * milliseconds of the time given, whatever the server does.
 *
 * <p>When to ask is learned from how long jobs take. A server that can hold a request until the job changes is asked to; one that
 * can be asked for many jobs at once is. All waits of a waiter share its connections, its timer and its limits.
 *
 * <p>Thread-safe; one waiter may carry a hundred thousand waits at once, without a thread for any of them. Close it when done:
 * waits still under way then end with an {@link IllegalStateException}.
 *
 * <pre>{@code
 * try (Waiter waiter = Waiter.builder(Backend.fermata(URI.create("http://localhost:8000"))).build()) {
 *     Outcome outcome = waiter.await("job-1", Duration.ofMinutes(20));
 * }
 * }</pre>
 */
public final class Waiter implements AutoCloseable {

    private static final String WHY_CANCELED = "the future was completed";

    private final Engine engine;
    private final Runnable afterwards;

    Waiter(Engine engine, Runnable afterwards) {
        this.engine = engine;
        this.afterwards = afterwards;
    }

    /** Settings for a waiter; {@link WaiterBuilder#build} makes it. */
    public static WaiterBuilder builder(Backend backend) {
        return new WaiterBuilder(backend);
    }

    /**
     * Blocks until the job has ended or the time is up. To resume a wait that timed out, wait for the same id again; the same
     * waiter looks at once then, and remembers how old the job is.
     *
     * @param maxWait more than zero, and at most 365 days
     * @throws RequestRefusedException if the server refuses to be asked
     * @throws InterruptedException if the thread is interrupted; the request under way is broken off
     * @throws IllegalArgumentException if {@code maxWait} is out of bounds
     * @throws IllegalStateException if the waiter is closed, before the wait or during it
     */
    public Outcome await(String id, Duration maxWait) throws InterruptedException {
        Wait wait = watch(id, maxWait);
        return throwIfRefused(Outcomes.of(wait, ending(wait)));
    }

    /**
     * Like {@link #await}, without blocking. Cancelling the future (or completing it by other means) ends the wait: its timer is
     * gone and its connection broken off. What {@link #await} throws, the future completes with.
     *
     * @return completed on threads of the waiter's own, so that dependent stages may take their time: a thousand of them may
     *     block at once, and up to that number no other wait is told later for it
     */
    public CompletableFuture<Outcome> awaitAsync(String id, Duration maxWait) {
        CompletableFuture<Outcome> result = new CompletableFuture<>();
        Wait wait = watch(id, maxWait);
        result.whenComplete((done, problem) -> wait.abandon(new CancellationException(WHY_CANCELED)));
        wait.ending().whenComplete((ending, broken) -> {
            if (!result.isDone()) {
                engine.hand(() -> complete(result, wait, ending, broken));
            }
        });
        return result;
    }

    private static void complete(
            CompletableFuture<Outcome> result, Wait wait, @Nullable Ending ending, @Nullable Throwable broken) {
        try {
            if (ending == null) {
                result.completeExceptionally(Objects.requireNonNull(broken));
            } else {
                result.complete(throwIfRefused(Outcomes.of(wait, ending)));
            }
        } catch (RuntimeException | Error refused) {
            result.completeExceptionally(refused);
        }
    }

    /**
     * Like {@link #await}, for those who prefer exceptions.
     *
     * @return the completed job
     * @throws JobFailedException if the job failed
     * @throws JobCanceledException if it was canceled
     * @throws WaitTimeoutException if the time was up first
     */
    public Snapshot awaitCompleted(String id, Duration maxWait) throws InterruptedException {
        return await(id, maxWait).orThrow();
    }

    /**
     * Blocks until all jobs have ended or the time is up, which counts from the call for each of them. A refusal of the server
     * is an {@link Outcome.Refused} here.
     *
     * @return in the order of the ids, one for each
     * @throws InterruptedException if the thread is interrupted; all requests under way are broken off
     */
    public List<Outcome> awaitAll(Collection<String> ids, Duration maxWait) throws InterruptedException {
        Duration start = engine.now();
        Checks.ids(ids);
        Checks.positive("maxWait", maxWait);
        List<Wait> waits = new ArrayList<>(ids.size());
        try {
            ids.forEach(id -> waits.add(watch(id, maxWait, start)));
            List<Outcome> outcomes = new ArrayList<>(ids.size());
            for (Wait wait : waits) {
                outcomes.add(Outcomes.of(wait, ending(wait)));
            }
            return outcomes;
        } finally {
            engine.abandonAll(waits, "another wait ended the call");
        }
    }

    /**
     * The outcomes of many waits as they come. The stream blocks its reader; it ends when all jobs have, or with the time.
     * Close it to give the rest up. An interrupt while it is read ends it with a {@link CancellationException}, the thread's
     * flag set. A refusal of the server is an {@link Outcome.Refused} here.
     *
     * <pre>{@code
     * try (Stream<Outcome> outcomes = waiter.awaitEach(ids, Duration.ofMinutes(20))) {
     *     outcomes.forEach(outcome -> System.out.println(outcome.id() + ": " + outcome));
     * }
     * }</pre>
     *
     * @param ids each is waited for once, however often it is there
     */
    public Stream<Outcome> awaitEach(Collection<String> ids, Duration maxWait) {
        Duration start = engine.now();
        Checks.ids(ids);
        Checks.positive("maxWait", maxWait);
        OutcomeQueue queue = new OutcomeQueue(engine);
        for (String id : new LinkedHashSet<>(ids)) {
            queue.add(watch(id, maxWait, start));
        }
        return queue.stream();
    }

    /**
     * One look at a job, now. Trouble is put up with for as long as one request may take.
     *
     * @throws NoAnswerException if no look was answered
     * @throws RequestRefusedException if the server refuses to be asked
     */
    public Snapshot snapshot(String id) throws InterruptedException {
        Backend backend = engine.settings().backend();
        Duration maxWait = engine.settings().rules().requestTimeout();
        return order(
                new Order(backend, id, () -> backend.look(id), (head, body) -> backend.read(id, head, body)), maxWait);
    }

    /**
     * Submits new jobs, one for each language. Repeated with the same idempotency key until it is answered, so that there is
     * one set of jobs in the end.
     *
     * @param maxWait more than zero
     * @return the jobs, in the order of the languages
     * @throws NoAnswerException if there was no answer in time; the jobs may exist all the same: submit with a key of your own
     *     to be able to ask again
     * @throws RequestRefusedException if the server does not accept them
     * @throws UnsupportedOperationException if the backend knows no submission
     */
    public List<Snapshot> submit(Submission submission, Duration maxWait) throws InterruptedException {
        return submit(submission, UUID.randomUUID().toString(), maxWait);
    }

    /**
     * As {@link #submit(Submission, Duration)}, with a key of the caller's own: whoever submits again after a
     * {@link NoAnswerException}, or after a restart, with the same key gets the jobs of the first time, and no second set is
     * made.
     *
     * @param idempotencyKey names this one intent, such as a number in the caller's own database; 1 to 255 printable
     *     characters of ASCII
     */
    public List<Snapshot> submit(Submission submission, String idempotencyKey, Duration maxWait)
            throws InterruptedException {
        Checks.printable("idempotencyKey", idempotencyKey);
        Backend backend = engine.settings().backend();
        Backend.Submit submit = backend.submit()
                .orElseThrow(() ->
                        new UnsupportedOperationException("the backend '" + backend.name() + "' cannot submit jobs"));
        List<Snapshot> jobs = new CopyOnWriteArrayList<>();
        order(
                new Order(
                        backend,
                        "",
                        () -> submit.request(submission, idempotencyKey),
                        (head, body) -> first(jobs, submit, head, body),
                        true),
                maxWait);
        jobs.forEach(engine::submitted);
        return List.copyOf(jobs);
    }

    /**
     * Asks the server to cancel a job. One that has ended already stays as it is.
     *
     * @return the job as it is now; perhaps still under way, if the server takes its time
     * @throws NoAnswerException if there was no answer in time
     * @throws RequestRefusedException if the server refuses
     * @throws UnsupportedOperationException if the backend knows no cancelling
     */
    public Snapshot cancel(String id) throws InterruptedException {
        Backend backend = engine.settings().backend();
        Backend.Cancel cancel = backend.cancel()
                .orElseThrow(() ->
                        new UnsupportedOperationException("the backend '" + backend.name() + "' cannot cancel jobs"));
        Duration maxWait = engine.settings().rules().requestTimeout();
        try {
            return order(
                    new Order(backend, id, () -> cancel.request(id), (head, body) -> cancel.read(id, head, body)),
                    maxWait);
        } catch (RequestRefusedException refused) {
            if (refused.statusCode() == 409) {
                return snapshot(id);
            }
            throw refused;
        }
    }

    /**
     * Ends every wait that is still under way and lets go of all threads and connections. (Before Java 21 an HttpClient
     * cannot be closed: its own thread and idle connections go when the garbage collector finds it.)
     */
    @Override
    public void close() {
        engine.close();
        afterwards.run();
    }

    Engine engine() {
        return engine;
    }

    private Wait watch(String id, Duration maxWait) {
        return watch(Checks.id("id", id), Checks.positive("maxWait", maxWait), engine.now());
    }

    private Wait watch(String id, Duration maxWait, Duration start) {
        return engine.watch(id, maxWait, start);
    }

    private static Snapshot first(List<Snapshot> jobs, Backend.Submit submit, HttpHeaders head, byte[] body) {
        jobs.addAll(submit.read(head, body));
        return jobs.get(0);
    }

    private Snapshot order(Order order, Duration maxWait) throws InterruptedException {
        Wait wait = engine.order(order, Checks.positive("maxWait", maxWait));
        Outcome outcome = Outcomes.of(wait, ending(wait));
        if (outcome instanceof Outcome.TimedOut timedOut) {
            throw new NoAnswerException(timedOut.lastProblem().orElse("no answer in time"));
        }
        throwIfRefused(outcome);
        return ((Ending.Ended) ending(wait)).snapshot();
    }

    private static Outcome throwIfRefused(Outcome outcome) {
        if (outcome instanceof Outcome.Refused refused) {
            throw refused.exception();
        }
        return outcome;
    }

    /** Blocks; a broken wait throws what broke it. */
    static Ending ending(Wait wait) throws InterruptedException {
        try {
            return wait.ending().get();
        } catch (InterruptedException interrupted) {
            wait.abandon(new CancellationException("the waiting thread was interrupted"));
            throw interrupted;
        } catch (ExecutionException broken) {
            if (broken.getCause() instanceof Error error) {
                throw error;
            }
            throw broken.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(broken);
        }
    }
}
