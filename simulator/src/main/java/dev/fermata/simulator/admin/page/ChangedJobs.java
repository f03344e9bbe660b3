package dev.fermata.simulator.admin.page;

import dev.fermata.simulator.job.store.Job;
import dev.fermata.simulator.job.store.JobListener;
import dev.fermata.simulator.job.store.JobPage;
import dev.fermata.simulator.job.store.JobQuery;
import dev.fermata.simulator.job.store.JobStore;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The numbers of jobs that the next messages to a page show: the last 5,000 at most. Safe for use by many threads. */
final class ChangedJobs implements JobListener {

    static final int MOST = 5_000;
    private final Set<Long> numbers = new LinkedHashSet<>();

    /** Adds the newest jobs of the store. */
    void addAll(JobStore jobs, long now) {
        Deque<Job> newest = new ArrayDeque<>();
        @Nullable String cursor = null;
        do {
            JobPage page = jobs.list(new JobQuery(null, MOST / 5, cursor), now);
            page.jobs().forEach(newest::addFirst);
            cursor = page.next();
        } while (cursor != null && newest.size() < MOST);
        newest.forEach(this::submitted);
    }

    @Override
    public synchronized void submitted(Job job) {
        numbers.add(job.number());
        if (numbers.size() > MOST) {
            take(1);
        }
    }

    @Override
    public void changed(Job job, long now) {
        submitted(job);
    }

    @Override
    public void removed(Job job) {
        submitted(job);
    }

    /** Removes and returns the first ones. */
    synchronized List<Long> take(int most) {
        List<Long> taken = new ArrayList<>();
        for (Iterator<Long> each = numbers.iterator(); taken.size() < most && each.hasNext(); each.remove()) {
            taken.add(each.next());
        }
        return taken;
    }

    synchronized boolean isEmpty() {
        return numbers.isEmpty();
    }
}
