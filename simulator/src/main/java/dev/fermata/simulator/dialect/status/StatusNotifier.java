package dev.fermata.simulator.dialect.status;

import dev.fermata.simulator.clock.Cancellable;
import dev.fermata.simulator.clock.Micros;
import dev.fermata.simulator.clock.VirtualClock;
import dev.fermata.simulator.dialect.status.StatusSequence.Phase;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * Tells of every change of the small system's state when it happens. It only watches: the states do not need it.
 *
 * <p>Tells on the clock's thread, or on that of whoever plays another sequence; one change after the other. No lock is held
 * meanwhile, for the listener may do anything with the simulator.
 */
public final class StatusNotifier implements AutoCloseable {

    /** More changes within one second of the clock than anybody can read are left out. */
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

    /** Tells the first state of all, then every change; unless another sequence is watched already. */
    public void start() {
        synchronized (this) {
            if (!begun) {
                watch(sequence.at(sequence.start()));
            }
        }
        tell();
    }

    /** From now on watches another sequence. Its present state is left for {@link #tell}, so nobody is called here. */
    public synchronized void play(StatusSequence other) {
        next.cancel();
        sequence = other;
        watch(other.at(clock.micros()));
    }

    /**
     * Tells what has not been told. If that is being done by another thread, or by this one further up, it is left to it.
     *
     * @throws RuntimeException the first one that the listener threw; it was told of the rest all the same
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

    /** From that state on. To be called with the lock held. */
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

    /** Says whether there is room for more in this second. */
    private boolean add(Phase phase, long now) {
        if (now - second >= SECOND) {
            second = now;
            told = 0;
        }
        untold.add(phase);
        return ++told < PER_SECOND;
    }
}
