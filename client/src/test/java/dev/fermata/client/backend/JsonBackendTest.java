package dev.fermata.client.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Responses of servers that this project does not know. */
class JsonBackendTest {

    private final Backend backend = builder().build();

    @Test
    void readsWhatTheBuilderDescribes() {
        Snapshot running = Responses.read(
                backend, "{'state':'RUNNING','percent':40,'stage':'mixing','created':'2024-05-01 12:00:00Z'}");
        assertThat(running)
                .isEqualTo(Snapshot.builder("job", JobState.RUNNING)
                        .word("RUNNING")
                        .stage("mixing")
                        .progress(0.4)
                        .createdAt(Instant.parse("2024-05-01T12:00:00Z"))
                        .kind("json")
                        .build());
        Snapshot failed = Responses.read(backend, "{'state':'broken','error':{'code':17,'text':'no audio'}}");
        assertThat(failed.error().orElseThrow().code()).isEqualTo("17");
        assertThat(failed.error().orElseThrow().message()).isEqualTo("{\"code\":17,\"text\":\"no audio\"}");
    }

    @Test
    void takesAWordThatWasNotNamedAsUnknown() {
        assertThat(Responses.read(backend, "{'state':'paused'}").state()).isEqualTo(JobState.UNKNOWN);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{'state':null}", "{'state':''}", "{'state':'\\u0085'}", "{'state':{}}", "[]"})
    void cannotReadAResponseWithoutAState(String body) {
        assertThatExceptionOfType(MalformedResponseException.class)
                .isThrownBy(() -> Responses.read(backend, body))
                .withMessageStartingWith("the response has no state at /state: '");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "<html>", "{'state':'done'", "{'state':'done'} x", "{'state':'done'}{}", "{'state':done}"})
    void cannotReadWhatIsNotOneJsonValue(String body) {
        assertThatExceptionOfType(MalformedResponseException.class)
                .isThrownBy(() -> Responses.read(backend, body))
                .withMessageStartingWith("the response ");
    }

    @ParameterizedTest
    @CsvSource({
        "1714564800,              2024-05-01T12:00:00Z",
        "1714564800.25,           2024-05-01T12:00:00.250Z",
        "1714564800250,           2024-05-01T12:00:00.250Z",
        "1714564800250.5,         2024-05-01T12:00:00.250500Z",
        "1714564800250001,        2024-05-01T12:00:00.250001Z",
        "1714564800250000001,     2024-05-01T12:00:00.250000001Z",
        "86400,                   1970-01-02T00:00:00Z",
        "7258118399,              2199-12-31T23:59:59Z",
        "7258118400000,           ",
        "7258118399999,           2199-12-31T23:59:59.999Z"
    })
    void tellsSecondsFromSmallerUnitsByMagnitude(String number, Instant time) {
        Instant read = Responses.read(backend, "{'state':'running','created':" + number + "}")
                .createdAt()
                .orElse(null);
        // 7258118400000 ms is the year 2200: what is left is to read it as microseconds of March 1970.
        assertThat(read).isEqualTo(time == null ? Instant.parse("1970-03-26T00:08:38.400Z") : time);
    }

    /** Times that stand for "no time" somewhere, and some that cannot be true. */
    @ParameterizedTest
    @MethodSource("timesThatCannotBeTrue")
    void ignoresATimeThatCannotBeTrueAndReadsTheRest(String time) {
        String body = "{'created':" + time + ",'ended':" + time + ",'expected':" + time
                + ",'state':'done','file':'https://example.com/a.mp4'}";
        Snapshot snapshot = Responses.read(backend, body);
        assertThat(snapshot.state()).isEqualTo(JobState.COMPLETED);
        assertThat(snapshot.result()).isEqualTo(Map.of("video", "https://example.com/a.mp4"));
        assertThat(snapshot.createdAt()).isEmpty();
        assertThat(snapshot.finishedAt()).isEmpty();
        assertThat(snapshot.expectedAt()).isEmpty();
    }

