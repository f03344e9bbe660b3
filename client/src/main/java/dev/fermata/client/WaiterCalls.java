package dev.fermata.client;

import dev.fermata.client.backend.Backend;
import dev.fermata.client.backend.MalformedResponseException;
import dev.fermata.client.backend.Snapshot;
import dev.fermata.client.backend.Submission;
import dev.fermata.client.internal.engine.WaitCall;
import dev.fermata.client.internal.engine.WaitCall.Result;
import dev.fermata.client.internal.engine.WaitLoop;
import dev.fermata.client.internal.loop.TimeSource;
import dev.fermata.client.internal.poll.PollQuery.OneShot;
import dev.fermata.client.internal.poll.RequestFactory;
import dev.fermata.client.internal.text.Checks;
import dev.fermata.client.internal.wait.WaitRules;
import dev.fermata.client.schedule.PollContext;
import dev.fermata.client.schedule.PollSchedule;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Turns a waiter's calls into waits of its loop, and their results into what callers get. Thread-safe. */
final class WaiterCalls {

    private static final int MOST_SCHEDULES = 64;
    /** A job that was created so recently was created by the submission. */
    private static final Duration RECENT = Duration.ofMinutes(1);

    private final WaiterBuilder settings;
    private final WaitRules rules;
    private final WaitLoop loop;
    private final TimeSource time;
    private final Executor callbacks;
    private final Runnable afterwards;
    private final Map<Duration, PollSchedule> byPatience;

    /** @param byPatience schedules for calls with a patience of their own; filled here */
    WaiterCalls(
            WaiterBuilder settings,
            WaitRules rules,
            Map<Duration, PollSchedule> byPatience,
            WaitLoop loop,
            TimeSource time,
            Executor callbacks,
            Runnable afterwards) {
        this.settings = settings;
        this.rules = rules;
        this.byPatience = byPatience;
        this.loop = loop;
        this.time = time;
        this.callbacks = callbacks;
        this.afterwards = afterwards;
    }

    /** A wait that was begun, and its result to come. */
    record Begun(WaitLoop.Handle handle, CompletableFuture<Result> result) {}

    /** A submission, and the jobs that its response lists. */
    record Submitting(OneShot request, AtomicReference<List<Snapshot>> submitted, Duration maxWait, WaiterCalls calls) {

        Begun begin() {
            return calls.once("", request, maxWait);
        }

        List<Snapshot> jobs(Result result) {
            Outcomes.response(result);
            List<Snapshot> jobs = Objects.requireNonNull(submitted.get());
            jobs.forEach(job -> calls.loop.seen(job, calls.isNew(job)));
            return jobs;
        }
    }

    /** A submission that is repeated with its old key returns a job that may have ended long ago. */
    private boolean isNew(Snapshot job) {
        Instant now = time.wallClock();
        return job.createdAt()
                .map(created -> Duration.between(created, now).abs().compareTo(RECENT) < 0)
                .orElse(true);
    }

    Duration now() {
        return time.now();
    }

    WaitLoop loop() {
        return loop;
    }

    Begun begin(String id, WaitOptions options, Duration start) {
        Checks.id("id", id);
        Objects.requireNonNull(options, "options");
        PollSchedule schedule = schedule(options);
        Duration age = age(options, start);
        if (age != null || schedule != null) {
            // The first pause may be by schedule. A plan takes milliseconds, which this thread has and the loop has
            // not.
            (schedule == null ? rules.schedule() : schedule)
                    .prepare(PollContext.builder(0, Duration.ZERO)
                            .kind(rules.kind())
                            .build());
        }
        WaitListener listener = options.listener == null ? settings.listener : options.listener;
        return begin(
                id,
                rules.with(schedule, options.expectedDuration),
                options.maxWait == null ? settings.maxWait : options.maxWait,
                start,
                age,
                null,
                listener == null ? null : new PollEvent.Feed(listener));
    }

    /** How old the job was when the call began, at most a year; null if the call does not say. */
    private @Nullable Duration age(WaitOptions options, Duration start) {
        if (options.startedAt == null) {
            return null;
        }
        Duration age = Duration.between(options.startedAt, time.wallClock())
                .minus(time.now().minus(start));
        return age.isNegative() ? Duration.ZERO : age.compareTo(Checks.LONGEST) > 0 ? Checks.LONGEST : age;
    }

    private @Nullable PollSchedule schedule(WaitOptions options) {
        if (options.patience == null || settings.schedule != null) {
            return null;
        }
        if (byPatience.size() >= MOST_SCHEDULES) {
            byPatience.clear();
        }
        return byPatience.computeIfAbsent(options.patience, patience -> WaiterAssembly.adaptive(settings, patience));
    }

