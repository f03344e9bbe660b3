package dev.fermata.client;

import dev.fermata.client.backend.Backend;
import dev.fermata.client.backend.Snapshot;
import dev.fermata.client.backend.Submission;
import dev.fermata.client.internal.engine.WaitCall;
import dev.fermata.client.internal.engine.WaitCall.Result;
import dev.fermata.client.internal.engine.WaitLoop;
import dev.fermata.client.internal.loop.TimeSource;
import dev.fermata.client.internal.poll.PollQuery.OneShot;
import dev.fermata.client.internal.text.Checks;
import dev.fermata.client.internal.wait.WaitRules;
import dev.fermata.client.schedule.PollContext;
import dev.fermata.client.schedule.PollSchedule;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.stream.Stream;
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

    /** A submission under way; the jobs are there when it is answered. */
    record Submitting(Begun begun, AtomicReference<List<Snapshot>> submitted, WaiterCalls calls) {

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
        PollSchedule schedule = schedule(options);
        Duration age = options.startedAt == null
                ? null
                : Duration.between(options.startedAt, time.wallClock())
                        .minus(time.now().minus(start));
        if (age != null) {
            // The first pause is by schedule. A plan may take milliseconds, which this thread has and the loop has not.
            (schedule == null ? rules.schedule() : schedule)
                    .prepare(PollContext.builder(0, age).kind(rules.kind()).build());
        }
        WaitListener listener = options.listener == null ? settings.listener : options.listener;
        return begin(
                id,
                rules.with(schedule, options.expectedDuration),
                options.maxWait == null ? settings.maxWait : options.maxWait,
                start,
                age != null && age.isNegative() ? Duration.ZERO : age,
                null,
                listener == null ? null : new PollEvent.Feed(listener));
    }

    private @Nullable PollSchedule schedule(WaitOptions options) {
        if (options.patience == null || settings.schedule != null) {
            return null;
        }
        if (byPatience.size() >= MOST_SCHEDULES) {
            byPatience.clear();
        }
        return byPatience.computeIfAbsent(options.patience, settings::adaptive);
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
        WaitCall.End end = new WaitCall.End() {
            @Override
            public void ended(Result how) {
                result.complete(how);
            }

            @Override
            public void broken(Throwable cause) {
                result.completeExceptionally(cause);
            }
        };
        return new Begun(loop.begin(new WaitCall(id, rules, maxWait, start, age, oneShot, observer, end)), result);
    }

    private Begun once(String id, OneShot oneShot, Duration maxWait) {
        return begin(id, rules.oneShot(), Checks.positive("maxWait", maxWait), now(), null, oneShot, null);
    }

    Begun snapshot(String id) {
        Backend backend = settings.backend;
        Checks.id("id", id);
        OneShot poll = new OneShot(
                () -> backend.statusRequest(id), (headers, body) -> backend.read(id, headers, body), false, true);
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
        OneShot request =
                new OneShot(() -> cancel.request(id), (headers, body) -> cancel.read(id, headers, body), false, false);
        return once(id, request, rules.requestTimeout());
    }

    Submitting submit(Submission submission, String idempotencyKey, Duration maxWait) {
        Checks.printable("idempotencyKey", idempotencyKey);
        Backend.Submit submit = settings.backend.submit().orElseThrow(() -> unsupported("submit jobs"));
        AtomicReference<List<Snapshot>> jobs = new AtomicReference<>(List.of());
        OneShot request = new OneShot(
                () -> submit.request(submission, idempotencyKey),
                (headers, body) -> {
                    List<Snapshot> submitted = submit.read(headers, body);
                    jobs.set(List.copyOf(submitted));
                    return submitted.get(0);
                },
                true,
                false);
        return new Submitting(once("", request, maxWait), jobs, this);
    }

    static Submission single(Submission submission) {
        if (submission.languages().size() != 1) {
            throw new IllegalArgumentException("languages are " + submission.languages()
                    + "; allowed is one, for one job; use submitAll for one job for each language");
        }
        return submission;
    }

    static String randomKey() {
        return UUID.randomUUID().toString();
    }

    private UnsupportedOperationException unsupported(String what) {
        return new UnsupportedOperationException("the backend '" + settings.backend.name() + "' cannot " + what);
    }

    List<Outcome> awaitAll(Collection<String> ids, WaitOptions options) throws InterruptedException {
        Duration start = now();
        Checks.ids(ids);
        List<Begun> waits = new ArrayList<>(ids.size());
        try {
            ids.forEach(id -> waits.add(begin(id, options, start)));
            List<Outcome> outcomes = new ArrayList<>(ids.size());
            for (Begun wait : waits) {
                outcomes.add(Outcomes.of(result(wait)));
            }
            return outcomes;
        } finally {
            abandon(waits, "another wait ended the call");
        }
    }

    Stream<Outcome> awaitEach(Collection<String> ids, WaitOptions options) {
        Duration start = now();
        Checks.ids(ids);
        OutcomeQueue queue = new OutcomeQueue(this);
        new LinkedHashSet<>(ids).forEach(id -> queue.add(begin(id, options, start)));
        return queue.stream();
    }

    /** Blocks. What broke the wait is thrown. */
    Result result(Begun wait) throws InterruptedException {
        try {
            return wait.result().get();
        } catch (InterruptedException interrupted) {
            abandon(List.of(wait), "the waiting thread was interrupted");
            throw interrupted;
        } catch (ExecutionException broken) {
            if (broken.getCause() instanceof Error error) {
                throw error;
            }
            throw broken.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(broken);
        }
    }

    <T> CompletableFuture<T> async(Begun wait, Function<Result, T> reading) {
        CompletableFuture<T> future = new CompletableFuture<>();
        wait.result().whenComplete((result, broken) -> {
            if (future.isDone()) {
                return;
            }
            try {
                callbacks.execute(() -> complete(future, result, broken, reading));
            } catch (RuntimeException | Error unusable) {
                complete(future, result, broken, reading);
            }
        });
        future.whenComplete((done, problem) -> {
            if (!wait.result().isDone()) {
                abandon(List.of(wait), "the future was completed");
            }
        });
        return future;
    }

    private static <T> void complete(
            CompletableFuture<T> future,
            @Nullable Result result,
            @Nullable Throwable broken,
            Function<Result, T> reading) {
        try {
            if (result == null) {
                future.completeExceptionally(broken == null ? new IllegalStateException("no result") : broken);
            } else {
                future.complete(reading.apply(result));
            }
        } catch (RuntimeException | Error rejected) {
            future.completeExceptionally(rejected);
        }
    }

    void abandon(List<Begun> waits, String why) {
        loop.abandon(waits.stream().map(Begun::handle).toList(), new CancellationException(why));
    }

    void close() {
        loop.close();
        afterwards.run();
    }
}
