package dev.fermata.client;

import dev.fermata.client.internal.engine.WaitLoop.Begun;
import dev.fermata.client.internal.text.Checks;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** The waits that one call begins. They begin at the same time and, if the call ends early, they end with it. */
final class WaitGroup {

    private final WaiterCalls calls;
    private final List<Begun> waits = new ArrayList<>();

    private WaitGroup(WaiterCalls calls) {
        this.calls = calls;
    }

    /** {@link Waiter#awaitAll}. */
    static List<Outcome> awaitAll(WaiterCalls calls, Collection<String> ids, WaitOptions options)
            throws InterruptedException {
        Checks.ids(ids);
        Objects.requireNonNull(options, "options");
        WaitGroup group = new WaitGroup(calls);
        group.begin(ids, options, wait -> {});
        try {
            List<Outcome> outcomes = new ArrayList<>(ids.size());
            for (Begun wait : group.waits) {
                outcomes.add(WaiterCalls.outcome(calls.result(wait)));
            }
            return outcomes;
        } finally {
            group.abandon("another wait ended the call");
        }
    }

    /** {@link Waiter#awaitEach}. */
    static Stream<Outcome> awaitEach(WaiterCalls calls, Collection<String> ids, WaitOptions options) {
        Checks.ids(ids);
        Objects.requireNonNull(options, "options");
        WaitGroup group = new WaitGroup(calls);
        ByEnd outcomes = group.new ByEnd();
        group.begin(new LinkedHashSet<>(ids), options, outcomes::add);
        return StreamSupport.stream(outcomes, false).onClose(() -> group.abandon("the stream was closed"));
    }

    /** If one wait cannot begin, those before it end: nobody would ever read their outcomes. */
    private void begin(Collection<String> ids, WaitOptions options, Consumer<Begun> begun) {
        Duration start = calls.now();
        try {
            for (String id : ids) {
                Begun wait = calls.begin(id, options, start);
                waits.add(wait);
                begun.accept(wait);
            }
        } catch (RuntimeException | Error broken) {
            abandon("another wait of the call could not begin");
            throw broken;
        }
    }

    private void abandon(String why) {
        calls.abandon(waits, why);
    }

    /** Waits go in, outcomes come out in the order in which the waits end. For one reader. */
    private final class ByEnd extends Spliterators.AbstractSpliterator<Outcome> {

        private final BlockingQueue<Begun> ended = new LinkedBlockingQueue<>();
        private int left;

        ByEnd() {
            super(Long.MAX_VALUE, Spliterator.ORDERED | Spliterator.NONNULL);
        }

        void add(Begun wait) {
            left++;
            wait.result().whenComplete((result, broken) -> ended.add(wait));
        }

        @Override
        public boolean tryAdvance(Consumer<? super Outcome> action) {
            if (left == 0) {
                return false;
            }
            try {
                Begun next = ended.take();
                left--;
                action.accept(WaiterCalls.outcome(calls.result(next)));
                return true;
            } catch (InterruptedException interrupted) {
                abandon("the reading thread was interrupted");
                Thread.currentThread().interrupt();
                throw new CancellationException("the reading thread was interrupted");
            }
        }
    }
}
