package dev.fermata.client.internal.engine;

import dev.fermata.client.backend.Snapshot;
import dev.fermata.client.internal.http.HttpTransport.PooledConnections;
import dev.fermata.client.internal.http.HttpTransport.Reuse;
import dev.fermata.client.internal.limits.HoldPolicy;
import dev.fermata.client.internal.limits.HoldPolicy.Offer;
import dev.fermata.client.internal.limits.RequestLimits;
import dev.fermata.client.internal.loop.EventLoop;
import dev.fermata.client.internal.poll.PollQuery;
import dev.fermata.client.internal.poll.PollQuery.PollResponse;
import dev.fermata.client.internal.poll.PollQuery.Preference;
import dev.fermata.client.internal.wait.PollResult;
import dev.fermata.client.internal.wait.WaitStateMachine.PauseUntil;
import dev.fermata.client.schedule.PollSchedule.PollReason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Decides at the end of each turn of the loop which requests are sent, within the limits that all waits share: how many in flight,
 * how many in a second, how many after failures. It learns from each response what concerns all waits.
 */
final class RequestScheduler {

    /** Of more jobs, many are due at the same time anyway. */
    private static final int MOST_SEEN = 1000;

    static final Duration SLOT = Duration.ofMillis(20);

    private final WaitLoop loop;
    private final WaitLoop.Settings settings;
    private final RequestLimits limits;
    final PollQueue queue;
    final PooledConnections connections = new PooledConnections();
    /** Made when the server turns out to hold requests for many jobs. */
    private @Nullable LongPollCohorts cohorts;
    /** Whether one request can ask for many jobs. */
    final boolean bulk;
    /** The turn that this timer begins does the rest. */
    private final EventLoop.Timer wake = new EventLoop.Timer();

    private int held;
    private boolean afterRound;
    /** Whether the present response shows that only requests that were to be held failed for another reason. */
    private boolean holdsAgain;

    RequestScheduler(WaitLoop loop, boolean bulk) {
        this.loop = loop;
        this.settings = loop.settings;
        this.limits = loop.limits;
        this.queue = new PollQueue(limits);
        this.bulk = bulk;
    }

    /**
     * When a pause ends. With a backend that knows requests for many jobs, polls are moved to the end of a short slot, so that those
     * that are due at about the same time share a request.
     */
    Duration slot(PauseUntil pause, Duration start, Duration lastPoll) {
        boolean free = pause.reason().isChoice() || pause.reason() == PollReason.ERROR_BACKOFF;
        if (!bulk || !free || pause.at().compareTo(lastPoll) >= 0) {
            return pause.at();
        }
        long slots = start.plus(pause.at()).plusNanos(SLOT.toNanos() - 1).dividedBy(SLOT);
        Duration slot = SLOT.multipliedBy(slots).minus(start);
        return slot.compareTo(lastPoll) < 0 ? slot : lastPoll;
    }

    /** Sends what may be sent now, and sets a timer for the rest. */
    void dispatch() {
        Duration now = loop.now();
        while (limits.isOpen(now, queue.hasLastPoll())) {
            StatusRequest round = dueRound(now);
            boolean first = now.equals(queue.nextAt(now));
            // Under a tight rate limit, rounds and first requests take turns.
            if (round != null && !(first && afterRound)) {
                afterRound = true;
                cohorts().sendRound(round, now);
            } else if (first) {
                afterRound = false;
                sendTo(queue.next(batchSize(now), now), now);
            } else {
                break;
            }
        }
        Duration next = dueRound(now) != null ? limits.opensAt(now, queue.hasLastPoll()) : queue.nextAt(now);
        if (next == null) {
            loop.events.unset(wake);
        } else {
            loop.events.set(wake, next);
        }
    }

    LongPollCohorts cohorts() {
        if (cohorts == null) {
            cohorts = new LongPollCohorts(loop);
        }
        return cohorts;
    }

    private @Nullable StatusRequest dueRound(Duration now) {
        return cohorts == null ? null : cohorts.due(now);
    }

    private int batchSize(Duration now) {
        Offer offer = offer(now);
        boolean oneByOne = offer.proven() && !holdsCohorts(offer) && !loop.holdPolicy.holdsTooBriefly();
        return oneByOne ? 1 : limits.jobsPerRequest(now);
    }

    /** Half of the requests in flight may be held. One is enough to find out whether the server holds. */
    private Offer offer(Duration now) {
        int inFlight = settings.limits().inFlight();
        boolean room = inFlight > 1 && held < inFlight / 2;
        Offer offer = room ? loop.holdPolicy.offer(now) : Offer.NONE;
        return !offer.proven() && held > 0 ? Offer.NONE : offer;
    }

    /** Whether the server holds a request for many jobs until one of them has ended, for long enough. */
    boolean holdsCohorts(Offer offer) {
        return offer.untilEnd() && bulk && !settings.everyStage() && !loop.holdPolicy.holdsTooBriefly();
    }

    private void sendTo(List<WaitTask> polls, Duration now) {
        polls.removeIf(WaitTask::joins);
        if (polls.isEmpty()) {
            return;
        }
        WaitTask first = polls.get(0);
        boolean alone = first.job.isAlone();
        Offer offer = alone ? Offer.NONE : offer(now);
        Duration hold = first.couldHold(offer.longest());
        List<WaitTask> others = new ArrayList<>();
        polls.removeIf(wait -> {
            boolean shares = wait.job == first.job
                    || !alone
                            && !wait.job.isAlone()
                            && wait.couldHold(offer.longest()).isZero() == hold.isZero();
            return !shares && others.add(wait);
        });
        queue.putBack(others);
        if (!hold.isZero() && holdsCohorts(offer)) {
            cohorts().begin(polls, now);
            return;
        }
        StatusRequest request = new StatusRequest(loop, first.failures() > 0, false);
        if (bulk && hold.isZero() && !request.retry && !first.isLastPoll() && !alone) {
            addThoseDueSoon(polls, limits.jobsPerRequest(now));
        }
        polls.forEach(wait -> wait.ask(request, hold));
        if (request.size() > 0) {
            send(request, hold, polls, now);
        }
    }

