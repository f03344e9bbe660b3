package dev.fermata.simulator.access;

import dev.fermata.simulator.http.Response;
import dev.fermata.simulator.http.field.DelaySeconds;
import java.util.OptionalInt;

/**
 * Says {@code Retry-After} in real time, for that is how a client waits, whatever the speed of the simulator's clock is. Pure.
 */
final class RealTimeRetryAfter {

    private static final String FIELD = "retry-after";
    private static final int ERROR = 400;
    /** While the clock stands still, a job can end at any moment: when the test advances the clock. */
    private static final int SOON = 1;

    private RealTimeRetryAfter() {}

    /**
     * The response as the client needs it. A date stays as it is, as the {@code Date} of the response does.
     *
     * @param speed of the clock; 0 if it stands still
     */
    static Response of(Response response, double speed) {
        String simulated = speed == 1 ? null : response.header(FIELD);
        OptionalInt seconds = simulated == null ? OptionalInt.empty() : DelaySeconds.of(simulated);
        if (seconds.isEmpty()) {
            return response;
        }
        long real = real(response.status(), seconds.getAsInt(), speed);
        return real == seconds.getAsInt() ? response : response.without(FIELD).with(FIELD, Long.toString(real));
    }

    private static long real(int status, int simulated, double speed) {
        if (speed > 0) {
            return (long) Math.ceil(simulated / speed);
        }
        return status < ERROR ? Math.min(simulated, SOON) : simulated;
    }
}
