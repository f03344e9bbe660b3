package dev.fermata.simulator.fault;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.fermata.simulator.clock.Micros;
import dev.fermata.simulator.http.Problem;
import dev.fermata.simulator.http.Response;
import dev.fermata.simulator.http.field.HttpDate;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.time.Duration;
import java.util.SplittableRandom;

/** Answers that come from a rule instead of a dialect. Pure. */
final class CannedResponses {

    private static final int GARBAGE = 256;
    private static final byte[] PAGE = """
            <!DOCTYPE html>
            <html><head><title>Just a moment...</title></head>
            <body><h1>Checking your browser</h1><p>You will be redirected soon.</p></body></html>
            """.getBytes(UTF_8);

    private CannedResponses() {}

    static Response status(FaultSpec.Status fault, long now) {
        HttpResponseStatus status = HttpResponseStatus.valueOf(fault.status());
        String body = fault.body();
        Response response = body != null
                ? Response.of(status, fault.contentType(), body.getBytes(UTF_8))
                : FaultSpec.Status.neverHasBody(fault.status()) ? bodiless(status) : problem(fault.status());
        Duration wait = fault.retryAfter();
        if (wait == null) {
            return response;
        }
        long micros = Micros.of(wait);
        return fault.asDate()
                ? response.with("retry-after", HttpDate.of(now + micros + 999_999))
                : response.with("retry-after", Long.toString(Micros.wholeSeconds(micros)));
    }

    /** Only 205 may tell that it has no body, and must (RFC 9110, sections 8.6 and 15.3.6). */
    private static Response bodiless(HttpResponseStatus status) {
        return status.code() == 205 ? Response.empty(status, "content-length", "0") : Response.empty(status);
    }

    static Response problem(int status) {
        return Problem.of(
                HttpResponseStatus.valueOf(status), "planned_fault", "The scenario has this request go wrong.");
    }

    static Response page() {
        return Response.of(HttpResponseStatus.OK, "text/html; charset=utf-8", PAGE);
    }

    static Response garbage(long seed) {
        byte[] body = new byte[GARBAGE];
        new SplittableRandom(seed).nextBytes(body);
        return Response.of(HttpResponseStatus.OK, "application/json", body);
    }
}
