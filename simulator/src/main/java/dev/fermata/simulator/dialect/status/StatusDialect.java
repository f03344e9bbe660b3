package dev.fermata.simulator.dialect.status;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.fermata.simulator.dialect.Dialect;
import dev.fermata.simulator.dialect.Services;
import dev.fermata.simulator.dialect.status.StatusSequence.Phase;
import dev.fermata.simulator.dialect.status.StatusSequence.StatusResult;
import dev.fermata.simulator.http.Answer;
import dev.fermata.simulator.http.Request;
import dev.fermata.simulator.http.Response;
import dev.fermata.simulator.http.Route;
import dev.fermata.simulator.longpoll.LongPolls;
import dev.fermata.simulator.longpoll.Preference;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.LongUnaryOperator;
import java.util.stream.Stream;

/** The small system, {@code GET /status}: {@code {"result":"pending"}}, {@code completed} or {@code error}. */
public final class StatusDialect implements Dialect {

    private static final String JSON = "application/json";
    private static final Response[] BY_RESULT = Stream.of(StatusResult.values())
            .map(result -> "{\"result\":\"" + result + "\"}")
            .map(body -> Response.of(HttpResponseStatus.OK, JSON, body.getBytes(US_ASCII)))
            .toArray(Response[]::new);

    private final LongSupplier clock;
    private final LongPolls longPolls;
    private volatile StatusSequence sequence;

    public StatusDialect(Services services, StatusSequence sequence) {
        this.sequence = sequence;
        clock = services.clock()::micros;
        longPolls = services.longPolls();
    }

    @Override
    public String name() {
        return "status";
    }

    @Override
    public List<Route> routes() {
        return List.of(Route.get("/status", this::answer));
    }

    /** Uses another sequence from now on. A held request then waits for the end of that sequence's job. */
    public void play(StatusSequence other) {
        sequence = other;
        longPolls.timesMayHaveChanged();
    }

    /** The jobs of now. */
    public StatusSequence sequence() {
        return sequence;
    }

    /** Whether the present job has not ended. */
    public boolean isPending() {
        return sequence.at(clock.getAsLong()).result() == StatusResult.PENDING;
    }

    private Answer answer(Request request) {
        Preference preference = longPolls.preference(request);
        long now = clock.getAsLong();
        Phase phase = sequence.at(now);
        if (preference.seconds() == 0) {
            return response(phase);
        }
        // If the job has ended, the server responds at once. The next job would not show that.
        return phase.result() == StatusResult.PENDING
                ? longPolls.until(
                        over(phase, preference),
                        preference,
                        now,
                        () -> held(sequence.at(clock.getAsLong()), preference))
                : held(phase, preference);
    }

    /** When the held request gets its response: at the end of the present job, even if the next job is pending by then. */
    private LongUnaryOperator over(Phase phase, Preference preference) {
        StatusSequence asked = sequence;
        return preference.terminal() ? this::end : now -> sequence == asked ? phase.until() : end(now);
    }

    private long end(long now) {
        Phase phase = sequence.at(now);
        return phase.result() == StatusResult.PENDING ? phase.until() : now;
    }

    private static Response held(Phase phase, Preference preference) {
        return response(phase).with("preference-applied", preference.applied());
    }

    private static Response response(Phase phase) {
        return BY_RESULT[phase.result().ordinal()];
    }
}
