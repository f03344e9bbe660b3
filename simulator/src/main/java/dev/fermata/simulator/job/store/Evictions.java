package dev.fermata.simulator.job.store;

import dev.fermata.simulator.clock.Micros;
import dev.fermata.simulator.job.JobTimeline;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which jobs leave the table, and when: what is over, in the order in which it ended. For one thread at a time. */
final class Evictions {

    private final JobTable table;
    private final int maxJobs;

    /** An entry counts only while it says what the job's timeline says: a command adds one and leaves the old one. */
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

    /** The job in the table takes that timeline now. */
    void expect(JobTimeline timeline) {
        long end = timeline.settlesAt();
        if (end == Micros.NEVER) {
            return;
        }
        if (ends.size() <= 2 * table.size() + 64) {
            ends.add(end, timeline.plan().number());
            return;
        }
        // More than half of the entries are out of date, and nothing else bounds them.
        ends.clear();
        table.descend(Long.MAX_VALUE, job -> {
            long settlesAt = job.timeline().settlesAt();
            if (settlesAt != Micros.NEVER) {
                ends.add(settlesAt, job.number());
            }
            return true;
        });
    }

    /** Drops what was over by then. */
    void dropOver(long then, List<Job> gone) {
        for (Job job = takeOver(then); job != null; job = takeOver(then)) {
            table.remove(job.number());
            gone.add(job);
        }
    }

    /** Counts before it removes, because a refused submission must not cost anybody a job. */
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

    /** The job that was over first, if it was by then. */
    private @Nullable Job takeOver(long then) {
        while (ends.firstEnd() <= then) {
            long end = ends.firstEnd();
            long number = ends.firstNumber();
            while (ends.firstEnd() == end && ends.firstNumber() == number) {
                // More than once: a job may have been changed to the end that it had before.
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
