package dev.fermata.client;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;

/** Writes down what waits have taught, one after the other and beside everything else: a history may have to wait for a disk. */
final class Lessons {

    private static final System.Logger LOG = System.getLogger(Lessons.class.getName());

    private final DurationHistory history;
    private final Executor workers;
    private final ConcurrentLinkedQueue<Lesson> queue = new ConcurrentLinkedQueue<>();
    private final AtomicInteger size = new AtomicInteger();

    private record Lesson(String kind, Observation observation) {}

    Lessons(DurationHistory history, Executor workers) {
        this.history = history;
        this.workers = workers;
    }

    void add(String kind, Observation observation) {
        queue.add(new Lesson(kind, observation));
        if (size.getAndIncrement() == 0) {
            workers.execute(this::write);
        }
    }

    private void write() {
        do {
            Lesson lesson = queue.remove();
            try {
                history.record(lesson.kind(), lesson.observation());
            } catch (RuntimeException broken) {
                LOG.log(
                        System.Logger.Level.WARNING,
                        "a DurationHistory threw; the wait is none the worse for it",
                        broken);
            }
        } while (size.decrementAndGet() > 0);
    }
}
