package dev.fermata.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DurationTextTest {

    @ParameterizedTest
    @CsvSource({
        "60s, PT60S",
        "1m30s, PT90S",
        "500ms, PT0.5S",
        "60, PT60S",
        "0.5, PT0.5S",
        "2.5s, PT2.5S",
        "1h1m1s1ms, PT1H1M1.001S",
        "1M, PT1M",
        "0, PT0S",
        ".5, PT0.5S",
        "999999999999, PT999999999999S"
    })
    void readsWhatPeopleWrite(String text, Duration duration) {
        assertThat(DurationText.parse(text)).contains(duration);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "-1", "+1", "s", "1x", "1s1m", "1.s", ".", "1e9", "NaN", "9999999999999", "1 s"})
    void takesNothingElse(String text) {
        assertThat(DurationText.parse(text)).isEmpty();
    }
}
