package dev.fermata.simulator.dialect;

import dev.fermata.simulator.clock.VirtualClock;
import dev.fermata.simulator.clock.VirtualClock.Cancellable;
import dev.fermata.simulator.http.DeferredResponse;
import dev.fermata.simulator.http.HeldRequest;
import dev.fermata.simulator.http.Response;
import dev.fermata.simulator.http.ResponseWriter;

/** A response that is known, and sent at a later time of the clock. */
public record LaterResponse(Response response, long at, VirtualClock clock) implements DeferredResponse {

    @Override
    public HeldRequest begin(ResponseWriter writer) {
        long limit = clock.realTimeIn(at - clock.micros());
        Cancellable timer = clock.schedule(at, limit, writer.loop(), () -> writer.send(response));
        return new HeldRequest() {
            @Override
            public void disconnected() {
                timer.cancel();
            }

            @Override
            public void answerNow() {
                timer.cancel();
                writer.send(response);
            }
        };
    }
}
