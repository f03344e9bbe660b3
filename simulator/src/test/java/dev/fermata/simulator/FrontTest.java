package dev.fermata.simulator;

import static dev.fermata.simulator.Requests.json;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What holds for every response of the server. */
@Timeout(60)
class FrontTest {

    private static final String JOB =
            "{\"source_url\":\"http://example.com/a.mp4\",\"target_languages\":[\"es\"],\"scenario\":{\"duration\":10}}";
    private static final Instant START = Instant.parse("1994-11-06T08:49:37Z");

    private final SimulatorClock clock = SimulatorClock.frozenAt(START);
    private final Simulator simulator = Simulator.builder()
            .port(0)
            .clock(clock)
            .seed(1)
            .signedUrls(Duration.ofDays(1))
            .scenario(Scenario.defaults().with("status.total_delay", 30))
            .start();
    private final Requests requests = new Requests(simulator.uri());

    @AfterEach
    void stop() {
        simulator.close();
    }

    @Test
    void everyAnswerHasTheDateOfTheSimulatorsClock() throws Exception {
        String id = json(requests.post("/v1/jobs", JOB)).at("/jobs/0/id").stringValue();
        clock.advance(Duration.ofSeconds(10));
        URI video = URI.create(
                json(requests.get("/v1/jobs/" + id)).at("/result/video_url").stringValue());
        String file = video.getPath() + "?" + video.getQuery();
        simulator.addFault(FaultRule.of(Fault.status(503).retryAfterAsDate(Duration.ofSeconds(20)))
                .route("/v1/languages"));
        clock.advance(Duration.ofMillis(1_999));

        List<HttpResponse<String>> answers = new ArrayList<>();
        answers.add(requests.get("/status"));
        answers.add(requests.get("/healthz"));
        answers.add(requests.get("/v1/jobs/" + id));
        answers.add(requests.get("/v1/jobs/" + id, "If-None-Match", "*"));
        answers.add(requests.send("HEAD", "/v1/jobs/" + id, null));
        answers.add(requests.get("/v1/jobs/" + id + "?wait=10"));
        answers.add(requests.get("/v1/jobs/" + id + "/events"));
        answers.add(requests.get("/v1/jobs/none"));
        answers.add(requests.get(file));
        answers.add(requests.get(file, "Range", "bytes=0-9"));
        answers.add(requests.get(file, "Range", "bytes=99999999-"));
        answers.add(requests.get("/v1/languages"));
        answers.add(requests.get("/admin/clock"));
        answers.add(requests.get("/nowhere"));
        answers.add(requests.post("/status", "{}"));
        answers.add(requests.post("/v1/jobs", "{"));
        answers.add(requests.post("/v1/jobs", " ".repeat(70_000)));
        answers.add(requests.send("DELETE", "/v1/jobs/" + id, null));
        assertThat(answers)
                .extracting(HttpResponse::statusCode)
                .contains(200, 204, 206, 304, 400, 404, 405, 413, 416, 503);
        assertThat(answers)
                .allSatisfy(answer -> assertThat(answer.headers().allValues("date"))
                        .as("%s", answer)
                        .containsExactly("Sun, 06 Nov 1994 08:49:48 GMT"));
        assertThat(answers.get(11).headers().firstValue("retry-after"))
                .as("20 s later, and never too early")
                .contains("Sun, 06 Nov 1994 08:50:09 GMT");
    }

    @ParameterizedTest
    @CsvSource({
        "'nonsense\r\n\r\n', 400",
        "'GET / HTTP/1.1\r\n\r\n', 400",
        "'GET / HTTP/1.1\r\nHost: a b\r\n\r\n', 400",
        "'GET /# HTTP/1.1\r\nHost: a\r\n\r\n', 400",
        "'GET / HTTP/2.0\r\n\r\n', 505",
        "'GET / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n', 501",
        "'GET / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nx\r\n', 400",
        "'GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 99999\r\n\r\n', 413",
        "'GET / HTTP/1.1\r\nHost: a\r\nExpect: miracles\r\n\r\n', 417",
        "'GET / HTTP/1.1\r\nHost: a\r\n', 400"
    })
    void soHasWhatIsRefusedBeforeAnyRouteSeesIt(String request, int status) throws IOException {
        assertThat(exchange(request))
                .startsWith("HTTP/1.1 " + status + " ")
                .contains("\r\ndate: Sun, 06 Nov 1994 08:49:37 GMT\r\n", "\"status\":" + status);
    }

    @Test
    void aSlashAtTheEndOfAPathLeadsToTheSame() throws Exception {
        HttpResponse<String> submitted = requests.post("/v1/jobs/", JOB);
        assertThat(submitted.statusCode()).isEqualTo(202);
        String id = json(submitted).at("/jobs/0/id").stringValue();
        assertThat(requests.get("/status/").body()).isEqualTo("{\"result\":\"pending\"}");
        clock.advance(Duration.ofSeconds(10));
        URI video = URI.create(json(requests.get("/v1/jobs/" + id + "/"))
                .at("/result/video_url")
                .stringValue());
        for (String path : List.of(
                "/status/?wait=0",
                "/healthz/",
                "/openapi.yaml/",
                "/v1/jobs/?limit=1",
                "/v1/jobs/" + id + "///",
                "/v1/jobs/" + id + "/events/",
                "/v1/languages/",
                video.getPath() + "/?" + video.getQuery(),
                "/admin/clock/",
                "/admin/jobs/" + id + "/")) {
            assertThat(requests.get(path).statusCode()).as(path).isEqualTo(200);
        }
        assertThat(requests.post("/v1/jobs/" + id + "/cancel/", "{}").statusCode())
                .isEqualTo(409);
        assertThat(requests.get("/nowhere/").statusCode()).isEqualTo(404);
        simulator.addFault(FaultRule.of(Fault.status(500)).route("GET /status"));
        assertThat(requests.get("/status/").statusCode()).as("faults know it").isEqualTo(500);
        assertThat(simulator.requests()).extracting(RecordedRequest::path).contains("/status");
    }

    @Test
    void aClientThatEndsItsSideGetsTheAnswerToAHeldRequest() throws Exception {
        String id = json(requests.post("/v1/jobs", JOB)).at("/jobs/0/id").stringValue();
        String held = "GET /v1/jobs/" + id + "?wait=60&until=terminal HTTP/1.1\r\nHost: a\r\n\r\n";
        String status = "GET /status?wait=60 HTTP/1.1\r\nHost: a\r\n\r\n";
        try (Socket one = sent(held);
                Socket two = sent(status)) {
            while (simulator.requests().size() < 3) {
                Thread.onSpinWait();
            }
            clock.advance(Duration.ofSeconds(30));
            assertThat(all(one)).startsWith("HTTP/1.1 200 OK\r\n").contains("\"state\":\"completed\"");
            assertThat(all(two)).startsWith("HTTP/1.1 200 OK\r\n").contains("{\"result\":\"");
        }
    }

    private String exchange(String request) throws IOException {
        try (Socket socket = sent(request)) {
            return all(socket);
        }
    }

    /** Nothing more is sent. */
    private Socket sent(String request) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), simulator.port());
        socket.setSoTimeout(20_000);
        socket.getOutputStream().write(request.getBytes(US_ASCII));
        socket.shutdownOutput();
        return socket;
    }

    private static String all(Socket socket) throws IOException {
        return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
    }
}
