package dev.fermata.simulator.fault;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fermata.simulator.access.ApiKeys;
import dev.fermata.simulator.access.JobLimiter;
import dev.fermata.simulator.access.RequestLog;
import dev.fermata.simulator.access.RequestPipeline;
import dev.fermata.simulator.clock.Micros;
import dev.fermata.simulator.clock.VirtualClock;
import dev.fermata.simulator.fault.RawConnection.Seen;
import dev.fermata.simulator.http.Answer;
import dev.fermata.simulator.http.DeferredResponse;
import dev.fermata.simulator.http.HeldRequest;
import dev.fermata.simulator.http.HttpServer;
import dev.fermata.simulator.http.Problem;
import dev.fermata.simulator.http.Request;
import dev.fermata.simulator.http.Response;
import dev.fermata.simulator.http.ResponseWriter;
import dev.fermata.simulator.http.Router;
import dev.fermata.simulator.http.Transport;
import dev.fermata.simulator.job.Distribution;
import dev.fermata.simulator.job.JobProfile;
import dev.fermata.simulator.job.JobSpec;
import dev.fermata.simulator.job.store.Job;
import dev.fermata.simulator.job.store.JobStore;
import dev.fermata.simulator.ledger.Ledger;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each fault, by the bytes that arrive. */
@Timeout(60)
class FaultExchangeTest {

    private static final String BODY = "{\"state\":\"completed\",\"status\":7,\"source_url\":\"http://s\","
            + "\"result\":{\"video_url\":\"http://v\"},\"jobs\":[{\"state\":\"failed\",\"srt_url\":\"http://t\"}]}";
    private static final String HEAD =
            "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncache-control: no-store\r\ncontent-length: "
                    + BODY.length() + "\r\ndate: Fri, 02 Jan 2026 03:04:05 GMT\r\n";
    private static final String KEPT = HEAD + "\r\n" + BODY;
    private static final String CLOSED = HEAD + "connection: close\r\n\r\n" + BODY;

    private static final Instant START = Instant.parse("2026-01-02T03:04:05.678Z");

    private final VirtualClock clock = VirtualClock.frozenAt(START);
    private final ActiveRules plan = new ActiveRules(1);
    private final JobLimiter limited = new JobLimiter(JobStore.inMemory(1));
    private final HiddenJobs jobs = new HiddenJobs(limited);
    private final RequestLog log = new RequestLog(10);
    private final AtomicInteger asked = new AtomicInteger();
    private final BlockingQueue<ResponseWriter> held = new LinkedBlockingQueue<>();
    private HttpServer server;

    Transport transport() {
        return Transport.best();
    }

