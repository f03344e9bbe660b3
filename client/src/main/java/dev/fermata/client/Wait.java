package dev.fermata.client;

import dev.fermata.client.Decision.Send;
import dev.fermata.client.Holding.Offer;
import dev.fermata.client.Turnstile.Lane;
import dev.fermata.client.WaitMachine.Step;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One wait under way: carries out what {@link WaitMachine} decides.
 *
 * <p>It is always in one of four states, and what comes from outside (the time, its turn, an answer, {@link #abandon}) moves
 * it on.
 */
final class Wait extends Steps {

    Wait(Engine engine, Target target, WaitMachine machine, Duration start) {
        super(engine, target, machine, start);
    }

    Target target() {
        return target;
    }

    synchronized Progress progress() {
        return progress;
    }

    void begin() {
        boolean held = engine.isHeldAtOnce(target);
        double random = engine.random();
        advance(now -> {
            Progress known = engine.recall(target, start);
            return rules -> rules.begin(known, held, now, random);
        });
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
            } else if (state == State.QUEUED) {
                hasten();
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
        return target.isLook() && !isNewcomer() ? couldHold(offer) : Duration.ZERO;
    }

    /** For how long there is time for it to be held. */
    synchronized Duration couldHold(Offer offer) {
        return machine.hold(progress, elapsed(), offer);
    }

    /** Others have a request held for this job, and this wait knows nothing of it: it takes a quick look, and then joins them. */
    private boolean isNewcomer() {
        return progress.answers() == 0 && target.held() != null;
    }

    /** Whether it would ask and there is time for that. Takes no lock. */
    boolean isQueued(Duration now) {
        return state == State.QUEUED && now.minus(start).compareTo(machine.maxWait()) < 0;
    }

    /** Takes no lock. */
    boolean isAsking() {
        return state == State.ASKING;
    }

    synchronized Lane lane() {
        return lane;
    }

    /** Whether it goes before its turn; read without a lock. */
    boolean isAhead() {
        return lane == Lane.URGENT || lane == Lane.ORDER;
    }

    /** The request that it is aboard of was turned down, perhaps because of others: it asks again, in smaller company. */
    synchronized void askAgain(Exchange from, Duration retryAfter) {
        if (state == State.ASKING && exchange == from) {
            progress = stayed().alighted();
            leaveAlone(retryAfter, elapsed());
            leave(from);
            queue();
        }
    }

    /** It is this wait's turn to ask: it boards the request, unless one is under way that will do. */
    void board(Exchange next, Offer offer) {
        advance(now -> {
            if (state != State.QUEUED) {
                return null;
            }
            Exchange other = shared(now);
            if (other != null) {
                sitDown(other);
                Step step = machine.wake(progress, now, offer.held(other.hold()));
                return rules -> step;
            }
            boolean quick = !target.isLook() || isNewcomer();
            Step step = machine.wake(progress, now, quick ? Offer.NONE : offer);
            board(next, step);
            return rules -> step;
        });
    }

    /** The request under way that will do for this wait too; it is aboard then. Null if there is none. */
    private @Nullable Exchange shared(Duration now) {
        if (now.compareTo(machine.lastLook(progress)) >= 0) {
            return null;
        }
        Exchange held = target.held();
        if (held != null && isFresh(held) && held.join(target)) {
            return held;
        }
        Exchange other = target.underWay();
        return other != null && isFresh(other) && other.join(target) ? other : null;
    }

    /** Whether an answer to that request is not older than this wait: the server had it when this wait began, or holds it. */
    private boolean isFresh(Exchange other) {
        return other.sentAt().compareTo(start) >= 0
                || progress.answers() > 0 && !other.hold().isZero();
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
            return rules -> step;
        });
    }

    /** The request that it is aboard of goes no further. */
    void alight(Exchange from) {
        advance(now -> {
            if (state != State.ASKING || exchange != from) {
                return null;
            }
            Progress alone = stayed().alighted();
            double random = engine.random();
            leave(from);
            return rules -> rules.resume(alone, now, random);
        });
    }

    /** The same, and the server has answered that it wants to be left alone for so long. */
    void alight(Exchange from, Duration retryAfter) {
        advance(now -> {
            if (state != State.ASKING || exchange != from) {
                return null;
            }
            Progress alone = stayed().alighted();
            leave(from);
            leaveAlone(retryAfter, now);
            return rules -> rules.resume(alone, retryAfter, now);
        });
    }

    private void leaveAlone(Duration retryAfter, Duration now) {
        earliest = retryAfter.isZero() ? Duration.ZERO : now.plus(retryAfter);
    }

    /** An answer about the job came, to this wait's own request or to another's. */
    void hear(Exchange from, Answer answer) {
        advance(now -> {
            boolean own = exchange == from;
            if (!own && !isNews(from, answer)) {
                return null;
            }
            Progress before = own ? stayed() : progress.sent(from.sentAt().minus(start), false);
            if (own) {
                leave(from);
            }
            Answer mine = answer instanceof Answer.Pending pending ? joining(pending) : answer;
            learn(before, mine, now);
            leaveAlone(mine.retryAfter(), now);
            double random = engine.random();
            return rules -> rules.decide(before, mine, now, random);
        });
    }

    /** Whether the answer to somebody else's request is of use. */
    private boolean isNews(Exchange from, Answer answer) {
        boolean end = answer instanceof Answer.Final;
        boolean valid = end || answer instanceof Answer.Pending && state != State.ASKING && !isThinking();
        return valid && isFresh(from);
    }

    /** After a quick look, while others have a request held for the job: on with theirs, at once. */
    private Answer joining(Answer.Pending answer) {
        Exchange held = target.held();
        boolean joins = held != null && !answer.hold().isTrue() && held.carries(target);
        return held == null || !joins ? answer : answer.with(new Answer.Hold(held.hold(), 0, Duration.ZERO, false));
    }

    private void learn(Progress before, Answer answer, Duration now) {
        if (answer instanceof Answer.Final end && target.isLook()) {
            Lesson.of(before.ended(end, now), end, before.awaitedSince(), now)
                    .filter(lesson -> target.isFirstLesson())
                    .ifPresent(lesson -> engine.learn(end.snapshot(), lesson));
        }
        if (answer instanceof Answer.Pending pending
                && Holding.hasty(before, pending.hold(), now) >= Holding.TOO_HASTY) {
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
            double random = engine.random();
            Duration latest = machine.giveUpAt(progress, sentAt, slow.hold());
            if (rounds && now.compareTo(latest) < 0) {
                // It was answered since this wait boarded, and sent again.
                wakeAt(latest);
                return null;
            }
            Progress before = stayed();
            leave(slow);
            // One that others have held beyond this wait's last look is none the worse for that.
            boolean inTime = rounds || now.compareTo(sentAt.plus(slow.hold())) < 0;
            if (inTime && now.compareTo(machine.lastLook(before)) >= 0) {
                Progress alone = before.alighted();
                return rules -> rules.resume(alone, now, random);
            }
            engine.gaveUp(slow);
            Answer trouble = Answer.trouble(slow.tooSlow());
            return rules -> rules.decide(before, trouble, now, random);
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
