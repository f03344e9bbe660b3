package dev.fermata.simulator.fault;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How often each thing was asked about. Bounded: what was not asked about for longest is forgotten first, and then
 * counts from 1 again. Not thread-safe.
 */
final class RequestCounts {

    static final int MOST = 100_000;

    private final Map<Long, Long> counts = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Long> eldest) {
            return size() > MOST;
        }
    };

    /** Counts from 1. A thing has a number and not its name, which clients make up and which may be long. */
    long next(long thing) {
        return counts.merge(thing, 1L, Long::sum);
    }

    int size() {
        return counts.size();
    }
}