    static Stream<String> timesThatCannotBeTrue() {
        return Stream.of(
                "'0001-01-01T00:00:00Z'",
                "'1970-01-01T00:59:00Z'",
                "'9999-12-31T23:59:59Z'",
                "'-999999999-01-01T00:00:00Z'",
                "'+999999999-12-31T23:59:59Z'",
                "'2024-05-01T12:00:00'",
                "'2024-05-01'",
                "'yesterday'",
                "''",
                "null",
                "true",
                "{}",
                "0",
                "-1",
                "86399.9",
                "-1714564800",
                "1e300",
                "-1e300",
                "1e-300",
                "1e999",
                "1e99999999999999999999",
                "NaN",
                "Infinity",
                "-Infinity",
                "-INF",
                "9223372036854775807",
                "9223372036854775808",
                "-9223372036854775809",
                "9".repeat(400),
                "9".repeat(5_000),
                "9".repeat(400) + ".5",
                "0." + "3".repeat(5_000),
                "1714564800." + "3".repeat(5_000));
    }

    /** Computing with that many digits would take minutes. */
    @Test
    void keepsTheDigitsOfANumberThatIsTooLongToComputeWith() {
        String digits = "9".repeat(1_000_000);
        Snapshot snapshot = Responses.read(backend, "{'state':'done','file':" + digits + ",'percent':" + digits + "}");
        assertThat(snapshot.result().get("video")).isEqualTo(digits);
        assertThat(snapshot.json()).endsWith(",\"percent\":" + digits + "}");
        assertThat(snapshot.progress()).isEmpty();
    }

    @Test
    void readsNumbersOfUsualLengthExactly() {
        for (String number : new String[] {"0", "-7", "9223372036854775807", "9223372036854775808", "61.5", "-0.25"}) {
            Snapshot snapshot = Responses.read(backend, "{'state':'done','file':" + number + "}");
            assertThat(snapshot.result().get("video")).isEqualTo(number);
            assertThat(snapshot.json()).isEqualTo("{\"state\":\"done\",\"file\":" + number + "}");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"NaN", "-Infinity", "1e999", "-1", "101", "null", "'much'"})
    void ignoresProgressThatCannotBeTrue(String progress) {
        Snapshot snapshot = Responses.read(backend, "{'percent':" + progress + ",'state':'running'}");
        assertThat(snapshot.progress()).isEmpty();
        assertThat(snapshot.state()).isEqualTo(JobState.RUNNING);
    }

    @ParameterizedTest
    @ValueSource(ints = {501, 100_000})
    void cannotReadJsonThatIsNestedTooDeep(int depth) {
        String arrays = "[".repeat(depth) + "]".repeat(depth);
        assertThatExceptionOfType(MalformedResponseException.class)
                .isThrownBy(() -> Responses.read(backend, "{'x':" + arrays + ",'state':'done'}"))
                .withMessageStartingWith("the response is nested too deep");
        assertThatExceptionOfType(MalformedResponseException.class)
                .isThrownBy(() -> Responses.read(backend, "{'x':".repeat(depth) + "1" + "}".repeat(depth)))
                .withMessageStartingWith("the response is nested too deep");
    }

    @Test
    void readsJsonThatIsNestedLessDeep() {
        String arrays = "[".repeat(498) + "]".repeat(498);
        Snapshot snapshot = Responses.read(backend, "{'x':" + arrays + ",'state':'done'}");
        assertThat(snapshot.state()).isEqualTo(JobState.COMPLETED);
        assertThat(snapshot.json()).contains(arrays);
    }

    @Test
    void readsIso88591AndUtf16AndAByteOrderMark() {
        String json = "{\"state\":\"done\",\"file\":\"Menü für Zoë\"}";
        for (byte[] body : new byte[][] {
            json.getBytes(StandardCharsets.UTF_8),
            ("\uFEFF" + json).getBytes(StandardCharsets.UTF_8),
            json.getBytes(StandardCharsets.ISO_8859_1),
            ("\uFEFF" + json).getBytes(StandardCharsets.UTF_16LE),
            json.getBytes(StandardCharsets.UTF_16BE)
        }) {
            Snapshot snapshot = backend.read("job", Responses.NO_HEADERS, body);
            assertThat(snapshot.result()).isEqualTo(Map.of("video", "Menü für Zoë"));
        }
    }

