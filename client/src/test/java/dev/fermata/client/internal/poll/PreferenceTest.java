package dev.fermata.client.internal.poll;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.client.internal.poll.PollQuery.Preference;
import java.net.http.HttpHeaders;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PreferenceTest {

    @Test
    void writesTheHeader() {
        assertThat(preference(30, false, false).text()).isEqualTo("wait=30");
        assertThat(preference(30, true, false).text()).isEqualTo("wait=30, until=terminal");
        assertThat(preference(30, true, true).text()).isEqualTo("wait=30, until=terminal, return=minimal");
    }

    @Test
    void readsWhatTheServerApplies() {
        assertThat(applied("wait=30")).isEqualTo(preference(30, false, false));
        assertThat(applied("wait=30, until=terminal")).isEqualTo(preference(30, true, false));
        assertThat(applied("Wait = \"30\", UNTIL=\"terminal\",return=minimal")).isEqualTo(preference(30, true, true));
        assertThat(applied("return=minimal", "wait=30;x=1")).isEqualTo(preference(30, false, true));
    }

    @Test
    void readsNothingThatTheServerDoesNotSay() {
        assertThat(applied()).isEqualTo(Preference.NONE);
        assertThat(applied("respond-async")).isEqualTo(Preference.NONE);
        assertThat(applied("until=terminal")).isEqualTo(Preference.NONE);
        assertThat(applied("wait=12345678")).isEqualTo(Preference.NONE);
        assertThat(applied("wait=soon")).isEqualTo(Preference.NONE);
        assertThat(applied("wait=30, until=terminally")).isEqualTo(preference(30, false, false));
    }

    @Test
    void holdsForTheTimeThatItNames() {
        assertThat(Preference.NONE.isHeld()).isFalse();
        assertThat(preference(30, false, false).isHeld()).isTrue();
    }

    private static Preference preference(int seconds, boolean untilEnd, boolean minimal) {
        return new Preference(Duration.ofSeconds(seconds), untilEnd, minimal);
    }

    private static Preference applied(String... values) {
        return Preference.applied(HttpHeaders.of(Map.of("Preference-Applied", List.of(values)), (name, value) -> true));
    }
}
