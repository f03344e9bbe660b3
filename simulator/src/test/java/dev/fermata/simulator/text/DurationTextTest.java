package dev.fermata.simulator.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DurationTextTest {

    @ParameterizedTest
    @CsvSource({
        "0, PT0S, 0s",
        "2.5, PT2.5S, 2.5s",
        "500ms, PT0.5S, 500ms",
        "1m30s, PT1M30S, 1m30s",
        "90m, PT90M, 1h30m",
        "1.5H, PT90M, 1h30m",
        "24h, PT24H, 24h",
        "0.000001, PT0.000001S, 0.000001s",
        "1s500ms, PT1.5S, 1.5s",
        ".5, PT0.5S, 500ms",
        "PT20M, PT20M, 20m",
        "pt1h0.5s, PT1H0.5S, 1h0.5s",
        "1d, PT24H, 24h",
        "1.5d, PT36H, 36h",
        "1d2h3m4s5ms, PT26H3M4.005S, 26h3m4.005s",
        "P1D, PT24H, 24h",
        "P1DT12H, PT36H, 36h",
        "1200, PT20M, 20m"
    })
    void readsWhatPeopleWriteAndWritesItShort(String text, Duration duration, String written) {
        assertThat(DurationText.parse(text)).contains(duration);
        assertThat(DurationText.of(duration)).isEqualTo(written);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "abc",
                "-1",
                "1001d",
                "1h1d",
                "1s1m",
                "1e3",
                "24001h",
                "9999999999999",
                "1 s",
                "ms",
                "1.s",
                ".",
                "pt",
                "p",
                "P1",
                "P1DT",
                "P1H",
                "PT1D",
                "PT5MS",
                "PT",
                "1PT2s",
                "-PT1S",
                "NaN"
            })
    void refusesTheRest(String text) {
        assertThat(DurationText.parse(text)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "20 minutes, 20m",
        "20min, 20m",
        "1 s, 1s",
        "1.5 Hours, 1.5h",
        "1 hour 30 mins, 1h30m",
        "'1 hour, 30 minutes and 5 secs', 1h30m5s",
        "2 days, 2d",
        "250 milliseconds, 250ms",
        "1s500 msec, 1s500ms"
    })
    void guessesWhatWasMeant(String text, String meant) {
        assertThat(DurationText.parse(text)).isEmpty();
        assertThat(DurationText.meant(text)).contains(meant);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "soon", "20 parsecs", "-5 minutes", "2000 days", "5 minutes 1 hour", "one minute"})
    void guessesNothingElse(String text) {
        assertThat(DurationText.meant(text)).isEmpty();
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3})
    void readsWhatItWrote(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 1_000; i++) {
            Duration duration = Duration.ofNanos(Math.abs(random.nextLong()) >> random.nextInt(60))
                                    .compareTo(Duration.ofDays(1_000))
                            > 0
                    ? Duration.ofSeconds(random.nextInt(86_400_000))
                    : Duration.ofNanos(random.nextInt());
            Duration positive = duration.abs();
            assertThat(DurationText.parse(DurationText.of(positive))).contains(positive);
        }
    }
}
