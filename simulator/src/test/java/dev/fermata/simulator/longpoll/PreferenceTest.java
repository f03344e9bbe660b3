package dev.fermata.simulator.longpoll;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PreferenceTest {

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '~',
            delimiter = '|',
            value = {
                "wait=10 | 10",
                "WAIT = 10 | 10",
                "wait=\"10\" | 10",
                "respond-async, wait=10 | 10",
                "respond-async,wait=10;foo=bar, wait=20 | 10",
                "foo=\"wait=3, \\\" wait=4\", wait=10 | 10",
                "foo; wait=3, wait=10 | 10",
                ", ,wait=0 | 0",
                "wait=0000000000005 | 5",
                "wait=99999999999 | 999999999",
                "wait=18446744073709551621 | 999999999",
                "wait=\"99999999999\" | 999999999"
            })
    void understandsHowLongThePeerWouldWait(String header, int seconds) {
        assertThat(Preference.waiting(List.of(header))).contains(Duration.ofSeconds(seconds));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "wait",
                "wait=",
                "wait=-1",
                "wait=1.5",
                "wait=1e3",
                "wait=٣",
                "await=5",
                "foo=\"wait=5",
                "wait=\"5"
            })
    void ignoresWhatSaysNoSuchThing(String header) {
        assertThat(Preference.waiting(List.of(header))).isEmpty();
    }

    @Test
    void takesTheFirstOfSeveralHeaders() {
        assertThat(Preference.waiting(List.of("respond-async", "wait=1", "wait=2")))
                .contains(Duration.ofSeconds(1));
        assertThat(Preference.waiting(List.of())).isEmpty();
    }
}
