package dev.fermata.client;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

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
        if (!serial.isIdle()) {
            CountDownLatch done = new CountDownLatch(1);
            serial.execute(done::countDown);
            try {
                if (!done.await(LONGEST_FLUSH.toMillis(), TimeUnit.MILLISECONDS)) {
                    LOG.log(System.Logger.Level.WARNING, "a DurationHistory is slow; the last lessons may be lost");
                }
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
        }
        history.flush();
    }

    private void write(String kind, Observation observation) {
        try {
            history.record(kind, observation);
        } catch (RuntimeException broken) {
            LOG.log(System.Logger.Level.WARNING, "a DurationHistory threw; the wait is none the worse for it", broken);
        }
    }
}
