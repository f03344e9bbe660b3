package dev.fermata.client;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.fermata.client.backend.Backend;
import dev.fermata.client.backend.JobState;
import dev.fermata.client.backend.JsonBackendBuilder;
import dev.fermata.client.backend.RequestTemplate;
import dev.fermata.client.backend.Snapshot;
import dev.fermata.client.backend.Submission;
import dev.fermata.client.schedule.PollSchedule;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the client sends to servers that answer a submission, a cancellation or a poll in their own way. */
class ForeignRequestsTest {

    private static final PollSchedule QUICK = PollSchedule.fixed(ofMillis(5));
    private static final Submission TALK = Submission.of(URI.create("https://example.com/talk.mp4"), "es");

    /** What the server does with a request. */
    private interface Answering {
        void answer(HttpExchange exchange) throws IOException;
    }

    private final Queue<String> requests = new ConcurrentLinkedQueue<>();
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

    private Waiter waiter(JsonBackendBuilder backend, Answering answering) {
        return waiter(Waiter.builder(backend.build()), answering);
    }

    private Waiter waiter(WaiterBuilder builder, Answering answering) {
        server.createContext("/", exchange -> {
            try (exchange) {
                requests.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
                answering.answer(exchange);
            }
        });
        return builder.schedule(QUICK).errorBackoff(QUICK).build();
    }

    private static void send(HttpExchange exchange, int status, String json) throws IOException {
        byte[] body = json.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
    }

