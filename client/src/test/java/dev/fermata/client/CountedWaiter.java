package dev.fermata.client;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** A waiter for the small system as its users get it, but that its timers can be counted. Thread-safe. */
public final class CountedWaiter implements AutoCloseable {

    private final CountedTime time = new CountedTime(new SystemTime());
    private final Waiter waiter;

    public CountedWaiter(URI server) {
        ThreadPoolExecutor workers = Workers.create();
        Hands hands = new Hands("fermata-caller-");
        Settings settings = Waiter.builder(Backend.status(server)).settings();
        HttpWire wire = new HttpWire(settings.rules().requestTimeout(), workers);
        Engine.Seams seams =
                new Engine.Seams(time, () -> ThreadLocalRandom.current().nextDouble(), wire, workers, hands);
        waiter = new Waiter(new Engine(settings, seams), () -> {
            hands.release();
            Workers.release(workers);
        });
    }

    public Waiter waiter() {
        return waiter;
    }

    /** Timers that are set: neither rung nor cancelled. */
    public int timers() {
        return time.set.get();
    }

    @Override
    public void close() {
        waiter.close();
    }

    private record CountedTime(TimeSource time, AtomicInteger set) implements TimeSource {

        CountedTime(TimeSource time) {
            this(time, new AtomicInteger());
        }

        @Override
        public Duration now() {
            return time.now();
        }

        @Override
        public Instant wallClock() {
            return time.wallClock();
        }

        @Override
        public Runnable schedule(Duration at, Runnable task) {
            set.incrementAndGet();
            AtomicBoolean over = new AtomicBoolean();
            Runnable end = () -> {
                if (!over.getAndSet(true)) {
                    set.decrementAndGet();
                }
            };
            Runnable cancel = time.schedule(at, () -> {
                end.run();
                task.run();
            });
            return () -> {
                end.run();
                cancel.run();
            };
        }

        @Override
        public void close() {
            time.close();
        }
    }
}
