package dev.fermata.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class StatusLogTest {

    private final List<String> lines = new ArrayList<>();
    private long nanos = -7;
    private final StatusLog log = new StatusLog(() -> nanos, lines::add);

    @Test
    void logsAsManyChangesInASecondAsCanBeReadAndSaysWhenThereAreMore() {
        add(1_260_000);
        assertThat(lines).hasSize(StatusLog.PER_SECOND + 1).startsWith("job 1 is completed");
        assertThat(lines).last().isEqualTo("the next changes are too many to log");
    }

    @Test
    void goesOnInTheNextSecond() {
        add(51);
        nanos += 999_999_999;
        add(1);
        nanos += 1;
        lines.clear();
        add(2);
        assertThat(lines).containsExactly("job 1 is completed", "job 2 is completed");
    }

    private void add(int changes) {
        for (int i = 1; i <= changes; i++) {
            log.add(new StatusChange(Instant.EPOCH, i, "completed"));
        }
    }
}
