package dev.fermata.client.internal.engine;

import dev.fermata.client.backend.Snapshot;
import dev.fermata.client.internal.loop.EventLoop;
import dev.fermata.client.internal.wait.PollResult;
import dev.fermata.client.internal.wait.WaitObserver.WaitResult;
import dev.fermata.client.internal.wait.WaitState;
import dev.fermata.client.internal.wait.WaitStateMachine;
import dev.fermata.client.schedule.PollSchedule.PollReason;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One wait: carries out what {@link WaitStateMachine} decides. Owned by the loop. */
final class WaitTask extends EventLoop.Timer {
    private enum State {
        PAUSING,
        QUEUED,
        POLLING,
        ENDED
    }

    private final WaitLoop loop;
    private final WaitLoop.Call call;
    private final CompletableFuture<WaitResult> end;
    private final WaitStateMachine machine;
    final TrackedJob job;
    private State state = State.PAUSING;
    private WaitState seen = WaitState.NEW;
    private PollReason reason = PollReason.SCHEDULE;
    private Duration halfWay = Duration.ZERO;

    @Nullable
    StatusRequest request;

    private int joinedRound;
    private boolean hinted;
    /** For {@link PollQueue}: the order in which waits came; negative before the first time. */
    long place = -1;

    WaitTask(WaitLoop loop, TrackedJob job, WaitLoop.Call call, CompletableFuture<WaitResult> end) {
        this.loop = loop;
        this.call = call;
        this.end = end;
        this.job = job;
        this.machine = new WaitStateMachine(call.rules(), call.maxWait());
        job.add(this);
    }

    void begin() {
        step(() -> {
            WaitState known = job.recall(call);
            boolean over = known.last() != null && known.last().state().isTerminal();
            boolean now = job.oneShot == null && !over && loop.holdPolicy.pollsAtOnce(loop.now());
            return machine.begin(known, now, elapsed(), loop.random());
        });
    }

    /** Takes a step. What a schedule throws ends the wait: it must never hang. */
    private void step(Supplier<WaitStateMachine.Step> decision) {
        try {
            apply(decision.get());
        } catch (RuntimeException | Error broken) {
            fail(broken);
        }
    }

    private void apply(WaitStateMachine.Step step) {
        seen = step.state();
        if (step.action() instanceof WaitStateMachine.Finish finish) {
            finish(finish.ending());
        } else if (step.action() instanceof WaitStateMachine.PauseUntil pause) {
            reason = pause.reason();
            if (pause.at().compareTo(elapsed()) <= 0 && reason != PollReason.END) {
                queue();
            } else {
                state = State.PAUSING;
                halfWay = elapsed().plus(pause.at()).dividedBy(2);
                loop.events.set(this, call.start().plus(loop.scheduler.slot(pause, call.start(), lastPollAt())));
            }
        }
    }

    private void queue() {
        state = State.QUEUED;
        boolean isLast = lastPollAt().compareTo(elapsed()) <= 0;
        reason = isLast ? PollReason.DEADLINE : reason;
        loop.scheduler.queue.join(this);
        loop.events.set(this, call.start().plus(isLast ? machine.deadline(seen) : lastPollAt()));
    }

    @Override
    public void due() {
        if (elapsed().compareTo(machine.deadline(seen)) >= 0) {
            leave();
            step(() -> machine.expire(seen, elapsed()));
        } else if (request != null) {
            leaveForLastPoll(request);
        } else {
            queue();
        }
    }

    private void leaveForLastPoll(StatusRequest slow) {
        leave();
        if (slow.rounds - joinedRound > 1 || loop.now().compareTo(slow.sentAt.plus(slow.hold)) < 0) {
            step(() -> machine.hasten(seen.left(), PollReason.DEADLINE, elapsed(), loop.random()));
        } else {
            receive(seen, machine.hung(seen, elapsed()), loop.random());
        }
    }

    /** For how long its next request may be held. If others have one held for this job, its first poll is not held. */
    Duration couldHold(Duration longest) {
        return seen.responses() == 0 && job.held() != null ? Duration.ZERO : machine.hold(seen, elapsed(), longest);
    }

    boolean isDueSoon() {
        return state == State.PAUSING && reason.isChoice() && halfWay.compareTo(elapsed()) <= 0;
    }

    /** Joins a request for the same job that is no older than this wait, or, with no time for another poll, one sent just now. */
    boolean joins() {
        boolean late = !machine.leavesTime(seen, elapsed());
        Duration since = late ? loop.now().minus(RequestScheduler.SLOT) : call.start();
        StatusRequest other = isLastPoll() ? null : job.shareable(since, !late && seen.responses() > 0);
        if (other != null) {
            ask(other, other.hold);
            joinedRound = other.rounds - (other.resting ? 0 : 1);
        }
        return other != null;
    }

