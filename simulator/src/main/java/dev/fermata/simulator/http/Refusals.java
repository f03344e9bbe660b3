package dev.fermata.simulator.http;

import dev.fermata.simulator.http.decode.InvalidRequestException;
import dev.fermata.simulator.text.Printable;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.nio.charset.StandardCharsets;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers that no endpoint gives. */
final class Refusals {

    private static final Logger LOG = LoggerFactory.getLogger(Refusals.class);

    private static final Problem MISTAKE = new Problem(
            HttpResponseStatus.INTERNAL_SERVER_ERROR,
            "internal_error",
            "This is a mistake in the simulator, not in the request. Its log has the details; please report it.");

    /** As {@link Problem#of} writes it, but without the library that writes JSON: that one may be what is broken. */
    private static final String MISTAKE_JSON =
            "{\"type\":\"about:blank\",\"title\":\"Internal Server Error\",\"status\":500," + "\"code\":\""
                    + MISTAKE.code() + "\",\"detail\":\"" + MISTAKE.detail() + "\"}";

    private static final Response MISTAKE_RESPONSE = Response.of(
                    MISTAKE.status(), "application/problem+json", MISTAKE_JSON.getBytes(StandardCharsets.US_ASCII))
            .because(MISTAKE);

    private Refusals() {}

    /** In the format of the dialect that has the path, as far as the request could be read. */
    static Response of(InvalidRequestException invalid, Endpoint endpoint, HttpRequest request) {
        return of(invalid).in(endpoint.errors(request.uri()));
    }

    static Response of(InvalidRequestException invalid) {
        Response problem = Problem.of(invalid.status(), invalid.code(), invalid.detail());
        return problem.status() == 503 ? problem.with("retry-after", "1") : problem;
    }

    /** For a mistake in the simulator. The log has the details, the response has not. */
    static Response mistake(String where, Throwable mistake) {
        LOG.error("{} failed", Printable.cut(where, 500), Printable.clean(mistake));
        return MISTAKE_RESPONSE;
    }
}
