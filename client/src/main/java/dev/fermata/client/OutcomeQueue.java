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

    private final WaiterCalls calls;
    private final BlockingQueue<WaiterCalls.Begun> ended = new LinkedBlockingQueue<>();
    private final List<WaiterCalls.Begun> waits = new ArrayList<>();
    private int left;

    OutcomeQueue(WaiterCalls calls) {
        super(Long.MAX_VALUE, Spliterator.ORDERED | Spliterator.NONNULL);
        this.calls = calls;
    }

    void add(WaiterCalls.Begun wait) {
        waits.add(wait);
        left++;
        wait.result().whenComplete((result, broken) -> ended.add(wait));
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
            WaiterCalls.Begun next = ended.take();
            left--;
            action.accept(Outcomes.of(calls.result(next)));
            return true;
        } catch (InterruptedException interrupted) {
            giveUp();
            Thread.currentThread().interrupt();
            throw new CancellationException("the reading thread was interrupted");
        }
    }

    private void giveUp() {
        calls.abandon(waits, "the stream was closed");
    }
}
