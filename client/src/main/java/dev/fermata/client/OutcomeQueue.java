package dev.fermata.client;

import java.util.ArrayList;
import java.util.List;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** {@link Waiter#awaitEach}: waits go in, outcomes come out in the order in which the jobs end. For one reader. */
final class OutcomeQueue extends Spliterators.AbstractSpliterator<Outcome> {

    private final BlockingQueue<Wait> ended = new LinkedBlockingQueue<>();
    private final List<Wait> waits = new ArrayList<>();
    private final Engine engine;
    private int left;

    OutcomeQueue(Engine engine) {
        super(Long.MAX_VALUE, Spliterator.ORDERED | Spliterator.NONNULL);
        this.engine = engine;
    }

    void add(Wait wait) {
        waits.add(wait);
        left++;
        wait.ending().whenComplete((ending, broken) -> ended.add(wait));
    }

    Stream<Outcome> stream() {
        return StreamSupport.stream(this, false).onClose(this::giveUp);
    }

    @Override
    public boolean tryAdvance(Consumer<? super Outcome> action) {
        if (left == 0) {
            return false;
        }
        try {
            Wait next = ended.take();
            left--;
            action.accept(Outcomes.of(next, Waiter.ending(next)));
            return true;
        } catch (InterruptedException interrupted) {
            giveUp();
            Thread.currentThread().interrupt();
            throw new CancellationException("the reading thread was interrupted");
        }
    }

    private void giveUp() {
        engine.abandonAll(waits, "the stream was closed");
    }
}
