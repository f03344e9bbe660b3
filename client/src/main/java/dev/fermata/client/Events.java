package dev.fermata.client;

import dev.fermata.client.Decision.PauseUntil;
import dev.fermata.client.WaitMachine.Step;
import java.time.Duration;
import java.util.Optional;

/** Turns steps into events for a listener; what that throws is none of a wait's business. */
record Events(WaitListener listener) {

    private static final System.Logger LOG = System.getLogger(Events.class.getName());

    /** Whether anybody listens. */
    boolean isHeard() {
        return listener != WaitListener.NOBODY;
    }

    void tell(String id, Duration elapsed, String heard, Step step) {
        boolean pausing = step.decision() instanceof PauseUntil pause && !pause.forGood();
        Optional<Duration> next = pausing ? Optional.of(left((PauseUntil) step.decision(), elapsed)) : Optional.empty();
        WaitEvent.Why why = pausing ? ((PauseUntil) step.decision()).why() : WaitEvent.Why.END;
        Optional<Snapshot> snapshot = Optional.ofNullable(step.progress().last());
        try {
            listener.onPoll(new WaitEvent(id, step.progress().polls(), elapsed, heard, snapshot, next, why));
        } catch (RuntimeException broken) {
            LOG.log(System.Logger.Level.WARNING, "a WaitListener threw; the wait goes on", broken);
        }
    }

    private static Duration left(PauseUntil pause, Duration elapsed) {
        Duration left = pause.at().minus(elapsed);
        return left.isNegative() ? Duration.ZERO : left;
    }
}
