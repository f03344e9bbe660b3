package dev.fermata.client;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import dev.fermata.client.backend.Backend;
import dev.fermata.client.backend.BodyFormat;
import dev.fermata.client.backend.JobState;
import dev.fermata.client.backend.JsonBackendBuilder;
import dev.fermata.client.backend.RequestTemplate;
import dev.fermata.client.schedule.PollSchedule;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers of servers that say what counts in one place, and in the others something that is not in the format. */
class ForeignAnswersTest {

    private static final PollSchedule QUICK = PollSchedule.fixed(ofMillis(5));
    private static final String PAGE = "<html><title>See other</title>";

    private HttpServer server;
    private String url;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.start();
        url = "http://127.0.0.1:" + server.getAddress().getPort();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private Outcome await(JsonBackendBuilder backend, HttpHandler handler) throws InterruptedException {
        server.createContext("/", exchange -> {
            try (exchange) {
                exchange.getRequestBody().readAllBytes();
                handler.handle(exchange);
            }
        });
        try (Waiter waiter = Waiter.builder(backend.build())
                .schedule(QUICK)
                .errorBackoff(QUICK)
                .notFoundGrace(Duration.ZERO)
                .build()) {
            return waiter.await("42", ofSeconds(20));
        }
    }

    private static void send(HttpExchange exchange, int status, String body) throws IOException {
        send(exchange, status, body.getBytes(StandardCharsets.UTF_8));
    }

