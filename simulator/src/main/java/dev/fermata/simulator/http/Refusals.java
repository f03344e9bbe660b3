package dev.fermata.simulator.http;

import dev.fermata.simulator.http.decode.InvalidRequestException;
import dev.fermata.simulator.text.Printable;
import io.netty.handler.codec.http.HttpResponseStatus;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers that no endpoint gives. */
final class Refusals {

    private static final Logger LOG = LoggerFactory.getLogger(Refusals.class);

    private Refusals() {}

    static Response of(InvalidRequestException invalid) {
        return Problem.of(invalid.status(), invalid.code(), invalid.detail());
    }

    /** For a mistake in the simulator. The log has the details, the response has not. */
    static Response mistake(String where, Throwable mistake) {
        LOG.error("{} failed", Printable.cut(where, 500), Printable.clean(mistake));
        return Problem.of(
                HttpResponseStatus.INTERNAL_SERVER_ERROR,
                "internal_error",
                "This is a mistake in the simulator, not in the request. Its log has the details; please report it.");
    }
}
