package dev.fermata.simulator.access;

import dev.fermata.simulator.clock.Micros;
import dev.fermata.simulator.http.Problem;
import dev.fermata.simulator.http.Response;
import dev.fermata.simulator.job.JobProfile;
import dev.fermata.simulator.job.JobSpec;
import dev.fermata.simulator.job.store.ForwardingJobStore;
import dev.fermata.simulator.job.store.Job;
import dev.fermata.simulator.job.store.JobStore;
import dev.fermata.simulator.setting.MemoryShare;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Limits how many unfinished jobs one client can have. It counts jobs that were submitted since there is a limit. Safe for use by many
 * threads.
 */
public final class JobLimiter extends ForwardingJobStore {

    /** The scenario has a limit, and so have some dialects; besides, there is one of requests. */
    private static final int MOST_CLIENTS = MemoryShare.CLIENTS.count(100_000, 300, 4);
    /** At least this many jobs are remembered before those that have ended are removed. */
    static final int SOME = 1_000;

    private static final long SHORTEST_WAIT = 1_000_000;
    private static final long LONGEST_WAIT = 60_000_000;

    /** The numbers of their jobs. The jobs themselves would take memory that the store has given to other jobs. */
    private final Map<String, List<Long>> byClient = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, List<Long>> eldest) {
            return size() > MOST_CLIENTS;
        }
    };
    /** How many jobs were added since those that are over were last removed. */
    private int added;

    private volatile int most;

    public JobLimiter(JobStore jobs) {
        super(jobs);
    }

    /** How many unfinished jobs one client can have; 0 for no limit. */
    public void most(int jobsAtOnce) {
        most = jobsAtOnce;
        if (jobsAtOnce == 0) {
            synchronized (byClient) {
                byClient.clear();
            }
        }
    }

    /**
     * Submits jobs for a client, and counts them.
     *
     * @param client as {@link ApiKeys#client} names it
     * @throws TooManyJobsException if the client has too many
     */
    public List<Job> submit(String client, JobProfile profile, List<JobSpec> specs, long now) {
        int limit = most;
        if (limit == 0 || specs.isEmpty()) {
            return jobs.submit(profile, specs, now);
        }
        synchronized (byClient) {
            List<Long> live = byClient.computeIfAbsent(client, any -> new ArrayList<>());
            live.removeIf(number -> isOver(number, now));
            if (live.size() + specs.size() > limit) {
                throw new TooManyJobsException(limit, live.size(), specs.size(), wait(live, now));
            }
            List<Job> submitted = jobs.submit(profile, specs, now);
            submitted.forEach(job -> live.add(job.number()));
            added += submitted.size();
            if (added > jobs.size(now) + SOME) {
                forgetOver(now);
            }
            return submitted;
        }
    }

    /**
     * How many unfinished jobs a client can have, and has.
     *
     * @param most 0 for no limit
     */
    public record Usage(int most, int now) {}

    /** @param client as {@link ApiKeys#client} names it */
    public Usage usage(String client, long now) {
        synchronized (byClient) {
            List<Long> live = byClient.getOrDefault(client, List.of());
            int unfinished =
                    (int) live.stream().filter(number -> !isOver(number, now)).count();
            return new Usage(most, unfinished);
        }
    }

    /** Also for clients that do not return, so that not many more jobs are remembered than there are. */
    private void forgetOver(long now) {
        byClient.values().forEach(some -> some.removeIf(number -> isOver(number, now)));
        byClient.values().removeIf(List::isEmpty);
        added = 0;
    }

    int counted() {
        synchronized (byClient) {
            return byClient.values().stream().mapToInt(List::size).sum();
        }
    }

    private boolean isOver(long number, long now) {
        return settlesAt(number, now) <= now;
    }

    /** A deleted job is over. A job that relapses counts until it is over for good. */
    private long settlesAt(long number, long now) {
        return jobs.find(number, now).map(job -> job.timeline().settlesAt()).orElse(now);
    }

    /** Until one of them is over, but at most a minute, because a real service would not know. */
    private long wait(List<Long> live, long now) {
        long first =
                live.stream().mapToLong(number -> settlesAt(number, now)).min().orElse(now);
        return Math.max(SHORTEST_WAIT, Math.min(first - now, LONGEST_WAIT));
    }

    @Override
    public void clear() {
        synchronized (byClient) {
            byClient.clear();
        }
        jobs.clear();
    }

    /** A client has as many unfinished jobs as it can have. Nothing was submitted. */
    static final class TooManyJobsException extends RuntimeException {

        private static final long serialVersionUID = 1;

        private final int most;
        private final int submitted;
        private final long wait;

        TooManyJobsException(int most, int live, int submitted, long wait) {
            super("You have " + live + " unfinished jobs, and submitted " + submitted + " more; allowed are " + most
                    + " at once");
            this.most = most;
            this.submitted = submitted;
            this.wait = wait;
        }

        /** 429 with the time after which it may be worth trying again; more languages than are allowed at once never fit. */
        Response response() {
            if (submitted > most) {
                return Problem.of(
                        HttpResponseStatus.valueOf(422),
                        "too_many_languages",
                        "This submission has " + submitted
                                + " languages, and each one makes a job. You can have at most " + most
                                + " unfinished jobs at once (limits.jobs of the scenario). Submit fewer languages at a time.");
            }
            return RateLimiter.tooMany("jobs", "too_many_jobs", getMessage() + ".")
                    .with("retry-after", Long.toString(Micros.wholeSeconds(wait)));
        }
    }
}
