package dev.fermata.client.internal.engine;

import dev.fermata.client.backend.Snapshot;
import dev.fermata.client.internal.loop.EventLoop;
import dev.fermata.client.internal.poll.PollQuery;
import dev.fermata.client.internal.wait.JobMemory;
import dev.fermata.client.internal.wait.PollResult;
import dev.fermata.client.internal.wait.WaitObserver.WaitResult;
import dev.fermata.client.internal.wait.WaitState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** One job that is waited for: all waits for it share what is known of it, and the requests in flight. Owned by the loop. */
final class TrackedJob {

    final String id;
    /** The one-shot request; null for a job that is waited for. */
    final PollQuery.@Nullable OneShot oneShot;

    private final WaitLoop loop;
    private final List<WaitTask> waits = new ArrayList<>(1);
    /** What is known of it; null for nothing. */
    @Nullable
    Snapshot last;
    /** Of that; null if the server named none. */
    PollQuery.@Nullable Version version;
    /** {@code Retry-After}: no poll before this moment. */
    Duration notBefore = Duration.ZERO;
    /** When the server last said so. */
    private Duration toldAt = Duration.ZERO;
    /** Early responses in a row to held requests for this job. */
    int early;

    /** When the first wait for it began. */
    final Duration since;

    private boolean recorded;

    /** @param last what is known of it beforehand */
    TrackedJob(WaitLoop loop, WaitLoop.Call call, @Nullable Snapshot last) {
        this.loop = loop;
        this.since = loop.now();
        this.id = call.id();
        this.oneShot = call.oneShot();
        this.last = last;
    }

    /** By which the loop finds it. A one-shot request shares nothing with a wait for the job. */
    Object key() {
        return oneShot == null ? id : this;
    }

    void add(WaitTask wait) {
        waits.add(wait);
    }

    void remove(WaitTask wait) {
        waits.remove(wait);
        if (waits.isEmpty()) {
            loop.untrack(this);
        }
    }

    /** A copy, for waits come and go while they are told something. */
    List<WaitTask> waits() {
        return List.copyOf(waits);
    }

    /** Whether a wait for this job still wants the response to that request. */
    boolean isIn(StatusRequest request) {
        return waits.stream().anyMatch(wait -> wait.request == request);
    }

    /** The request that the server holds, or is about to be asked to hold again; null if there is none. */
    @Nullable
    StatusRequest held() {
        return inFlight(request -> !request.hold.isZero());
    }

    /** A request in flight that will do for a wait that began then; null if there is none. */
    @Nullable
    StatusRequest shareable(Duration start, boolean responded) {
        return inFlight(request -> request.isFresh(start, responded));
    }

    /** Usually the first wait is in the request that all share. */
    private @Nullable StatusRequest inFlight(Predicate<StatusRequest> which) {
        return waits.stream()
                .filter(wait -> wait.request != null && which.test(wait.request))
                .findFirst()
                .map(wait -> wait.request)
                .orElse(null);
    }

    /** Whether no other job shares its request: a one-shot request, or the poll for a job that has ended. */
    boolean isAlone() {
        return oneShot != null || PollResult.Running.isFinishing(last);
    }

    /** Whether another state or stage is new. */
    boolean isMove(PollResult.Running result) {
        return result.snapshot() != null && (last == null || result.snapshot().hasMovedSince(last));
    }

    /** What is known when a wait begins. */
    WaitState recall(WaitLoop.Call call) {
        WaitState known = oneShot == null ? loop.memory.recall(id, call.start()) : WaitState.NEW;
        return call.age() == null ? known : known.knowing(call.age(), false, known.notYetAt(), known.last());
    }

    boolean isPaused(Duration now) {
        return notBefore.compareTo(now) > 0;
    }

    /** What a wait that began at {@code start} has seen, with the {@code Retry-After} that another wait for the job was told. */
    WaitState told(WaitState seen, Duration start) {
        Duration allowed = notBefore.minus(start);
        return isPaused(loop.now()) && allowed.compareTo(seen.notBefore()) > 0 ? seen.notBefore(allowed) : seen;
    }

    /** A wait for the job has ended. */
    void waited(WaitResult result) {
        if (oneShot == null) {
            loop.memory
                    .waited(id, result.ending(), result.state(), result.start())
                    .ifPresent(longer -> loop.record(result.state().last(), longer));
        }
    }

    /** The job has ended. It is recorded once, however many waits there are for it. */
    void ended(PollResult.Terminal end, WaitState before, Duration now) {
        if (oneShot == null && !recorded) {
            recorded = true;
            loop.holdPolicy.jobEnded(loop.now().minus(since));
            // What is learned from an end must not cost the end.
            EventLoop.safely(() -> JobMemory.took(before.ended(end, now), end, before.sentAt(), now)
                    .ifPresent(took -> loop.record(end.snapshot(), took)));
        }
    }

    /** The server named a {@code Retry-After}. If it named a later one before, that stands. */
    void pauseUntil(Duration moment) {
        if (moment.compareTo(notBefore) > 0) {
            notBefore = moment;
            toldAt = loop.now();
        }
    }

    /** {@code Retry-After}; zero if the server did not say. What it says to a request of its own holds for the waits, too. */
    void pause(Duration retryAfter) {
        pauseUntil(loop.now().plus(retryAfter));
        if (oneShot != null && !oneShot.isSubmission()) {
            loop.notBefore(id, notBefore);
        }
    }

    /** Keeps what a response says. It lifts a {@code Retry-After} if it is no failure, and its request was sent later than that came. */
    void learn(PollResult result, PollQuery.@Nullable Version of, Duration sentAt) {
        boolean lifts = !(result instanceof PollResult.Transient) && sentAt.compareTo(toldAt) >= 0;
        notBefore = lifts ? Duration.ZERO : notBefore;
        pause(result.retryAfter());
        if (result.snapshot() != null) {
            last = result.snapshot();
            version = of;
        }
    }

    void received(StatusRequest request, PollResult result, double random) {
        waits().forEach(wait -> wait.received(request, result, random));
    }
}
