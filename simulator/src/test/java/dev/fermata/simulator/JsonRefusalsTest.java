package dev.fermata.simulator;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.json.JsonMapper;

/** What a refusal repeats of a body is short and safe to print, and the rest says what is allowed. */
@Timeout(60)
class JsonRefusalsTest {

    private static final String LONG = "x".repeat(30_000);
    private static final String CUT = "x".repeat(200) + "...";
    private static final String RUNWAY = "X-Runway-Version";
    private static final String DIGITS = "1".repeat(400);

    static Stream<Arguments> wrong() {
        return Stream.of(
                Arguments.of(
                        "POST /v1/jobs",
                        "{\"" + LONG + "\":1}",
                        "There is no field '" + CUT + "'. Known are: source_url, "),
                Arguments.of("POST /v1/jobs", "{\"a\\n\\u001b[2Jb\":1}", "There is no field 'a [2Jb'. Known are: "),
                Arguments.of(
                        "POST /v1/jobs",
                        "{\"source_url\":\"a\\u0085\\u2028b\"}",
                        "source_url is 'a b'; allowed is an absolute URL"),
                Arguments.of(
                        "POST /v1/jobs",
                        with("\"metadata\":{\"a\\nb\":1}"),
                        "metadata.a b is 1; allowed is a string of at most 500 characters."),
                Arguments.of(
                        "POST /v1/jobs",
                        with("\"scenario\":{\"duration\":" + DIGITS + "}"),
                        "scenario.duration is " + "1".repeat(100)
                                + "...; allowed is a number of seconds, or a duration"),
                Arguments.of(
                        "POST /v1/jobs",
                        with("\"scenario\":{\"duration\":1e999}"),
                        "allowed is a number of seconds, or a duration such as"),
                Arguments.of("POST /admin/reset", "{\"" + LONG + "\":1}", "unknown field '" + CUT + "'; send {}"),
                Arguments.of(
                        "POST /admin/clock/advance",
                        "{\"by\":\"" + LONG + "\"}",
                        "by is \"" + CUT.substring(1) + "; allowed is a duration such as"),
                Arguments.of("POST /admin/clock/advance", "{\"to\":\"" + LONG + "\"}", "; allowed is a time such as"),
                Arguments.of("POST /admin/clock/speed", "{\"speed\":\"" + LONG + "\"}", "; allowed is more than 0"),
                Arguments.of("POST /admin/jobs/1/fail", "{\"code\":{}}", "code is {}; allowed is a string"),
                Arguments.of("POST /admin/jobs/1/fail", "{\"message\":null}", "message is null; allowed is a string"),
                Arguments.of("POST /admin/jobs/%0A%1B[2J%C2%85/fail", "{}", "There is no job ' [2J '."),
                Arguments.of("DELETE /admin/faults/a%0Ab", "{}", "There is no fault 'a b'."),
                Arguments.of("GET /v1/jobs/a%0Ab", "", "There is no job 'a b'. The id is wrong"),
                Arguments.of("GET /a%0Ab", "", "There is nothing at '/a b'."),
                Arguments.of("GET /v1/jobs?limit=a%0Ab", "", "limit is 'a b'; allowed is 1 to"),
                Arguments.of("GET /v1/jobs?cursor=a%0Ab", "", "cursor is 'a b'; allowed is"),
                Arguments.of("GET /v1/jobs?state=a%0Ab", "", "There is no state 'a b'."),
                Arguments.of("GET /v1/jobs?a%0Ab=1", "", "There is no parameter 'a b'."),
                Arguments.of("GET /v1/languages?x=1", "", "There is no parameter 'x'. This route has no parameters."),
                Arguments.of("GET /v1/events?x=1", "", "There is no parameter 'x'."),
                Arguments.of("GET /v1/jobs/a/events?x=1", "", "There is no parameter 'x'."),
                Arguments.of("DELETE /v1/jobs/a?x=1", "", "There is no parameter 'x'."),
                Arguments.of("POST /v1/jobs/a/cancel?x=1", "", "There is no parameter 'x'."),
                Arguments.of("POST /v1/jobs?x=1", JsonFuzz.PLAIN, "There is no parameter 'x'."),
                Arguments.of("GET /admin/faults?jobs=a", "", "Did you mean 'job'?"),
                Arguments.of("GET /admin/webhooks?jobs=a", "", "Did you mean 'job'?"),
                Arguments.of("GET /admin/requests?n=1", "", "There is no parameter 'n'."),
                Arguments.of("POST /admin/reset?x=1", "{}", "There is no parameter 'x'."),
                Arguments.of(
                        "PUT /admin/scenario",
                        "{\"faults\":[" + "{\"fault\":\"x\"},".repeat(999) + "{\"fault\":\"y\"}]}",
                        " more problems are left out"));
    }

    private static String with(String field) {
        return JsonFuzz.PLAIN.substring(0, JsonFuzz.PLAIN.length() - 1) + "," + field + "}";
    }

    @ParameterizedTest
    @MethodSource("wrong")
    void repeatsLittleOfTheBodyAndNothingThatCannotBePrinted(
            String route, String body, String detail, @TempDir Path folder) throws Exception {
        String[] words = route.split(" ");
        try (Simulator simulator = JsonFuzz.simulator()) {
            HttpResponse<String> answer =
                    new JsonFuzz(folder).send(simulator, words[0], words[1].replace("[", "%5B"), body.getBytes(UTF_8));
            assertThat(answer.statusCode()).isBetween(400, 404);
            assertThat(JsonFuzz.checked(answer).path("detail").stringValue()).contains(detail);
        }
    }

