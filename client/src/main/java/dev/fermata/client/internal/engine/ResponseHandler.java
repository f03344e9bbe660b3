package dev.fermata.client.internal.engine;

import dev.fermata.client.internal.limits.HoldPolicy;
import dev.fermata.client.internal.limits.RequestLimits;
import dev.fermata.client.internal.poll.PollResponse;
import dev.fermata.client.internal.wait.PollResult;
import dev.fermata.client.internal.wait.PollResult.Problem;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Takes each response to the waits that want it, and learns from it what concerns all waits. Owned by the loop. */
final class ResponseHandler {

    /** Without a response for this time, a pooled connection may be dead. */
    private static final Duration IDLE = Duration.ofSeconds(3);

    private static final Set<Integer> FOR_ALL = Set.of(401, 402, 407, 426, 505);

    private final WaitLoop loop;
    private final EngineSettings settings;
    private final RequestLimits limits;
    private final LongPollCohorts cohorts;
    private Duration respondedAt = Duration.ZERO;

    ResponseHandler(WaitLoop loop, EngineSettings settings, RequestLimits limits, LongPollCohorts cohorts) {
        this.loop = loop;
        this.settings = settings;
        this.limits = limits;
        this.cohorts = cohorts;
    }

    /** Whether a request would find only connections that nobody has used for a while. Before the first response there are none. */
    boolean isIdle(Duration now) {
        return !respondedAt.isZero() && now.minus(respondedAt).compareTo(IDLE) > 0;
    }

    /** There was no response in time. */
    void timedOut(StatusRequest request) {
        Duration took = loop.now().minus(request.sentAt());
        Problem late = Problem.noResponseWithin(took, settings.rules().requestTimeout());
        received(request, PollResponse.none(PollResult.Transient.of(late)));
    }

    /** A response came, or the certainty that none will. */
    void received(StatusRequest request, PollResponse response) {
        Duration now = loop.now();
        Duration took = now.minus(request.sentAt());
        boolean cut = learn(request, response, took, now);
        if (request.cohort && cohorts.goesOn(request, response, took, now)) {
            return;
        }
        loop.scheduler.end(request);
        if (isTurnedDown(request, response)) {
            limits.turnedDown(request.size(), now);
            askAgain(request, response.retryAfter());
            return;
        }
        double random = loop.random();
        for (TrackedJob job : request.jobs()) {
            PollResult result = response.of(job.id);
            PollResult known = result instanceof PollResult.Running running
                    ? running.holdingAfter(holdAfter(request, response, job, running, took, now))
                    : result instanceof PollResult.Transient failed ? shared(failed, request, cut) : result;
            job.learn(known, response.version(), now);
            job.received(request, known, random);
        }
    }

    /** What the response says about the server as such. Returns whether a proxy cut a held request. */
    private boolean learn(StatusRequest request, PollResponse response, Duration took, Duration now) {
        respondedAt = response.statusCode() == 0 ? respondedAt : now;
        boolean bulk = request.isBulk();
        if (response.others() instanceof PollResult.Transient && !response.isValid()) {
            limits.failed(now);
            throttle(response, now);
            return loop.holdPolicy.failed(now, took, request.hold());
        }
        limits.succeeded(now, request.retry);
        if (bulk && response.isValid()) {
            limits.answered(request.size());
        }
        boolean ended = !request.jobs().stream().allMatch(job -> response.of(job.id) instanceof PollResult.Running);
        boolean isNew = response.isValid()
                && loop.holdPolicy.responded(took, request.hold(), response.applied(), ended, request.size());
        if (isNew && loop.hasBulk()) {
            // The server turns out to hold requests, many jobs with one: nobody need wait for the next poll by
            // schedule.
            List.copyOf(loop.jobs()).forEach(job -> job.waits().forEach(WaitTask::hold));
        }
        return false;
    }

    /**
     * A server that answers 429 wants fewer requests. If one request can ask for all jobs, the same is assumed of one that fails
     * otherwise: all waits can share what is sent, so little is lost.
     */
    private void throttle(PollResponse response, Duration now) {
        boolean failing = response.statusCode() == 0 || response.statusCode() >= 500;
        if (response.statusCode() == 429) {
            limits.tooMany(now, response.retryAfter());
        } else if (failing && loop.hasBulk() && response.retryAfter().isZero()) {
            limits.slowDown(now, Duration.ZERO);
        }
    }

    /** When the job may be asked for again with a held request; null for by schedule. */
    private @Nullable Duration holdAfter(
            StatusRequest request,
            PollResponse response,
            TrackedJob job,
            PollResult.Running result,
            Duration took,
            Duration now) {
        if (request.hold().isZero()) {
            // Others have a request held for this job: on with theirs, at once.
            return job.held() == null ? null : Duration.ZERO;
        }
        if (response.applied().isHeld()) {
            int weight = job.isMove(result) ? HoldPolicy.NORMAL : HoldPolicy.ODD;
            job.early = loop.holdPolicy.early(job.early, took, request.hold(), weight);
        }
        if (job.early >= HoldPolicy.TOO_EARLY) {
            loop.holdPolicy.forbid(now);
        }
        return loop.holdPolicy.holds(now) ? HoldPolicy.breath(job.early) : null;
    }

    /** All jobs of a request count the same failures and draw the same pause, so that they stay together. */
    private PollResult shared(PollResult.Transient failed, StatusRequest request, boolean cut) {
        int before = request.jobs().stream()
                .flatMap(job -> job.waits().stream())
                .filter(wait -> wait.request == request)
                .mapToInt(WaitTask::failures)
                .max()
                .orElse(0);
        return new PollResult.Transient(
                failed.uri(),
                failed.problem(),
                failed.retryAfter(),
                failed.retryNow() || cut,
                before + 1,
                failed.unprocessed());
    }

    /** Whether the server turns the request down for one of its jobs, or for their number. */
    private static boolean isTurnedDown(StatusRequest request, PollResponse response) {
        return request.isBulk()
                && response.others() instanceof PollResult.Rejected rejected
                && !isForAll(rejected.statusCode());
    }

    /** A payment that is missing, wrong credentials, another place or another protocol concern every job alike. */
    private static boolean isForAll(int statusCode) {
        return statusCode / 100 == 3 || FOR_ALL.contains(statusCode);
    }

    private static void askAgain(StatusRequest request, Duration retryAfter) {
        for (TrackedJob job : request.jobs()) {
            job.released(request);
            job.waits().forEach(wait -> wait.askAgain(request, retryAfter));
        }
    }

    /**
     * The request could not be built.
     *
     * @param bad jobs that cannot be asked for alone either, by id; empty if only the bulk request cannot be built
     */
    void broken(StatusRequest request, Throwable cause, Map<String, Throwable> bad) {
        if (request.isOver()) {
            return;
        }
        loop.scheduler.end(request);
        for (TrackedJob job : request.jobs()) {
            Throwable own = request.size() == 1 ? cause : bad.get(job.id);
            if (own != null) {
                job.waits().forEach(wait -> wait.fail(own));
            }
        }
        if (bad.isEmpty()) {
            limits.turnedDown(request.size(), loop.now());
        }
        askAgain(request, Duration.ZERO);
    }
}
