package dev.fermata.simulator.dialect.status;

import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Logs the changes of the small system, at most 50 in a second of real time: a clock that is moved by a year brings a million
 * changes. For one thread at a time.
 */
public final class StatusChangeLog {

    static final int PER_SECOND = 50;
    private static final long SECOND = 1_000_000_000;

    private final LongSupplier nanos;
    private final Consumer<String> log;
    private long second;
    private int logged = PER_SECOND + 1;

    /** @param nanos real time */
    public StatusChangeLog(LongSupplier nanos, Consumer<String> log) {
        this.nanos = nanos;
        this.log = log;
        second = nanos.getAsLong() - SECOND;
    }

    public void add(long job, String result) {
        long now = nanos.getAsLong();
        if (now - second >= SECOND) {
            second = now;
            logged = 0;
        }
        if (logged < PER_SECOND) {
            log.accept("job " + job + " is " + result);
        } else if (logged == PER_SECOND) {
            log.accept("the next changes are too many to log");
        }
        logged = Math.min(logged + 1, PER_SECOND + 1);
    }
}
