package dev.fermata.client.internal.engine;

import dev.fermata.client.backend.Backend;
import dev.fermata.client.backend.Snapshot;
import dev.fermata.client.internal.limits.HoldPolicy;
import dev.fermata.client.internal.limits.RequestLimits;
import dev.fermata.client.internal.loop.EventLoop;
import dev.fermata.client.internal.poll.PollQuery;
import dev.fermata.client.internal.poll.PollSender;
import dev.fermata.client.internal.wait.JobMemory;
import dev.fermata.client.internal.wait.WaitObserver;
import dev.fermata.client.internal.wait.WaitRules;
import dev.fermata.client.schedule.DurationHistory.Observation;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The thread that owns the state of all waits of a waiter. What happens comes as an event through its queue; what is due comes from
 * its timers; and at the end of each turn it decides which requests to send.
 *
 * <p>The public methods may be called from any thread. Everything else belongs to the loop.
 */
public final class WaitLoop implements AutoCloseable {

    final Settings settings;
    final Environment environment;
    final EventLoop events;
    private final Map<Object, TrackedJob> jobs = new HashMap<>();
    final JobMemory memory;
    final HoldPolicy holdPolicy;
    final RequestLimits limits;
    final RequestScheduler scheduler;

    /**
     * What all waits of a waiter share.
     *
     * @param patience what one request is worth
     * @param longestHold how long the server may be asked to hold a request; zero for never
     * @param everyStage whether held requests are to be answered with each stage of a job
     */
    public record Settings(
            Backend backend,
            WaitRules rules,
            RequestLimits.Limits limits,
            Duration patience,
            Duration longestHold,
            boolean everyStage) {}

    /** Keeps what is learned. */
    public interface Recorder {
        /**
         * A job of that kind ended, or outlived a wait. Called in the loop, so it must return at once.
         *
         * @param plans whether polls are going to be planned by what is recorded
         */
        void record(String kind, Observation observation, boolean plans);
    }

    /**
     * What the loop uses of its environment.
     *
     * @param nanoTime monotonic, in nanoseconds
     * @param wallClock the time of day. It may jump, so it is only good for dates from a server.
     * @param random uniformly distributed over [0, 1)
     */
    public record Environment(
            LongSupplier nanoTime,
            InstantSource wallClock,
            DoubleSupplier random,
            PollSender sender,
            Recorder recorder) {}

    public WaitLoop(Settings settings, Environment environment) {
        this.settings = settings;
        this.environment = environment;
        Backend backend = settings.backend();
        boolean calls = backend.source().isPresent();
        Duration hold = backend.mayHold() && !calls ? settings.longestHold() : Duration.ZERO;
        int mostJobs = calls ? 1 : backend.bulk().map(Backend.Bulk::maxIds).orElse(1);
        this.memory = new JobMemory(backend.tellsJobsApart());
        this.holdPolicy = new HoldPolicy(hold, settings.rules().requestTimeout(), settings.patience());
        this.limits = new RequestLimits(settings.limits(), mostJobs);
        this.scheduler = new RequestScheduler(this, mostJobs > 1);
        this.events = new EventLoop(environment.nanoTime(), scheduler::dispatch);
    }

    /** Starts the thread. Without it, {@link #turn} has to be called. */
    public void start() {
        events.start("fermata-waiter");
    }

    /**
     * What a caller wants of one wait, and who learns of it.
     *
     * @param rules apply to this wait alone
     * @param start from when on the time counts
     * @param age how old the job is at the start; null if the caller does not say
     * @param oneShot a request that is no part of a wait; null to wait for a job
     * @param observer null if nobody listens
     */
    public record Call(
            String id,
            WaitRules rules,
            Duration maxWait,
            Duration start,
            @Nullable Duration age,
            PollQuery.@Nullable OneShot oneShot,
            @Nullable WaitObserver observer) {}

    /** A wait that was begun, and its result to come. */
    public static final class Begun {
        private final CompletableFuture<WaitObserver.WaitResult> result = new CompletableFuture<>();
        private @Nullable WaitTask task;

        /**
         * Completes in the loop, so stages that depend on it must return at once. It fails if the wait ends without a result: it was
         * canceled, the waiter was closed, or a schedule threw.
         */
        public CompletableFuture<WaitObserver.WaitResult> result() {
            return result;
        }
    }