    @BeforeEach
    void start() throws IOException {
        Router routes = new Router()
                .guardedBy(new RequestPipeline(
                        clock,
                        new ApiKeys(List.of()),
                        plan,
                        limited,
                        jobs,
                        log,
                        new Ledger(limited, VirtualClock.frozen(), true, now -> 0, now -> 0, now -> false)))
                .add(HttpMethod.GET, "/healthz", request -> answer(request))
                .dialect("test")
                .add(HttpMethod.GET, "/now", this::answer)
                .add(HttpMethod.POST, "/now", this::answer)
                .add(HttpMethod.DELETE, "/now", request -> Response.empty(HttpResponseStatus.NO_CONTENT))
                .add(HttpMethod.GET, "/held", this::hold)
                .add(HttpMethod.GET, "/stream", this::stream)
                .add(HttpMethod.GET, "/jobs/{id}", this::find);
        server = HttpServer.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), transport());
        server.serve(routes, () -> Micros.of(START));
    }

    @AfterEach
    void stop() {
        server.close();
        clock.close();
    }

    @Test
    void changesNothingWithoutARule() throws IOException {
        assertThat(exchange("/now")).isEqualTo(new Seen(CLOSED, "end"));
        try (RawConnection wire = wire()) {
            assertThat(wire.get("/now").readAnswer()).isEqualTo(KEPT);
        }
    }

    @Test
    void resetsBeforeTheAnswer() throws IOException {
        plan.add(FaultRuleSpec.of(new ConnectionFaults.ResetBefore()));
        assertThat(exchange("/now")).isEqualTo(new Seen("", "Connection reset"));
        assertThat(asked).hasValue(0);
    }

    @Test
    void resetsDuringTheAnswerAfterThatManyBytes() throws IOException {
        plan.add(FaultRuleSpec.of(new ConnectionFaults.ResetDuring(30)));
        assertThat(exchange("/now")).isEqualTo(new Seen(CLOSED.substring(0, 30), "Connection reset"));
    }

    @Test
    void resetsBeforeTheLastByteHoweverLongItMayBe() throws IOException {
        plan.add(FaultRuleSpec.of(new ConnectionFaults.ResetDuring(1_000_000)));
        assertThat(exchange("/now")).isEqualTo(new Seen(CLOSED.substring(0, CLOSED.length() - 1), "Connection reset"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"HEAD /now", "DELETE /now", "HEAD /stream"})
    void resetsBeforeTheHeadIsWholeWhereThereIsNoBody(String asked) throws IOException {
        String whole = exchanged(asked).bytes();
        assertThat(whole).endsWith("\r\n\r\n");
        plan.add(FaultRuleSpec.of(new ConnectionFaults.ResetDuring(1_000_000)));
        assertThat(exchanged(asked)).isEqualTo(new Seen(whole.substring(0, whole.length() - 1), "Connection reset"));
    }

    @Test
    void resetsAStreamAfterThatManyBytes() throws IOException {
        String whole = exchange("/stream").bytes();
        int head = whole.indexOf("\r\n\r\n") + 4;
        plan.add(FaultRuleSpec.of(new ConnectionFaults.ResetDuring(head + 3)));
        assertThat(exchange("/stream")).isEqualTo(new Seen(whole.substring(0, head + 3), "Connection reset"));
    }

    @Test
    void truncatesNothingOfAnAnswerWithoutABody() throws IOException {
        String whole = exchanged("HEAD /now").bytes();
        plan.add(FaultRuleSpec.of(new ConnectionFaults.Truncate(7)));
        assertThat(exchanged("HEAD /now")).isEqualTo(new Seen(whole, "end"));
    }

    @Test
    void endsWithoutAByte() throws IOException {
        plan.add(FaultRuleSpec.of(new ConnectionFaults.Empty()));
        assertThat(exchange("/now")).isEqualTo(new Seen("", "end"));
        assertThat(asked).hasValue(0);
    }

    @Test
    void sendsTheAnswersToEarlierRequestsOfTheConnectionFirst() throws IOException {
        for (FaultSpec fault : List.of(new ConnectionFaults.Empty(), new ConnectionFaults.ResetBefore())) {
            String id = plan.add(FaultRuleSpec.of(fault).every(2));
            try (RawConnection wire = wire().send("GET /now HTTP/1.1\r\nHost: x\r\n\r\n".repeat(2))) {
                assertThat(wire.readToTheEnd().bytes()).as("before %s", fault).isEqualTo(KEPT);
            }
            plan.remove(id);
        }
    }

    @Test
    void truncatesTheBodyAfterExactlyThatManyBytes() throws IOException {
        plan.add(FaultRuleSpec.of(new ConnectionFaults.Truncate(7)));
        int head = CLOSED.length() - BODY.length();
        assertThat(exchange("/now")).isEqualTo(new Seen(CLOSED.substring(0, head + 7), "end"));
    }

    @Test
    void truncatesToTheHeadAlone() throws IOException {
        plan.add(FaultRuleSpec.of(new ConnectionFaults.Truncate(0)));
        assertThat(exchange("/now").bytes()).isEqualTo(CLOSED.substring(0, CLOSED.length() - BODY.length()));
    }

    @Test
    void truncatesTheBodyOfAStream() throws IOException {
        plan.add(FaultRuleSpec.of(new ConnectionFaults.Truncate(8)));
        Seen seen = exchange("/stream");
        assertThat(seen.bytes()).endsWith("\r\n\r\n5\r\nhello");
        assertThat(seen.end()).isEqualTo("end");
    }

    @Test
    void dripsByTheClock() throws IOException {
        plan.add(FaultRuleSpec.of(new ConnectionFaults.Drip(100, Duration.ofSeconds(10))));
        try (RawConnection wire = wire().get("/now")) {
            StringBuilder seen = new StringBuilder(wire.read(100));
            while (seen.length() + 100 < CLOSED.length()) {
                awaitTimer();
                assertThat(clock.next()).contains(clock.now().plusSeconds(10));
                clock.advance(Duration.ofMillis(9_999));
                assertThat(wire.isQuiet()).isTrue();
                clock.advance(Duration.ofMillis(1));
                seen.append(wire.read(100));
                assertThat(wire.isQuiet()).isTrue();
            }
            awaitTimer();
            clock.advance(Duration.ofSeconds(10));
            Seen rest = wire.readToTheEnd();
            assertThat(seen + rest.bytes()).isEqualTo(CLOSED);
            assertThat(rest.end()).isEqualTo("end");
            assertThat(clock.next()).isEmpty();
        }
    }

    @Test
    void dripsInRealTimeWhenNobodyMovesTheClock() throws IOException {
        plan.add(FaultRuleSpec.of(new ConnectionFaults.Drip(10, Duration.ofMillis(2))));
        assertThat(exchange("/now")).isEqualTo(new Seen(CLOSED, "end"));
        assertThat(clock.now()).isEqualTo(START);
    }

    @Test
    void answersLaterInRealTimeWhenNobodyMovesTheClock() throws IOException {
        plan.add(FaultRuleSpec.of(new ResponseFaults.Latency(Distribution.fixed(Duration.ofMillis(50)))));
        long before = System.nanoTime();
        assertThat(exchange("/now")).isEqualTo(new Seen(CLOSED, "end"));
        assertThat(System.nanoTime() - before).isGreaterThan(50_000_000);
        assertThat(clock.now()).isEqualTo(START);
        assertThat(clock.next()).isEmpty();
    }

    @Test
    void forgetsWhatItDripsWhenNobodyReadsIt() throws IOException {
        plan.add(FaultRuleSpec.of(new ConnectionFaults.Drip(1, Duration.ofSeconds(10))));
        try (RawConnection wire = wire().get("/now")) {
            wire.read(1);
            awaitTimer();
        }
        await(() -> clock.next().isEmpty());
    }

    @Test
    void answersLaterByTheClockAndInOrder() throws IOException {
        plan.add(FaultRuleSpec.of(new ResponseFaults.Latency(Distribution.fixed(Duration.ofMinutes(5))))
                .first(1));
        try (RawConnection wire = wire().get("/now").get("/healthz")) {
            awaitTimer();
            assertThat(clock.next()).contains(clock.now().plus(Duration.ofMinutes(5)));
            clock.advance(Duration.ofMinutes(5).minusMillis(1));
            assertThat(wire.isQuiet()).isTrue();
            assertThat(asked).as("true when it leaves").hasValue(0);
            clock.advance(Duration.ofMillis(1));
            assertThat(wire.readAnswer()).isEqualTo(KEPT);
            assertThat(wire.readAnswer()).isEqualTo(KEPT);
        }
    }

    @Test
    void doesNothingForWhoLeftMeanwhile() throws IOException {
        plan.add(FaultRuleSpec.of(new ResponseFaults.Latency(Distribution.fixed(Duration.ofMinutes(5)))));
        try (RawConnection wire = wire().get("/now")) {
            awaitTimer();
            assertThat(wire.isQuiet()).isTrue();
        }
        await(() -> clock.next().isEmpty());
        assertThat(asked).hasValue(0);
    }

    @Test
    void addsLatencyToWhatElseGoesWrong() throws IOException {
        plan.add(FaultRuleSpec.of(new ResponseFaults.Latency(Distribution.fixed(Duration.ofMinutes(5)))));
        plan.add(FaultRuleSpec.of(new ConnectionFaults.ResetBefore()));
        try (RawConnection wire = wire().get("/now")) {
            awaitTimer();
            clock.advance(Duration.ofMinutes(5));
            assertThat(wire.readToTheEnd()).isEqualTo(new Seen("", "Connection reset"));
        }
    }

    @Test
    void neverAnswersUntilTheServerStops() throws IOException {
        plan.add(FaultRuleSpec.of(new ConnectionFaults.NoAnswer()));
        try (RawConnection wire = wire().get("/now")) {
            awaitLogged(1);
            clock.advance(Duration.ofDays(1));
            assertThat(wire.isQuiet()).isTrue();
            server.close();
            assertThat(wire.readToTheEnd()).isEqualTo(new Seen("", "end"));
            assertThat(asked).hasValue(0);
        }
    }

    @Test
    void sendsAStatusAndKeepsTheConnection() throws IOException {
        plan.add(FaultRuleSpec.of(StatusFault.of(503).retryAfter(Duration.ofMillis(1_500)))
                .first(1));
        try (RawConnection wire = wire()) {
            assertThat(wire.get("/now").readAnswer())
                    .startsWith("HTTP/1.1 503 Service Unavailable\r\ncontent-type: application/problem+json\r\n")
                    .contains("\r\nretry-after: 2\r\n")
                    .contains("\"code\":\"planned_fault\"");
            assertThat(asked).hasValue(0);
            assertThat(wire.get("/now").readAnswer()).isEqualTo(KEPT);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {204, 205, 304})
    void sendsNoBodyWithAStatusThatHasNone(int status) throws IOException {
        plan.add(FaultRuleSpec.of(StatusFault.of(status)).first(1));
        try (RawConnection wire = wire()) {
            String length = status == 205 ? "content-length: 0\r\n" : "";
            wire.get("/now").get("/now");
            assertThat(wire.until("\r\n\r\n"))
                    .startsWith("HTTP/1.1 " + status + " ")
                    .contains("\r\n" + length + "date: ")
                    .doesNotContain("content-type");
            assertThat(wire.readAnswer())
                    .as("the next answer begins right there")
                    .isEqualTo(KEPT);
        }
        assertThatThrownBy(() -> StatusFault.of(status).saying("text/plain", "x"))
                .hasMessageContaining("no body");
    }

    @Test
    void saysWhenToComeAgainAsADateOfTheSimulatorsClock() throws IOException {
        plan.add(FaultRuleSpec.of(
                StatusFault.of(429).retryAfterAsDate(Duration.ofSeconds(20)).saying("text/plain", "slow down")));
        assertThat(exchange("/now").bytes())
                .startsWith("HTTP/1.1 429 Too Many Requests\r\ncontent-type: text/plain\r\n")
                .contains("\r\ndate: Fri, 02 Jan 2026 03:04:05 GMT\r\n")
                .contains("\r\nretry-after: Fri, 02 Jan 2026 03:04:26 GMT\r\n")
                .endsWith("\r\n\r\nslow down");
    }

    @Test
    void sendsGarbageWith200() throws IOException {
        plan.add(FaultRuleSpec.of(new ResponseFaults.Garbage()));
        String bytes = exchange("/now").bytes();
        assertThat(bytes)
                .startsWith("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n")
                .contains("content-length: 256\r\n");
        String body = bytes.substring(bytes.indexOf("\r\n\r\n") + 4);
        assertThat(body).hasSize(256).doesNotContain("state");
        clock.advance(Duration.ofSeconds(1));
        assertThat(exchange("/now").bytes()).as("the same seed, the same bytes").isEqualTo(bytes);
    }

    @Test
    void sendsAPageWith200() throws IOException {
        plan.add(FaultRuleSpec.of(new ResponseFaults.Html()));
        assertThat(exchange("/now").bytes())
                .startsWith("HTTP/1.1 200 OK\r\ncontent-type: text/html; charset=utf-8\r\n")
                .contains("\r\n\r\n<!DOCTYPE html>");
    }

    @Test
    void saysAStateThatNobodyKnows() throws IOException {
        plan.add(FaultRuleSpec.of(new ContentFaults.StateWord("reticulating")));
        String bytes = exchange("/now").bytes();
        assertThat(bytes)
                .endsWith(
                        "\r\n\r\n{\"state\":\"reticulating\",\"status\":7,\"source_url\":\"http://s\",\"result\":{\"video_url\""
                                + ":\"http://v\"},\"jobs\":[{\"state\":\"reticulating\",\"srt_url\":\"http://t\"}]}")
                .contains("content-length: " + (bytes.length() - bytes.indexOf("\r\n\r\n") - 4) + "\r\n");
    }

    @Test
    void leavesOutWhereTheResultIs() throws IOException {
        plan.add(FaultRuleSpec.of(new ContentFaults.NoResult()));
        assertThat(exchange("/now").bytes())
                .endsWith("\r\n\r\n{\"state\":\"completed\",\"status\":7,\"source_url\":\"http://s\","
                        + "\"jobs\":[{\"state\":\"failed\",\"srt_url\":null}]}");
    }

    @Test
    void acceptsAndSaysThatItDidNot() throws IOException {
        plan.add(FaultRuleSpec.of(new ResponseFaults.AcceptThenStatus(503)).route("POST /now"));
        try (RawConnection wire = wire()) {
            assertThat(wire.send("POST /now HTTP/1.1\r\nHost: x\r\n\r\n").readAnswer())
                    .startsWith("HTTP/1.1 503 ");
            assertThat(asked).hasValue(1);
        }
    }

    @Test
    void doesNotKnowAJobThatIsTooNew() throws IOException {
        plan.add(FaultRuleSpec.of(new JobFaults.NotFoundAfterCreation(Duration.ofSeconds(2))));
        Job job = jobs.submit(JobProfile.defaults(), JobSpec.of("http://s", "es"), clock.micros());
        clock.advance(Duration.ofMillis(1_999));
        assertThat(exchange("/jobs/" + job.id()).bytes())
                .startsWith("HTTP/1.1 404 ")
                .contains("no job " + job.id());
        clock.advance(Duration.ofMillis(1));
        assertThat(exchange("/jobs/" + job.id()).bytes()).startsWith("HTTP/1.1 200 ");
    }

    @Test
    void changesResponsesThatWereHeld() throws Exception {
        plan.add(FaultRuleSpec.of(new ConnectionFaults.Truncate(3)).first(1));
        plan.add(FaultRuleSpec.of(new ContentFaults.StateWord("lost")));
        try (RawConnection wire = wire().get("/held")) {
            send(held.take());
            Seen seen = wire.readToTheEnd();
            assertThat(seen.bytes()).endsWith("\r\n\r\n" + BODY.substring(0, 3));
            assertThat(seen.end()).isEqualTo("end");
        }
        try (RawConnection wire = wire().get("/held")) {
            send(held.take());
            assertThat(wire.readAnswer()).contains("\"state\":\"lost\"");
        }
    }

    @Test
    void leavesProbesAlone() throws IOException {
        plan.add(FaultRuleSpec.of(new ConnectionFaults.ResetBefore()));
        assertThat(exchange("/healthz").bytes()).isEqualTo(CLOSED);
    }

    @Test
    void writesDownWhatWasAskedAndWhatWentWrong() throws IOException {
        plan.add(FaultRuleSpec.of(StatusFault.of(500)).every(2));
        exchange("/now");
        exchange("/now");
        assertThat(log.entries())
                .extracting(RequestLog.Entry::path, RequestLog.Entry::status, RequestLog.Entry::faults)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("/now", 200, List.of()),
                        org.assertj.core.groups.Tuple.tuple("/now", 500, List.of("fault-1")));
        for (int i = 0; i < 20; i++) {
            exchange("/now");
        }
        assertThat(log.entries()).hasSize(10);
        assertThat(log.total()).isEqualTo(22);
    }

    private Response answer(Request request) {
        asked.incrementAndGet();
        return Response.of(HttpResponseStatus.OK, "application/json", BODY.getBytes(US_ASCII));
    }

    private Answer hold(Request request) {
        return (DeferredResponse) reply -> {
            held.add(reply);
            return HeldRequest.OVER;
        };
    }

    private Answer stream(Request request) {
        return (DeferredResponse) reply -> {
            var stream = reply.stream(Response.streamed("text/event-stream"), new byte[0]);
            stream.write("hello".getBytes(US_ASCII));
            stream.write("hello".getBytes(US_ASCII));
            stream.end();
            return HeldRequest.OVER;
        };
    }

    private Answer find(Request request) {
        return jobs.find(request.value(0), clock.micros())
                .map(job -> answer(request))
                .orElseGet(() -> Problem.of(HttpResponseStatus.NOT_FOUND, "not_found", "no job " + request.value(0)));
    }

    private void send(ResponseWriter reply) {
        reply.loop()
                .execute(() ->
                        reply.send(Response.of(HttpResponseStatus.OK, "application/json", BODY.getBytes(US_ASCII))));
    }

    /** Until the time-out of the test interrupts it. */
    private static void await(BooleanSupplier reached) {
        while (!reached.getAsBoolean()) {
            assertThat(Thread.currentThread().isInterrupted()).isFalse();
            Thread.onSpinWait();
        }
    }

    private void awaitTimer() {
        await(() -> clock.next().isPresent());
    }

    private void awaitLogged(long requests) {
        await(() -> log.total() >= requests);
    }

    private RawConnection wire() throws IOException {
        return new RawConnection(server.address().getPort());
    }

    private Seen exchange(String path) throws IOException {
        try (RawConnection wire = wire()) {
            return wire.get(path, "Connection: close\r\n").readToTheEnd();
        }
    }

    private Seen exchanged(String asked) throws IOException {
        try (RawConnection wire = wire()) {
            return wire.send(asked + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
                    .readToTheEnd();
        }
    }
}
