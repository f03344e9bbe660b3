package dev.fermata.client;

import dev.fermata.client.Decision.Send;
import dev.fermata.client.Holding.Offer;
import dev.fermata.client.Turnstile.Lane;
import dev.fermata.client.WaitMachine.Step;
import java.time.Duration;

/**
 * One wait under way: carries out what {@link WaitMachine} decides.
 *
 * <p>It is always in one of four states, and what comes from outside (the time, its turn, an answer, {@link #abandon}) moves it on.
 */
final class Wait extends Steps {

    Wait(Engine engine, Target target, WaitMachine machine) {
        super(engine, target, machine);
    }

    Target target() {
        return target;
    }

    synchronized Progress progress() {
        return progress;
    }

    void begin() {
        advance(now -> machine.begin(engine.recall(target, start), engine.isHeldAtOnce(target), engine.random()));
    }

    /** On the timer's thread, so whatever may take long goes by way of the pool. */
    @Override
    void ring() {
        Step expired = null;
        synchronized (this) {
            Duration now = elapsed();
            if (state == State.ENDED || due == null || now.compareTo(due) < 0) {
                return;
            }
            if (now.compareTo(machine.maxWait()) >= 0) {
                expired = machine.wake(stayed(), now, Offer.NONE);
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

    @Override
    void join(Lane lane) {
        engine.queue(this, lane);
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
            boolean shared = other != null && !last && other.sentAt().compareTo(start) >= 0 && other.join(target);
            if (other != null && shared) {
                sitDown(other);
                return machine.wake(progress, now, offer.held(other.hold()));
            }
            Step step = machine.wake(progress, now, target.isLook() ? offer : Offer.NONE);
            board(next, step);
            return step;
        });
    }

    private boolean board(Exchange next, Step step) {
        boolean boards = step.decision() instanceof Send send
                && next.board(target, send.hold(), start.plus(machine.heldUntil(step.progress())));
        if (boards) {
            target.sent(next);
            sitDown(next);
        }
        return boards;
    }

    private void sitDown(Exchange in) {
        exchange = in;
        boarded = in.answered();
    }

    /** It need not wait for the next look by schedule. */
    void hurry() {
        synchronized (this) {
            if (state == State.PAUSING && why.isChoice()) {
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
            Step step = machine.wake(stayed(), now, offer);
            if (!board(to, step)) {
                return null;
            }
            from.leave(target);
            return step;
        });
    }

    /** The request that it is aboard of goes no further. */
    void alight(Exchange from) {
        advance(now -> {
            if (state != State.ASKING || exchange != from) {
                return null;
            }
            Progress alone = stayed().alighted();
            leave(from);
            return machine.resume(alone, now, engine.random());
        });
    }

    /** An answer about the job came, to this wait's own request or to another's. */
    void hear(Exchange from, Answer answer) {
        advance(now -> {
            boolean own = exchange == from;
            if (state == State.ENDED || !own && !isNews(from, answer)) {
                return null;
            }
            Progress before = own ? stayed() : progress.sent(from.sentAt().minus(start), false);
            if (own) {
                leave(from);
            }
            Step step = machine.decide(before, answer, now, engine.random());
            learn(before, step, answer, now);
            return step;
        });
    }

    /** Whether the answer to somebody else's request is of use: it must not be older than this wait. */
    private boolean isNews(Exchange from, Answer answer) {
        boolean end = answer instanceof Answer.Final;
        boolean valid = end || answer instanceof Answer.Pending && state != State.ASKING;
        return valid && from.sentAt().compareTo(start) >= 0;
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

    /** The request under way takes too long, or it is time for the last look. */
    private void giveUp() {
        advance(now -> {
            Exchange slow = exchange;
            if (state != State.ASKING || slow == null || due == null || now.compareTo(due) < 0) {
                return null;
            }
            boolean rounds = slow.answered() > 0;
            Duration sentAt = slow.isPausing() ? now : slow.sentAt().minus(start);
            Duration latest = machine.giveUpAt(progress, sentAt, slow.hold());
            if (rounds && now.compareTo(latest) < 0) {
                // It was answered since this wait boarded, and sent again.
                wakeAt(latest);
                return null;
            }
            Progress before = stayed();
            leave(slow);
            if (rounds && now.compareTo(machine.lastLook(before)) >= 0) {
                return machine.resume(before.alighted(), now, engine.random());
            }
            engine.gaveUp(slow);
            return machine.decide(before, Answer.trouble(slow.tooSlow()), now, engine.random());
        });
    }

    private void leave(Exchange from) {
        exchange = null;
        from.leave(target);
    }

    /** The progress, with the rounds that its request has made without a word about this job. */
    private Progress stayed() {
        Exchange aboard = exchange;
        int heard = aboard == null ? 0 : aboard.answered() - boarded;
        return aboard == null || heard == 0
                ? progress
                : progress.stayed(
                        aboard.sent() - boarded - 1, heard, aboard.sentAt().minus(start));
    }
}