    private Begun begin(
            String id,
            WaitRules rules,
            Duration maxWait,
            Duration start,
            @Nullable Duration age,
            @Nullable OneShot oneShot,
            WaitCall.@Nullable Observer observer) {
        CompletableFuture<Result> result = new CompletableFuture<>();
        return new Begun(loop.begin(new WaitCall(id, rules, maxWait, start, age, oneShot, observer, result)), result);
    }

    private Begun once(String id, OneShot oneShot, Duration maxWait) {
        return begin(id, rules.oneShot(oneShot.isRepeatable()), maxWait, now(), null, oneShot, null);
    }

    Begun snapshot(String id) {
        Backend backend = settings.backend;
        Checks.id("id", id);
        OneShot poll = new OneShot(
                OneShot.Kind.POLL,
                known -> RequestFactory.poll(backend, id, known),
                (status, headers, body) -> backend.read(id, status, headers, body));
        Begun begun = once(id, poll, rules.requestTimeout());
        begun.result().thenAccept(result -> {
            if (result.state().last() != null) {
                loop.seen(result.state().last(), false);
            }
        });
        return begun;
    }

    Begun cancel(String id) {
        Checks.id("id", id);
        Backend.Cancel cancel = settings.backend.cancel().orElseThrow(() -> unsupported("cancel jobs"));
        OneShot request = new OneShot(
                OneShot.Kind.CANCELLATION,
                known -> cancel.request(id),
                (status, headers, body) -> cancel.read(id, headers, body));
        return once(id, request, rules.requestTimeout());
    }

    Submitting submit(Submission submission, String idempotencyKey, Duration maxWait) {
        Objects.requireNonNull(submission, "submission");
        Checks.printable("idempotencyKey", idempotencyKey);
        Backend.Submit submit = settings.backend.submit().orElseThrow(() -> unsupported("submit jobs"));
        AtomicReference<List<Snapshot>> jobs = new AtomicReference<>(List.of());
        OneShot request = new OneShot(
                submit.isRepeatable() ? OneShot.Kind.SUBMISSION : OneShot.Kind.SINGLE_SUBMISSION,
                known -> submit.request(submission, idempotencyKey),
                (status, headers, body) -> {
                    List<Snapshot> submitted = List.copyOf(submit.read(headers, body));
                    if (submitted.isEmpty()) {
                        throw new MalformedResponseException("the response lists no job");
                    }
                    jobs.set(submitted);
                    return submitted.get(0);
                });
        return new Submitting(request, jobs, Checks.positive("maxWait", maxWait), this);
    }

    private UnsupportedOperationException unsupported(String what) {
        return new UnsupportedOperationException("the backend '" + settings.backend.name() + "' cannot " + what);
    }

    /** Blocks. What broke the wait is thrown. */
    Result result(Begun wait) throws InterruptedException {
        try {
            return wait.result().get();
        } catch (InterruptedException interrupted) {
            abandon(List.of(wait), "the waiting thread was interrupted");
            throw interrupted;
        } catch (ExecutionException broken) {
            Throwable cause = Outcomes.thrown(broken.getCause());
            if (cause instanceof Error error) {
                throw error;
            }
            throw (RuntimeException) cause;
        }
    }

    /**
     * Like {@link #result}, without blocking: completes with what the reading returns, or with what the blocking call throws.
     * To cancel or complete the future ends the wait. A waiter may be closed at any time, so that fails the future, too.
     */
    <T> CompletableFuture<T> async(Supplier<Begun> begin, Function<Result, T> reading) {
        Begun wait;
        try {
            wait = begin.get();
        } catch (IllegalStateException closed) {
            return CompletableFuture.failedFuture(closed);
        }
        CompletableFuture<T> future = new CompletableFuture<>();
        wait.result().whenComplete((result, broken) -> {
            if (future.isDone()) {
                return;
            }
            try {
                callbacks.execute(() -> Outcomes.complete(future, result, broken, reading));
            } catch (RuntimeException | Error unusable) {
                Outcomes.complete(future, result, broken, reading);
            }
        });
        future.whenComplete((done, problem) -> {
            if (!wait.result().isDone()) {
                abandon(List.of(wait), "the future was completed");
            }
        });
        return future;
    }

    CompletableFuture<Snapshot> snapshotAsync(String id) {
        return async(() -> snapshot(id), Outcomes::response);
    }

    CompletableFuture<Snapshot> cancelAsync(String id) {
        CompletableFuture<Snapshot> future = new CompletableFuture<>();
        Outcomes.relay(async(() -> cancel(id), Outcomes::response), future, problem -> {
            boolean ended = problem instanceof RequestRejectedException rejected && Outcomes.isConflict(rejected);
            return ended ? snapshotAsync(id) : null;
        });
        return future;
    }

    void abandon(List<Begun> waits, String why) {
        loop.abandon(waits.stream().map(Begun::handle).toList(), new CancellationException(why));
    }

    void close() {
        loop.close();
        afterwards.run();
    }
}
