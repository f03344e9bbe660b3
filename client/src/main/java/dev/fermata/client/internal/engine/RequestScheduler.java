package dev.fermata.client.internal.engine;

import dev.fermata.client.backend.Backend;
import dev.fermata.client.internal.http.Preference;
import dev.fermata.client.internal.http.Transport.Reuse;
import dev.fermata.client.internal.limits.HoldPolicy;
import dev.fermata.client.internal.limits.HoldPolicy.Offer;
import dev.fermata.client.internal.limits.RequestLimits;
import dev.fermata.client.internal.loop.TimerQueue;
import dev.fermata.client.internal.poll.PollQuery;
import dev.fermata.client.internal.wait.WaitAction.PauseUntil;
import dev.fermata.client.schedule.PollReason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/**
 * Decides at the end of each turn of the loop which requests are sent, within the limits that all waits share: how many in flight,
 * how many in a second, how many after failures.
 */
final class RequestScheduler {

    /** After so long without a response, a request on such a connection is sent once more on a new one. */
    private static final Duration HEDGE = Duration.ofSeconds(1);

    /** Of more jobs, many are due at the same time anyway. */
    private static final int MOST_SEEN = 1000;

    /** In nanoseconds. */
    private static final long SLOT = 20_000_000;

    private final WaitLoop loop;
    private final EngineSettings settings;
    private final RequestLimits limits;
    private final WaitLanes lanes;
    private final LongPollCohorts cohorts;
    private final boolean bulk;
    private final boolean hedges;
    private final TimerQueue.Timer wake = new TimerQueue.Timer() {
        @Override
        public void due() {
            // The turn that this timer begins does the rest.
        }
    };
    private int held;
    private boolean afterRound;
    private final ResponseHandler responses;

    RequestScheduler(WaitLoop loop, EngineSettings settings) {
        this.loop = loop;
        this.settings = settings;
        Optional<Backend.Bulk> bulk = settings.backend().bulk();
        this.bulk = bulk.isPresent();
        this.limits = new RequestLimits(
                settings.limits(), bulk.map(Backend.Bulk::maxIds).orElse(1));
        this.lanes = new WaitLanes(limits);
        this.cohorts = new LongPollCohorts(loop, this);
        // A backend that asks by itself has connections of its own.
        this.hedges = settings.backend().source().isEmpty();
        this.responses = new ResponseHandler(loop, settings, limits, cohorts);
    }

    boolean hasBulk() {
        return bulk;
    }

    /**
     * When a pause ends. With a backend that knows requests for many jobs, polls are moved to the end of a short slot, so that those
     * that are due at about the same time share a request.
     */
    Duration slot(PauseUntil pause, Duration start, Duration lastPoll) {
        boolean free = pause.reason().isChoice() || pause.reason() == PollReason.ERROR_BACKOFF;
        if (!hasBulk() || !free || pause.at().compareTo(lastPoll) >= 0) {
            return pause.at();
        }
        long at = start.plus(pause.at()).toNanos();
        Duration slot = Duration.ofNanos((at + SLOT - 1) / SLOT * SLOT).minus(start);
        return slot.compareTo(lastPoll) < 0 ? slot : lastPoll;
    }

    /** The wait would poll, when it is its turn. */
    void join(WaitTask wait) {
        lanes.join(wait);
    }

    /** The caller gives waits up, perhaps thousands one after the other: nothing is sent in the room that they leave meanwhile. */
    void abandoning() {
        limits.abandoning(loop.now());
    }

    /** Sends what may be sent now, and sets a timer for the rest. */
    void dispatch() {
        Duration now = loop.now();
        while (limits.isOpen(now, lanes.hasLastPoll())) {
            StatusRequest round = cohorts.due(now);
            boolean first = limits.hasRoom(now) && lanes.hasNext(now);
            // Under a tight rate limit, rounds and first requests take turns.
            if (round != null && !(first && afterRound)) {
                afterRound = true;
                cohorts.sendRound(round, now);
            } else if (first) {
                afterRound = false;
                sendTo(lanes.next(batchSize(now), now), now);
            } else {
                break;
            }
        }
        Duration next = cohorts.due(now) != null ? limits.opensAt(now, lanes.hasLastPoll()) : lanes.nextAt(now);
        if (next == null) {
            loop.timers.remove(wake);
        } else {
            loop.timers.set(wake, next);
        }
    }

    private int batchSize(Duration now) {
        Offer offer = offer(now);
        boolean oneByOne =
                offer.proven() && !isForCohorts(offer) && !holdPolicy().isDear();
        return oneByOne ? 1 : limits.jobsPerRequest(now);
    }

    /** Half of the requests in flight may be held. The rest stays free for short polls. */
    Offer offer(Duration now) {
        boolean room = held < Math.max(settings.limits().inFlight() / 2, 1)
                && settings.limits().inFlight() > 1;
        Offer offer = room ? holdPolicy().offer(now) : Offer.NONE;
        // One request is enough to find out whether the server holds.
        return !offer.proven() && held > 0 ? Offer.NONE : offer;
    }

    private boolean isForCohorts(Offer offer) {
        return offer.untilEnd() && hasBulk() && !settings.everyStage();
    }

