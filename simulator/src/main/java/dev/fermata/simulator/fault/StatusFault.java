package dev.fermata.simulator.fault;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.fermata.simulator.clock.Micros;
import dev.fermata.simulator.http.HeldRequest;
import dev.fermata.simulator.http.Response;
import dev.fermata.simulator.http.field.HttpDate;
import dev.fermata.simulator.setting.ValueType;
import dev.fermata.simulator.text.Checks;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A response with that status; nothing is done.
 *
 * @param body what to say; the usual error when null
 * @param retryAfter when to come again; nothing is said when null
 * @param asDate whether that is said as a date instead of in seconds
 */
public record StatusFault(
        int status,
        @Nullable String body,
        String contentType,
        @Nullable Duration retryAfter,
        boolean asDate) implements FaultSpec {

    private enum RetryAs {
        SECONDS,
        DATE
    }

    private static final String JSON = "application/json";
    private static final FaultType.Field<StatusFault, Integer> STATUS =
            new FaultType.Field<>("status", ValueType.whole(200, 599), 503, "the status", StatusFault::status);
    private static final FaultType.Field<StatusFault, String> BODY = new FaultType.Field<>(
            "body",
            ValueType.anyText(10_000),
            null,
            "the body instead of the usual error; 204, 205 and 304 have none",
            StatusFault::body);
    private static final FaultType.Field<StatusFault, String> CONTENT_TYPE = new FaultType.Field<>(
            "content_type",
            ValueType.matching("[ -~]{1,200}", "up to 200 characters such as application/json", "TEXT"),
            JSON,
            "of the body",
            fault -> fault.body == null ? null : fault.contentType);
    private static final FaultType.Field<StatusFault, Duration> RETRY_AFTER = new FaultType.Field<>(
            "retry_after", ValueType.duration(), null, "sent as Retry-After", StatusFault::retryAfter);
    private static final FaultType.Field<StatusFault, RetryAs> RETRY_AS = new FaultType.Field<>(
            "retry_as",
            ValueType.word(RetryAs.class),
            RetryAs.SECONDS,
            "how Retry-After is written; only together with `retry_after`",
            fault -> fault.retryAfter == null ? null : fault.asDate ? RetryAs.DATE : RetryAs.SECONDS);

    static final FaultType<StatusFault> TYPE = new FaultType<>(
            "status",
            "A response with that status. The request is not carried out.",
            List.of(STATUS, BODY, CONTENT_TYPE, RETRY_AFTER, RETRY_AS),
            StatusFault::read);

    public StatusFault {
        STATUS.check(status);
        CONTENT_TYPE.check(contentType);
        if (body != null) {
            BODY.check(body);
            Checks.that(!neverHasBody(status), "status", status, "one that has a body, or no body with it");
        }
        if (retryAfter != null) {
            RETRY_AFTER.check(retryAfter);
        }
    }

    /** With the usual error as its body. */
    public static StatusFault of(int status) {
        return new StatusFault(status, null, JSON, null, false);
    }

    private static StatusFault read(FaultType.Values values) {
        String type = values.given(CONTENT_TYPE);
        String body = values.given(BODY);
        Checks.that(
                type == null || body != null,
                "content_type",
                type,
                "only together with body; give one, or leave both out");
        RetryAs as = values.given(RETRY_AS);
        Duration wait = values.given(RETRY_AFTER);
        Checks.that(
                as == null || wait != null,
                "retry_as",
                as == RetryAs.DATE ? "date" : "seconds",
                "only together with retry_after");
        return new StatusFault(values.get(STATUS), body, values.get(CONTENT_TYPE), wait, as == RetryAs.DATE);
    }

    /** With {@code Retry-After} in seconds. */
    public StatusFault retryAfter(Duration wait) {
        return new StatusFault(status, body, contentType, wait, false);
    }

    /** With {@code Retry-After} as a date. */
    public StatusFault retryAfterAsDate(Duration wait) {
        return new StatusFault(status, body, contentType, wait, true);
    }

    /** With that body instead of the usual error. */
    public StatusFault saying(String type, String text) {
        return new StatusFault(status, text, type, retryAfter, asDate);
    }

    @Override
    public FaultType<StatusFault> type() {
        return TYPE;
    }

    @Override
    public HeldRequest inject(FaultExchange exchange) {
        return exchange.send(response(exchange.clock().micros()));
    }

    private Response response(long now) {
        Duration wait = retryAfter;
        if (wait == null) {
            return response();
        }
        long micros = Micros.of(wait);
        return asDate
                ? response().with("retry-after", HttpDate.of(now + micros + 999_999))
                : response().with("retry-after", Long.toString(Micros.wholeSeconds(micros)));
    }

    private Response response() {
        HttpResponseStatus code = HttpResponseStatus.valueOf(status);
        if (body != null) {
            return Response.of(code, contentType, body.getBytes(UTF_8));
        }
        if (neverHasBody(status)) {
            // Only 205 may state the length 0, and must (RFC 9110, sections 8.6 and 15.3.6).
            return status == 205 ? Response.empty(code, "content-length", "0") : Response.empty(code);
        }
        return ResponseFaults.problem(status);
    }

    /** Whether HTTP has no body with that status: with one, it would be taken for the next response. */
    private static boolean neverHasBody(int status) {
        return status == 204 || status == 205 || status == 304;
    }
}
