package dev.fermata.simulator.ledger;

import dev.fermata.simulator.http.HeldRequest;
import java.util.function.LongSupplier;

/** A held request. Its look is told when the client is gone before the response. */
record WatchedRequest(HeldRequest held, Look look, LongSupplier clock) implements HeldRequest {

    @Override
    public boolean answers() {
        return held.answers();
    }

    @Override
    public boolean waitsForTheClock() {
        return held.waitsForTheClock();
    }

    @Override
    public void disconnected() {
        held.disconnected();
        look.disconnected(clock.getAsLong());
    }

    @Override
    public void answerNow() {
        held.answerNow();
    }
}