    private JsonBackendBuilder jobs(String template) {
        return Backend.json(url + template)
                .state("/state")
                .completed("done", "success")
                .failed("failed")
                .running("running")
                .canceled("canceled")
                .nextPoll("/next");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'uuid':7} | the response has no id at /id: '{\"uuid\":7}'",
                "{'id':[{'id':'a'}]} | the response has an object, which is no id that can be printed, at /id",
                "{'id':{'a':1}} | the response has an object, which is no id that can be printed, at /id",
                "{'id':'a\\u0007b'} | the response has a text, which is no id that can be printed, at /id",
                "<html> | the response is not JSON: '<html>'",
                "`` | the response has no id at /id: nothing readable"
            })
    void aSubmissionThatWasAnsweredIsSentOnce(String body, String problem) {
        JsonBackendBuilder backend =
                jobs("/jobs/{id}").submit(RequestTemplate.post("/jobs").withBody("{\"video\": \"{source}\"}"), "/id");
        try (Waiter waiter = waiter(backend, exchange -> send(exchange, 201, body))) {
            assertThatThrownBy(() -> waiter.submit(TALK, ofSeconds(10)))
                    .isInstanceOf(WaitException.RequestRejectedException.class)
                    .hasMessageStartingWith(url + "/jobs answered 201: " + problem)
                    .hasMessageEndingWith("; the submission is not sent again, because the job may exist");
        }
        assertThat(requests).containsExactly("POST /jobs");
    }

    @Test
    void aSubmissionThatMayHaveBeenReceivedIsSentOnce() {
        JsonBackendBuilder backend = jobs("/jobs/{id}").submit(RequestTemplate.post("/jobs"), "/id");
        try (Waiter waiter = waiter(backend, exchange -> send(exchange, 503, ""))) {
            assertThatThrownBy(() -> waiter.submit(TALK, ofSeconds(10)))
                    .isInstanceOf(WaitException.NoResponseException.class)
                    .hasMessageContaining("the request is not repeated");
        }
        assertThat(requests).containsExactly("POST /jobs");
    }

    @Test
    void aSubmissionThatNamesItsKeyIsRepeated() throws InterruptedException {
        JsonBackendBuilder backend =
                jobs("/jobs/{id}").submit(RequestTemplate.post("/jobs").withHeader("X-Request-Key", "{key}"), "/id");
        List<String> keys = new ArrayList<>();
        try (Waiter waiter = waiter(backend, exchange -> {
            keys.add(exchange.getRequestHeaders().getFirst("X-Request-Key"));
            send(exchange, keys.size() == 1 ? 503 : 201, "{'id':'a'}");
        })) {
            assertThat(waiter.submit(TALK, "key-1", ofSeconds(10)).id()).isEqualTo("a");
        }
        assertThat(keys).containsExactly("key-1", "key-1");
    }

    @Test
    void aSubmissionWhoseAnswerCannotBeDecodedIsSentOnce() {
        JsonBackendBuilder backend = jobs("/jobs/{id}").submit(RequestTemplate.post("/jobs"), "/id");
        try (Waiter waiter = waiter(backend, exchange -> {
            exchange.getResponseHeaders().set("Content-Encoding", "br");
            send(exchange, 201, "\u000b\u0005{'id':'a'}\u0003");
        })) {
            assertThatThrownBy(() -> waiter.submit(TALK, ofSeconds(10)))
                    .isInstanceOf(WaitException.RequestRejectedException.class)
                    .hasMessageContaining("the submission is not sent again");
        }
        assertThat(requests).containsExactly("POST /jobs");
    }

    @ParameterizedTest
    @CsvSource({
        "/jobs/{id}, /jobs/abc%20d, abc d",
        "/jobs/{id}, /jobs/abc%20d/status, abc d",
        "/jobs/{id}, /jobs/abc%20d/?v=2#top, abc d",
        "/jobs/{id}/status, /jobs/a%2Fb/status/, a/b",
        "/jobs/{id}/status, /jobs/abc, abc",
        "/v2/jobs/{id}:poll, /v2/jobs/7:poll, 7",
        "/queue/item/{id}/api/json, /queue/item/42/, 42",
        "/status?job={id}, /status?v=1&job=a%2Bb, a+b",
        "/{id}, /jobs/7, 7",
        "/jobs/{id}, /operations/7+8, 7+8",
        "/jobs/{id}, /jobs/100%, 100%"
    })
    void theIdIsFoundInAUrl(String template, String location, String id) throws Exception {
        JsonBackendBuilder backend = jobs(template).submit(RequestTemplate.post("/jobs"), "header:Location");
        try (Waiter waiter = waiter(backend, exchange -> {
            exchange.getResponseHeaders().set("Location", location.startsWith("/v2") ? url + location : location);
            send(exchange, 202, "");
        })) {
            assertThat(waiter.submit(TALK, ofSeconds(10)).id()).isEqualTo(id);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'status':'ok','state':'success'} | canceling",
                "{'state':'failed'} | canceling",
                "{'id':'43','state':'success'} | canceling",
                "{'job':{'id':'42'},'state':'success'} | success",
                "{'id':42,'state':'failed'} | failed",
                "{'name':'jobs/42','state':'done'} | done",
                "{'state':'canceled'} | canceled",
                "{'state':'running'} | running",
                "OK | canceling"
            })
    void anAnswerToACancellationSaysThatAJobHasEndedOnlyIfItNamesTheJob(String answer, String word) throws Exception {
        JsonBackendBuilder backend = jobs("/jobs/{id}").cancel(RequestTemplate.of("DELETE", "/jobs/{id}"));
        try (Waiter waiter = waiter(backend, exchange -> send(exchange, 200, answer))) {
            Snapshot job = waiter.cancel("42");
            assertThat(job.word()).isEqualTo(word);
            assertThat(job.state()).isEqualTo(word.equals("canceling") ? JobState.UNKNOWN : job.state());
        }
    }

    @Test
    void aUrlOnAnotherServerIsIgnoredAndTheLogSaysSoOnce() throws Exception {
        List<String> notes = new CopyOnWriteArrayList<>();
        Handler handler = new Handler() {
            @Override
            public void publish(LogRecord line) {
                notes.add(line.getMessage());
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        Logger log = Logger.getLogger("dev.fermata.client.backend.NamedUrls");
        log.addHandler(handler);
        try (Waiter waiter = waiter(jobs("/jobs/{id}").nextPoll("header:Location"), exchange -> {
            exchange.getResponseHeaders().set("Location", "https://other.example.com/jobs/7?key=secret");
            send(exchange, 200, requests.size() < 4 ? "{'state':'running'}" : "{'state':'done'}");
        })) {
            assertThat(waiter.await("42", ofSeconds(30))).isInstanceOf(Outcome.Completed.class);
            assertThat(requests).containsOnly("GET /jobs/42");
            assertThat(notes)
                    .containsExactly(
                            "an answer names 'https://other.example.com/jobs/7?key=***' for the next poll, which is"
                                    + " not on " + url
                                    + ", and is ignored; polls go to their usual URL; call allowOrigin with"
                                    + " https://other.example.com if you trust that server");
        } finally {
            log.removeHandler(handler);
        }
    }

    @Test
    void credentialsInTheQueryAreOnEveryUrlOfTheServer() throws Exception {
        JsonBackendBuilder backend = jobs("/jobs?api_key=k1&v=2&id={id}")
                .submit(RequestTemplate.post("/jobs?dry=no"), "/id")
                .cancel(RequestTemplate.of("DELETE", "/jobs/{id}"));
        try (Waiter waiter = waiter(backend, exchange -> {
            boolean first = !String.valueOf(exchange.getRequestURI()).startsWith("/st");
            send(exchange, 200, first ? "{'id':'7','state':'running','next':'/st/7?x=1'}" : "{'state':'done'}");
        })) {
            waiter.submit(TALK, ofSeconds(10));
            waiter.cancel("7");
            assertThat(waiter.await("7", ofSeconds(30))).isInstanceOf(Outcome.Completed.class);
        }
        assertThat(requests)
                .containsExactly(
                        "POST /jobs?dry=no&api_key=k1", "DELETE /jobs/7?api_key=k1", "GET /st/7?x=1&api_key=k1");
    }

    @Test
    void aKeyThatTheServerPutsIntoItsUrlIsNotPutThereTwice() throws Exception {
        try (Waiter waiter = waiter(jobs("/jobs/{id}?token=t1"), exchange -> {
            boolean first = requests.size() == 1;
            send(exchange, 200, first ? "{'state':'running','next':'/st?token=t2'}" : "{'state':'done'}");
        })) {
            assertThat(waiter.await("7", ofSeconds(30))).isInstanceOf(Outcome.Completed.class);
        }
        assertThat(requests).containsExactly("GET /jobs/7?token=t1", "GET /st?token=t2");
    }

    @Test
    void aSinglePollGoesWhereTheSubmissionSaid() throws Exception {
        JsonBackendBuilder backend = jobs("/jobs/{id}").submit(RequestTemplate.post("/jobs"), "/id");
        try (Waiter waiter =
                waiter(backend, exchange -> send(exchange, 200, "{'id':'7','state':'running','next':'/st/7'}"))) {
            waiter.submit(TALK, ofSeconds(10));
            assertThat(waiter.snapshot("7").state()).isEqualTo(JobState.RUNNING);
            waiter.snapshot("8");
        }
        assertThat(requests).containsExactly("POST /jobs", "GET /st/7", "GET /jobs/8");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "'cancel':{'method':'DELETE','url':'/jobs/{job}'} | it has {job}; allowed here: {id}",
                "'cancel':{'method':'DELETE','url':'/jobs/{ids}'} | it has {ids}; allowed here: {id}",
                "'cancel':{'method':'DELETE','url':'/jobs'} | the request of cancel is DELETE URL/jobs and has no {id}",
                "'cancel':{'url':'/stop','body':{'ids':'{ids}'}} | the request to /stop has {ids}; allowed here: {id}",
                "'bulk':{'url':'/jobs?ids={id}','jobs':'/j','id':'/i','most':5} | it has {id}; allowed here: {ids}",
                "'bulk':{'url':'/jobs','jobs':'/j','id':'/i','most':5} | the request of bulk is URL/jobs and has no {ids}",
                "'submit':{'url':'/jobs/{id}','body':'a={source}','id':'/i'} | it has {id}; allowed here: {callback}, "
            })
    void aTemplateThatCannotBeFilledIsRefusedAtOnce(String more, String problem, @TempDir Path folder)
            throws Exception {
        String description = "{'url':'" + url + "/jobs/{id}','state':'/s','completed':'a','failed':'b'," + more + "}";
        Path file = Files.writeString(folder.resolve("backend.json"), description.replace('\'', '"'));
        assertThatThrownBy(() -> Backend.json(file).build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(problem.strip().replace("URL", url));
    }

    @Test
    void aBodyMayBeAListOfJson(@TempDir Path folder) throws Exception {
        String description =
                "{'url':'" + url + "/jobs/{id}','state':'/s','completed':'a','failed':'b','submit':{'url':'/jobs',"
                        + "'body':[{'video':'{source}','title':'{title}'}],'id':'/0/id'}}";
        Path file = Files.writeString(folder.resolve("backend.json"), description.replace('\'', '"'));
        String[] sent = new String[2];
        try (Waiter waiter = waiter(Backend.json(file), exchange -> {
            sent[0] = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            sent[1] = exchange.getRequestHeaders().getFirst("Content-Type");
            send(exchange, 201, "[{'id':'a'}]");
        })) {
            assertThat(waiter.submit(TALK, ofSeconds(10)).id()).isEqualTo("a");
        }
        assertThat(sent).containsExactly("[{\"video\":\"https://example.com/talk.mp4\"}]", "application/json");
    }

    @Test
    void aSignerSeesEveryHeaderThatTheClientSends() throws Exception {
        String[] headers = new String[2];
        WaiterBuilder builder = Waiter.builder(jobs("/jobs/{id}").build()).signer((request, body) -> {
            headers[0] = request.headers().firstValue("Accept-Encoding").orElse("none");
            return HttpRequest.newBuilder(request, (name, value) -> !name.equalsIgnoreCase("Accept-Encoding"))
                    .build();
        });
        try (Waiter waiter = waiter(builder, exchange -> {
            headers[1] = String.valueOf(exchange.getRequestHeaders().getFirst("Accept-Encoding"));
            send(exchange, 200, "{'state':'done'}");
        })) {
            waiter.await("7", ofSeconds(30));
        }
        assertThat(headers).containsExactly("gzip", "null");
    }

    @Test
    void aHeaderWithAnIdIsLeftOutWhereThereIsNoId() throws Exception {
        JsonBackendBuilder backend = Backend.json(RequestTemplate.get(url + "/status"))
                .header("X-Job", "{id}")
                .state("/state")
                .completed("done")
                .failed("failed")
                .submit(RequestTemplate.post("/jobs"), "/id");
        Queue<String> sent = new ConcurrentLinkedQueue<>();
        try (Waiter waiter = waiter(backend, exchange -> {
            sent.add(String.valueOf(exchange.getRequestHeaders().getFirst("X-Job")));
            send(exchange, 200, "{'id':'a','state':'done'}");
        })) {
            waiter.submit(TALK, ofSeconds(10));
            waiter.await("a", ofSeconds(30));
        }
        assertThat(sent).containsExactly("null", "a");
    }
}
