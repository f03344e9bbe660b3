package dev.fermata.simulator.fault;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.fermata.simulator.http.HeldRequest;
import dev.fermata.simulator.http.Problem;
import dev.fermata.simulator.http.Response;
import dev.fermata.simulator.job.Distribution;
import dev.fermata.simulator.job.SeededRandom;
import dev.fermata.simulator.setting.ValueType;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import tools.jackson.databind.node.StringNode;

/** Faults of the whole response: a late one, or another one than the endpoint's. */
public final class ResponseFaults {

    private ResponseFaults() {}

    /** The problem that a response says when a fault gives it a status of its own. */
    static Response problem(int status) {
        return Problem.of(
                HttpResponseStatus.valueOf(status), Problem.PLANNED, "The scenario has this request go wrong.");
    }

    /** The response comes later. */
    public record Latency(Distribution time) implements FaultSpec {

        private static final FaultType.Field<Latency, Distribution> TIME = new FaultType.Field<>(
                "time",
                ValueType.text(
                        text -> Optional.of(Distribution.parse(text)),
                        time -> StringNode.valueOf(time.text()),
                        Distribution.ALLOWED,
                        "TIME"),
                Distribution.fixed(Duration.ofSeconds(1)),
                "how much later",
                Latency::time);

        static final FaultType<Latency> TYPE = new FaultType<>(
                "latency",
                "The response comes later. It says what is true when it leaves.",
                List.of(TIME),
                values -> new Latency(values.get(TIME)));

        @Override
        public FaultType<Latency> type() {
            return TYPE;
        }

        @Override
        public OptionalLong delay(long seed, long stream, long draw) {
            return OptionalLong.of(SeededRandom.micros(time, seed ^ stream, 0, draw));
        }
    }

    /** Status 200, and bytes that mean nothing. */
    public record Garbage() implements FaultSpec {

        private static final int LENGTH = 256;

        static final FaultType<Garbage> TYPE = FaultType.plain(
                "garbage",
                "200 and " + LENGTH + " bytes that mean nothing. The request is not carried out.",
                new Garbage());

        @Override
        public FaultType<Garbage> type() {
            return TYPE;
        }

        @Override
        public boolean isUnreadable() {
            return true;
        }

        @Override
        public HeldRequest inject(FaultExchange exchange) {
            byte[] body = new byte[LENGTH];
            new SplittableRandom(exchange.random()).nextBytes(body);
            return exchange.send(Response.of(HttpResponseStatus.OK, "application/json", body));
        }
    }

    /** Status 200, and a page for people, as a proxy in between sends it. */
    public record Html() implements FaultSpec {

        private static final byte[] PAGE = """
                <!DOCTYPE html>
                <html><head><title>Just a moment...</title></head>
                <body><h1>Checking your browser</h1><p>You will be redirected soon.</p></body></html>
                """.getBytes(UTF_8);

        static final FaultType<Html> TYPE = FaultType.plain(
                "html", "200 and a page for people, as a proxy sends it. The request is not carried out.", new Html());

        @Override
        public FaultType<Html> type() {
            return TYPE;
        }

        @Override
        public boolean isUnreadable() {
            return true;
        }

        @Override
        public HeldRequest inject(FaultExchange exchange) {
            return exchange.send(Response.of(HttpResponseStatus.OK, "text/html; charset=utf-8", PAGE));
        }
    }

    /** The request is done, and answered with that status as if it were not. */
    public record AcceptThenStatus(int status) implements FaultSpec {

        private static final FaultType.Field<AcceptThenStatus, Integer> STATUS = new FaultType.Field<>(
                "status", ValueType.whole(400, 599), 503, "the status of the response", AcceptThenStatus::status);

        static final FaultType<AcceptThenStatus> TYPE = new FaultType<>(
                "accept_then_status",
                "The request is carried out, and the response says that it was not. A request that is refused anyway is left alone.",
                List.of(STATUS),
                values -> new AcceptThenStatus(values.get(STATUS)));

        public AcceptThenStatus {
            STATUS.check(status);
        }

        @Override
        public FaultType<AcceptThenStatus> type() {
            return TYPE;
        }

        @Override
        public boolean knownByResponse() {
            return true;
        }

        @Override
        public HeldRequest inject(FaultExchange exchange) {
            exchange.writer().change(response -> {
                if (response.status() >= 300) {
                    return response;
                }
                exchange.happened();
                return problem(status);
            });
            return exchange.answer();
        }
    }
}
