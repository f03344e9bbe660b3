package dev.fermata.simulator.dialect.status;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.fermata.simulator.http.Endpoint;
import dev.fermata.simulator.http.Request;
import dev.fermata.simulator.http.Response;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/** {@code GET /status}: {@code {"result":"pending"}}, {@code completed} or {@code error}. */
public final class StatusEndpoint implements Endpoint {

    private static final Response[] BY_RESULT = Stream.of(StatusResult.values())
            .map(result -> "{\"result\":\"" + result + "\"}")
            .map(body -> Response.of(HttpResponseStatus.OK, "application/json", body.getBytes(US_ASCII)))
            .toArray(Response[]::new);

    private final StatusSequence sequence;
    private final LongSupplier clock;

    /** @param clock tells microseconds */
    public StatusEndpoint(StatusSequence sequence, LongSupplier clock) {
        this.sequence = sequence;
        this.clock = clock;
    }

    @Override
    public Response answer(Request request) {
        return BY_RESULT[sequence.at(clock.getAsLong()).result().ordinal()];
    }
}
