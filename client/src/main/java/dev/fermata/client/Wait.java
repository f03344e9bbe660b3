package dev.fermata.client;

import dev.fermata.client.Decision.Ending;
import dev.fermata.client.Decision.Finish;
import dev.fermata.client.Decision.PauseUntil;
import dev.fermata.client.Decision.Send;
import dev.fermata.client.Holding.Offer;
import dev.fermata.client.Turnstile.Lane;
import dev.fermata.client.WaitMachine.Step;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One wait under way: carries out what {@link WaitMachine} decides.
 *
 * <p>It is always in one of four states, and what comes from outside (the time, an answer, {@link #abandon}) moves it on. The lock
 * guards the fields and is never held while foreign code runs, but for the schedules. A hundred thousand of these may live at once,
 * so each field counts.
 */
final class Wait {

    private enum State {
        PAUSING,
        QUEUED,
        ASKING,
        ENDED
    }

    private final Engine engine;
    private final Target target;
    private final WaitMachine machine;
    private final Duration start;
    private final CompletableFuture<Ending> ending = new CompletableFuture<>();

    private volatile State state = State.PAUSING;
    private Progress progress = Progress.NONE;
    private Lane lane = Lane.REGULAR;
    private WaitEvent.Why why = WaitEvent.Why.END;
    private int steps;
    private @Nullable Exchange exchange;
    private @Nullable Duration due;
    private volatile @Nullable Duration endedAt;

    /** {@link Agenda}'s. */
    long agendaAt;

    int agendaPlace = -1;

    Wait(Engine engine, Target target, WaitMachine machine) {
        this.engine = engine;
        this.target = target;
        this.machine = machine;
        this.start = engine.now();
    }

    /** Completed on the timer's or a pool's thread: attach only what is quick and cannot block. */
    CompletableFuture<Ending> ending() {
        return ending;
    }

    Target target() {
        return target;
    }

    synchronized Progress progress() {
        return progress;
    }

    /** Up to its end, if it has ended. */
    Duration elapsed() {
        Duration end = endedAt;
        return end == null ? engine.now().minus(start) : end;
    }

    void begin() {
        advance(now -> machine.begin(engine.isHeldAtOnce(target), engine.random()));
    }

    /** Ends the wait from outside: timer and request are gone when this returns. Does nothing to a wait that has ended. */
    void abandon(Throwable reason) {
        if (end()) {
            engine.forget(this);
            ending.completeExceptionally(reason);
        }
    }

    /** On the timer's thread, so whatever may take long goes by way of the pool. */
    void ring() {
        Step expired = null;
        synchronized (this) {
            Duration now = elapsed();
            if (state == State.ENDED || due == null || now.compareTo(due) < 0) {
                return;
            }
            if (now.compareTo(machine.maxWait()) >= 0) {
                expired = machine.wake(progress, now, Offer.NONE);
                progress = expired.progress();
            } else if (state == State.PAUSING) {
                queue();
            } else if (state == State.ASKING) {
                engine.giveUpSoon(this::giveUp);
            }
        }
        if (expired != null) {
            finish(expired);
        }
    }

    /** For how long this wait would have its next request held. */
    synchronized Duration wouldHold(Offer offer) {
        return target.isLook() ? machine.hold(progress, elapsed(), offer) : Duration.ZERO;
    }

    /** Takes no lock. */
    boolean isQueued() {
        return state == State.QUEUED;
    }

    synchronized Lane lane() {
        return lane;
    }

    /** It is this wait's turn to ask: it boards the request, unless one is under way that will do. */
    void board(Exchange next, Offer offer) {
        advance(now -> {
            if (state != State.QUEUED) {
                return null;
            }
            Exchange other = target.underWay();
            boolean last = now.compareTo(machine.lastLook(progress)) >= 0;
            boolean shared = other != null && !last && other.sentAt.compareTo(start) >= 0 && other.join();
            Offer mine = target.isLook() ? offer : Offer.NONE;
            Step step = machine.wake(progress, now, other != null && shared ? new Offer(other.hold(), true) : mine);
            if (shared) {
                exchange = other;
            } else if (step.decision() instanceof Send send) {
                next.board(target, send.hold());
                target.sent(next);
                exchange = next;
            }
            return step;
        });
    }

    /** It need not wait for the next look by schedule. */
    void hurry() {
        synchronized (this) {
            if (state == State.PAUSING && why == WaitEvent.Why.SCHEDULE) {
                queue();
            }
        }
    }

    /** Its request is merged with others into one. */
    void move(Exchange from, Exchange to, Offer offer) {
        advance(now -> {
            if (state != State.ASKING || exchange != from) {
                return null;
            }
            Step step = machine.wake(progress, now, offer);
            if (step.decision() instanceof Send send) {
                to.board(target, send.hold());
                target.sent(to);
                exchange = to;
                from.leave();
            }
            return step;
        });
    }

    /** An answer about the job came, to this wait's own request or to another's. */
    void hear(Exchange from, Answer answer) {
        advance(now -> {
            boolean own = exchange == from;
            if (state == State.ENDED || !own && !isNews(from, answer)) {
                return null;
            }
            if (own) {
                exchange = null;
            }
            Progress before = own ? progress : progress.sent(from.sentAt.minus(start), false);
            Step step = machine.decide(before, answer, now, engine.random());
            learn(before, step, answer, now);
            return step;
        });
    }

    /** Whether the answer to somebody else's request is of use: it must not be older than this wait. */
    private boolean isNews(Exchange from, Answer answer) {
        boolean end = answer instanceof Answer.Final;
        boolean valid = end || answer instanceof Answer.Pending && state != State.ASKING;
        return valid && from.sentAt.compareTo(start) >= 0;
    }

    private void learn(Progress before, Step step, Answer answer, Duration now) {
        if (answer instanceof Answer.Final end && target.isLook()) {
            Lesson.of(step.progress(), end, before.awaitedSince(), now)
                    .filter(lesson -> target.isFirstLesson())
                    .ifPresent(lesson -> engine.learn(end.snapshot(), lesson));
        }
        if (answer instanceof Answer.Pending && step.progress().hastyHolds() >= Holding.TOO_HASTY) {
            engine.isHasty();
        }
    }

    /** The request under way takes too long. */
    private void giveUp() {
        advance(now -> {
            Exchange slow = exchange;
            if (state != State.ASKING || slow == null || due == null || now.compareTo(due) < 0) {
                return null;
            }
            exchange = null;
            slow.leave();
            engine.gaveUp(slow);
            return machine.decide(progress, Answer.trouble(slow.tooSlow()), now, engine.random());
        });
    }

    /** Takes a step, if there is one to take. What a schedule throws ends the wait: it must never hang. */
    private void advance(Function<Duration, @Nullable Step> decide) {
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
            lane = pause.why() == WaitEvent.Why.DEADLINE ? Lane.URGENT : Lane.REGULAR;
            if (progress.troubles() > 0) {
                lane = Lane.RETRY;
            }
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

    private void queue() {
        state = State.QUEUED;
        wakeAt(machine.maxWait());
        engine.queue(this, lane);
    }

    private void wakeAt(Duration at) {
        due = at;
        engine.wake(this, start.plus(at));
    }

    /** Whoever ends the wait first does so alone. */
    private boolean end() {
        Exchange unwanted;
        synchronized (this) {
            if (state == State.ENDED) {
                return false;
            }
            endedAt = elapsed();
            state = State.ENDED;
            unwanted = exchange;
            exchange = null;
        }
        if (unwanted != null) {
            unwanted.leave();
        }
        return true;
    }

    private void finish(Step step) {
        if (end()) {
            engine.forget(this);
            Ending how = ((Finish) step.decision()).ending();
            if (how instanceof Ending.TimedOut) {
                // On the timer's thread: the deadline is kept first, and those who want to know are told by the pool.
                ending.complete(how);
                engine.tellLater(() -> {
                    engine.tell(target.id(), elapsed(), step);
                    Snapshot last = step.progress().last();
                    if (last != null && target.isLook()) {
                        Lesson.ofTimeout(step.progress()).ifPresent(lesson -> engine.learn(last, lesson));
                    }
                });
            } else {
                engine.tell(target.id(), elapsed(), step);
                ending.complete(how);
            }
        }
    }
}
