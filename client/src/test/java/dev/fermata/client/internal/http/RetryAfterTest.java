package dev.fermata.client.internal.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpHeaders;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RetryAfterTest {

    private static final Instant AT_SEVEN = Instant.parse("2026-11-28T19:00:00Z");
    private static final Instant NOW = Instant.parse("1994-11-06T08:49:07Z");

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "1, 1",
        "' 120 ', 120",
        "0005, 5",
        "000000001, 1",
        "00000000000000000000000000000001, 1",
        "31622401, 31622400",
        "1e2, 100",
        "1.5E+3, 1500",
        "1e308, 31622400",
        "30 (seconds), 30",
        "0 (now), 0",
        "(30), 30",
        "99999999, 31622400",
        "+120, 120",
        "'\"120\"', 120",
        "'''120''', 120",
        "120;x, 120",
        "'120; comment', 120",
        "'1,000', 1000",
        "'1, 000', 1000",
        "'12,345,678', 12345678",
        "'5, 120', 120",
        "99999999999999999999, 31622400"
    })
    void readsSeconds(String value, long seconds) {
        assertThat(read(value)).isEqualTo(Duration.ofSeconds(seconds));
    }

    @Test
    void readsANumberOfAnyLength() {
        assertThat(read("9".repeat(10_000))).isEqualTo(Duration.ofDays(366));
        assertThat(read("0".repeat(10_000) + "7")).isEqualTo(Duration.ofSeconds(7));
    }

    @ParameterizedTest
    @CsvSource({
        "3.5, 3500",
        "2.0, 2000",
        "2., 2000",
        "0.001, 1",
        "4s, 4000",
        "4 s, 4000",
        "4 seconds, 4000",
        "1 second, 1000",
        "4 Sec, 4000",
        "1500ms, 1500",
        "1500 milliseconds, 1500",
        "2m, 120000",
        "2 minutes, 120000",
        "1m30s, 90000",
        "1h 1m 1.5s, 3661500",
        "'1h, 30m', 5400000",
        "1 hour and 30 minutes, 5400000",
        "90 sec., 90000",
        "1 day, 86400000",
        "2 hrs, 7200000",
        "PT2M, 120000",
        "pt1m30s, 90000",
        "P1D, 86400000",
        "00:00:30, 30000",
        "00:01:00, 60000",
        "01:30:00, 5400000",
        "00:00:30.5000000, 30500",
        "1.00:00:30, 86430000",
        "01:30, 90000",
        "2 (minutes), 120000",
        "in 30 seconds, 30000",
        "try again  in 2 minutes, 120000",
        "retry after 30s, 30000",
        "4s later, 4000",
        "30 seconds from now, 30000"
    })
    void readsFractionsAndUnits(String value, long millis) {
        assertThat(read(value)).isEqualTo(Duration.ofMillis(millis));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Sun, 06 Nov 1994 08:49:37 GMT",
                "Sunday, 06-Nov-94 08:49:37 GMT",
                "Sun Nov  6 08:49:37 1994",
                "Sun, 06 Nov 1994 08:49:37 UTC",
                "Sun, 06 Nov 1994 08:49:37 Z",
                "Sun, 06 Nov 1994 08:49:37 +0000",
                "Sun, 06 Nov 1994 10:49:37 +0200",
                "Sun, 06 Nov 1994 10:49:37 +02:00",
                "Sun, 6 Nov 1994 08:49:37 GMT",
                "06 Nov 1994 08:49:37 GMT",
                "Nov  6 08:49:37 1994",
                "Fri, 06 Nov 1994 08:49:37 GMT",
                "1994-11-06T08:49:37Z",
                "1994-11-06T10:49:37+02:00",
                "1994-11-06T08:49:37.000Z",
                "1994-11-06T08:49:37",
                "1994-11-06 08:49:37 UTC",
                "1994-11-06 08:49:37",
                "1994-11-06 08:49:37+00:00",
                "1994-11-06 10:49:37 +0200",
                "1994-11-06 10:49:37+02",
                "Sun, 06-Nov-1994 08:49:37 GMT",
                "Sun Nov 6 08:49:37 UTC 1994",
                "Sun Nov  6 08:49:37 GMT 1994",
                "Sun Nov 06 10:49:37 +0200 1994",
                "Sun Nov  6 08:49:37 1994 GMT",
                "\"Sun, 06 Nov 1994 08:49:37 GMT\"",
                "sun, 06 nov 1994 08:49:37 gmt",
                "Sun Nov 06 1994 08:49:37 GMT+0000 (Coordinated Universal Time)",
                "Sun Nov 06 1994 09:49:37 GMT+0100 (Central European Standard Time)",
                "Sun Nov 06 1994 03:49:37 GMT-0500",
                "Sun, 06 Nov 1994 08:49:37 GMT (UTC)",
                "Sun, 06 Nov 1994 03:49:37 EST",
                "Sun, 06 Nov 1994 04:49:37 EDT",
                "Sun, 06 Nov 1994 02:49:37 CST",
                "Sun, 06 Nov 1994 01:49:37 mst",
                "Sun, 06 Nov 1994 00:49:37 PST",
                "Sun, 06 Nov 1994 01:49:37 PDT",
                "Sunday, 06-Nov-94 03:49:37 EST",
                "Sun Nov  6 03:49:37 EST 1994",
                "Sun Nov  6 03:49:37 1994 EST"
            })
    void readsDates(String value) {
        assertThat(read(value)).isEqualTo(Duration.ofSeconds(30));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1795892460",
                "1795892460.0",
                "1795892460000",
                "1795892460000000",
                "1795892460000000000",
                "2026-11-28 19:01:00 UTC",
                "2026-11-28 19:01:00+00:00",
                "Sat, 28-Nov-2026 19:01:00 GMT",
                "Sat, 28-Nov-26 19:01:00 GMT",
                "Sat Nov 28 19:01:00 UTC 2026",
                "Sat Nov 28 19:01:00 2026"
            })
    void readsAMomentAndNotAPauseOfYears(String value) {
        assertThat(RetryAfter.of(headers(Map.of("Retry-After", List.of(value))), AT_SEVEN))
                .isEqualTo(Duration.ofMinutes(1));
    }

    @Test
    void takesAMomentInThePastAsNotStated() {
        assertThat(RetryAfter.of(headers(Map.of("Retry-After", List.of("1000000000"))), AT_SEVEN))
                .isZero();
    }

    @Test
    void takesTheLongestOfSeveralValues() {
        assertThat(read("2", "5")).isEqualTo(Duration.ofSeconds(5));
        assertThat(read("5, 2")).isEqualTo(Duration.ofSeconds(5));
        assertThat(read("soon, 2.5s")).isEqualTo(Duration.ofMillis(2500));
        assertThat(read("5", "Sun, 06 Nov 1994 08:49:37 GMT")).isEqualTo(Duration.ofSeconds(30));
        assertThat(read("Sun, 06 Nov 1994 08:49:37 GMT, Sun, 06 Nov 1994 08:49:47 GMT, 3"))
                .isEqualTo(Duration.ofSeconds(40));
        assertThat(read("30 (or 60)")).isEqualTo(Duration.ofSeconds(30));
        for (String much : List.of(",", "(", " (", "a ", "1:", "()")) {
            assertThat(read("x" + much.repeat(100_000) + "x")).isZero();
        }
    }

    @Test
    void measuresADateByTheServersOwnClock() {
        Map<String, List<String>> headers = Map.of(
                "Retry-After", List.of("Tue, 01 Jan 2030 00:00:10 GMT"),
                "Date", List.of("Tue, 01 Jan 2030 00:00:00 GMT"));
        assertThat(RetryAfter.of(headers(headers), NOW)).isEqualTo(Duration.ofSeconds(10));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "-1",
                "+-1",
                "PT-2M",
                "PT",
                "P",
                "1994-11-06",
                "1e",
                "1e1234",
                "1:2:3",
                "08:49:37:00",
                "Sun, 06 Nov 1994 08:49:37 XYZ",
                "soon",
                "/bar",
                "4x",
                "within the hour",
                "1 2",
                ".",
                "NaN",
                "Infinity",
                "٣",
                "Sun, 06 Nov 1994 08:49:00 GMT",
                "Mon, 99 Foo 1994"
            })
    void takesWhatIsPastOrUnreadableAsNotStated(String value) {
        assertThat(read(value)).isZero();
    }

    @Test
    void isZeroWithoutTheHeader() {
        assertThat(read()).isZero();
        assertThat(RetryAfter.isNow(headers(Map.of()))).isFalse();
    }

    @Test
    void tellsThatTheServerSaysNow() {
        assertThat(isNow("0")).isTrue();
        assertThat(isNow("00")).isTrue();
        assertThat(isNow("0.0")).isTrue();
        assertThat(isNow("0s")).isTrue();
        assertThat(isNow("00:00:00")).isTrue();
        assertThat(isNow("0 (seconds)")).isTrue();
        assertThat(isNow("1")).isFalse();
        assertThat(isNow("0", "1")).isFalse();
        assertThat(isNow("-1")).isFalse();
        assertThat(isNow("Sun, 06 Nov 1994 08:49:00 GMT")).isFalse();
    }

    @Test
    void doesNotDependOnTheDefaultLocale() {
        Locale before = Locale.getDefault();
        try {
            Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
            assertThat(read("Sun, 06 Nov 1994 08:49:37 GMT")).isEqualTo(Duration.ofSeconds(30));
            assertThat(read("4 MINUTES")).isEqualTo(Duration.ofMinutes(4));
            Locale.setDefault(Locale.forLanguageTag("tr"));
            assertThat(read("4 MINUTES")).isEqualTo(Duration.ofMinutes(4));
        } finally {
            Locale.setDefault(before);
        }
    }

    private static Duration read(String... values) {
        return RetryAfter.of(headers(Map.of("Retry-After", List.of(values))), NOW);
    }

    private static boolean isNow(String... values) {
        return RetryAfter.isNow(headers(Map.of("Retry-After", List.of(values))));
    }

    private static HttpHeaders headers(Map<String, List<String>> headers) {
        return HttpHeaders.of(headers, (name, value) -> true);
    }
}
