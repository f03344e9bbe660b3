package dev.fermata.simulator.dialect.status;

import dev.fermata.simulator.Cancellable;
import dev.fermata.simulator.SimulatorClock;
import dev.fermata.simulator.dialect.status.StatusSequence.Phase;
import dev.fermata.simulator.engine.Micros;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Tells of every change of the small system's state when it happens. It only watches: the states do not need it.
 *
 * <p>Runs on the clock's thread.
 */
public final class StatusWatch implements AutoCloseable {

    /** More changes within one second of the clock than anybody can read are left out. */
    private static final int PER_SECOND = 50;

    private static final long SECOND = 1_000_000;

    private StatusSequence sequence;
    private final SimulatorClock clock;
    private final Consumer<Phase> listener;
    private Cancellable next = () -> false;
    private boolean closed;
    private long second;
    private int told;
    private @Nullable RuntimeException failure;

    public StatusWatch(StatusSequence sequence, SimulatorClock clock, Consumer<Phase> listener) {
        this.sequence = sequence;
        this.clock = clock;
        this.listener = listener;
    }

    /** Tells the first state of all, then every change. */
    public synchronized void start() {
        tellFrom(sequence.at(sequence.start()));
    }

    /** From now on watches another sequence, and tells its present state. */
    public synchronized void play(StatusSequence other) {
        next.cancel();
        sequence = other;
        tellFrom(other.at(clock.micros()));
    }

    @Override
    public synchronized void close() {
        closed = true;
        next.cancel();
    }

    private synchronized void tellFrom(Phase phase) {
        if (closed) {
            return;
        }
        Phase last = phase;
        long now = clock.micros();
        boolean readable = tell(last, now);
        while (readable && last.until() <= now) {
            last = sequence.at(last.until());
            readable = tell(last, now);
        }
        if (last.until() != Micros.NEVER) {
            long at = readable ? last.until() : second + SECOND;
            StatusSequence watched = sequence;
            next = clock.schedule(at, () -> goOn(watched, at));
        }
        RuntimeException refused = failure;
        failure = null;
        if (refused != null) {
            throw refused;
        }
    }

    /** Says whether there is room for more in this second. */
    private boolean tell(Phase phase, long now) {
        if (now - second >= SECOND) {
            second = now;
            told = 0;
        }
        try {
            listener.accept(phase);
        } catch (RuntimeException refused) {
            // Thrown only when the next alarm is set: one that cannot listen now may later.
            failure = failure == null ? refused : failure;
        }
        return ++told < PER_SECOND;
    }

    private synchronized void goOn(StatusSequence watched, long at) {
        if (watched == sequence) {
            tellFrom(watched.at(at));
        }
    }
}