    @Test
    void cleansTheTextsOfTheServerButComparesWordsFirstThatAPersonSees() {
        Snapshot snapshot = Responses.read(backend, "{'state':' done\\u0085','file':'a\\u009bb'}");
        assertThat(snapshot.state()).isEqualTo(JobState.COMPLETED);
        assertThat(snapshot.word()).isEqualTo("done");
        assertThat(snapshot.result()).isEqualTo(Map.of("video", "a b"));
    }

    @ParameterizedTest
    @CsvSource({
        "61, json/pro/up to 120",
        "119.5, json/pro/up to 120",
        "120, json/pro/up to 120",
        "130, json/pro/up to 240",
        "3, json/pro/up to 60"
    })
    void makesAKindOfWordsAndMagnitudes(String seconds, String kind) {
        Backend kinds = builder().kind("/mode", "/seconds").build();
        String response = "{'state':'done','mode':'pro','seconds':" + seconds + "}";
        assertThat(Responses.read(kinds, response).kind()).isEqualTo(kind);
    }

    @Test
    void takesTheEmptyPointerAsTheWholeResponse() {
        Backend bare =
                Backend.json("http://server/{id}").state("").completed("done").build();
        assertThat(Responses.read(bare, "'done'").state()).isEqualTo(JobState.COMPLETED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", ".."})
    void refusesAnIdThatMeansAnotherPlace(String id) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> backend.statusRequest(id))
                .withMessage("the job's id is '" + id + "', which cannot be part of a URL");
    }

    @ParameterizedTest
    @CsvSource({
        "http://server/jobs/{id}, http://server/jobs/a%2Fb",
        "http://server?job={id}, http://server?job=a%2Fb",
        "https://u:p@server:443/{id}/x/{id}#top, https://server/a%2Fb/x/a%2Fb"
    })
    void putsTheIdIntoTheTemplate(String template, String url) {
        Backend other = Backend.json(template).state("/state").completed("done").build();
        assertThat(other.statusRequest("a/b").uri()).hasToString(url);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://server/jobs",
                "http://server/jobs?key=s3cret",
                "http://server/#/jobs/{id}",
                "http://{id}.example.com/jobs",
                "http://{id}.example.com/jobs/{id}",
                "http://{id}:s3cret@server/jobs/{id}",
                "http://u:s3cret@server/{job}"
            })
    void refusesATemplateWithoutAPlaceForTheId(String template) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Backend.json(template))
                .withMessage("the template must have {id} where the job's id goes, in the path or the query, such as"
                        + " https://api.example.com/jobs/{id}");
    }

    @Test
    void refusesATemplateThatIsNoUrlWithoutShowingIt() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Backend.json("http://u:s3cret@server/a b/{id}"))
                .withMessageStartingWith("the server URL cannot be read: Illegal character in path at index 24")
                .withMessageNotContaining("s3cret");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Backend.json("localhost:8000/jobs/{id}"))
                .withMessageContaining("did you mean http://localhost:8000/jobs/");
    }

    @Test
    void refusesADescriptionThatCannotWork() {
        JsonBackendBuilder bare = Backend.json("http://server/{id}");
        assertThatIllegalArgumentException()
                .isThrownBy(bare::build)
                .withMessage("the place of the state is not set; call state(\"/status\")");
        assertThatIllegalArgumentException()
                .isThrownBy(bare.state("/state")::build)
                .withMessage("no word means that a job is completed; call completed(\"completed\")");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> bare.completed("Done").failed("done"))
                .withMessage("the word 'done' is set as completed and as failed; set it once");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> bare.stage("stage"))
                .withMessageStartingWith("pointer is 'stage'; a JSON pointer begins with a slash");
    }

    private static JsonBackendBuilder builder() {
        return Backend.json("http://server/jobs/{id}/status")
                .state("/state")
                .completed("done")
                .running("running")
                .failed("broken")
                .progressPercent("/percent")
                .stage("/stage")
                .errorCode("/error/code")
                .errorMessage("/error")
                .createdAt("/created")
                .finishedAt("/ended")
                .expectedAt("/expected")
                .result("video", "/file");
    }
}