    /**
     * Begins to wait, or sends a one-shot request.
     *
     * @throws IllegalStateException if the loop is closed
     */
    public Begun begin(Call call) {
        Begun begun = new Begun();
        boolean open = events.add(() -> {
            begun.task = new WaitTask(this, track(call), call, begun.result);
            begun.task.begin();
        });
        if (!open) {
            throw closedException();
        }
        return begun;
    }

    /** Ends waits without a result, perhaps thousands one after the other. None of them sends a request in the room that another leaves. */
    public void abandon(Collection<Begun> waits, Throwable reason) {
        events.add(() -> {
            limits.abandoning(now());
            for (Begun wait : waits) {
                if (wait.task != null) {
                    wait.task.fail(reason);
                }
            }
        });
    }

    /** Something outside, such as a webhook, says how a job stands. */
    public void notified(Snapshot snapshot) {
        events.add(() -> tell(snapshot));
    }

    void tell(Snapshot snapshot) {
        waits(snapshot.id()).forEach(wait -> wait.notified(snapshot));
        if (snapshot.state().isTerminal()) {
            memory.ended(snapshot);
        }
    }

    /** Something outside says that it is worth to poll for a job now. */
    public void look(String id) {
        events.add(() -> {
            memory.mayHaveEnded(id);
            waits(id).forEach(WaitTask::look);
        });
    }

    List<WaitTask> waits(String id) {
        TrackedJob job = jobs.get(id);
        return job == null ? List.of() : job.waits();
    }

    /**
     * A job was submitted just now, or seen by a single poll.
     *
     * @param notBefore {@code Retry-After}: no poll of the job before this moment
     */
    public void seen(Snapshot job, boolean submitted, Duration notBefore) {
        events.add(() -> {
            if (submitted) {
                memory.submitted(job, now());
            } else if (job.state().isTerminal() && settings.backend().tellsJobsApart()) {
                tell(job);
            }
            notBefore(job.id(), notBefore);
        });
    }

    /** Timers that are set, for a test that runs the loop by itself. */
    public int pendingTimers() {
        return events.timers();
    }

    /** Handles all events so far and all that is due, then sends what is to be sent. Returns how long nothing is due. */
    public @Nullable Duration turn() {
        return events.turn();
    }

    private TrackedJob track(Call call) {
        TrackedJob waitedFor = jobs.get(call.id());
        if (waitedFor != null && call.oneShot() == null) {
            return waitedFor;
        }
        Snapshot last = waitedFor == null ? memory.last(call.id()) : waitedFor.last;
        TrackedJob job = new TrackedJob(this, call, last);
        jobs.put(job.key(), job);
        return job;
    }

    /** Nobody waits for the job any more. However the last wait ended, the next one obeys {@code Retry-After}. */
    void untrack(TrackedJob job) {
        jobs.remove(job.key());
        if (job.oneShot == null) {
            notBefore(job.id, job.notBefore);
        }
    }

    /** {@code Retry-After}: no poll of the job before this moment, neither by the waits of now nor by later ones. */
    void notBefore(String id, Duration moment) {
        TrackedJob waitedFor = jobs.get(id);
        if (waitedFor != null) {
            waitedFor.pauseUntil(moment);
        } else if (moment.compareTo(now()) > 0) {
            memory.notBefore(id, moment);
        }
    }

    /**
     * Records how long a job took. While the server holds requests, nobody needs a plan, and a thousand ends in a second would keep a
     * core busy with plans.
     */
    void record(@Nullable Snapshot job, Observation observation) {
        String kind = job == null || job.kind().isEmpty() ? settings.rules().kind() : job.kind();
        environment.recorder().record(kind, observation, !holdPolicy.holds(now()));
    }

    /** Ends every wait with an {@link IllegalStateException}, and returns when the thread has ended. */
    @Override
    public void close() {
        events.close(this::shutDown);
    }

    private void shutDown() {
        IllegalStateException reason = closedException();
        List.copyOf(jobs.values()).forEach(job -> job.waits().forEach(wait -> wait.fail(reason)));
    }

    private static IllegalStateException closedException() {
        return new IllegalStateException("the waiter is closed");
    }

    /** A view: waits that begin or end change it. */
    Collection<TrackedJob> jobs() {
        return Collections.unmodifiableCollection(jobs.values());
    }

    /** By the clock that measures all waits. */
    public Duration now() {
        return events.now();
    }

    double random() {
        return environment.random().getAsDouble();
    }
}
