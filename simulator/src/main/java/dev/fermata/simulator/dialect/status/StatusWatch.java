package dev.fermata.simulator.dialect.status;

import dev.fermata.simulator.Cancellable;
import dev.fermata.simulator.SimulatorClock;
import dev.fermata.simulator.dialect.status.StatusSequence.Phase;
import dev.fermata.simulator.engine.Micros;
import java.util.function.Consumer;

/**
 * Tells of every change of the small system's state when it happens. It only watches: the states do not need it.
 *
 * <p>Runs on the clock's thread.
 */
public final class StatusWatch implements AutoCloseable {

    /** Changes that are faster than anybody can read are told in such portions, and the rest is left out. */
    private static final int AT_ONCE = 20;

    private StatusSequence sequence;
    private final SimulatorClock clock;
    private final Consumer<Phase> listener;
    private Cancellable next = () -> false;
    private boolean closed;

    public StatusWatch(StatusSequence sequence, SimulatorClock clock, Consumer<Phase> listener) {
        this.sequence = sequence;
        this.clock = clock;
        this.listener = listener;
    }

    /** Tells the present state, then every change. */
    public synchronized void start() {
        tellFrom(sequence.at(clock.micros()));
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
        listener.accept(last);
        for (int told = 1; last.until() <= clock.micros(); told++) {
            last = told < AT_ONCE ? sequence.at(last.until()) : sequence.at(clock.micros());
            listener.accept(last);
        }
        if (last.until() != Micros.NEVER) {
            long until = last.until();
            StatusSequence watched = sequence;
            next = clock.schedule(until, () -> goOn(watched, until));
        }
    }

    private synchronized void goOn(StatusSequence watched, long at) {
        if (watched == sequence) {
            tellFrom(watched.at(at));
        }
    }
}
