package dev.fermata.client.internal.poll;

import dev.fermata.client.backend.Backend;
import dev.fermata.client.backend.Backend.SnapshotSource;
import dev.fermata.client.backend.MalformedResponseException;
import dev.fermata.client.backend.Snapshot;
import dev.fermata.client.internal.http.HttpTransport;
import dev.fermata.client.internal.http.HttpTransport.Response;
import dev.fermata.client.internal.http.HttpTransport.Reuse;
import dev.fermata.client.internal.http.TransportProblem;
import dev.fermata.client.internal.poll.PollQuery.PollResponse;
import dev.fermata.client.internal.poll.PollQuery.Preference;
import dev.fermata.client.internal.text.Printable;
import dev.fermata.client.internal.text.Secrets;
import dev.fermata.client.internal.wait.PollResult;
import dev.fermata.client.internal.wait.PollResult.Problem;
import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Builds requests, sends them and has the responses read, all on worker threads. Thread-safe. */
public final class PollSender {

    private static final System.Logger LOG = System.getLogger(PollSender.class.getName());
    /** A response about several jobs may be longer by this for each. */
    private static final int BYTES_PER_JOB = 8 * 1024;

    private final Backend backend;
    private final @Nullable SnapshotSource source;
    /** How many calls were canceled and have not returned, by the id of their job. */
    private final Map<String, Integer> hanging = new ConcurrentHashMap<>();
    /** A job with this number of hanging calls gets no further call. */
    private final int mostHanging;

    private final Network network;
    private final Executor workers;
    private final RequestFactory requests;
    private final int maxAnswerBytes;
    private final Supplier<Instant> wallClock;
    private final Consumer<String> prepare;
    /** Whether schedules have planned for some kind: from then on each wait has a plan, if perhaps an old one. */
    private volatile boolean prepared;

    /** {@link HttpTransport#send}. */
    @FunctionalInterface
    public interface Network {
        CompletableFuture<Response> send(HttpRequest request, int maxBytes, Reuse reuse);
    }

    /**
     * @param maxInFlight how many calls and requests may be in flight at once
     * @param prepare lets schedules plan for a kind of jobs, on a worker; it throws nothing
     */
    public PollSender(
            Backend backend,
            Network network,
            Executor workers,
            RequestFactory requests,
            int maxInFlight,
            int maxAnswerBytes,
            Supplier<Instant> wallClock,
            Consumer<String> prepare) {
        this.backend = backend;
        this.source = backend.source().orElse(null);
        this.network = network;
        this.workers = workers;
        this.requests = requests;
        // A call that hangs must leave its job the next one, unless that takes the last of two places from other jobs.
        this.mostHanging = maxInFlight < 3 ? 1 : Math.max(2, maxInFlight / 16);
        this.maxAnswerBytes = maxAnswerBytes;
        this.wallClock = wallClock;
        this.prepare = prepare;
    }

    /** Whether it is no request but a call of the caller's code, which may go on after it was canceled. */
    public boolean isCall(PollQuery query) {
        return source != null && (query.oneShot() == null || query.oneShot().isPoll());
    }

    /**
     * Sends a request. One of the two callbacks is called once, on a worker; perhaps none after the request was canceled. A {@link
     * #isCall call} is answered when it has returned, in any case.
     *
     * @param unbuilt the request could not be built; gets why, and which jobs cannot be asked for alone either, by id, and why
     * @return cancels it: the connection is closed
     */
    public Runnable send(
            PollQuery query, Consumer<PollResponse> answered, BiConsumer<Throwable, Map<String, Throwable>> unbuilt) {
        CompletableFuture<Void> canceled = new CompletableFuture<>();
        workers.execute(() -> run(query, canceled, answered, unbuilt, true));
        // Closing a connection takes its time, and the caller has deadlines to keep.
        return () -> workers.execute(() -> canceled.complete(null));
    }

    /** @param renews whether a request whose token is not accepted may be sent once more with another one */
    private void run(
            PollQuery query,
            CompletableFuture<Void> canceled,
            Consumer<PollResponse> answered,
            BiConsumer<Throwable, Map<String, Throwable>> unbuilt,
            boolean renews) {
        if (source != null && isCall(query)) {
            PollResponse read = call(source, query, canceled);
            prepare(read);
            answered.accept(read);
            return;
        }
        if (canceled.isDone()) {
            return;
        }
        CompletableFuture<Response> pending;
        HttpRequest request;
        try {
            request = requests.build(query);
            pending = network.send(request, maxBytes(query), query.reuse());
        } catch (RuntimeException | Error broken) {
            unbuilt.accept(broken, query.bulk() ? requests.bad(query) : Map.of());
            return;
        }
        canceled.whenComplete((done, problem) -> pending.cancel(true));
        pending.whenComplete((response, problem) -> {
            if (renews && response != null && renewsToken(request, response)) {
                run(query, canceled, answered, unbuilt, false);
                return;
            }
            PollResponse read = response == null
                    ? none(query, problem, request.uri())
                    : new ResponseReader(backend, query, request, wallClock.get()).read(response);
            prepare(read);
            answered.accept(read);
        });
    }

    /** The supplier of tokens is the caller's code: what it throws leaves the rejection as it is. */
    private boolean renewsToken(HttpRequest request, Response response) {
        try {
            return requests.renewsToken(request, response.statusCode());
        } catch (RuntimeException | Error broken) {
            LOG.log(System.Logger.Level.WARNING, "the supplier of the token threw after a rejection", broken);
            return false;
        }
    }