    /** To ask for one more job in the same request costs nothing: those come along that have waited for half of their pause. */
    private void addThoseDueSoon(List<WaitTask> polls, int most) {
        Iterator<TrackedJob> jobs = loop.jobs().iterator();
        for (int seen = 0; seen < MOST_SEEN && polls.size() < most && jobs.hasNext(); seen++) {
            TrackedJob job = jobs.next();
            if (!job.isAlone()) {
                job.waits().stream().filter(WaitTask::isDueSoon).forEach(polls::add);
            }
        }
    }

    private void send(StatusRequest request, Duration hold, List<WaitTask> polls, Duration now) {
        boolean idle = connections.isOld(now);
        boolean isLast = polls.stream().anyMatch(WaitTask::isLastPoll);
        // None of these can be sent once more when nothing comes over a connection that is dead.
        boolean mustArrive = !hold.isZero() || isLast || request.jobs().get(0).oneShot != null;
        PollQuery query = query(request.jobs(), hold, idle && mustArrive ? Reuse.NEW : Reuse.ANY);
        began(!hold.isZero());
        // A call of the caller's code has connections of its own.
        boolean isCall = loop.environment.sender().isCall(query);
        request.send(query, !isCall && !mustArrive && !connections.isEmpty());
    }

    /** A request is sent. Returns whether it gets a connection that may be dead. */
    boolean sent(Reuse reuse) {
        Duration now = loop.now();
        limits.sent(now);
        if (reuse == Reuse.ANY) {
            return connections.take(now);
        }
        connections.passOver(now);
        return false;
    }

    PollQuery query(List<TrackedJob> jobs, Duration hold, Reuse reuse) {
        boolean untilEnd = !settings.everyStage();
        boolean several = jobs.size() > 1;
        Preference preference = hold.isZero() ? Preference.NONE : new Preference(hold, untilEnd, untilEnd && several);
        if (several) {
            Map<String, @Nullable Snapshot> known = new LinkedHashMap<>();
            jobs.forEach(job -> known.put(job.id, job.last));
            return PollQuery.bulk(known, preference, reuse);
        }
        TrackedJob job = jobs.get(0);
        if (job.oneShot != null) {
            return PollQuery.once(job.id, job.last, job.oneShot, reuse);
        }
        boolean anyChange = hold.isZero() || !loop.holdPolicy.offer(loop.now()).untilEnd();
        return PollQuery.single(job.id, preference, job.last, anyChange ? job.version : null, reuse);
    }

    /** What the response says about the server as such. Returns whether a proxy cut a held request. */
    boolean learn(StatusRequest request, boolean bulk, PollResponse response, Duration now) {
        Duration took = now.minus(request.sentAt);
        if (response.others() instanceof PollResult.Transient failed && !response.isValid()) {
            limits.failed(now, response.statusCode(), response.retryAfter());
            boolean unsent = failed.unprocessed() && response.statusCode() == 0;
            return !unsent && loop.holdPolicy.failed(now, took, request.hold);
        }
        limits.succeeded(now, request.retry);
        if (!response.isValid()) {
            return false;
        }
        if (bulk) {
            limits.answered(request.size());
        }
        boolean ended = !request.jobs().stream().allMatch(job -> response.of(job.id) instanceof PollResult.Running);
        Preference applied = response.applied();
        boolean isNew = loop.holdPolicy.responded(
                took, request.hold, applied.isHeld(), applied.untilEnd(), ended, request.size());
        holdsAgain = isNew && request.hold.isZero();
        if (isNew && (this.bulk || holdsAgain)) {
            // The server turns out to hold requests: nobody need wait for the next poll by schedule.
            List.copyOf(loop.jobs()).forEach(job -> job.waits().forEach(WaitTask::hold));
        }
        return false;
    }

    /** When the job may be asked for again with a held request; null for by schedule. */
    @Nullable
    Duration holdAfter(StatusRequest request, TrackedJob job, PollResult.Running result, boolean isHeld) {
        Duration now = loop.now();
        if (request.hold.isZero()) {
            // Others have a request held for this job: on with theirs, at once.
            return job.held() == null && !holdsAgain ? null : Duration.ZERO;
        }
        if (isHeld) {
            int weight = job.isMove(result) ? HoldPolicy.NORMAL : HoldPolicy.ODD;
            job.early = loop.holdPolicy.early(job.early, now, now.minus(request.sentAt), request.hold, weight);
        }
        return loop.holdPolicy.holds(now) ? HoldPolicy.pauseAfter(job.early) : null;
    }

    void began(boolean isHeld) {
        limits.began();
        held += isHeld ? 1 : 0;
    }

    /** No wait wants the response any more. */
    void left(StatusRequest request) {
        if (!request.over) {
            request.end();
            released(request);
            limits.canceled(request.copies - request.stillRunning(), loop.now());
        }
    }

    void end(StatusRequest request) {
        request.end();
        released(request);
        limits.ended(request.copies - request.stillRunning());
    }

    private void released(StatusRequest request) {
        if (request.cohort) {
            cohorts().remove(request);
        }
        held -= request.cohort || !request.hold.isZero() ? 1 : 0;
    }
}
