package dev.fermata.simulator.admin.page;

import dev.fermata.simulator.job.store.Job;
import dev.fermata.simulator.job.store.JobListener;
import dev.fermata.simulator.job.store.JobQuery;
import dev.fermata.simulator.job.store.JobStore;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.LongStream;

/** The numbers of jobs that the next messages to a page show: the last 5,000 at most. Safe for use by many threads. */
final class ChangedJobs implements JobListener {

    static final int MOST = 5_000;
    private final Set<Long> numbers = new LinkedHashSet<>();

    /** Adds the newest jobs of the store, which have consecutive numbers. Those that were removed are gone. */
    synchronized void addAll(JobStore jobs, long now) {
        for (Job newest : jobs.list(JobQuery.newest(1), now).jobs()) {
            LongStream.rangeClosed(Math.max(0, newest.number() - MOST + 1), newest.number())
                    .forEach(numbers::add);
        }
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
