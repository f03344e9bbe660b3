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
 * How a wait takes steps: one at a time, under its lock, up to its end. The lock guards the fields and is never held while
 * foreign code runs. What the steps are for is {@link Wait}'s story. A hundred thousand of these may live at once, so
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

    /** The server wants to be left alone until then. */
    Duration earliest = Duration.ZERO;

    private int steps;
    private volatile @Nullable Duration endedAt;

    /** {@link Turnstile}'s: the order in which waits came. */
    long ticket;

    /** {@link Agenda}'s. */
    long agendaAt;

    int agendaPlace = -1;

    /** From a step that has to be thought about, or told of, until that is done. */
    private boolean thinking;

    private boolean hurried;

    /** Whether it ended before it was its turn. */
    private boolean queued;

    /** What is thought and told of this wait, in order; only where somebody listens. */
    private @Nullable Serial thoughts;

    Steps(Engine engine, Target target, WaitMachine machine, Duration start) {
        this.engine = engine;
        this.target = target;
        this.machine = machine;
        this.start = start;
    }

    /** How a step follows from what has happened; pure. */
    @FunctionalInterface
    interface Thought {
        Step by(WaitMachine machine);
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
        if (state != State.ENDED) {
            engine.abandoned();
        }
        if (end()) {
            letGo();
            ending.completeExceptionally(reason);
        }
    }

    /**
     * Takes a step, if there is one to take. If a schedule has to be asked or a listener told, that is done by another thread,
     * and until then there is but the last look ahead. What a schedule throws ends the wait: it must never hang.
     *
     * @param prepare under the lock, given the time; null for no step
     */
    void advance(Function<Duration, @Nullable Thought> prepare) {
        try {
            Inquiry inquiry = new Inquiry();
            Thought thought;
            Step step;
            int mine;
            synchronized (this) {
                thought = state == State.ENDED ? null : prepare.apply(elapsed());
                if (thought == null) {
                    return;
                }
                step = thought.by(inquiry.machine(machine));
                progress = step.progress();
                mine = ++steps;
                hurried = false;
                thinking = thinking(step, inquiry);
                if (thinking) {
                    standBy(step.decision());
                } else {
                    carryOut(step.decision());
                }
            }
            if (thinking(step, inquiry)) {
                think(() -> reflect(thought, inquiry, step, mine));
            } else if (step.decision() instanceof Finish) {
                finish(step);
            }
        } catch (RuntimeException | Error broken) {
            abandon(broken);
        }
    }

    private boolean thinking(Step step, Inquiry inquiry) {
        return inquiry.isOpen() || isToBeTold(step);
    }

    /** The end is told afterwards. */
    private boolean isToBeTold(Step step) {
        return step.heard().isPresent() && engine.isHeard() && !(step.decision() instanceof Finish);
    }

    private void think(Runnable thought) {
        if (!engine.isHeard()) {
            engine.hands().execute(thought);
            return;
        }
        Serial inOrder;
        synchronized (this) {
            inOrder = thoughts == null ? new Serial(engine.hands()) : thoughts;
            thoughts = inOrder;
        }
        inOrder.execute(thought);
    }

    /** No lock is held here, for others' code runs. */
    private void reflect(Thought thought, Inquiry inquiry, Step first, int mine) {
        try {
            Step step = first;
            if (inquiry.isOpen() && isStill(mine)) {
                inquiry.ask();
                step = thought.by(inquiry.machine(machine));
            }
            if (step.decision() instanceof Finish) {
                if (isStill(mine)) {
                    finish(step);
                }
                return;
            }
            // Told before the next poll.
            engine.tell(target.id(), elapsed(), step);
            synchronized (this) {
                if (steps == mine && state == State.PAUSING) {
                    carryOut(step.decision());
                }
            }
        } catch (RuntimeException | Error broken) {
            abandon(broken);
        }
    }

    private synchronized boolean isStill(int step) {
        return steps == step && state == State.PAUSING;
    }

    /** Whether the last step is still being thought about, or told. */
    boolean isThinking() {
        return thinking;
    }

    private void standBy(Decision decision) {
        state = State.PAUSING;
        if (decision instanceof PauseUntil pause && !pause.forGood()) {
            Duration last = machine.lastLook(progress);
            why = WaitEvent.Why.DEADLINE;
            lane = progress.troubles() > 0 ? Lane.RETRY : Lane.URGENT;
            wakeAt(pause.at().compareTo(last) > 0 ? pause.at() : last);
        } else {
            why = WaitEvent.Why.END;
            wakeAt(machine.maxWait());
        }
    }

    /** It need not wait for the next look by schedule. */
    synchronized void hurry() {
        if (thinking) {
            hurried = true;
        } else if (state == State.PAUSING && why.isChoice()) {
            queue();
        }
    }

    private void carryOut(Decision decision) {
        thinking = false;
        if (decision instanceof PauseUntil pause) {
            why = pause.why();
            lane = lane(pause.why());
            boolean now = hurried && why.isChoice();
            if (now || pause.at().compareTo(elapsed()) <= 0) {
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

    /** It asks as soon as it is its turn, but never before the server's {@code Retry-After} is over. */
    void queue() {
        thinking = false;
        if (elapsed().compareTo(earliest) < 0) {
            boolean inTime = earliest.compareTo(machine.maxWait()) < 0;
            why = inTime ? WaitEvent.Why.RETRY_AFTER : WaitEvent.Why.END;
            state = State.PAUSING;
            wakeAt(inTime ? earliest : machine.maxWait());
            return;
        }
        state = State.QUEUED;
        // In time to be the next one, however slowly they go out.
        Duration last =
                machine.lastLook(progress).minus(engine.settings().limits().spacing());
        boolean mayHasten = lane == Lane.REGULAR && last.compareTo(elapsed()) > 0;
        wakeAt(mayHasten ? last : machine.maxWait());
        join(lane);
    }

    /** It still queues when its last look is due, and last looks go first. */
    void hasten() {
        if (lane == Lane.REGULAR) {
            lane = Lane.URGENT;
            why = WaitEvent.Why.DEADLINE;
            join(lane);
        }
        wakeAt(machine.maxWait());
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
        queued = state == State.QUEUED;
        state = State.ENDED;
        return true;
    }

    private synchronized boolean isAboard() {
        return exchange != null;
    }

    private void letGo() {
        engine.forget(this);
        Exchange unwanted;
        synchronized (this) {
            unwanted = exchange;
            exchange = null;
        }
        if (unwanted != null) {
            unwanted.leave(target);
        } else if (queued) {
            engine.left();
        }
    }

    /** The outcome waits for nobody who wants to know of the last poll. */
    void finish(Step step) {
        if (end()) {
            Ending how = ((Finish) step.decision()).ending();
            // Before anybody knows of the end: whoever does may close the client at once, and is to lose nothing.
            if (how instanceof Ending.TimedOut) {
                engine.timedOut(target, step.progress(), start);
                learn(step.progress());
            } else {
                engine.over(target);
            }
            if (step.heard().isPresent() && engine.isHeard()) {
                // By another thread; but whoever closes the client at once must find that there is something to tell.
                think(() -> engine.tell(target.id(), elapsed(), step));
            }
            ending.complete(how);
            if (how instanceof Ending.TimedOut && isAboard()) {
                // On the timer's thread, which has other deadlines to keep: closing a connection takes its time.
                engine.giveUpSoon(this::letGo);
            } else {
                letGo();
            }
        }
    }

    private void learn(Progress end) {
        Snapshot last = end.last();
        if (last != null && target.isLook()) {
            engine.learnLater(
                    () -> Lesson.ofTimeout(end).ifPresent(lesson -> engine.learnOfTimeout(target, last, lesson)));
        }
    }
}
