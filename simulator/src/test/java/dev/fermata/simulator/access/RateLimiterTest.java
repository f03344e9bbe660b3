package dev.fermata.simulator.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.simulator.access.RateLimiter.Taken;
import org.junit.jupiter.api.Test;

class RateLimiterTest {

    private static final long SECOND = 1_000_000;

    private final RateLimiter windows = new RateLimiter(2, 10 * SECOND);

    @Test
    void letsInSoManyPerWindowWhichBeginsWithTheFirst() {
        assertThat(windows.take("a", 3 * SECOND)).isEqualTo(new Taken(true, 1, 10 * SECOND));
        assertThat(windows.take("a", 4 * SECOND)).isEqualTo(new Taken(true, 0, 9 * SECOND));
        assertThat(windows.take("a", 13 * SECOND - 1)).isEqualTo(new Taken(false, 0, 1));
        assertThat(windows.take("a", 13 * SECOND)).isEqualTo(new Taken(true, 1, 10 * SECOND));
    }

    @Test
    void countsEachClientOnItsOwn() {
        windows.take("a", 0);
        windows.take("a", 0);
        assertThat(windows.take("a", 0).allowed()).isFalse();
        assertThat(windows.take("b", 0).allowed()).isTrue();
    }

    @Test
    void forgetsWhoHasNotAskedForLongest() {
        windows.take("first", 0);
        windows.take("first", 0);
        for (int i = 0; i < RateLimiter.MOST_CLIENTS; i++) {
            windows.take("client" + i, 0);
        }
        assertThat(windows.clients()).isEqualTo(RateLimiter.MOST_CLIENTS);
        assertThat(windows.take("first", 0)).isEqualTo(new Taken(true, 1, 10 * SECOND));
    }
}
