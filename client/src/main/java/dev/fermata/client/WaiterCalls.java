package dev.fermata.client;

import dev.fermata.client.backend.Snapshot;
import dev.fermata.client.internal.engine.WaitCall;
import dev.fermata.client.internal.engine.WaitCall.Result;
import dev.fermata.client.internal.engine.WaitLoop;
import dev.fermata.client.internal.loop.TimeSource;
import dev.fermata.client.internal.poll.PollQuery.OneShot;
import dev.fermata.client.internal.text.Checks;
import dev.fermata.client.internal.wait.WaitRules;
import dev.fermata.client.internal.wait.WaitState;
import dev.fermata.client.internal.wait.WaitStateMachine.Ending;
import dev.fermata.client.schedule.PollContext;
import dev.fermata.client.schedule.PollSchedule;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Turns a waiter's calls into waits of its loop, and their results into what callers get. Thread-safe. */
final class WaiterCalls {

    private static final int MOST_SCHEDULES = 64;

    final WaiterBuilder settings;
    private final WaitRules rules;
    private final WaitLoop loop;
    final TimeSource time;
    private final WaiterThreads threads;
    private final Runnable afterwards;
    private final Map<Duration, PollSchedule> byPatience;

    /** @param byPatience schedules for calls with a patience of their own; filled here */
    WaiterCalls(
            WaiterBuilder settings,
            WaitRules rules,
            Map<Duration, PollSchedule> byPatience,
            WaitLoop loop,
            TimeSource time,
            WaiterThreads threads,
            Runnable afterwards) {
        this.settings = settings;
        this.rules = rules;
        this.byPatience = byPatience;
        this.loop = loop;
        this.time = time;
        this.threads = threads;
        this.afterwards = afterwards;
    }

    /** A wait that was begun, and its result to come. */
    record Begun(WaitLoop.Handle handle, CompletableFuture<Result> result) {}

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
                listener == null ? null : new PollEvent.Feed(id, listener, threads));
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

    /** Sends a request that is made for its own sake. */
    Begun once(String id, OneShot oneShot, Duration maxWait) {
        return begin(id, rules.oneShot(oneShot.isRepeatable()), maxWait, now(), null, oneShot, null);
    }

    /** Blocks. What broke the wait is thrown. */
    Result result(Begun wait) throws InterruptedException {
        try {
            return wait.result().get();
        } catch (InterruptedException interrupted) {
            abandon(List.of(wait), "the waiting thread was interrupted");
            throw interrupted;
        } catch (ExecutionException broken) {
            Throwable cause = thrown(broken.getCause());
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
                threads.callbacks().execute(() -> complete(future, result, broken, reading));
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

    /** How a wait ended, as callers learn it. */
    static Outcome outcome(Result result) {
        WaitState state = result.state();
        WaitStats stats = new WaitStats(
                state.polls(), state.responses(), result.elapsed(), state.lastProblem(), state.unknownWords());
        if (result.ending() instanceof Ending.Ended ended) {
            return ended(ended.snapshot(), stats);
        }
        if (result.ending() instanceof Ending.Rejected rejected) {
            RequestRejectedException exception = new RequestRejectedException(
                    rejected.uri(), rejected.statusCode(), rejected.explanation(), stats.polls(), stats.elapsed());
            return new Outcome.Rejected(result.id(), exception, stats);
        }
        return new Outcome.TimedOut(result.id(), Optional.ofNullable(state.last()), stats);
    }

    private static Outcome ended(Snapshot job, WaitStats stats) {
        return switch (job.state()) {
            case FAILED -> {
                String code = job.error().map(error -> error.code()).orElse("");
                String message = job.error().map(error -> error.message()).orElse("");
                yield new Outcome.Failed(code, message, job, stats);
            }
            case CANCELED -> new Outcome.Canceled(job, stats);
            case NEEDS_ATTENTION -> new Outcome.NeedsAttention(job, stats);
            default -> new Outcome.Completed(job, stats);
        };
    }

    /** The outcome of a wait for a single job: a rejection is thrown. */
    static Outcome single(Result result) {
        Outcome outcome = outcome(result);
        if (outcome instanceof Outcome.Rejected rejected) {
            rejected.orThrow();
        }
        return outcome;
    }

    /** Completes a future with what the reading returns, or with what the blocking call throws. */
    private static <T> void complete(
            CompletableFuture<T> future,
            @Nullable Result result,
            @Nullable Throwable broken,
            Function<Result, T> reading) {
        try {
            if (result == null) {
                future.completeExceptionally(thrown(broken));
            } else {
                future.complete(reading.apply(result));
            }
        } catch (RuntimeException | Error rejected) {
            future.completeExceptionally(rejected);
        }
    }

    /** What a call throws when a wait broke: it declares no checked exception of the caller's code. */
    private static Throwable thrown(@Nullable Throwable broken) {
        return broken instanceof RuntimeException || broken instanceof Error
                ? broken
                : new IllegalStateException(broken);
    }

    void abandon(List<Begun> waits, String why) {
        loop.abandon(waits.stream().map(Begun::handle).toList(), new CancellationException(why));
    }

    void close() {
        loop.close();
        threads.flush();
        afterwards.run();
    }
}
