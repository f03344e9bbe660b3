package dev.fermata.client;

import java.time.Duration;
import java.util.concurrent.Executor;

/** Writes down what waits have taught, beside everything else: a history may have to wait for a disk. */
final class Lessons {

    private static final System.Logger LOG = System.getLogger(Lessons.class.getName());

    private static final Duration LONGEST_FLUSH = Duration.ofSeconds(2);

    private final DurationHistory history;
    private final Serial serial;

    Lessons(DurationHistory history, Executor workers) {
        this.history = history;
        this.serial = new Serial(workers);
    }

    void add(String kind, Observation observation) {
        serial.execute(() -> write(kind, observation));
    }

    /** Returns when all are written down. Whoever closes a client may end the process next. */
    void flush() {
        if (!serial.await(LONGEST_FLUSH)) {
            LOG.log(System.Logger.Level.WARNING, "a DurationHistory is slow; the last lessons may be lost");
        }
        history.flush();
    }

    private void write(String kind, Observation observation) {
        try {
            history.record(kind, observation);
        } catch (RuntimeException | Error broken) {
            LOG.log(System.Logger.Level.WARNING, "a DurationHistory threw; the wait is none the worse for it", broken);
        }
    }
}