    private static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
    }

    private JsonBackendBuilder byStatus() {
        return Backend.json(url + "/{id}")
                .state("status-code")
                .running("202")
                .completed("200", "303")
                .failed("410")
                .errorCode("/code")
                .errorMessage("/message")
                .stage("/stage")
                .progress("/progress")
                .createdAt("/created")
                .nextPoll("/next")
                .result("video", "/video")
                .result("url", "header:Location")
                .kind("/mode");
    }

    @ParameterizedTest
    @CsvSource({"200, Completed", "303, Completed", "410, Failed"})
    void theStatusCountsWhateverTheBodyIs(int status, String ended) throws Exception {
        for (String body : new String[] {PAGE, "ready", "", "{\"video\":"}) {
            stop();
            start();
            int[] polls = {0};
            Outcome outcome = await(byStatus(), exchange -> send(exchange, polls[0]++ == 0 ? 202 : status, body));
            assertThat(outcome.getClass().getSimpleName()).as(body).isEqualTo(ended);
            assertThat(outcome.lastProblem()).as(body).isEmpty();
        }
    }

    @Test
    void aConditionOnAHeaderCountsThoughOthersAskForTheBody() throws Exception {
        JsonBackendBuilder backend = Backend.json(url + "/{id}")
                .when(JobState.COMPLETED, "status-code = 303")
                .when(JobState.FAILED, "/error")
                .result("url", "header:Location");
        Outcome outcome = await(backend, exchange -> {
            exchange.getResponseHeaders().set("Location", "/results/42");
            send(exchange, 303, PAGE);
        });
        assertThat(((Outcome.Completed) outcome).snapshot().result()).containsEntry("url", "/results/42");
    }

    @Test
    void aPageOfAProxySaysNothingOfAJobWhoseStateIsInTheBody() throws Exception {
        JsonBackendBuilder backend =
                Backend.json(url + "/{id}").when(JobState.COMPLETED, "/result").when(JobState.FAILED, "/error");
        int[] polls = {0};
        Outcome outcome =
                await(backend, exchange -> send(exchange, 200, polls[0]++ == 0 ? PAGE : "{\"result\":\"a.mp4\"}"));
        assertThat(outcome).isInstanceOf(Outcome.Completed.class);
        assertThat(outcome.lastProblem().orElseThrow()).startsWith("the response is not JSON: '<html>");
    }

    @ParameterizedTest
    @CsvSource({
        "status-code >= 400, 410, Failed",
        "status-code != 200, 418, Failed",
        "status-code > 403, 404, Failed",
        "status-code < 400, 404, Rejected"
    })
    void aConditionMayCompareStatusCodes(String condition, int status, String ended) throws Exception {
        JsonBackendBuilder backend = Backend.json(url + "/{id}")
                .when(JobState.COMPLETED, "/result")
                .when(JobState.FAILED, condition)
                .errorMessage("/message");
        Outcome outcome;
        try {
            outcome = await(backend, exchange -> send(exchange, status, "{\"message\":\"disk full\"}"));
        } catch (WaitException.RequestRejectedException rejected) {
            assertThat(ended).isEqualTo("Rejected");
            return;
        }
        assertThat(outcome.getClass().getSimpleName()).isEqualTo(ended);
        assertThat(((Outcome.Failed) outcome).message()).isEqualTo("disk full");
    }

    @ParameterizedTest
    @ValueSource(strings = {"false", "0", "0.0", "\"\"", "\"false\"", "\"0\"", "null", "[]", "{}"})
    void aPlaceThatHoldsNothingIsNotSet(String value) throws Exception {
        JsonBackendBuilder backend =
                Backend.json(url + "/{id}").when(JobState.COMPLETED, "/done").when(JobState.FAILED, "/error");
        int[] polls = {0};
        Outcome outcome = await(backend, exchange -> {
            String done = polls[0]++ == 0 ? value : "true";
            send(exchange, 200, "{\"done\":" + done + ",\"error\":" + value + "}");
        });
        assertThat(outcome).isInstanceOf(Outcome.Completed.class);
        assertThat(outcome.polls()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"false", "0"})
    void aValueThatIsNotTheWordIsAnotherOneThoughItIsFalse(String value) throws Exception {
        JsonBackendBuilder backend = Backend.json(url + "/{id}")
                .when(JobState.COMPLETED, "/done = true")
                .when(JobState.FAILED, "/ok != true, 1");
        Outcome outcome = await(backend, exchange -> send(exchange, 200, "{\"done\":true,\"ok\":" + value + "}"));
        assertThat(outcome).isInstanceOf(Outcome.Failed.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"aws-chunked", "br", "gzip"})
    void anAnswerToHeadHasACodingButNoBody(String coding) throws Exception {
        JsonBackendBuilder backend = Backend.json(RequestTemplate.of("HEAD", url + "/{id}"))
                .state("header:X-State")
                .completed("done")
                .failed("failed");
        Outcome outcome = await(backend, exchange -> {
            exchange.getResponseHeaders().set("X-State", "done");
            exchange.getResponseHeaders().set("Content-Encoding", coding);
            exchange.getResponseHeaders().set("Content-Length", "5000");
            exchange.sendResponseHeaders(200, -1);
        });
        assertThat(outcome).isInstanceOf(Outcome.Completed.class);
        assertThat(outcome.lastProblem()).isEmpty();
    }

    private JsonBackendBuilder xml() {
        return Backend.json(url + "/{id}")
                .format(BodyFormat.XML)
                .state("/job/status")
                .completed("done")
                .failed("failed")
                .errorMessage("/job/error")
                .result("title", "/job/title")
                .result("code", "/job/status/@code");
    }

    @Test
    void anElementWithAttributesHasItsTextToo() throws Exception {
        Outcome outcome = await(
                xml(),
                exchange -> send(
                        exchange,
                        200,
                        "<job><status code=\"7\">done</status><title xml:lang=\"es\"><![CDATA[Hola]]></title></job>"));
        assertThat(((Outcome.Completed) outcome).snapshot().result())
                .containsEntry("title", "Hola")
                .containsEntry("code", "7");
    }

    @Test
    void anErrorInXmlIsFoundBesideAttributes() throws Exception {
        Outcome outcome = await(
                xml(),
                exchange -> send(
                        exchange,
                        200,
                        "<job><status>failed</status><error><message lang=\"en\">no audio</message></error></job>"));
        assertThat(((Outcome.Failed) outcome).message()).isEqualTo("no audio");
    }

    @ParameterizedTest
    @CsvSource({
        "ISO-8859-1, text/xml; charset=ISO-8859-1, ISO-8859-1",
        "UTF-8, text/xml; charset=ISO-8859-1, ISO-8859-1",
        "ISO-8859-1, text/xml; charset=UTF-8, UTF-8",
        "ISO-8859-1, text/xml, ISO-8859-1",
        "UTF-16, application/xml; charset=utf-16, UTF-16",
        "UTF-16, application/xml, UTF-16"
    })
    void theCharsetOfTheHeaderCountsBeforeThatOfTheXml(String prolog, String type, String charset) throws Exception {
        String body = "<?xml version=\"1.0\" encoding=\"" + prolog
                + "\"?><job><status>done</status><title>Menü für Zoë</title></job>";
        Outcome outcome = await(xml(), exchange -> {
            exchange.getResponseHeaders().set("Content-Type", type);
            send(exchange, 200, body.getBytes(Charset.forName(charset)));
        });
        assertThat(((Outcome.Completed) outcome).snapshot().result()).containsEntry("title", "Menü für Zoë");
    }

    @Test
    void brokenBytesInXmlAreAnAnswerThatCannotBeRead() throws Exception {
        int[] polls = {0};
        Outcome outcome = await(
                xml(),
                exchange -> send(
                        exchange,
                        200,
                        ("<job><status>" + (polls[0]++ == 0 ? "é" : "done") + "</status></job>")
                                .getBytes(StandardCharsets.ISO_8859_1)));
        assertThat(outcome).isInstanceOf(Outcome.Completed.class);
        assertThat(outcome.lastProblem().orElseThrow()).startsWith("the response is not XML: '<job>");
    }
}
