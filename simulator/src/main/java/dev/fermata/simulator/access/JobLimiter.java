package dev.fermata.simulator.access;

import dev.fermata.simulator.job.JobProfile;
import dev.fermata.simulator.job.JobSpec;
import dev.fermata.simulator.job.store.ForwardingJobStore;
import dev.fermata.simulator.job.store.Job;
import dev.fermata.simulator.job.store.JobStore;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Jobs, of which one client may have no more than so many at once. Counts what was submitted since there is a limit. Safe for
 * use by many threads, but for {@link #as} and {@link #submit}: requests are answered one at a time, on the event loop.
 */
public final class JobLimiter extends ForwardingJobStore {

    private static final int MOST_CLIENTS = 100_000;
    /** How many jobs are kept in mind at least before it is worth looking which are over. */
    static final int SOME = 1_000;

    private static final long SHORTEST_WAIT = 1_000_000;
    private static final long LONGEST_WAIT = 60_000_000;

    /** Whose request is answered just now; empty between requests. */
    private String client = "";

    private final Map<String, List<Job>> byClient = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, List<Job>> eldest) {
            return size() > MOST_CLIENTS;
        }
    };
    /** How many jobs were put there since those that are over were last taken out. */
    private int added;

    private volatile int most;

    public JobLimiter(JobStore jobs) {
        super(jobs);
    }

    /** How many jobs of one client may be live at once; 0 for no limit. */
    void most(int jobsAtOnce) {
        most = jobsAtOnce;
        if (jobsAtOnce == 0) {
            synchronized (byClient) {
                byClient.clear();
            }
        }
    }

    /** Does it for that client, whose jobs are counted. */
    <T> T as(String name, Supplier<T> what) {
        client = name;
        try {
            return what.get();
        } finally {
            client = "";
        }
    }

    /** Whether it matters who submits jobs. */
    boolean counts() {
        return most > 0;
    }

    /** @throws TooManyJobsException if the client has too many */
    @Override
    public List<Job> submit(JobProfile profile, List<JobSpec> specs, long now) {
        int limit = most;
        if (limit == 0 || specs.isEmpty()) {
            return jobs.submit(profile, specs, now);
        }
        synchronized (byClient) {
            List<Job> live = byClient.computeIfAbsent(client, any -> new ArrayList<>());
            live.removeIf(job -> isOver(job, now));
            if (live.size() + specs.size() > limit) {
                throw new TooManyJobsException(limit, live.size(), specs.size(), wait(live, now));
            }
            List<Job> submitted = jobs.submit(profile, specs, now);
            live.addAll(submitted);
            added += submitted.size();
            if (added > jobs.size(now) + SOME) {
                forgetOver(now);
            }
            return submitted;
        }
    }

    /** Also of clients that do not come back: so there are never many more than there are jobs. */
    private void forgetOver(long now) {
        byClient.values().forEach(some -> some.removeIf(job -> isOver(job, now)));
        byClient.values().removeIf(List::isEmpty);
        added = 0;
    }

    int counted() {
        synchronized (byClient) {
            return byClient.values().stream().mapToInt(List::size).sum();
        }
    }

    /**
     * Also what was deleted is over, whatever its plan says. What falls back keeps its place until it is over for good, or
     * there would be more at once than may be.
     */
    private boolean isOver(Job job, long now) {
        return job.timeline().settlesAt() <= now || jobs.find(job.number(), now).orElse(null) != job;
    }

    /** Until one of them is over, within reason: a real service would not know either. */
    private static long wait(List<Job> live, long now) {
        long first =
                live.stream().mapToLong(job -> job.timeline().settlesAt()).min().orElse(now);
        return Math.max(SHORTEST_WAIT, Math.min(first - now, LONGEST_WAIT));
    }

    @Override
    public void clear() {
        synchronized (byClient) {
            byClient.clear();
        }
        jobs.clear();
    }
}
