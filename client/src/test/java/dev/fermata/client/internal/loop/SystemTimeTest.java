package dev.fermata.client.internal.loop;

import static java.time.Duration.ofNanos;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.client.internal.loop.TimeSource.SystemTime;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SystemTimeTest {

    @ParameterizedTest(name = "counter {0}")
    @ValueSource(longs = {0, -1, 1, -3_600_000_000_000L, Long.MIN_VALUE, Long.MAX_VALUE})
    void liesAboveZeroAndGoesOnWhereverTheMachinesCounterStands(long first) {
        AtomicLong counter = new AtomicLong(first);
        SystemTime time = new SystemTime(counter::get);
        Duration start = time.now();
        assertThat(start).isPositive();
        counter.addAndGet(7);
        assertThat(time.now()).isEqualTo(start.plus(ofNanos(7)));
    }
}
