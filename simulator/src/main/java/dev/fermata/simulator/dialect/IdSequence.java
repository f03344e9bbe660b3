package dev.fermata.simulator.dialect;

import dev.fermata.simulator.job.SeededRandom;
import dev.fermata.simulator.job.store.JobIds;
import java.util.concurrent.atomic.AtomicLong;

/** Ids of things that are no jobs, such as {@code ep_1tc4...}: the same for the same seed and order. Thread-safe. */
public final class IdSequence {

    private final String prefix;
    private final JobIds ids;
    private final AtomicLong number = new AtomicLong();

    /** @param prefix such as {@code ep_}; sequences with different prefixes have different ids */
    public IdSequence(String prefix, long seed) {
        this.prefix = prefix;
        ids = new JobIds(seed ^ SeededRandom.stream("ids " + prefix));
    }

    public String next() {
        return prefix + ids.id(number.getAndIncrement());
    }

    /** The same ids come again. */
    public void reset() {
        number.set(0);
    }
}
