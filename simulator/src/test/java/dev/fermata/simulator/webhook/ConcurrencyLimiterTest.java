package dev.fermata.simulator.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConcurrencyLimiterTest {

    private final List<String> began = new ArrayList<>();

    @Test
    void admitOnlySoManyInAllAndToOneReceiver() {
        ConcurrencyLimiter limiter = new ConcurrencyLimiter(3, 2);
        enter(limiter, "a", "a1", "a2", "a3");
        enter(limiter, "b", "b1", "b2");
        assertThat(began).containsExactly("a1", "a2", "b1");

        limiter.leave("a");
        assertThat(began).endsWith("b1", "a3");
        limiter.leave("b");
        assertThat(began).endsWith("a3", "b2");
    }

    @Test
    void letReceiversTakeTurns() {
        ConcurrencyLimiter limiter = new ConcurrencyLimiter(1, 1);
        enter(limiter, "a", "a1", "a2", "a3");
        enter(limiter, "b", "b1", "b2");
        enter(limiter, "c", "c1");
        for (String receiver : List.of("a", "a", "b", "c", "a")) {
            limiter.leave(receiver);
        }
        assertThat(began).containsExactly("a1", "a2", "b1", "c1", "a3", "b2");
    }

    @Test
    void letAnyNumberComeAndGoAtOnce() {
        ConcurrencyLimiter limiter = new ConcurrencyLimiter(1, 1);
        limiter.enter("a", () -> began.add("first"));
        for (int i = 0; i < 100_000; i++) {
            limiter.enter("a", () -> {
                began.add("another");
                limiter.leave("a");
            });
        }
        limiter.leave("a");

        assertThat(began).hasSize(100_001);
    }

    private void enter(ConcurrencyLimiter limiter, String receiver, String... names) {
        for (String name : names) {
            limiter.enter(receiver, () -> began.add(name));
        }
    }
}
