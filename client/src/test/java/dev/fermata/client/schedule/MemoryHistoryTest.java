package dev.fermata.client.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.fermata.client.schedule.DurationHistory.Observation;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MemoryHistoryTest {

    private final DurationHistory history = DurationHistory.inMemory();

    @Test
    void recordsForAKindAndItsParents() {
        history.exact("heygen/quality/es", Duration.ofSeconds(30));
        history.between("heygen/quality/fr", Duration.ZERO, Duration.ofSeconds(40));

        assertThat(history.observations("heygen/quality/es")).hasSize(1);
        assertThat(history.observations("heygen/quality")).hasSize(2);
        assertThat(history.observations("heygen")).hasSize(2);
        assertThat(history.observations("")).isEmpty();
    }

    @Test
    void keepsTheNewestJobsOfAKind() {
        for (int i = 1; i <= DurationHistory.JOBS_PER_KIND + 5; i++) {
            history.longerThan("a", Duration.ofSeconds(i));
        }
        assertThat(history.observations("a"))
                .hasSize(DurationHistory.JOBS_PER_KIND)
                .startsWith(Observation.longerThan(Duration.ofSeconds(6)))
                .endsWith(Observation.longerThan(Duration.ofSeconds(DurationHistory.JOBS_PER_KIND + 5)));
    }

    @Test
    void forgetsTheKindThatGotNoJobForTheLongestTime() {
        for (int i = 0; i <= DurationHistory.KINDS; i++) {
            history.exact("kind " + i, Duration.ofSeconds(1));
        }
        assertThat(history.observations("kind 0")).isEmpty();
        assertThat(history.observations("kind 1")).hasSize(1);
        assertThat(history.observations("kind " + DurationHistory.KINDS)).hasSize(1);
    }

    @Test
    void returnsTheSameListUntilSomethingIsRecorded() {
        history.exact("a", Duration.ofSeconds(1));
        List<Observation> before = history.observations("a");
        history.exact("b", Duration.ofSeconds(1));
        assertThat(history.observations("a")).isSameAs(before);
        history.exact("a", Duration.ofSeconds(2));
        assertThat(history.observations("a")).hasSize(2);
        assertThat(before).hasSize(1);
    }

    @Test
    void keepsWhatManyThreadsRecord() {
        IntStream.rangeClosed(1, 200).parallel().forEach(i -> history.exact("a", Duration.ofSeconds(i)));
        assertThat(history.observations("a")).hasSize(200);
    }

    @Test
    void rejectsImpossibleDurations() {
        assertThatIllegalArgumentException().isThrownBy(() -> Observation.exact(Duration.ZERO));
        assertThatIllegalArgumentException().isThrownBy(() -> Observation.longerThan(Duration.ofSeconds(-1)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Observation.between(Duration.ofSeconds(2), Duration.ofSeconds(2)))
                .withMessageContaining("after");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Observation.between(Duration.ofSeconds(-1), Duration.ofSeconds(2)));
    }
}
