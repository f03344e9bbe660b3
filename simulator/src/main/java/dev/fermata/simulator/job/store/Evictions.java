package dev.fermata.simulator.job.store;

import dev.fermata.simulator.clock.Micros;
import dev.fermata.simulator.job.JobTimeline;
import dev.fermata.simulator.job.store.JobStore.JobStoreFullException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Removes jobs from the table: those that are over, in the order in which they ended. For one thread at a time. */
final class Evictions {

    /** The number of no job. */
    static final long NONE = -1;

    private final JobTable table;
    private final int maxJobs;
    private final long maxBytes;

    /** An entry is valid only if it has the end of the job's timeline. A command adds an entry and leaves the old one. */
    private final EndQueue ends = new EndQueue();

    Evictions(JobTable table, int maxJobs, long maxBytes) {
        this.table = table;
        this.maxJobs = maxJobs;
        this.maxBytes = maxBytes;
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

    /**
     * Removes jobs only if there is enough room then, because a refused submission must not remove any.
     *
     * @param wanted how many jobs are to have room, and how many bytes
     * @param spared the number of a job that stays, or {@link #NONE}
     */
    void makeRoom(int wanted, long bytes, long spared, long now, List<Job> gone) {
        List<Job> over = new ArrayList<>(0);
        List<Job> stays = new ArrayList<>(0);
        boolean full = table.size() + wanted > maxJobs;
        while (full || table.bytes() + bytes > maxBytes) {
            Job job = takeOver(now);
            if (job == null) {
                int live = table.size() - over.size();
                over.forEach(table::count);
                long firstEnd = ends.firstEnd();
                over.forEach(one -> expect(one.timeline()));
                stays.forEach(one -> expect(one.timeline()));
                throw full
                        ? JobStoreFullException.ofJobs(maxJobs, live, wanted, firstEnd)
                        : JobStoreFullException.ofBytes(maxBytes, bytes, live, wanted, firstEnd);
            }
            if (job.number() == spared) {
                stays.add(job);
                continue;
            }
            table.uncount(job);
            over.add(job);
            full = table.size() - over.size() + wanted > maxJobs;
        }
        stays.forEach(one -> expect(one.timeline()));
        over.forEach(table::drop);
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

    /**
     * Job numbers in the order in which the jobs end. It is a heap in one array, because an object for each job would take too much memory. An
     * entry has two numbers: the end and the job number. The four children of an entry are neighbours, because memory is slow.
     */
    static final class EndQueue {

        private static final int CHILDREN = 4;

        private long[] heap = new long[32];
        private int size;

        int size() {
            return size;
        }

        void clear() {
            size = 0;
            heap = new long[32];
        }

        /** When the first of them ends; never if there is none. */
        long firstEnd() {
            return size == 0 ? Micros.NEVER : heap[0];
        }

        long firstNumber() {
            return heap[1];
        }

        void add(long end, long number) {
            if (2 * size == heap.length) {
                heap = Arrays.copyOf(heap, (size + (size >> 1)) * 2);
            }
            int hole = size++;
            while (hole > 0) {
                int parent = (hole - 1) / CHILDREN;
                if (!before(end, number, parent)) {
                    break;
                }
                put(heap[2 * parent], heap[2 * parent + 1], hole);
                hole = parent;
            }
            put(end, number, hole);
        }

        void removeFirst() {
            size--;
            long end = heap[2 * size];
            long number = heap[2 * size + 1];
            int hole = 0;
            while (true) {
                int least = leastChild(hole);
                if (least < 0 || before(end, number, least)) {
                    break;
                }
                put(heap[2 * least], heap[2 * least + 1], hole);
                hole = least;
            }
            put(end, number, hole);
        }

        private int leastChild(int parent) {
            int first = CHILDREN * parent + 1;
            int least = -1;
            for (int child = first; child < Math.min(first + CHILDREN, size); child++) {
                if (least < 0 || before(heap[2 * child], heap[2 * child + 1], least)) {
                    least = child;
                }
            }
            return least;
        }

        /** Of two jobs with the same end, the older one is first, so that the order is always the same. */
        private boolean before(long end, long number, int other) {
            return end != heap[2 * other] ? end < heap[2 * other] : number < heap[2 * other + 1];
        }

        private void put(long end, long number, int at) {
            heap[2 * at] = end;
            heap[2 * at + 1] = number;
        }
    }
}
