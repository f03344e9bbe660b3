package dev.fermata.client.internal.engine;

import dev.fermata.client.internal.limits.HoldPolicy;
import dev.fermata.client.internal.poll.PollQuery.PollResponse;
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

    /** A payment that is missing, wrong credentials or another protocol concern every job alike. */
    private static final Set<Integer> FOR_ALL = Set.of(401, 402, 407, 426, 505);

    private final WaitLoop loop;
    private Duration respondedAt = Duration.ZERO;

    ResponseHandler(WaitLoop loop) {
        this.loop = loop;
    }

    /** Whether a request would find only connections that nobody has used for a while. Before the first response there are none. */
    boolean isIdle(Duration now) {
        return !respondedAt.isZero() && now.minus(respondedAt).compareTo(IDLE) > 0;
    }

    /** There was no response in time. */
    void timedOut(StatusRequest request) {
        Duration took = loop.now().minus(request.sentAt());
        Problem late = Problem.noResponseWithin(took, loop.settings.rules().requestTimeout());
        received(request, PollResponse.none(PollResult.Transient.of(late)));
    }

    /** A response came, or the certainty that none will. */
    void received(StatusRequest request, PollResponse response) {
        Duration now = loop.now();
        Duration took = now.minus(request.sentAt());
        boolean cut = learn(request, response, took, now);
        // The jobs of a cohort that have not ended stay in it.
        boolean round = request.cohort && response.isValid();
        if (!round) {
            loop.scheduler.end(request);
        }
        if (isTurnedDown(request, response)) {
            loop.limits.turnedDown(request.size(), now);
            askAgain(request, response.retryAfter());
            return;
        }
        int size = request.size();
        int failures = response.others() instanceof PollResult.Transient ? 1 + failures(request) : 1;
        double random = loop.random();
        for (TrackedJob job : request.jobs()) {
            PollResult result = response.of(job.id);
            if (!round && result instanceof PollResult.Running running) {
                result = running.holdingAfter(
                        holdAfter(job, running, request, response.applied().isHeld()));
            } else if (!round && result instanceof PollResult.Transient failed) {
                result = failed.together(failures, cut);
            }
            job.learn(result, response.version(), now);
            if (!round || !(result instanceof PollResult.Running)) {
                job.received(request, result, random);
                request.leave(job);
            }
        }
        if (round) {
            loop.scheduler.cohorts().answered(request, request.size() < size, response.retryAfter(), took, now);
        }
    }

    /** What the response says about the server as such. Returns whether a proxy cut a held request. */
    private boolean learn(StatusRequest request, PollResponse response, Duration took, Duration now) {
        respondedAt = response.statusCode() == 0 ? respondedAt : now;
        if (response.others() instanceof PollResult.Transient && !response.isValid()) {
            loop.limits.failed(now, response.statusCode(), response.retryAfter());
            return loop.holdPolicy.failed(now, took, request.hold());
        }
        loop.limits.succeeded(now, request.retry);
        if (!response.isValid()) {
            return false;
        }
        if (request.isBulk()) {
            loop.limits.answered(request.size());
        }
        boolean ended = !request.jobs().stream().allMatch(job -> response.of(job.id) instanceof PollResult.Running);
        boolean isNew = loop.holdPolicy.responded(
                took,
                request.hold(),
                response.applied().isHeld(),
                response.applied().untilEnd(),
                ended,
                request.size());
        if (isNew && loop.scheduler.bulk) {
            // The server turns out to hold requests, many jobs with one: nobody need wait for the next poll by
            // schedule.
            List.copyOf(loop.jobs()).forEach(job -> job.waits().forEach(WaitTask::hold));
        }
        return false;
    }

    /** When the job may be asked for again with a held request; null for by schedule. */
    private @Nullable Duration holdAfter(
            TrackedJob job, PollResult.Running result, StatusRequest request, boolean isHeld) {
        Duration now = loop.now();
        if (request.hold().isZero()) {
            // Others have a request held for this job: on with theirs, at once.
            return job.held() == null ? null : Duration.ZERO;
        }
        if (isHeld) {
            int weight = job.isMove(result) ? HoldPolicy.NORMAL : HoldPolicy.ODD;
            Duration took = now.minus(request.sentAt());
            job.early = loop.holdPolicy.early(job.early, now, took, request.hold(), weight);
        }
        return loop.holdPolicy.holds(now) ? HoldPolicy.breath(job.early) : null;
    }

    /** All jobs of a request count the same failures and draw the same pause, so that they stay together. */
    private static int failures(StatusRequest request) {
        return request.jobs().stream()
                .flatMap(job -> job.waits().stream())
                .filter(wait -> wait.request == request)
                .mapToInt(WaitTask::failures)
                .max()
                .orElse(0);
    }

    /** Whether the server turns the request down for one of its jobs, or for their number. */
    private static boolean isTurnedDown(StatusRequest request, PollResponse response) {
        return request.isBulk()
                && response.others() instanceof PollResult.Rejected rejected
                && rejected.statusCode() / 100 != 3
                && !FOR_ALL.contains(rejected.statusCode());
    }

    private static void askAgain(StatusRequest request, Duration retryAfter) {
        for (TrackedJob job : request.jobs()) {
            job.waits().forEach(wait -> wait.askAgain(request, retryAfter));
        }
    }

    /**
     * The request could not be built.
     *
     * @param bad jobs that cannot be asked for alone either, by id; empty if only the bulk request cannot be built
     */
    void unbuilt(StatusRequest request, Throwable cause, Map<String, Throwable> bad) {
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
            loop.limits.turnedDown(request.size(), loop.now());
        }
        askAgain(request, Duration.ZERO);
    }
}
