package dev.fermata.simulator.dialect;

import dev.fermata.simulator.access.ApiKeys;
import dev.fermata.simulator.access.JobLimiter;
import dev.fermata.simulator.clock.Micros;
import dev.fermata.simulator.clock.VirtualClock;
import dev.fermata.simulator.files.ResultUrls;
import dev.fermata.simulator.http.Problem;
import dev.fermata.simulator.http.Problem.RefusedException;
import dev.fermata.simulator.http.Request;
import dev.fermata.simulator.http.Response;
import dev.fermata.simulator.job.JobProfile;
import dev.fermata.simulator.job.JobSpec;
import dev.fermata.simulator.job.store.ChosenIds;
import dev.fermata.simulator.job.store.Job;
import dev.fermata.simulator.job.store.JobStore;
import dev.fermata.simulator.job.store.JobStore.JobStoreFullException;
import dev.fermata.simulator.longpoll.JobWaits;
import dev.fermata.simulator.longpoll.LongPolls;
import dev.fermata.simulator.scenario.ScenarioController;
import dev.fermata.simulator.webhook.Webhooks;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.util.concurrent.EventExecutor;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The parts of the simulator that a dialect uses. All dialects share them.
 *
 * @param jobs the jobs that a request sees; a fault can hide new ones
 * @param limiter counts the unfinished jobs of each client
 * @param chosenIds for an API whose clients choose the ids of jobs
 * @param loop the event loop, on which endpoints run
 * @param waits for streams: notifies when a job's timeline changes
 * @param longPolls for responses that wait for a change
 * @param webhooks sends a webhook when a job with a callback URL ends
 * @param results the URLs of result files
 * @param scenario the settings of jobs that are submitted now: {@code scenario().profile()}
 * @param seed all random values are drawn from it
 */
public record Services(
        JobStore jobs,
        JobLimiter limiter,
        ChosenIds chosenIds,
        VirtualClock clock,
        EventExecutor loop,
        JobWaits waits,
        LongPolls longPolls,
        Webhooks webhooks,
        ResultUrls results,
        ScenarioController scenario,
        long seed) {

    private static final long LONGEST_WAIT_SECONDS = 60;

    /** The same with a limit of its own for the unfinished jobs of a client. */
    public Services limitedBy(JobLimiter other) {
        return new Services(jobs, other, chosenIds, clock, loop, waits, longPolls, webhooks, results, scenario, seed);
    }

    /** The simulator's time in microseconds. */
    public long now() {
        return clock.micros();
    }

    /** The job with this id, if there is one that the request sees. */
    public Optional<Job> find(String id) {
        return jobs.find(id, now());
    }

    /** As {@link #submit(Request, JobProfile, List, long)}: one job, now. */
    public Job submit(Request request, JobProfile profile, JobSpec spec) {
        return submit(request, profile, List.of(spec), now()).get(0);
    }

    /**
     * Submits one job for each spec. Each has a place in the list of jobs, and a webhook when its spec has a callback URL.
     *
     * @param request the client's, whose unfinished jobs may be limited
     * @return in the order of the specs
     * @throws RefusedException for a callback URL that is not allowed, and when there is no room for the jobs
     */
    public List<Job> submit(Request request, JobProfile profile, List<JobSpec> specs, long now) {
        specs.forEach(spec -> refuseBadTarget("callback_url", spec.callbackUrl()));
        try {
            return limiter.submit(ApiKeys.client(request), profile, specs, now);
        } catch (JobStoreFullException full) {
            throw new RefusedException(full.neverFits() ? neverFits(full) : noRoom(full, now));
        }
    }

    /**
     * Counts memory that a dialect is to keep for a job, until the job is removed.
     *
     * @param bytes less than 0 if it keeps less than before
     * @throws RefusedException if there is no room for it
     */
    public void keep(long job, long bytes) {
        makeRoom(job, Math.max(0, bytes));
        jobs.charge(job, bytes);
    }

    /** @throws RefusedException if there is no room for so many more bytes of a job, and too few others are over */
    public void makeRoom(long job, long bytes) {
        long now = now();
        try {
            jobs.makeRoom(job, bytes, now);
        } catch (JobStoreFullException full) {
            throw new RefusedException(noRoom(full, now));
        }
    }

    /** Refuses a field with a URL to which no webhook may be sent. */
    public void refuseBadTarget(String field, @Nullable String url) {
        if (url != null) {
            webhooks.problem(url).ifPresent(problem -> {
                throw RefusedException.badField(field, "invalid_value", problem.replaceFirst("^callback_url", field));
            });
        }
    }

    /** {@code Retry-After} is the time until the first job ends, but at most a minute, because the job may be canceled or held. */
    private static Response noRoom(JobStoreFullException full, long now) {
        long seconds = Math.max(1, Math.min(Micros.wholeSeconds(full.firstEnd() - now), LONGEST_WAIT_SECONDS));
        return Problem.of(
                HttpResponseStatus.SERVICE_UNAVAILABLE,
                "no_room",
                "There is " + full.getMessage() + ".",
                "retry-after",
                Long.toString(full.firstEnd() == Micros.NEVER ? LONGEST_WAIT_SECONDS : seconds));
    }

    /** There is no room for these jobs even if all others end. */
    private static Response neverFits(JobStoreFullException full) {
        return Problem.of(
                HttpResponseStatus.valueOf(422),
                "too_many_languages",
                full.submitted() > full.maxJobs()
                        ? "This submission has " + full.submitted()
                                + " languages, and each one makes a job. The simulator keeps at most " + full.maxJobs()
                                + " jobs (--max-jobs). Submit fewer languages at a time, or start it with more."
                        : "There is " + full.getMessage() + ". Submit fewer languages at a time.");
    }
}