    private void prepare(PollResponse read) {
        Set<String> kinds = kinds(read, prepared);
        kinds.forEach(prepare);
        prepared |= !kinds.isEmpty();
    }

    /**
     * The kinds of the jobs that are now polled by schedule, because they have not ended; empty for a job of which no more is known. A
     * minimal response says nothing of such jobs, and the next request for them is usually held, too. So an old plan is good enough.
     */
    private static Set<String> kinds(PollResponse read, boolean prepared) {
        Set<String> kinds = new HashSet<>();
        boolean skips = prepared && read.applied().minimal();
        Stream<PollResult> unlisted = skips ? Stream.empty() : Stream.of(read.others());
        Stream.concat(read.results().values().stream(), unlisted).forEach(result -> {
            if (result instanceof PollResult.Running running) {
                kinds.add(running.snapshot() == null ? "" : running.snapshot().kind());
            } else if (result instanceof PollResult.Terminal end
                    && !end.snapshot().state().isTerminal()) {
                // A job that was submitted: any valid response ends such a request.
                kinds.add(end.snapshot().kind());
            }
        });
        return kinds;
    }

    private int maxBytes(PollQuery query) {
        long more = query.bulk() ? (long) BYTES_PER_JOB * query.ids().size() : 0;
        return (int) Math.min(Integer.MAX_VALUE / 2, maxAnswerBytes + more);
    }

    private static PollResponse none(PollQuery query, @Nullable Throwable cause, URI uri) {
        TransportProblem problem =
                TransportProblem.of(cause == null ? new IllegalStateException("no response") : cause, uri);
        boolean tooLong = problem.kind() == TransportProblem.ProblemKind.TOO_LONG;
        boolean answered = tooLong || problem.kind() == TransportProblem.ProblemKind.UNREADABLE;
        if (query.bulk() && tooLong) {
            // Fewer jobs have a shorter response.
            return rejected(uri, problem.sentence());
        }
        if (query.isAnsweredOnce() && answered) {
            return rejected(uri, problem.sentence() + ResponseReader.NOT_REPEATED);
        }
        int weight = problem.isInformative() ? Problem.CAUSE : Problem.NO_RESPONSE;
        return PollResponse.none(new PollResult.Transient(
                uri,
                new Problem(problem.sentence(), weight, problem.isLasting()),
                Duration.ZERO,
                false,
                1,
                problem.isUnsent()));
    }

    private static PollResponse rejected(@Nullable URI uri, String sentence) {
        PollResult rejected = new PollResult.Rejected(uri, 0, sentence, Duration.ZERO);
        return new PollResponse(0, Map.of(), rejected, Preference.NONE, Duration.ZERO, null);
    }

    /**
     * A backend that asks by itself. To cancel the request interrupts the thread. That may not end the call. The next call may succeed
     * all the same. But after a few of them none is made for the job until one has returned, or it would use up what all jobs share.
     */
    private PollResponse call(SnapshotSource source, PollQuery query, CompletableFuture<Void> canceled) {
        String id = query.ids().get(0);
        if (hanging.getOrDefault(id, 0) >= mostHanging) {
            // Of no weight: that calls hang explains more.
            return PollResponse.none(PollResult.Transient.of(new Problem(
                    "no call was made: calls before were interrupted, and have not returned yet", 0, false)));
        }
        FutureTask<Snapshot> call = new FutureTask<>(() -> source.snapshot(id));
        CompletableFuture<Void> returned = new CompletableFuture<>();
        canceled.whenComplete((done, problem) -> {
            hanging.merge(id, 1, Integer::sum);
            call.cancel(true);
            returned.whenComplete(
                    (nothing, never) -> hanging.computeIfPresent(id, (job, calls) -> calls == 1 ? null : calls - 1));
        });
        call.run();
        returned.complete(null);
        return result(id, query, call);
    }

    private PollResponse result(String id, PollQuery query, FutureTask<Snapshot> call) {
        try {
            Snapshot snapshot = ResponseReader.checked(backend, id, call.get());
            PollResult result = snapshot.state().isTerminal() || query.oneShot() != null
                    ? PollResult.Terminal.of(snapshot, wallClock.get())
                    : new PollResult.Running(snapshot, wallClock.get(), Duration.ZERO, null);
            return new PollResponse(200, Map.of(), result, Preference.NONE, Duration.ZERO, null);
        } catch (MalformedResponseException malformed) {
            return failed(malformed);
        } catch (ExecutionException failed) {
            return failed(failed.getCause());
        } catch (InterruptedException | java.util.concurrent.CancellationException canceledMeanwhile) {
            return PollResponse.none(PollResult.Transient.of(Problem.of("the call was canceled")));
        } catch (RuntimeException | Error broken) {
            // An exception is the caller's code, too: to ask for its text may throw.
            return PollResponse.none(PollResult.Transient.of(
                    Problem.of("the backend's call failed with an exception that cannot be read")));
        }
    }

    private PollResponse failed(@Nullable Throwable cause) {
        String sentence = "the backend's call failed: " + Secrets.NONE.hide(Printable.clean(String.valueOf(cause)));
        boolean permanent = cause instanceof Exception exception && isPermanent(exception);
        return permanent ? rejected(null, sentence) : PollResponse.none(PollResult.Transient.of(Problem.of(sentence)));
    }

    private boolean isPermanent(Exception failure) {
        try {
            return backend.isPermanent(failure);
        } catch (RuntimeException | Error broken) {
            LOG.log(System.Logger.Level.WARNING, "a Backend threw when asked whether a failure is permanent", broken);
            return false;
        }
    }
}