    private void sendTo(List<WaitTask> turn, Duration now) {
        List<WaitTask> polls = new ArrayList<>(turn);
        polls.removeIf(WaitTask::joins);
        if (polls.isEmpty()) {
            return;
        }
        WaitTask first = polls.get(0);
        StatusRequest request = new StatusRequest(loop, first.failures() > 0, false);
        PollQuery.OneShot oneShot = first.job.oneShot;
        if (oneShot != null) {
            first.ask(request, Duration.ZERO);
            send(request, PollQuery.once(first.job.id, first.job.last(), oneShot), now);
            return;
        }
        Offer offer = first.isNewcomer() || first.job.isFinishing() ? Offer.NONE : offer(now);
        Duration hold = first.couldHold(offer.longest());
        List<WaitTask> others = new ArrayList<>();
        polls.removeIf(wait -> {
            boolean alone = first.job.isFinishing() || wait.job.isFinishing();
            boolean alike = wait.job == first.job || !alone && isHeld(wait, offer) != hold.isZero();
            return !alike && others.add(wait);
        });
        lanes.putBack(others);
        if (!hold.isZero() && isForCohorts(offer) && !holdPolicy().isDear()) {
            cohorts.begin(polls, now);
            return;
        }
        if (bulk && hold.isZero() && !request.retry && !first.isLastPoll() && !first.job.isFinishing()) {
            bringAlong(polls, limits.jobsPerRequest(now));
        }
        polls.forEach(wait -> wait.ask(request, hold));
        send(request, query(request, hold, polls), now);
    }

    /** To ask for one more job in the same request costs nothing: those come along that have waited for half of their pause. */
    private void bringAlong(List<WaitTask> polls, int most) {
        Iterator<TrackedJob> jobs = loop.jobs().iterator();
        for (int seen = 0; seen < MOST_SEEN && polls.size() < most && jobs.hasNext(); seen++) {
            jobs.next().waits().stream().filter(WaitTask::comesAlong).forEach(polls::add);
        }
    }

    private static boolean isHeld(WaitTask wait, Offer offer) {
        return !wait.isNewcomer() && !wait.couldHold(offer.longest()).isZero();
    }

    private PollQuery query(StatusRequest request, Duration hold, List<WaitTask> polls) {
        List<TrackedJob> jobs = request.jobs();
        boolean idle = responses.isIdle(loop.now());
        // Neither a last poll nor a held one can be sent once more when nothing comes over a connection that is dead.
        boolean isDear = !hold.isZero() || polls.stream().anyMatch(WaitTask::isLastPoll);
        Reuse reuse = idle && isDear ? Reuse.NEW : Reuse.ANY;
        if (jobs.size() == 1) {
            TrackedJob job = jobs.get(0);
            boolean untilEnd = !hold.isZero() && holdPolicy().offer(loop.now()).untilEnd();
            return PollQuery.single(
                    job.id, preference(hold, false), job.last(), untilEnd ? null : job.version(), reuse);
        }
        return PollQuery.bulk(ids(jobs), preference(hold, true), reuse);
    }

    static List<String> ids(List<TrackedJob> jobs) {
        List<String> ids = new ArrayList<>(jobs.size());
        jobs.forEach(job -> ids.add(job.id));
        return ids;
    }

    Preference preference(Duration hold, boolean bulk) {
        boolean untilEnd = !settings.everyStage();
        return hold.isZero() ? Preference.NONE : new Preference(hold, untilEnd, untilEnd && bulk);
    }

    private void send(StatusRequest request, PollQuery query, Duration now) {
        if (request.size() == 0) {
            return;
        }
        began(query.preference().hold(), now);
        request.send(query, settings.rules().requestTimeout());
        if (hedges
                && responses.isIdle(now)
                && query.oneShot() == null
                && query.reuse() == Reuse.ANY
                && request.hold().isZero()) {
            request.hedgeAfter(HEDGE);
        }
    }

    /** From when on the rate limit allows a request. */
    Duration opensAt() {
        return limits.opensAt(loop.now(), false);
    }

    /** A request would be sent once more now. Whether the limits allow that; if so, it counts. */
    boolean hedges() {
        Duration now = loop.now();
        boolean allowed = limits.isOpen(now, false) && limits.hasRoom(now) && limits.takeRetry(now);
        if (allowed) {
            began(Duration.ZERO, now);
        }
        return allowed;
    }

    /** One more request is in flight. */
    void began(Duration hold, Duration now) {
        limits.sent(now);
        limits.began();
        held += hold.isZero() ? 0 : 1;
    }

    /** A round of a long poll is sent; the request counts as in flight already. */
    void again(StatusRequest cohort, PollQuery query, Duration now) {
        limits.sent(now);
        cohort.send(query, settings.rules().requestTimeout());
    }

    /** No wait wants the response any more. */
    void left(StatusRequest request) {
        if (!request.isOver()) {
            request.cancel();
            cohorts.remove(request);
            released(request);
            limits.canceled(loop.now());
            if (request.hedged) {
                limits.canceled(loop.now());
            }
        }
    }

    /** The request is over. */
    void end(StatusRequest request) {
        request.end();
        cohorts.remove(request);
        released(request);
        limits.ended();
        if (request.hedged) {
            limits.ended();
        }
    }

    private void released(StatusRequest request) {
        held -= request.cohort || !request.hold().isZero() ? 1 : 0;
    }

    ResponseHandler responses() {
        return responses;
    }

    int most(Duration now) {
        return limits.jobsPerRequest(now);
    }

    private HoldPolicy holdPolicy() {
        return loop.holdPolicy;
    }
}
