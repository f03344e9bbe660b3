package dev.fermata.client.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Numbers, times, nesting and encodings as servers send them. */
class JsonTest {

    private final Backend backend = Backend.json("http://server/jobs/{id}")
            .state("/state")
            .completed("done")
            .running("running")
            .failed("broken")
            .progressPercent("/percent")
            .errorCode("/error/code")
            .errorMessage("/error")
            .createdAt("/created")
            .finishedAt("/ended")
            .expectedAt("/expected")
            .result("video", "/file")
            .build();

    @ParameterizedTest
    @CsvSource({
        "1714564800,              2024-05-01T12:00:00Z",
        "1714564800.25,           2024-05-01T12:00:00.250Z",
        "1714564800.250,          2024-05-01T12:00:00.250Z",
        "1.7145648e9,             2024-05-01T12:00:00Z",
        "1714564800.123456789,    2024-05-01T12:00:00.123456789Z",
        "1714564800250,           2024-05-01T12:00:00.250Z",
        "1714564800250.5,         2024-05-01T12:00:00.250500Z",
        "1714564800250001,        2024-05-01T12:00:00.250001Z",
        "1714564800250000001,     2024-05-01T12:00:00.250000001Z",
        "1000000000,              2001-09-09T01:46:40Z",
        "999999999,               ",
        "20260101,                ",
        "20260101120000,          ",
        "7258118399,              2199-12-31T23:59:59Z",
        "7258118400000,           ",
        "7258118399999,           2199-12-31T23:59:59.999Z"
    })
    void tellsSecondsFromSmallerUnitsByMagnitude(String number, Instant time) {
        Instant read = Responses.read(backend, "{'state':'running','created':" + number + "}")
                .createdAt()
                .orElse(null);
        // A number such as 20260101 is a date, and no time in 1970; 7258118400000 ms is the year 2200.
        assertThat(read).isEqualTo(time);
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

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0",
                "-0",
                "-7",
                "9223372036854775807",
                "9223372036854775808",
                "-123456789012345678901234567890",
                "61.5",
                "61.50",
                "-0.25",
                "0.10000000000000000055",
                "12345678901234567890.123",
                "3.141592653589793238462643383279502884197",
                "1e400",
                "1E+3",
                "1.0e-400",
                "4.9e-324"
            })
    void keepsEveryDigitOfANumber(String number) {
        Snapshot snapshot =
                Responses.read(backend, "{'state':'done','file':" + number + ",'more':[{'x':" + number + "}]}");
        assertThat(snapshot.result()).isEqualTo(Map.of("video", number));
        assertThat(snapshot.json())
                .isEqualTo("{\"state\":\"done\",\"file\":%1$s,\"more\":[{\"x\":%1$s}]}".formatted(number));
        Snapshot failed = Responses.read(backend, "{'state':'broken','error':{'code':" + number + "}}");
        assertThat(failed.error().orElseThrow().code()).isEqualTo(number);
        assertThat(failed.error().orElseThrow().message()).isEqualTo("{\"code\":" + number + "}");
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '"',
            value = {
                "40, 0.4",
                "40.0, 0.4",
                "4e1, 0.4",
                "0, 0.0",
                "100, 1.0",
                "'40', 0.4",
                "25.00000000000000000000000000000000000000000000000, 0.25"
            })
    void readsProgressFromANumberOfAnyForm(String progress, double share) {
        assertThat(Responses.read(backend, "{'state':'running','percent':" + progress + "}")
                        .progress())
                .hasValue(share);
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
    void quotesIso88591ThatIsNoJson() {
        assertThatExceptionOfType(MalformedResponseException.class)
                .isThrownBy(() ->
                        backend.read("job", Responses.NO_HEADERS, "Menü für Zoë".getBytes(StandardCharsets.ISO_8859_1)))
                .withMessageContaining("'Menü für Zoë'");
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
}
