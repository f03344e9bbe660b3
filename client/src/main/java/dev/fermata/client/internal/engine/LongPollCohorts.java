package dev.fermata.client.internal.engine;

import dev.fermata.client.internal.http.Transport.Reuse;
import dev.fermata.client.internal.limits.HoldPolicy;
import dev.fermata.client.internal.limits.HoldPolicy.Offer;
import dev.fermata.client.internal.poll.PollQuery;
import dev.fermata.client.internal.poll.PollResponse;
import dev.fermata.client.internal.wait.PollResult;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Long polls for many jobs, for a server that holds a request until one of its jobs has ended and then lists only those
 * ({@code Prefer: wait, until=terminal, return=minimal}). A cohort of jobs is asked for again as a whole, round after round. Each
 * round loses the jobs that have ended, and takes over the jobs of other cohorts: newcomers share a request with those that wait
 * already.
 */
final class LongPollCohorts {

    /** Up to this size each end may cost a request, so that it is known at once. */
    private static final int FEW = 50;
    /** Larger cohorts rest between rounds, so that one response lists several ends. */
    private static final Duration REST_PER_JOB = Duration.ofNanos(180_000);

    private static final Duration LONGEST_REST = Duration.ofMillis(180);
    private final WaitLoop loop;
    private final RequestScheduler scheduler;
    private final Set<StatusRequest> cohorts = new LinkedHashSet<>();

    LongPollCohorts(WaitLoop loop, RequestScheduler scheduler) {
        this.loop = loop;
        this.scheduler = scheduler;
    }

    /** A new cohort of these waits' jobs. */
    void begin(List<WaitTask> waits, Duration now) {
        StatusRequest cohort = new StatusRequest(loop, waits.get(0).failures() > 0, true);
        waits.forEach(wait ->
                wait.ask(cohort, wait.couldHold(loop.holdPolicy.offer(now).longest())));
        if (cohort.size() > 0) {
            cohorts.add(cohort);
            scheduler.began(Duration.ofSeconds(1), now);
            sendRound(cohort, now);
        }
    }

    /** The cohort whose next round is due; null if there is none. */
    @Nullable
    StatusRequest due(Duration now) {
        for (StatusRequest cohort : cohorts) {
            if (cohort.isResting() && cohort.sentAt().compareTo(now) <= 0) {
                return cohort;
            }
        }
        return null;
    }

    void sendRound(StatusRequest cohort, Duration now) {
        merge(cohort, now);
        Offer offer = loop.holdPolicy.offer(now);
        Duration room = cohort.heldUntil().minus(now);
        Duration longest = room.compareTo(offer.longest()) < 0 ? room : offer.longest();
        Duration hold = Duration.ofSeconds(Math.max(0, longest.toSeconds()));
        if (hold.isZero() || !offer.proven() || !offer.untilEnd() || loop.holdPolicy.isDear()) {
            dissolve(cohort, Duration.ZERO, null);
            return;
        }
        List<TrackedJob> jobs = cohort.jobs();
        PollQuery query = jobs.size() == 1
                ? PollQuery.single(
                        jobs.get(0).id,
                        scheduler.preference(hold, false),
                        jobs.get(0).last(),
                        null,
                        Reuse.ANY)
                : PollQuery.bulk(RequestScheduler.ids(jobs), scheduler.preference(hold, true), Reuse.ANY);
        scheduler.again(cohort, query, now);
    }

    /** Takes over the jobs of all cohorts that may be interrupted and fit in. The server forgets what it holds for them. */
    private void merge(StatusRequest cohort, Duration now) {
        int most = scheduler.most(now);
        List<StatusRequest> others = new ArrayList<>(cohorts);
        others.removeIf(other -> other == cohort || !other.isInterruptible(now));
        others.sort(Comparator.comparingInt(StatusRequest::size));
        for (StatusRequest other : others) {
            if (cohort.size() + other.size() > most) {
                return;
            }
            for (TrackedJob job : other.jobs()) {
                cohort.add(job, other.heldUntil());
                job.waits().stream().filter(wait -> wait.request == other).forEach(wait -> wait.move(cohort));
            }
            cohort.interrupts(other);
            if (other.isResting()) {
                scheduler.end(other);
            } else {
                scheduler.left(other);
            }
        }
    }

    void remove(StatusRequest cohort) {
        cohorts.remove(cohort);
    }

    /** A round was answered. Whether the cohort goes on; if not, the response is for all its waits. */
    boolean goesOn(StatusRequest cohort, PollResponse response, Duration took, Duration now) {
        if (!response.isValid()) {
            return false;
        }
        cohort.responded();
        int before = cohort.size();
        double random = loop.random();
        for (TrackedJob job : cohort.jobs()) {
            PollResult result = response.of(job.id);
            if (result instanceof PollResult.Running) {
                job.learn(result, null, now);
            } else {
                cohort.remove(job);
                job.learn(result, null, now);
                job.received(cohort, result, random);
            }
        }
        boolean ended = cohort.size() < before;
        int weight = ended ? HoldPolicy.END : HoldPolicy.ODD;
        cohort.early = loop.holdPolicy.early(cohort.early, took, cohort.hold(), weight);
        if (cohort.early >= HoldPolicy.TOO_EARLY) {
            loop.holdPolicy.forbid(now);
        }
        Offer offer = loop.holdPolicy.offer(now);
        boolean holds = offer.proven() && offer.untilEnd() && !loop.holdPolicy.isDear();
        if (cohort.size() == 0 || cohort.isOver()) {
            if (!cohort.isOver()) {
                scheduler.end(cohort);
            }
        } else if (!holds || !response.retryAfter().isZero()) {
            dissolve(cohort, response.retryAfter(), holds ? Duration.ZERO : null);
        } else {
            cohort.restUntil(now.plus(rest(cohort)).plus(HoldPolicy.breath(cohort.early)));
            cohort.jobs().forEach(job -> job.waits().forEach(wait -> wait.stays(cohort)));
        }
        return true;
    }

    private static Duration rest(StatusRequest cohort) {
        if (cohort.size() > FEW) {
            Duration rest = REST_PER_JOB.multipliedBy(cohort.size());
            return rest.compareTo(LONGEST_REST) < 0 ? rest : LONGEST_REST;
        }
        return Duration.ZERO;
    }

    /**
     * The cohort goes no further.
     *
     * @param holdAfter when its waits may ask to be held again; null for by schedule
     */
    private void dissolve(StatusRequest cohort, Duration retryAfter, @Nullable Duration holdAfter) {
        scheduler.end(cohort);
        double random = loop.random();
        PollResult.Running running = new PollResult.Running(null, Instant.EPOCH, retryAfter, holdAfter);
        cohort.jobs().forEach(job -> job.received(cohort, running, random));
    }
}
