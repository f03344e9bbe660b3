package dev.fermata.client;

import dev.fermata.client.WaitListener.PollEvent;
import dev.fermata.client.backend.Snapshot;
import dev.fermata.client.internal.engine.WaitLoop;
import dev.fermata.client.internal.engine.WaitLoop.Begun;
import dev.fermata.client.internal.poll.PollQuery.OneShot;
import dev.fermata.client.internal.poll.PollSender;
import dev.fermata.client.internal.poll.RequestFactory;
import dev.fermata.client.internal.text.Checks;
import dev.fermata.client.internal.wait.WaitObserver.WaitResult;
import dev.fermata.client.internal.wait.WaitRules;
import dev.fermata.client.internal.wait.WaitState;
import dev.fermata.client.internal.wait.WaitStateMachine.Ending;
import dev.fermata.client.schedule.DurationHistory;
import dev.fermata.client.schedule.DurationHistory.Observation;
import dev.fermata.client.schedule.PollContext;
import dev.fermata.client.schedule.PollSchedule;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.function.DoubleSupplier;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A waiter at work: turns its calls into waits of its loop, and their results into what callers get. Thread-safe. */
final class WaiterCalls implements WaitLoop.Recorder {

    private static final System.Logger LOG = System.getLogger(WaiterCalls.class.getName());
    private static final int MOST_SCHEDULES = 64;

    final WaiterBuilder settings;
    final InstantSource wallClock;
    private final WaiterThreads threads;
    private final Runnable afterwards;
    /** One instance of the schedule for all waits: it keeps its plans. */
    private final WaitRules rules;
    /** For calls with a patience of their own. */
    private final Map<Duration, PollSchedule> byPatience = new ConcurrentHashMap<>();

    private final WaitLoop loop;

    /**
     * Makes a loop, which is not started.
     *
     * @param settings nobody changes them later
     * @param afterwards closes what is left at last
     */
    WaiterCalls(
            WaiterBuilder settings,
            LongSupplier nanoTime,
            InstantSource wallClock,
            DoubleSupplier random,
            PollSender.Network network,
            WaiterThreads threads,
            Runnable afterwards) {
        this.settings = settings;
        this.wallClock = wallClock;
        this.threads = threads;
        this.afterwards = afterwards;
        this.rules = new WaitRules(
                settings.schedule == null ? adaptive(settings, settings.patience) : settings.schedule,
                settings.errorBackoff,
                settings.requestTimeout,
                settings.notFoundGrace,
                settings.permanentFailureTries,
                settings.expectedDuration,
                settings.limits.spacing(),
                settings.backend.name(),
                true,
                settings.endsOnAttention,
                true);
        PollSender sender = new PollSender(
                settings.backend,
                network,
                threads.workers(),
                new RequestFactory(settings.backend, settings.headers, settings.token, settings.signer),
                settings.limits.inFlight(),
                settings.maxAnswerBytes,
                wallClock::instant,
                this::prepare);
        this.loop = new WaitLoop(
                new WaitLoop.Settings(
                        settings.backend,
                        rules,
                        settings.limits,
                        settings.patience,
                        settings.longestHold,
                        settings.everyStage),
                new WaitLoop.Environment(nanoTime, wallClock, random, sender, this));
    }

    private static PollSchedule adaptive(WaiterBuilder settings, Duration patience) {
        DurationHistory history = settings.backend.typicalDurations().isEmpty()
                ? settings.history
                : settings.history.beginningWith(settings.backend.name(), settings.backend.typicalDurations());
        return PollSchedule.adaptive(patience, history);
    }

    /**
     * Lets the schedules plan for a kind of jobs, on a worker: it may take a while. A schedule is the caller's code: what it throws must
     * not swallow a response.
     */
    void prepare(String kind) {
        PollContext context = PollContext.builder(0, Duration.ZERO)
                .kind(kind.isEmpty() ? rules.kind() : kind)
                .build();
        try {
            rules.schedule().prepare(context);
            byPatience.values().forEach(each -> each.prepare(context));
        } catch (RuntimeException | Error broken) {
            LOG.log(System.Logger.Level.WARNING, "a PollSchedule threw while it prepared; the wait goes on", broken);
        }
    }