    /** It is this wait's turn: its poll is part of that request, unless the time is up. */
    void ask(StatusRequest in, Duration hold) {
        step(() -> {
            WaitState told = job.told(seen, call.start());
            WaitStateMachine.Step step = machine.poll(told, hold, elapsed(), told.equals(seen) ? 0 : loop.random());
            if (step.action() instanceof WaitStateMachine.Send send) {
                state = State.POLLING;
                reason = job.oneShot != null || machine.leavesTime(told, elapsed()) ? reason : PollReason.DEADLINE;
                request = in;
                joinedRound = in.rounds;
                in.add(job, call.start().plus(lastPollAt()));
                loop.events.set(this, call.start().plus(send.leaveAt()));
                if (call.observer() != null) {
                    call.observer().sent(step.state(), elapsed(), reason, send.hold());
                }
            }
            return step;
        });
    }

    /** Its job is in another request from now on, which begins a round. The one before is over. */
    void move(StatusRequest to) {
        seen = stayed().sent(to.sentAt.minus(call.start()), false);
        request = to;
        joinedRound = to.rounds;
    }

    /** Its request goes no further, and said nothing of the job: it asks again, at once for that reason; null for by schedule. */
    void askAgain(@Nullable PollReason atOnce, double random) {
        WaitState before = job.told(stayed().left(), call.start());
        request = null;
        step(() -> atOnce == null
                ? machine.resume(before, elapsed(), random)
                : machine.hasten(before, atOnce, elapsed(), random));
    }

    /** A response about the job came, to this wait's own request or to another's. */
    void received(StatusRequest from, PollResult result, double random) {
        boolean own = request == from;
        boolean ends = result instanceof PollResult.Terminal;
        boolean useful = ends || result instanceof PollResult.Running && state == State.PAUSING;
        // Once ended, a job stays so: that is no older than any wait.
        boolean fresh =
                ends && loop.settings.backend().tellsJobsApart() || from.isFresh(call.start(), seen.responses() > 0);
        if (state == State.ENDED || !own && !(useful && fresh && job.oneShot == null)) {
            return;
        }
        WaitState before =
                own ? stayed().connecting(from.connected) : seen.sent(from.sentAt.minus(call.start()), false);
        request = own ? null : request;
        if (result instanceof PollResult.Terminal end) {
            job.ended(end, before, elapsed());
        }
        receive(before, result, random);
        if (own && hinted && result instanceof PollResult.Running) {
            look();
        }
    }

    private void receive(WaitState before, PollResult result, double random) {
        step(() -> {
            WaitStateMachine.Step step = machine.received(before, result, elapsed(), random);
            if (call.observer() != null) {
                call.observer().received(step.state(), elapsed(), result, step.action());
            }
            return step;
        });
    }

    /** Something outside says how the job stands. */
    void notified(Snapshot snapshot) {
        seen = seen.notified(snapshot);
        if (snapshot.state().isTerminal() && state != State.ENDED) {
            leave();
            Instant asOf = loop.environment.wallClock().instant();
            job.ended(PollResult.Terminal.of(snapshot, asOf), seen, elapsed());
            finish(new WaitStateMachine.Ending.JobEnded(snapshot));
        }
    }

    /** The server turns out to hold requests: a poll now is better than the one by schedule. */
    void hold() {
        if (state == State.PAUSING && reason.isChoice()) {
            step(() -> machine.hasten(seen, PollReason.HOLD, elapsed(), loop.random()));
        }
    }

    /** Something outside says that it is worth to poll now: also in place of a held request if it may, or again after a short poll. */
    void look() {
        hinted = request != null && request.hold.isZero();
        boolean may = request == null ? state == State.PAUSING && reason != PollReason.END : !job.isPaused(loop.now());
        if (may && !hinted) {
            leave();
            step(() -> machine.hasten(seen.left(), PollReason.HINT, elapsed(), loop.random()));
        }
    }

    /** Ends the wait without a result. */
    void fail(Throwable cause) {
        if (state != State.ENDED) {
            over();
            end.completeExceptionally(cause);
        }
    }

    private void finish(WaitStateMachine.Ending ending) {
        over();
        WaitResult result = new WaitResult(job.id, ending, seen, call.start(), elapsed());
        job.waited(result);
        if (call.observer() != null) {
            call.observer().ended(result);
        }
        end.complete(result);
    }

    private void over() {
        state = State.ENDED;
        loop.events.unset(this);
        loop.scheduler.queue.leave(this);
        leave();
        job.remove(this);
    }

    private void leave() {
        seen = stayed();
        StatusRequest left = request;
        request = null;
        if (left != null && left.leave(job)) {
            loop.scheduler.left(left);
        }
    }

    /** What was seen, with the rounds that its long poll made without a word about this job. */
    private WaitState stayed() {
        return request == null ? seen : request.stayed(seen, joinedRound, call.start());
    }

    /** The long poll was answered without a word about this job, and goes on. */
    void stays() {
        if (call.observer() != null) {
            call.observer().stays(stayed(), elapsed(), job.last);
        }
    }

    /** Whether it waits for its turn, and there is time left. */
    boolean isQueued() {
        return state == State.QUEUED && elapsed().compareTo(machine.deadline(seen)) < 0;
    }

    boolean isLastPoll() {
        return reason == PollReason.DEADLINE;
    }

    int failures() {
        return stayed().failures();
    }

    private Duration lastPollAt() {
        return machine.lastPollAt(seen);
    }

    private Duration elapsed() {
        return loop.now().minus(call.start());
    }
}
