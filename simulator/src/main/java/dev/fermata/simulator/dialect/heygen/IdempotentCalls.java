package dev.fermata.simulator.dialect.heygen;

import dev.fermata.simulator.clock.Micros;
import dev.fermata.simulator.clock.VirtualClock;
import dev.fermata.simulator.clock.VirtualClock.Cancellable;
import dev.fermata.simulator.dialect.RememberedResponses;
import dev.fermata.simulator.dialect.RememberedResponses.Remembered;
import dev.fermata.simulator.dialect.Services;
import dev.fermata.simulator.http.Answer;
import dev.fermata.simulator.http.DeferredResponse;
import dev.fermata.simulator.http.HeldRequest;
import dev.fermata.simulator.http.Problem.RefusedException;
import dev.fermata.simulator.http.Request;
import dev.fermata.simulator.http.Response;
import dev.fermata.simulator.http.ResponseWriter;
import dev.fermata.simulator.setting.SettingValues;
import dev.fermata.simulator.text.Printable;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * Gives a repeated request with the same {@code Idempotency-Key} and path the response of the first one, whatever its body. While the
 * first one is in flight, the repeated one gets 409.
 */
record IdempotentCalls(Services services, SettingValues options, RememberedResponses remembered) {

    private static final String HEADER = "Idempotency-Key";
    private static final Pattern KEY = Pattern.compile("[A-Za-z0-9_:.-]{1,255}");

    Answer once(Request request, Supplier<Response> first) {
        long now = services.now();
        long sentAt = now + Micros.of(options.get(HeyGenOptions.CREATE_TIME));
        String key = request.header(HEADER);
        if (key == null) {
            return sent(first.get(), sentAt, now);
        }
        if (!KEY.matcher(key).matches()) {
            throw HeyGenErrors.invalid(
                    HEADER,
                    HEADER + " is '" + Printable.value(key)
                            + "'; allowed are 1 to 255 letters, digits, '_', '-', ':' and '.', such as a UUID.");
        }
        String name = RememberedResponses.name(request, request.method() + " " + request.pathInDialect(), key);
        Remembered known = remembered.find(name, now);
        if (known != null && now < known.sentAt()) {
            throw HeyGenErrors.conflict(
                    HeyGenErrors.IN_PROGRESS,
                    "The first request with this Idempotency-Key is still in progress. Send it again a little later.");
        }
        if (known != null) {
            return known.response();
        }
        Response response;
        try {
            response = first.get();
        } catch (RefusedException refused) {
            if (options.get(HeyGenOptions.REMEMBER_REFUSALS)) {
                remembered.put(name, request, refused.response(), now, now);
            }
            throw refused;
        }
        remembered.put(name, request, response, now, sentAt);
        return sent(response, sentAt, now);
    }

    private Answer sent(Response response, long at, long now) {
        return at == now ? response : new LaterResponse(response, at, services.clock());
    }

    /** A response that is known, and sent at a later time of the clock. */
    private record LaterResponse(Response response, long at, VirtualClock clock) implements DeferredResponse {

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
}
