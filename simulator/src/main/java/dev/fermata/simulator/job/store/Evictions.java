package dev.fermata.simulator.job.store;

import dev.fermata.simulator.clock.Micros;
import dev.fermata.simulator.job.JobTimeline;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Removes jobs from the table: those that are over, in the order in which they ended. For one thread at a time. */
final class Evictions {

    private final JobTable table;
    private final int maxJobs;

    /** An entry is valid only if it has the end of the job's timeline. A command adds an entry and leaves the old one. */
    private final EndQueue ends = new EndQueue();

    Evictions(JobTable table, int maxJobs) {
        this.table = table;
        this.maxJobs = maxJobs;
    }

    int expected() {
        return ends.size();
    }

    void clear() {
        ends.clear();
    }

    /** The job in the table has this timeline now. */
    void expect(JobTimeline timeline) {
        long end = timeline.settlesAt();
        if (end == Micros.NEVER) {
            return;
        }
        if (ends.size() <= 2 * table.size() + 64) {
            ends.add(end, timeline.plan().number());
            return;
        }
        // More than half of the entries are not valid. Nothing else bounds them.
        ends.clear();
        table.descend(Long.MAX_VALUE, job -> {
            long settlesAt = job.timeline().settlesAt();
            if (settlesAt != Micros.NEVER) {
                ends.add(settlesAt, job.number());
            }
            return true;
        });
    }

    /** Removes jobs that were over by then. */
    void dropOver(long then, List<Job> gone) {
        for (Job job = takeOver(then); job != null; job = takeOver(then)) {
            table.remove(job.number());
            gone.add(job);
        }
    }

    /** Removes jobs only if there is enough room then, because a refused submission must not remove any. */
    void makeRoom(int wanted, long now, List<Job> gone) {
        int missing = table.size() + wanted - maxJobs;
        List<Job> over = new ArrayList<>(0);
        while (over.size() < missing) {
            Job job = takeOver(now);
            if (job == null) {
                long firstEnd = ends.firstEnd();
                over.forEach(one -> expect(one.timeline()));
                throw new JobStoreFullException(maxJobs, table.size() - over.size(), wanted, firstEnd);
            }
            over.add(job);
        }
        over.forEach(job -> table.remove(job.number()));
        gone.addAll(over);
    }

    /** The job that was over first, if it was over by then. */
    private @Nullable Job takeOver(long then) {
        while (ends.firstEnd() <= then) {
            long end = ends.firstEnd();
            long number = ends.firstNumber();
            while (ends.firstEnd() == end && ends.firstNumber() == number) {
                // There can be several: a job may have been changed to the end that it had before.
                ends.removeFirst();
            }
            Job job = table.get(number);
            if (job != null && job.timeline().settlesAt() == end) {
                return job;
            }
        }
        return null;
    }
}
