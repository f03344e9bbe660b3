package dev.fermata.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpHeaders;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RetryAfterTest {

    private static final Instant NOW = Instant.parse("1994-11-06T08:49:07Z");

    @ParameterizedTest
    @CsvSource({"0, 0", "1, 1", "' 120 ', 120", "0005, 5", "99999999999999999999, 31622400", "99999999, 31622400"})
    void readsSeconds(String value, long seconds) {
        assertThat(read(Map.of("Retry-After", List.of(value)))).isEqualTo(Duration.ofSeconds(seconds));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994"})
    void readsAllThreeFormsOfADate(String value) {
        assertThat(read(Map.of("Retry-After", List.of(value)))).isEqualTo(Duration.ofSeconds(30));
    }

    @Test
    void measuresADateByTheServersOwnClock() {
        Map<String, List<String>> headers = Map.of(
                "Retry-After", List.of("Tue, 01 Jan 2030 00:00:10 GMT"),
                "Date", List.of("Tue, 01 Jan 2030 00:00:00 GMT"));
        assertThat(read(headers)).isEqualTo(Duration.ofSeconds(10));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-1", "1.5", "soon", "/bar", "Sun, 06 Nov 1994 08:49:00 GMT", "Mon, 99 Foo 1994"})
    void takesWhatIsPastOrUnintelligibleAsNow(String value) {
        assertThat(read(Map.of("Retry-After", List.of(value)))).isZero();
    }

    @Test
    void isZeroWithoutTheHeader() {
        assertThat(read(Map.of())).isZero();
    }

    private static Duration read(Map<String, List<String>> headers) {
        return RetryAfter.of(HttpHeaders.of(headers, (name, value) -> true), NOW);
    }
}
