package dev.fermata.client.internal.engine;

import dev.fermata.client.internal.http.HttpTransport.Reuse;
import dev.fermata.client.internal.loop.EventLoop;
import dev.fermata.client.internal.poll.PollQuery;
import dev.fermata.client.internal.poll.PollQuery.PollResponse;
import dev.fermata.client.internal.poll.PollSender;
import dev.fermata.client.internal.wait.PollResult;
import dev.fermata.client.internal.wait.PollResult.Problem;
import dev.fermata.client.internal.wait.WaitState;
import dev.fermata.client.schedule.PollSchedule.PollReason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One request in flight, for one job or several: sends it, and takes the response to the waits that want it. When no wait wants it any
 * more it is canceled. A long poll for a cohort of jobs is sent again and again, in rounds. Owned by the loop.
 */
final class StatusRequest extends EventLoop.Timer {

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
    /** For how long the server is asked to hold it. */
    Duration hold = Duration.ZERO;
    /** Up to when some wait would have it held. */
    Duration heldUntil = Duration.ZERO;
    /** When it was sent, or will be sent again. */
    Duration sentAt;

    private Duration timeoutAt = Duration.ZERO;
    /** How often it was sent. */
    int rounds;
    /** Early responses in a row that listed no end. */
    int early;

    private Duration undisturbed = FIRST_UNDISTURBED;
    /** Whether its response came over a connection that it surely opened. */
    boolean connected;
    /** Answered, and to be sent again. */
    boolean resting;
    /** Nothing comes of it any more. */
    boolean over;
    /** What is sent once more if no response comes soon; null if nothing is. */
    private @Nullable PollQuery hedge;

