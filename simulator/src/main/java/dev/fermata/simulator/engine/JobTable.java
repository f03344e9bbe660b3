package dev.fermata.simulator.engine;

import java.util.Map;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Jobs by number. Reading takes no lock; writers take turns.
 *
 * <p>Numbers follow each other, so jobs sit side by side in pages of 64: five bytes for each, where a map with an entry
 * per job takes sixty. A page goes with its last job.
 */
final class JobTable {

    private static final int BITS = 6;
    private static final int MASK = (1 << BITS) - 1;

    private static final class Page {
        final AtomicReferenceArray<@Nullable Job> jobs = new AtomicReferenceArray<>(1 << BITS);
        int used;
    }

    private final ConcurrentNavigableMap<Long, Page> pages = new ConcurrentSkipListMap<>();
    private volatile int size;

    int size() {
        return size;
    }

    @Nullable
    Job get(long number) {
        Page page = pages.get(number >> BITS);
        return page == null ? null : page.jobs.get((int) number & MASK);
    }

    void put(long number, Job job) {
        Page page = pages.computeIfAbsent(number >> BITS, key -> new Page());
        page.jobs.set((int) number & MASK, job);
        page.used++;
        size = size + 1;
    }

    @Nullable
    Job remove(long number) {
        Page page = pages.get(number >> BITS);
        Job job = page == null ? null : page.jobs.getAndSet((int) number & MASK, null);
        if (page != null && job != null) {
            size = size - 1;
            if (--page.used == 0) {
                pages.remove(number >> BITS);
            }
        }
        return job;
    }

    void clear() {
        pages.clear();
        size = 0;
    }

    /** Shows the jobs with numbers below that, the greatest number first, for as long as they ask for more. */
    void descend(long below, Predicate<Job> more) {
        for (Map.Entry<Long, Page> entry :
                pages.headMap((below - 1) >> BITS, true).descendingMap().entrySet()) {
            long first = entry.getKey() << BITS;
            for (int i = (int) Math.min(MASK, below - 1 - first); i >= 0; i--) {
                Job job = entry.getValue().jobs.get(i);
                if (job != null && !more.test(job)) {
                    return;
                }
            }
        }
    }
}
