package dev.fermata.client.internal.engine;

import dev.fermata.client.internal.loop.TimerQueue;
import dev.fermata.client.internal.poll.PollQuery;
import dev.fermata.client.internal.poll.PollQuery.PollResponse;
import dev.fermata.client.internal.poll.PollSender;
import dev.fermata.client.internal.wait.WaitState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One request in flight, for one job or several. When no wait wants its response any more it is canceled. A long poll for a cohort
 * of jobs is sent again and again, in rounds. Owned by the loop.
 */
final class StatusRequest extends TimerQueue.Timer {

    /** After so long without a response, a request is sent once more. */
    private static final Duration HEDGE = Duration.ofSeconds(1);
    /** A round is in flight for at least this long before its jobs may move to another request. */
    private static final Duration UNDISTURBED = Duration.ofSeconds(1);
    /** The first round: waits that begin within a second must not take all requests that may be held. */
    private static final Duration FIRST_UNDISTURBED = Duration.ofMillis(50);

    private final WaitLoop loop;
    /** Whether it follows a failure. */
    final boolean retry;
    /** Whether it goes on in rounds. */
    final boolean cohort;

    private final Set<TrackedJob> jobs = new LinkedHashSet<>();
    private Duration hold = Duration.ZERO;
    private Duration heldUntil = Duration.ZERO;
    private Duration sentAt;
    private Duration timeoutAt = Duration.ZERO;
    private int rounds;
    /** Early responses in a row that listed no end. */
    int early;

    private Duration undisturbed = FIRST_UNDISTURBED;
    private boolean resting;
    private boolean over;
    private @Nullable PollQuery query;
    /** What is sent once more if no response comes soon; null if nothing is. */
    private @Nullable PollQuery hedge;

    private final List<Runnable> cancels = new ArrayList<>(1);
    private int unanswered;
    /** How many of it are in flight: two after it was sent once more. */
    int copies = 1;

    StatusRequest(WaitLoop loop, boolean retry, boolean cohort) {
        this.loop = loop;
        this.retry = retry;
        this.cohort = cohort;
        this.sentAt = loop.now();
    }

    void add(TrackedJob job, Duration wouldBeHeldUntil) {
        jobs.add(job);
        heldUntil = wouldBeHeldUntil.compareTo(heldUntil) > 0 ? wouldBeHeldUntil : heldUntil;
    }

    /** A wait for the job turned away; whether nobody is left. */
    boolean leave(TrackedJob job) {
        if (!job.isIn(this)) {
            jobs.remove(job);
        }
        return jobs.isEmpty();
    }

    /**
     * Sends it, or its next round.
     *
     * @param hedged whether it is sent once more, on a new connection, if there is no response soon and the limits allow it; the first
     *     good response counts
     */
    void send(PollQuery query, boolean hedged) {
        this.query = query;
        sentAt = loop.now();
        hold = query.preference().hold();
        resting = false;
        rounds++;
        cancels.clear();
        unanswered = 0;
        timeoutAt = sentAt.plus(loop.settings.rules().requestTimeout()).plus(hold);
        Duration again = sentAt.plus(HEDGE);
        hedge = hedged && again.compareTo(timeoutAt) < 0 ? query.onNewConnection() : null;
        loop.timers.set(this, hedge == null ? timeoutAt : again);
        transmit(query);
    }

    private void transmit(PollQuery what) {
        int round = rounds;
        unanswered++;
        PollSender sender = loop.seams.sender();
        cancels.add(sender.send(
                what,
                response -> loop.events.add(() -> answered(round, response)),
                (cause, bad) -> loop.events.add(() -> loop.responses.unbuilt(this, cause, bad))));
    }

    private void answered(int round, PollResponse response) {
        unanswered -= round == rounds ? 1 : 0;
        boolean other = unanswered > 0 && response.statusCode() == 0;
        if (!over && !resting && round == rounds && !other) {
            if (unanswered > 0) {
                cancels.forEach(Runnable::run);
            }
            loop.responses.received(this, response);
        }
    }

    @Override
    public void due() {
        if (hedge != null) {
            hedge(hedge);
        } else if (!resting) {
            cancels.forEach(Runnable::run);
            loop.responses.timedOut(this);
        }
        // The next round of a cohort is sent at the end of this turn of the loop.
    }

    private void hedge(PollQuery again) {
        Duration now = loop.now();
        Duration opensAt = loop.limits.opensAt(now, false);
        boolean later = opensAt.compareTo(now) > 0;
        if (later && opensAt.compareTo(timeoutAt) < 0) {
            loop.timers.set(this, opensAt);
            return;
        }
        hedge = null;
        loop.timers.set(this, timeoutAt);
        if (!later && loop.limits.hasRoom(now) && loop.limits.takeRetry(now)) {
            loop.scheduler.began(false, now);
            copies++;
            transmit(again);
        }
    }

    /** Answered, and to be sent again at that moment. */
    void restUntil(Duration at) {
        resting = true;
        undisturbed = UNDISTURBED;
        loop.timers.set(this, at);
        sentAt = at;
    }

    /** Nothing comes of it any more. */
    void end() {
        over = true;
        loop.timers.remove(this);
    }

    void cancel() {
        end();
        cancels.forEach(Runnable::run);
    }

    /** Whether its jobs may move to another request now. */
    boolean isInterruptible(Duration now) {
        return resting || now.minus(sentAt).compareTo(undisturbed) >= 0;
    }

    /**
     * It takes over the jobs of another one. Without a response it stays in flight for twice as long before it is interrupted in turn:
     * so a response comes however slow the server is and however often jobs are added.
     */
    void interrupts(StatusRequest other) {
        Duration longer = other.resting ? other.undisturbed : other.undisturbed.multipliedBy(2);
        undisturbed = longer.compareTo(undisturbed) > 0 ? longer : undisturbed;
    }

    boolean isOver() {
        return over;
    }

    boolean isResting() {
        return resting;
    }

    /** When it was sent, or will be sent again. */
    Duration sentAt() {
        return sentAt;
    }

    /** For how long the server is asked to hold it. */
    Duration hold() {
        return hold;
    }

    /** Up to when some wait would have it held. */
    Duration heldUntil() {
        return heldUntil;
    }

    /** What a wait has seen that joined in that round, with the rounds since then that said nothing of its job. */
    WaitState stayed(WaitState seen, int joined, Duration start) {
        int more = rounds - joined - 1;
        return seen.stayed(more, resting ? more + 1 : more, sentAt.minus(start));
    }

    /** How often it was sent. */
    int rounds() {
        return rounds;
    }

    int size() {
        return jobs.size();
    }

    List<TrackedJob> jobs() {
        return List.copyOf(jobs);
    }

    boolean isBulk() {
        return query != null && query.bulk();
    }
}
