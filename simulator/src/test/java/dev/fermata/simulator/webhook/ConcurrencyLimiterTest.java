package dev.fermata.simulator.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConcurrencyLimiterTest {

    private final List<String> began = new ArrayList<>();

    @Test
    void admitOnlySoManyInAllAndToOneReceiver() {
        ConcurrencyLimiter slots = new ConcurrencyLimiter(3, 2);
        enter(slots, "a", "a1", "a2", "a3");
        enter(slots, "b", "b1", "b2");
        assertThat(began).containsExactly("a1", "a2", "b1");

        slots.leave("a");
        assertThat(began).endsWith("b1", "a3");
        slots.leave("b");
        assertThat(began).endsWith("a3", "b2");
    }

    @Test
    void letReceiversTakeTurns() {
        ConcurrencyLimiter slots = new ConcurrencyLimiter(1, 1);
        enter(slots, "a", "a1", "a2", "a3");
        enter(slots, "b", "b1", "b2");
        enter(slots, "c", "c1");
        for (String receiver : List.of("a", "a", "b", "c", "a")) {
            slots.leave(receiver);
        }
        assertThat(began).containsExactly("a1", "a2", "b1", "c1", "a3", "b2");
    }

    @Test
    void letAnyNumberComeAndGoAtOnce() {
        ConcurrencyLimiter slots = new ConcurrencyLimiter(1, 1);
        slots.enter("a", () -> began.add("first"));
        for (int i = 0; i < 100_000; i++) {
            slots.enter("a", () -> {
                began.add("another");
                slots.leave("a");
            });
        }
        slots.leave("a");

        assertThat(began).hasSize(100_001);
    }

    private void enter(ConcurrencyLimiter slots, String receiver, String... names) {
        for (String name : names) {
            slots.enter(receiver, () -> began.add(name));
        }
    }
}
