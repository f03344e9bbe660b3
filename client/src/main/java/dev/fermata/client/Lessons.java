package dev.fermata.client;

import java.util.concurrent.Executor;

/** Writes down what waits have taught, beside everything else: a history may have to wait for a disk. */
final class Lessons {

    private static final System.Logger LOG = System.getLogger(Lessons.class.getName());

    private final DurationHistory history;
    private final Serial serial;

    Lessons(DurationHistory history, Executor workers) {
        this.history = history;
        this.serial = new Serial(workers);
    }

    void add(String kind, Observation observation) {
        serial.execute(() -> write(kind, observation));
    }

    private void write(String kind, Observation observation) {
        try {
            history.record(kind, observation);
        } catch (RuntimeException broken) {
            LOG.log(System.Logger.Level.WARNING, "a DurationHistory threw; the wait is none the worse for it", broken);
        }
    }
}
