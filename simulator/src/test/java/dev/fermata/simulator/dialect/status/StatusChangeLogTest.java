package dev.fermata.simulator.dialect.status;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.simulator.dialect.status.StatusNotifier.StatusChangeLog;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class StatusChangeLogTest {

    private final List<String> lines = new ArrayList<>();
    private long nanos = -7;
    private final StatusChangeLog log = new StatusChangeLog(() -> nanos, lines::add);

    @Test
    void logsAsManyChangesInASecondAsCanBeReadAndSaysWhenThereAreMore() {
        add(1_260_000);
        assertThat(lines).hasSize(StatusChangeLog.PER_SECOND + 1).startsWith("job 1 is completed");
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
            log.add(i, "completed");
        }
    }
}