    @Override
    public void record(String kind, Observation observation, boolean plans) {
        threads.record(() -> {
            settings.history.record(kind, observation);
            if (plans) {
                prepare(kind);
            }
        });
    }

    Duration now() {
        return loop.now();
    }

    WaitLoop loop() {
        return loop;
    }

    Begun begin(String id, WaitOptions options, Duration start) {
        Checks.id("id", id);
        Objects.requireNonNull(options, "options");
        PollSchedule schedule = schedule(options);
        Duration age = options.age(wallClock.instant().minus(now().minus(start)));
        if (age != null || schedule != null) {
            // The first pause may be by schedule. A plan takes milliseconds, which this thread has and the loop has
            // not.
            (schedule == null ? rules.schedule() : schedule)
                    .prepare(PollContext.builder(0, Duration.ZERO)
                            .kind(rules.kind())
                            .build());
        }
        WaitListener listener = options.listener == null ? settings.listener : options.listener;
        return loop.begin(new WaitLoop.Call(
                id,
                rules.with(schedule, options.expectedDuration),
                options.maxWait == null ? settings.maxWait : options.maxWait,
                start,
                age,
                null,
                listener == null ? null : new PollEvent.Feed(id, listener, threads)));
    }

    private @Nullable PollSchedule schedule(WaitOptions options) {
        if (options.patience == null || settings.schedule != null) {
            return null;
        }
        if (byPatience.size() >= MOST_SCHEDULES) {
            byPatience.clear();
        }
        return byPatience.computeIfAbsent(options.patience, patience -> adaptive(settings, patience));
    }

    /** Sends a one-shot request. */
    Begun once(String id, OneShot oneShot, Duration maxWait) {
        WaitRules once = rules.oneShot(oneShot.isRepeatable());
        return loop.begin(new WaitLoop.Call(id, once, maxWait, now(), null, oneShot, null));
    }

    /** Blocks. What broke the wait is thrown. */
    WaitResult result(Begun wait) throws InterruptedException {
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
    <T> CompletableFuture<T> async(Supplier<Begun> begin, Function<WaitResult, T> reading) {
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
    static Outcome outcome(WaitResult result) {
        WaitState state = result.state();
        Outcome.WaitStats stats = new Outcome.WaitStats(
                state.polls(), state.responses(), result.elapsed(), state.lastProblem(), state.unknownWords());
        if (result.ending() instanceof Ending.JobEnded ended) {
            return ended(ended.snapshot(), stats);
        }
        if (result.ending() instanceof Ending.PollsRejected rejected) {
            WaitException.RequestRejectedException exception = new WaitException.RequestRejectedException(
                    rejected.uri(), rejected.statusCode(), rejected.explanation(), stats.polls(), stats.elapsed());
            return new Outcome.Rejected(result.id(), exception, stats);
        }
        return new Outcome.TimedOut(result.id(), Optional.ofNullable(state.last()), stats);
    }

    private static Outcome ended(Snapshot job, Outcome.WaitStats stats) {
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
    static Outcome single(WaitResult result) {
        Outcome outcome = outcome(result);
        if (outcome instanceof Outcome.Rejected rejected) {
            rejected.orThrow();
        }
        return outcome;
    }

    /** Completes a future with what the reading returns, or with what the blocking call throws. */
    private static <T> void complete(
            CompletableFuture<T> future,
            @Nullable WaitResult result,
            @Nullable Throwable broken,
            Function<WaitResult, T> reading) {
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
        loop.abandon(List.copyOf(waits), new CancellationException(why));
    }

    void close() {
        threads.close(loop::close, settings.history, afterwards);
    }
}
