package dev.fermata.client;

import dev.fermata.client.Decision.Ending;
import dev.fermata.client.Decision.Finish;
import dev.fermata.client.Decision.PauseUntil;
import dev.fermata.client.Decision.Send;
import dev.fermata.client.Turnstile.Lane;
import dev.fermata.client.WaitMachine.Step;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * How a wait takes steps: one at a time, under its lock, up to its end. The lock guards the fields and is never held while foreign
 * code runs, but for the schedules. What the steps are for is {@link Wait}'s story. A hundred thousand of these may live at once, so
 * each field counts.
 */
abstract class Steps {

    enum State {
        PAUSING,
        QUEUED,
        ASKING,
        ENDED
    }

    final Engine engine;
    final Target target;
    final WaitMachine machine;
    final Duration start;
    private final CompletableFuture<Ending> ending = new CompletableFuture<>();

    volatile State state = State.PAUSING;
    Progress progress = Progress.NONE;
    Lane lane = Lane.REGULAR;
    WaitEvent.Why why = WaitEvent.Why.END;

    /** The request under way that this wait is aboard of, and how often that had been answered when it boarded. */
    @Nullable
    Exchange exchange;

    int boarded;

    @Nullable
    Duration due;

    private int steps;
    private volatile @Nullable Duration endedAt;

    /** {@link Agenda}'s. */
    long agendaAt;

    int agendaPlace = -1;

    Steps(Engine engine, Target target, WaitMachine machine) {
        this.engine = engine;
        this.target = target;
        this.machine = machine;
        this.start = engine.now();
    }

    /** What must happen to the wait when it is due. */
    abstract void ring();

    /** It would ask, when it is its turn. */
    abstract void join(Lane lane);

    /** Completed on the timer's or a pool's thread: attach only what is quick and cannot block. */
    CompletableFuture<Ending> ending() {
        return ending;
    }

    /** Up to its end, if it has ended. */
    Duration elapsed() {
        Duration end = endedAt;
        return end == null ? engine.now().minus(start) : end;
    }

    /** Ends the wait from outside: timer and request are gone when this returns. Does nothing to a wait that has ended. */
    void abandon(Throwable reason) {
        if (end()) {
            letGo();
            ending.completeExceptionally(reason);
        }
    }

    /** Takes a step, if there is one to take. What a schedule throws ends the wait: it must never hang. */
    void advance(Function<Duration, @Nullable Step> decide) {
        Step step;
        int mine;
        try {
            synchronized (this) {
                if (state == State.ENDED) {
                    return;
                }
                step = decide.apply(elapsed());
                if (step == null) {
                    return;
                }
                progress = step.progress();
                mine = ++steps;
                if (step.heard().isEmpty() || !engine.isHeard()) {
                    carryOut(step.decision());
                } else {
                    // The listener is told before the next poll, so that it hears of them in order.
                    state = State.PAUSING;
                    why = WaitEvent.Why.END;
                    wakeAt(machine.maxWait());
                }
            }
            follow(step, mine);
        } catch (RuntimeException | Error broken) {
            abandon(broken);
        }
    }

    private void follow(Step step, int mine) {
        if (step.decision() instanceof Finish) {
            finish(step);
        } else if (step.heard().isPresent() && engine.isHeard()) {
            engine.tell(target.id(), elapsed(), step);
            synchronized (this) {
                if (state == State.PAUSING && steps == mine) {
                    carryOut(step.decision());
                }
            }
        }
    }

    private void carryOut(Decision decision) {
        if (decision instanceof PauseUntil pause) {
            why = pause.why();
            lane = lane(pause.why());
            if (pause.at().compareTo(elapsed()) <= 0) {
                queue();
            } else {
                state = State.PAUSING;
                wakeAt(pause.at());
            }
        } else if (decision instanceof Send send) {
            state = State.ASKING;
            wakeAt(send.abandonAt());
        }
    }

    private Lane lane(WaitEvent.Why why) {
        if (progress.troubles() > 0) {
            return Lane.RETRY;
        }
        if (!target.isLook()) {
            return Lane.ORDER;
        }
        return why == WaitEvent.Why.DEADLINE ? Lane.URGENT : Lane.REGULAR;
    }

    void queue() {
        state = State.QUEUED;
        wakeAt(machine.maxWait());
        join(lane);
    }

    void wakeAt(Duration at) {
        due = at;
        engine.wake(this, start.plus(at));
    }

    /** Whoever ends the wait first does so alone. */
    private synchronized boolean end() {
        if (state == State.ENDED) {
            return false;
        }
        endedAt = elapsed();
        state = State.ENDED;
        return true;
    }

    private void letGo() {
        Exchange unwanted;
        synchronized (this) {
            unwanted = exchange;
            exchange = null;
        }
        if (unwanted != null) {
            unwanted.leave(target);
        }
        engine.forget(this);
    }

    void finish(Step step) {
        if (end()) {
            Ending how = ((Finish) step.decision()).ending();
            if (how instanceof Ending.TimedOut) {
                engine.timedOut(target, step.progress(), start);
                // On the timer's thread: the deadline is kept first, and whatever takes time comes afterwards.
                ending.complete(how);
                letGo();
                engine.tellLater(() -> tellOfTimeout(step));
            } else {
                letGo();
                engine.tell(target.id(), elapsed(), step);
                ending.complete(how);
            }
        }
    }

    private void tellOfTimeout(Step step) {
        engine.tell(target.id(), elapsed(), step);
        Snapshot last = step.progress().last();
        if (last != null && target.isLook()) {
            Lesson.ofTimeout(step.progress()).ifPresent(lesson -> engine.learn(last, lesson));
        }
    }
}
