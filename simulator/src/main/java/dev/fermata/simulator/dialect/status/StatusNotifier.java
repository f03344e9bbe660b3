package dev.fermata.simulator.dialect.status;

import dev.fermata.simulator.clock.Micros;
import dev.fermata.simulator.clock.VirtualClock;
import dev.fermata.simulator.clock.VirtualClock.Cancellable;
import dev.fermata.simulator.dialect.status.StatusSequence.Phase;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Calls a listener at every change of the small system's state. The states do not depend on it.
 *
 * <p>Calls come one after the other, on the clock's thread or on the thread that plays another sequence. No lock is held during a
 * call, because the listener may use the simulator.
 */
public final class StatusNotifier implements AutoCloseable {

    /** Further changes within one second of the clock are left out. */
    private static final int PER_SECOND = 50;

    private static final long SECOND = 1_000_000;

    private final VirtualClock clock;
    private final Consumer<Phase> listener;
    private final Queue<Phase> untold = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean telling = new AtomicBoolean();
    private StatusSequence sequence;
    private Cancellable next = () -> false;
    private boolean begun;
    private boolean closed;
    private long second;
    private int told;

    public StatusNotifier(StatusSequence sequence, VirtualClock clock, Consumer<Phase> listener) {
        this.sequence = sequence;
        this.clock = clock;
        this.listener = listener;
    }

    /** Reports the first state, then every change. Does nothing if {@link #play} was called before. */
    public void start() {
        synchronized (this) {
            if (!begun) {
                watch(sequence.at(sequence.start()));
            }
        }
        tell();
    }

    /** Watches another sequence from now on. Calls no listener: its present state is reported by the next {@link #tell}. */
    public synchronized void play(StatusSequence other) {
        next.cancel();
        sequence = other;
        watch(other.at(clock.micros()));
    }

    /**
     * Calls the listener for all changes that wait. Does nothing if such a call is under way, in this thread or another.
     *
     * @throws RuntimeException the first one that the listener threw, after it was called for all changes
     */
    public void tell() {
        RuntimeException failure = null;
        while (!untold.isEmpty() && telling.compareAndSet(false, true)) {
            try {
                Phase phase = untold.poll();
                if (phase != null) {
                    listener.accept(phase);
                }
            } catch (RuntimeException refused) {
                failure = failure == null ? refused : failure;
            } finally {
                telling.set(false);
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        next.cancel();
        untold.clear();
    }

    private void goOn(StatusSequence watched, long at) {
        synchronized (this) {
            if (watched == sequence) {
                watch(watched.at(at));
            }
        }
        tell();
    }

    /** Watches from that state on. To be called with the lock held. */
    private void watch(Phase phase) {
        if (closed) {
            return;
        }
        begun = true;
        Phase last = phase;
        long now = clock.micros();
        boolean readable = add(last, now);
        while (readable && last.until() <= now) {
            last = sequence.at(last.until());
            readable = add(last, now);
        }
        if (last.until() != Micros.NEVER) {
            long at = readable ? last.until() : second + SECOND;
            StatusSequence watched = sequence;
            next = clock.schedule(at, () -> goOn(watched, at));
        }
    }

    /** Returns whether more changes may follow in this second. */
    private boolean add(Phase phase, long now) {
        if (now - second >= SECOND) {
            second = now;
            told = 0;
        }
        untold.add(phase);
        return ++told < PER_SECOND;
    }

    /**
     * Logs the changes of the small system, at most 50 in a second of real time: a clock that is moved by a year brings a million
     * changes. For one thread at a time.
     */
    public static final class StatusChangeLog {

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
}
