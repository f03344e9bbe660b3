package dev.fermata.client.internal.loop;

import static java.time.Duration.ofNanos;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventLoopTest {

    private final AtomicLong counter = new AtomicLong();
    private final List<String> happened = new ArrayList<>();
    private final EventLoop loop = new EventLoop(counter::get, () -> happened.add("end of turn"));

    @Test
    void acceptsNoEventAfterTheLastOne() {
        assertThat(loop.add(() -> happened.add("first"))).isTrue();
        loop.close(() -> happened.add("last"));
        assertThat(loop.add(() -> happened.add("late"))).isFalse();
        loop.close(() -> happened.add("again"));
        loop.turn();
        assertThat(happened).containsExactly("first", "last");
    }

    @Test
    void handlesEventsThenTimersThatAreDueThenWhatComesLast() {
        loop.set(new Named("later"), loop.now().plusNanos(2));
        loop.set(new Named("due"), loop.now().plusNanos(1));
        counter.set(1);
        loop.add(() -> happened.add("event"));
        assertThat(loop.turn()).isEqualTo(ofNanos(1));
        assertThat(happened).containsExactly("event", "due", "end of turn");
    }

    @Test
    void goesOnAfterAnEventThatThrew() {
        loop.add(() -> {
            throw new IllegalStateException("a bug");
        });
        loop.add(() -> happened.add("next"));
        assertThat(loop.turn()).isNull();
        assertThat(happened).containsExactly("next", "end of turn");
    }

    @ParameterizedTest(name = "counter {0}")
    @ValueSource(longs = {0, -1, 1, -3_600_000_000_000L, Long.MIN_VALUE, Long.MAX_VALUE})
    void itsTimeLiesAboveZeroAndGoesOnWhereverTheMachinesCounterStands(long first) {
        counter.set(first);
        EventLoop other = new EventLoop(counter::get, () -> {});
        Duration start = other.now();
        assertThat(start).isPositive();
        counter.addAndGet(7);
        assertThat(other.now()).isEqualTo(start.plus(ofNanos(7)));
    }

    private final class Named extends EventLoop.Timer {
        private final String name;

        private Named(String name) {
            this.name = name;
        }

        @Override
        public void due() {
            happened.add(name);
        }
    }
}
