package dev.fermata.simulator.guard;

import dev.fermata.simulator.engine.Amendment;
import dev.fermata.simulator.engine.Job;
import dev.fermata.simulator.engine.JobListener;
import dev.fermata.simulator.engine.JobPage;
import dev.fermata.simulator.engine.JobProfile;
import dev.fermata.simulator.engine.JobQuery;
import dev.fermata.simulator.engine.JobStore;
import dev.fermata.simulator.engine.Order;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The jobs as clients meet them: no more than so many of one client at once, and some that seem not to be there yet.
 * Counts what was submitted since there is a limit. Safe for use by many threads.
 */
public final class ClientJobs implements JobStore {

    private static final int MOST_CLIENTS = 100_000;
    /** How many jobs are kept in mind at least before it is worth looking which are over. */
    static final int SOME = 1_000;

    private static final long SHORTEST_WAIT = 1_000_000;
    private static final long LONGEST_WAIT = 60_000_000;

    private final JobStore jobs;
    private final ThreadLocal<@Nullable Hiding> hiding = new ThreadLocal<>();
    private final ThreadLocal<@Nullable String> client = new ThreadLocal<>();
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

    public ClientJobs(JobStore jobs) {
        this.jobs = jobs;
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

    private record Hiding(long after, Runnable noticed) {}

    /**
     * Does it as if there were no jobs that were submitted after that. Only what is done on this thread is fooled.
     *
     * @param noticed called when a job was looked for that was hidden
     */
    <T> T without(long after, Runnable noticed, Supplier<T> what) {
        hiding.set(new Hiding(after, noticed));
        try {
            return what.get();
        } finally {
            hiding.remove();
        }
    }

    private boolean shows(Job job) {
        Hiding now = hiding.get();
        boolean hidden = now != null && job.course().plan().submittedAt() > now.after;
        if (hidden && now != null) {
            now.noticed.run();
        }
        return !hidden;
    }

    /** Does it for that client, whose jobs are counted. */
    <T> T as(String name, Supplier<T> what) {
        client.set(name);
        try {
            return what.get();
        } finally {
            client.remove();
        }
    }

    /** Whether it matters who submits jobs. */
    boolean counts() {
        return most > 0;
    }

    /** @throws TooManyJobsException if the client has too many */
    @Override
    public List<Job> submit(JobProfile profile, List<Order> orders, long now) {
        int limit = most;
        if (limit == 0 || orders.isEmpty()) {
            return jobs.submit(profile, orders, now);
        }
        String owner = client.get();
        synchronized (byClient) {
            List<Job> live = byClient.computeIfAbsent(owner == null ? "" : owner, any -> new ArrayList<>());
            live.removeIf(job -> isOver(job, now));
            if (live.size() + orders.size() > limit) {
                throw new TooManyJobsException(limit, live.size(), orders.size(), wait(live, now));
            }
            List<Job> submitted = jobs.submit(profile, orders, now);
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
        return job.course().settlesAt() <= now || jobs.find(job.number(), now).orElse(null) != job;
    }

    /** Until one of them is over, within reason: a real service would not know either. */
    private static long wait(List<Job> live, long now) {
        long first =
                live.stream().mapToLong(job -> job.course().settlesAt()).min().orElse(now);
        return Math.max(SHORTEST_WAIT, Math.min(first - now, LONGEST_WAIT));
    }

    @Override
    public Optional<Job> find(String id, long now) {
        return jobs.find(id, now).filter(this::shows);
    }

    @Override
    public Optional<Job> find(long number, long now) {
        return jobs.find(number, now).filter(this::shows);
    }

    @Override
    public Optional<Job> find(CharSequence text, int from, int to, long now) {
        return jobs.find(text, from, to, now).filter(this::shows);
    }

    @Override
    public JobPage list(JobQuery query, long now) {
        JobPage page = jobs.list(query, now);
        return hiding.get() == null
                ? page
                : new JobPage(page.jobs().stream().filter(this::shows).toList(), page.next());
    }

    @Override
    public Amendment.Effect amend(String id, Amendment amendment, LongSupplier clock) {
        return find(id, clock.getAsLong()).isEmpty() ? Amendment.Effect.UNKNOWN : jobs.amend(id, amendment, clock);
    }

    @Override
    public boolean remove(String id, long now) {
        return find(id, now).isPresent() && jobs.remove(id, now);
    }

    @Override
    public int size(long now) {
        return jobs.size(now);
    }

    @Override
    public void clear() {
        synchronized (byClient) {
            byClient.clear();
        }
        jobs.clear();
    }

    @Override
    public Runnable subscribe(JobListener listener) {
        return jobs.subscribe(listener);
    }
}
