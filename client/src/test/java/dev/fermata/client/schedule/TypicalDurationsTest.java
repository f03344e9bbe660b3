package dev.fermata.client.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.client.schedule.DurationHistory.Observation;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class TypicalDurationsTest {

    private final DurationHistory recorded = DurationHistory.inMemory();
    private final DurationHistory history = recorded.beginningWith("v", List.of(Duration.ofMinutes(10)));

    @Test
    void whatIsTypicalCountsUntilEnoughJobsAreRecorded() {
        assertThat(history.observations("v")).containsExactly(Observation.exact(Duration.ofMinutes(10)));
        for (int job = 0; job < 9; job++) {
            history.exact("v/es", Duration.ofMinutes(1));
        }
        assertThat(history.observations("v")).hasSize(10);
        history.exact("v/es", Duration.ofMinutes(1));
        assertThat(history.observations("v")).hasSize(10).containsOnly(Observation.exact(Duration.ofMinutes(1)));
    }

    @Test
    void otherKindsAreAsTheyAre() {
        assertThat(history.observations("w")).isEmpty();
        assertThat(history.observations("v/es")).isEmpty();
    }

    @Test
    void theListIsTheSameWhileNothingIsRecorded() {
        assertThat(history.observations("v")).isSameAs(history.observations("v"));
        history.exact("v", Duration.ofMinutes(2));
        assertThat(history.observations("v"))
                .isSameAs(history.observations("v"))
                .hasSize(2);
    }
}
