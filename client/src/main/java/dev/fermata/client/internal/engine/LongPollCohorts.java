package dev.fermata.client.internal.engine;

import dev.fermata.client.internal.http.HttpTransport.Reuse;
import dev.fermata.client.internal.limits.HoldPolicy;
import dev.fermata.client.internal.limits.HoldPolicy.Offer;
import dev.fermata.client.internal.wait.PollResult;
import dev.fermata.client.schedule.PollSchedule.PollReason;
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
 * ({@code Prefer: wait, until=terminal, return=minimal}). A cohort of jobs is asked for again as a whole, round after round. It loses
 * the jobs that have ended. From its second round on, it takes over the jobs of other cohorts where that saves requests.
 */
final class LongPollCohorts {

    /** Up to this size each end may cost a request, so that it is known at once. */
    private static final int FEW = 50;
    /** Larger cohorts rest between rounds, so that one response lists several ends. */
    private static final Duration REST_PER_JOB = Duration.ofNanos(180_000);

    private static final int MOST_JOBS_TO_REST_FOR = 1000;

    private final WaitLoop loop;
    private final Set<StatusRequest> cohorts = new LinkedHashSet<>();

    LongPollCohorts(WaitLoop loop) {
        this.loop = loop;
    }

    /** A new cohort of these waits' jobs. */
    void begin(List<WaitTask> waits, Duration now) {
        StatusRequest cohort = new StatusRequest(loop, waits.get(0).failures() > 0, true);
        waits.forEach(wait ->
                wait.ask(cohort, wait.couldHold(loop.holdPolicy.offer(now).longest())));
        if (cohort.size() > 0) {
            cohorts.add(cohort);
            loop.scheduler.began(true);
            sendRound(cohort, now);
        }
    }

    /** The cohort whose next round is due for the longest time; null if there is none. */
    @Nullable
    StatusRequest due(Duration now) {
        return cohorts.stream()
                .filter(cohort -> cohort.resting && cohort.sentAt.compareTo(now) <= 0)
                .min(Comparator.comparing(cohort -> cohort.sentAt))
                .orElse(null);
    }

    void sendRound(StatusRequest cohort, Duration now) {
        // While there is room, new jobs have a request of their own: a job that ends within it costs one request.
        boolean crowded = cohorts.size() > loop.settings.limits().inFlight() / 4;
        // The waits of a new cohort have been asked just now, which is later than the beginning of this turn.
        boolean paused = cohort.rounds > 0 && cohort.jobs().stream().anyMatch(job -> job.isPaused(now));
        if (!paused && (crowded || cohort.rounds > 0 && shares(cohort, now))) {
            merge(cohort, crowded, now);
        }
        Offer offer = loop.holdPolicy.offer(now);
        long room = Math.min(
                cohort.heldUntil.minus(now).toSeconds(), offer.longest().toSeconds());
        Duration hold = Duration.ofSeconds(Math.max(0, room));
        boolean goesOn = !hold.isZero() && loop.scheduler.holdsCohorts(offer);
        if (!goesOn || paused) {
            loop.scheduler.end(cohort);
            double random = loop.random();
            cohort.waits().forEach(wait -> wait.askAgain(goesOn ? PollReason.HOLD : null, random));
            return;
        }
        Reuse reuse = loop.scheduler.connections.isOld(now) ? Reuse.NEW : Reuse.ANY;
        cohort.send(loop.scheduler.query(cohort.jobs(), hold, reuse), false);
    }

    /** Whether that saves requests. The end of each job of several costs one anyway, so these can as well be more. */
    private boolean shares(StatusRequest cohort, Duration now) {
        return cohort.size() > 1
                || loop.holdPolicy.isSharingCheaper(now.minus(cohort.jobs().get(0).since));
    }

    /**
     * Takes over the jobs of cohorts that fit in, may be interrupted, and may be asked for now. The server forgets what it holds for them.
     *
     * @param all also of those that would save requests if they went on by themselves
     */
    private void merge(StatusRequest cohort, boolean all, Duration now) {
        int most = loop.limits.jobsPerRequest(now);
        List<StatusRequest> others = new ArrayList<>(cohorts);
        others.remove(cohort);
        others.removeIf(other -> !other.isInterruptible(now) || !all && !shares(other, now));
        others.sort(Comparator.comparingInt(StatusRequest::size));
        for (StatusRequest other : others) {
            if (cohort.size() + other.size() > most) {
                return;
            }
            if (other.jobs().stream().noneMatch(job -> job.isPaused(now))) {
                takeOver(other, cohort);
            }
        }
    }

    private void takeOver(StatusRequest other, StatusRequest cohort) {
        other.jobs().forEach(job -> cohort.add(job, other.heldUntil));
        other.waits().forEach(wait -> wait.move(cohort));
        cohort.interrupts(other);
        if (other.resting) {
            loop.scheduler.end(other);
        } else {
            loop.scheduler.left(other);
        }
    }

    void remove(StatusRequest cohort) {
        cohorts.remove(cohort);
    }

    /**
     * A round was answered, and the jobs that have ended have left: the others go on.
     *
     * @param ended whether there were any
     */
    void answered(StatusRequest cohort, boolean ended, Duration retryAfter, Duration now) {
        int weight = ended ? HoldPolicy.END : HoldPolicy.ODD;
        cohort.early = loop.holdPolicy.early(cohort.early, now, now.minus(cohort.sentAt), cohort.hold, weight);
        boolean holds = loop.scheduler.holdsCohorts(loop.holdPolicy.offer(now));
        if (cohort.over) {
            return;
        }
        if (cohort.size() == 0) {
            loop.scheduler.end(cohort);
        } else if (holds && retryAfter.isZero()) {
            int many = cohort.size() > FEW ? Math.min(cohort.size(), MOST_JOBS_TO_REST_FOR) : 0;
            cohort.restUntil(now.plus(REST_PER_JOB.multipliedBy(many)).plus(HoldPolicy.pauseAfter(cohort.early)));
            cohort.waits().forEach(WaitTask::stays);
        } else {
            loop.scheduler.end(cohort);
            double random = loop.random();
            PollResult notEnded = new PollResult.Running(null, Instant.EPOCH, retryAfter, holds ? Duration.ZERO : null);
            cohort.jobs().forEach(job -> job.received(cohort, notEnded, random));
        }
    }
}