    /** Paths, queries and headers may be long, too, and need not be URLs. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "PUT /v1/jobs/# | | 405 | takes DELETE, GET, HEAD, not PUT.",
                "GET /v1/jobs?limit=#% | | 400 | After each % there must be two hexadecimal digits",
                "GET /v1/jobs?limit=1%2 | | 400 | The query is 'limit=1%2', which is not percent-encoded.",
                "GET /v1/jobs?# | | 400 | Known are: ids, wait",
                "GET /# | | 404 | There is: /healthz",
                "GET /admin/clock | Origin: http://# | 403 | web pages of another origin may not use /admin.",
                "GET http://#/admin/clock | | 403 | start the simulator with --admin-token.",
                "GET /files/JOB.srt | Range: bytes=9#- | 416 | allowed is a part of the file, which has the bytes 0 to ",
                "POST /v1/jobs | Content-Type: # | 415 | Send 'Content-Type: application/json'.",
            })
    void repeatsLittleOfARequestAndSaysWhatIsAllowed(String line, String header, int status, String allowed)
            throws Exception {
        SimulatorClock clock = SimulatorClock.frozen();
        try (Simulator simulator =
                        Simulator.builder().port(0).clock(clock).errorChance(0).start();
                Socket socket = new Socket(simulator.uri().getHost(), simulator.port())) {
            String job = Requests.json(new Requests(simulator.uri()).post("/v1/jobs", JsonFuzz.PLAIN))
                    .at("/jobs/0/id")
                    .asString();
            clock.advance(Duration.ofDays(1));
            String request = line + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                    + (header == null ? "" : header + "\r\n") + "\r\n";
            socket.getOutputStream()
                    .write(request.replace("#", "9".repeat(9_000))
                            .replace("JOB", job)
                            .getBytes(UTF_8));
            String answer = new String(socket.getInputStream().readAllBytes(), UTF_8);
            assertThat(answer).startsWith("HTTP/1.1 " + status + " ");
            assertThat(JsonMapper.shared()
                            .readTree(answer.substring(answer.indexOf("\r\n\r\n")))
                            .path("detail")
                            .stringValue())
                    .contains(allowed)
                    .hasSizeLessThan(600);
        }
    }

    /** In memory, small values take about thirty times the bytes of the body. */
    @ParameterizedTest
    @CsvSource({
        "/v3/video-translations/batches, /error/message",
        "/v1/models/acme/dub/predictions, /detail",
        "/fal/fal-ai/dubbing, /detail",
        "/v1/voice_dubbing, /error"
    })
    void refusesMoreValuesThanABodyMayHaveInTheFormatOfTheVendor(String path, String sentence) throws Exception {
        try (Simulator simulator = JsonFuzz.simulator()) {
            HttpResponse<String> answer = new Requests(simulator.uri())
                    .post(path, objects(50_000), "Authorization", "Key a", RUNWAY, "2024-11-06");
            assertThat(answer.statusCode()).isEqualTo(400);
            assertThat(Requests.json(answer).at(sentence).stringValue())
                    .startsWith("The body is too large; allowed are 100000 keys, values and closing brackets, ");
        }
    }

    @ParameterizedTest
    @CsvSource({"50000, 200, request_id", "50001, 400, keys of at most 50000 characters"})
    void saysHowLongAKeyMayBe(int length, int status, String text) throws Exception {
        try (Simulator simulator = JsonFuzz.simulator()) {
            HttpResponse<String> answer = new Requests(simulator.uri())
                    .post("/fal/fal-ai/dubbing", "{\"" + "x".repeat(length) + "\":1}", "Authorization", "Key a");
            assertThat(answer.statusCode()).isEqualTo(status);
            assertThat(answer.body()).contains(text).doesNotContain("StreamRead");
        }
    }

    @Test
    void takesAsManyValuesAsABodyMayHave() throws Exception {
        try (Simulator simulator = JsonFuzz.simulator()) {
            HttpResponse<String> answer = new Requests(simulator.uri())
                    .post("/fal/fal-ai/dubbing", objects(49_996), "Authorization", "Key a");
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        }
    }

    private static String objects(int number) {
        return "{\"input\":{\"a\":[" + "{},".repeat(number - 1) + "{}]}}";
    }

    @Test
    void takesANumberThatIsOnlyLong() throws Exception {
        String body = with("\"scenario\":{\"duration\":5." + "0".repeat(400) + "}");
        try (Simulator simulator = JsonFuzz.simulator()) {
            HttpResponse<String> answer = new Requests(simulator.uri()).post("/v1/jobs", body);
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
        }
    }

    @Test
    void saysThatAKeyIsThereTwiceInsteadOfThatItIsNotJson() throws Exception {
        try (Simulator simulator = JsonFuzz.simulator()) {
            HttpResponse<String> answer =
                    new Requests(simulator.uri()).post("/v1/jobs", "{\"title\":\"a\",\"title\":\"b\"}");
            assertThat(JsonMapper.shared()
                            .readTree(answer.body())
                            .path("detail")
                            .stringValue())
                    .startsWith("The body has the key 'title' twice in one object (line 1, column ")
                    .endsWith("); send each key once.");
        }
    }
}