    private final List<Runnable> cancels = new ArrayList<>(1);
    private int unanswered;
    /** Whether it is a call of the caller's code. */
    private boolean isCall;
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
        sentAt = loop.now();
        hold = query.preference().hold();
        resting = false;
        rounds++;
        cancels.clear();
        unanswered = 0;
        timeoutAt = sentAt.plus(loop.settings.rules().requestTimeout()).plus(hold);
        Duration again = sentAt.plus(loop.scheduler.connections.hedgeAfter());
        hedge = hedged && again.compareTo(timeoutAt) < 0 ? query.onNewConnection() : null;
        loop.events.set(this, hedge == null ? timeoutAt : again);
        transmit(query);
    }

    private void transmit(PollQuery query) {
        int round = rounds;
        Duration at = loop.now();
        unanswered++;
        boolean isOld = loop.scheduler.sent(query.reuse());
        PollSender sender = loop.environment.sender();
        isCall = sender.isCall(query);
        cancels.add(sender.send(
                query,
                response -> loop.events.add(() -> answered(query, round, isOld, at, response)),
                (cause, bad) -> loop.events.add(() -> unbuilt(cause, bad))));
    }

    private void answered(PollQuery query, int round, boolean wasOld, Duration at, PollResponse response) {
        if (response.statusCode() != 0 && query.reuse() == Reuse.ANY) {
            loop.scheduler.connections.putBack(wasOld, loop.now(), query.isShort() ? at : null);
        }
        unanswered -= round == rounds ? 1 : 0;
        loop.limits.canceled(over && isCall ? 1 : 0, loop.now());
        boolean other = unanswered > 0 && response.statusCode() == 0;
        if (!over && !resting && round == rounds && !other) {
            connected = query.reuse() == Reuse.NEW;
            received(query.bulk(), response);
        }
    }

    @Override
    public void due() {
        if (hedge != null) {
            hedge(hedge);
        } else if (!resting) {
            Problem late = Problem.noResponseWithin(
                    loop.now().minus(sentAt), loop.settings.rules().requestTimeout());
            received(false, PollResponse.none(PollResult.Transient.of(late)));
        }
        // The next round of a cohort is sent at the end of this turn of the loop.
    }

    private void hedge(PollQuery again) {
        Duration now = loop.now();
        Duration mayBeDeadAt = sentAt.plus(loop.scheduler.connections.hedgeAfter());
        Duration opensAt = loop.limits.opensAt(mayBeDeadAt.compareTo(now) > 0 ? mayBeDeadAt : now, false);
        boolean later = opensAt.compareTo(now) > 0;
        if (later && opensAt.compareTo(timeoutAt) < 0) {
            loop.events.set(this, opensAt);
            return;
        }
        hedge = null;
        loop.events.set(this, timeoutAt);
        boolean may = !later && !loop.scheduler.queue.hasLastPoll() && loop.limits.hasRoom(now);
        if (may && jobs.stream().noneMatch(job -> job.isPaused(now)) && loop.limits.takeRetry(now)) {
            loop.scheduler.began(false);
            copies++;
            transmit(again);
        }
    }

    /** A response came, or the certainty that none will. */
    private void received(boolean bulk, PollResponse response) {
        Duration now = loop.now();
        boolean cut = loop.scheduler.learn(this, bulk, response, now);
        // The jobs of a cohort that have not ended stay in it.
        boolean round = cohort && response.isValid();
        if (!round) {
            loop.scheduler.end(this);
        }
        if (bulk && response.isTurnedDown()) {
            loop.limits.turnedDown(jobs.size(), now);
            askAgain(response.retryAfter());
            return;
        }
        // A job that has left this request has ended all the same.
        response.ends()
                .filter(end -> loop.waits(end.id()).stream().noneMatch(wait -> wait.request == this))
                .forEach(loop::tell);
        int size = jobs.size();
        // All jobs of a request count the same failures and draw the same pause, so that they stay together.
        boolean failed = response.others() instanceof PollResult.Transient;
        int failures =
                failed ? 1 + waits().stream().mapToInt(WaitTask::failures).max().orElse(0) : 1;
        double random = loop.random();
        for (TrackedJob job : jobs()) {
            PollResult result = response.of(job.id);
            if (!round && result instanceof PollResult.Running running) {
                boolean isHeld = response.applied().isHeld();
                result = running.holdingAfter(loop.scheduler.holdAfter(this, job, running, isHeld));
            } else if (!round && result instanceof PollResult.Transient problem) {
                result = problem.together(failures, cut);
            }
            job.learn(result, response.version(), sentAt);
            if (!round || !(result instanceof PollResult.Running running && running.mayStay())) {
                job.received(this, result, random);
                leave(job);
            }
        }
        if (round) {
            loop.scheduler.cohorts().answered(this, jobs.size() < size, response.retryAfter(), now);
        }
    }

    private void askAgain(Duration retryAfter) {
        jobs.forEach(job -> job.pause(retryAfter));
        waits().forEach(wait -> wait.askAgain(PollReason.SCHEDULE, loop.random()));
    }

    /**
     * The request could not be built.
     *
     * @param bad jobs that cannot be asked for alone either, by id; empty if only the bulk request cannot be built
     */
    private void unbuilt(Throwable cause, Map<String, Throwable> bad) {
        if (over || --unanswered > 0) {
            return; // Another one may be answered.
        }
        loop.scheduler.end(this);
        boolean single = jobs.size() == 1;
        for (TrackedJob job : jobs()) {
            Throwable own = single ? cause : bad.get(job.id);
            if (own != null) {
                job.waits().forEach(wait -> wait.fail(own));
            }
        }
        if (bad.isEmpty() && !single) {
            loop.limits.turnedDown(jobs.size(), loop.now());
        }
        askAgain(Duration.ZERO);
    }

    /** How many of it are in flight also when it is over: to cancel a call of the caller's code may not end it. */
    int stillRunning() {
        return isCall ? unanswered : 0;
    }

    void restUntil(Duration at) {
        resting = true;
        undisturbed = UNDISTURBED;
        loop.events.set(this, at);
        sentAt = at;
    }

    void end() {
        over = true;
        loop.events.unset(this);
        if (unanswered > 0) {
            cancels.forEach(Runnable::run);
        }
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

    /** What a wait has seen that joined in that round, with the rounds since then that said nothing of its job. */
    WaitState stayed(WaitState seen, int joined, Duration start) {
        int more = rounds - joined - 1;
        return seen.stayed(more, resting ? more + 1 : more, sentAt.minus(start));
    }

    /** Whether a response to it is not older than a wait: the server had it when the wait began, or holds it. */
    boolean isFresh(Duration start, boolean responded) {
        return sentAt.compareTo(start) >= 0 || responded && !hold.isZero();
    }

    int size() {
        return jobs.size();
    }

    /** Those that want its response. A copy, for waits leave while they are told something. */
    List<WaitTask> waits() {
        return jobs.stream()
                .flatMap(job -> job.waits().stream())
                .filter(wait -> wait.request == this)
                .toList();
    }

    List<TrackedJob> jobs() {
        return List.copyOf(jobs);
    }
}
