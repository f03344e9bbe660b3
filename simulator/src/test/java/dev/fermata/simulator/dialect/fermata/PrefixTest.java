package dev.fermata.simulator.dialect.fermata;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.simulator.Fault;
import dev.fermata.simulator.FaultRule;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each dialect under its own name too: the same routes, with links that begin as the request did. */
@Timeout(60)
class PrefixTest {

    private Api api = new Api();

    @AfterEach
    void close() {
        api.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/status", "/status/", "/status/status", "/status/status/"})
    void answersWithTheSmallSystemsStatus(String path) throws Exception {
        assertThat(api.get(path).body()).isEqualTo("{\"result\":\"pending\"}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/fermata"})
    void linksWithThePrefixOfTheRequest(String prefix) throws Exception {
        HttpResponse<String> submitted = api.post(prefix + "/v1/jobs", Api.ONE);
        String id = Api.id(submitted);
        String location = submitted.headers().firstValue("location").orElseThrow();
        assertThat(location).isEqualTo(prefix + "/v1/jobs/" + id);
        api.advance(60);
        String video = api.uri(prefix + "/files/" + id + ".mp4").toString();
        assertThat(url(api.get(location), "/result/video_url")).isEqualTo(video);
        assertThat(url(api.get(prefix + "/v1/jobs"), "/jobs/0/result/video_url"))
                .isEqualTo(video);
        assertThat(url(api.get(prefix + "/v1/jobs?ids=" + id), "/jobs/0/result/video_url"))
                .isEqualTo(video);
        for (String name : new String[] {"video", "srt", "vtt"}) {
            String file = url(api.get(location), "/result/" + name + "_url");
            assertThat(api.get(file.substring(file.indexOf(prefix + "/files"))).statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void linksWithThePrefixInHeldAnswers() throws Exception {
        String id = api.submit();
        try (HttpConnection held = api.open("/fermata/v1/jobs/" + id + "?wait=60&until=terminal")) {
            api.advance(60);
            assertThat(held.answer())
                    .startsWith("HTTP/1.1 200")
                    .contains(api.uri("/fermata/files/" + id + ".srt").toString());
        }
    }

    @ParameterizedTest
    @CsvSource({"'', /v1/jobs/ID/events", "/fermata, /v1/jobs/ID/events", "'', /v1/events", "/fermata, /v1/events"})
    void linksWithThePrefixInEvents(String prefix, String path) throws Exception {
        String id = api.submit();
        String video = api.uri(prefix + "/files/" + id + ".mp4").toString();
        try (HttpConnection stream = api.open(prefix + path.replace("ID", id))) {
            stream.head();
            api.advance(60);
            String event = stream.chunk();
            while (!event.contains("completed")) {
                event = stream.chunk();
            }
            assertThat(event).contains("\"video_url\":\"" + video + "\"");
        }
    }

    @Test
    void tellsReadersOfBothPrefixesTheSameEventsUnderTheSameIds() throws Exception {
        try (HttpConnection plain = api.open("/v1/events");
                HttpConnection prefixed = api.open("/fermata/v1/events")) {
            plain.head();
            prefixed.head();
            String id = api.submit();
            api.advance(60);
            for (int i = 0; i < 7; i++) {
                assertThat(prefixed.chunk().replace("/fermata/files/" + id, "/files/" + id))
                        .isEqualTo(plain.chunk());
            }
            try (HttpConnection again = api.open("/fermata/v1/events", "Last-Event-ID", "6")) {
                again.head();
                assertThat(again.chunk()).startsWith("id: 7\n").contains("/fermata/files/" + id + ".mp4");
            }
        }
    }

    @Test
    void signsTheUrlsUnderThePrefixToo() throws Exception {
        restart(Duration.ofHours(1));
        String id = api.submit(1, "completed");
        api.advance(1);
        String file = url(api.get("/fermata/v1/jobs/" + id), "/result/video_url");
        String signed = file.substring(file.indexOf("/fermata/files"));
        assertThat(api.get(signed).statusCode()).isEqualTo(200);
        assertThat(api.get(signed.substring("/fermata".length())).statusCode()).isEqualTo(200);
        assertThat(api.get(signed.substring(0, signed.length() - 1)).statusCode())
                .isEqualTo(403);
    }

    @Test
    void takesARepeatedSubmissionForTheSameUnderAnyPrefix() throws Exception {
        String first = Api.id(api.post("/v1/jobs", Api.ONE, "Idempotency-Key", "k"));
        assertThat(Api.id(api.post("/fermata/v1/jobs", Api.ONE, "Idempotency-Key", "k")))
                .isEqualTo(first);
    }

    @Test
    void goesWrongByTheSameRulesAndCounts() throws Exception {
        String id = api.submit();
        api.simulator.addFault(
                FaultRule.of(Fault.status(503)).route("GET /v1/jobs/{id}").every(2));
        api.simulator.addFault(FaultRule.of(Fault.status(502)).route("/v1/jobs/" + id + "/events"));
        assertThat(api.get("/v1/jobs/" + id).statusCode()).isEqualTo(200);
        assertThat(api.get("/fermata/v1/jobs/" + id).statusCode()).isEqualTo(503);
        assertThat(api.get("/fermata/v1/jobs/" + id).statusCode()).isEqualTo(200);
        assertThat(api.get("/v1/jobs/" + id).statusCode()).isEqualTo(503);
        assertThat(api.get("/fermata/v1/jobs/" + id + "/events").statusCode()).isEqualTo(502);
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /fermata/v1/jbos, 404, There is nothing at '/fermata/v1/jbos'. There is: /fermata/v1/jobs",
        "GET, /fermata, 404, There is nothing at '/fermata'. There is: /fermata/v1/jobs",
        "GET, /status/nowhere, 404, /status/status",
        "PUT, /fermata/v1/jobs, 405, '/fermata/v1/jobs takes GET, HEAD, POST, not PUT.'",
        "GET, /fermata/admin/clock, 404, /fermata/v1/jobs",
        "GET, /fermata/fermata/v1/jobs, 404, /fermata/v1/jobs"
    })
    void saysWhatThereIsUnderThePrefix(String method, String path, int status, String said) throws Exception {
        HttpResponse<String> refused = api.send(method, path, "");
        assertThat(refused.statusCode()).isEqualTo(status);
        assertThat(Api.json(refused).path("detail").asString()).contains(said).doesNotContain("/healthz");
    }

    private void restart(Duration signed) {
        api.close();
        api = new Api(builder -> builder.signedUrls(signed));
    }

    private static String url(HttpResponse<String> response, String pointer) {
        return Api.json(response).at(pointer).stringValue();
    }
}
