package dev.fermata.client.internal.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class EventQueueTest {

    private final EventQueue queue = new EventQueue();
    private final List<String> happened = new ArrayList<>();

    @Test
    void acceptsNoEventAfterTheLastOne() {
        assertThat(queue.add(() -> happened.add("first"))).isTrue();
        assertThat(queue.close(() -> happened.add("last"))).isTrue();
        assertThat(queue.add(() -> happened.add("late"))).isFalse();
        assertThat(queue.close(() -> happened.add("again"))).isFalse();
        queue.take(Duration.ZERO).forEach(Runnable::run);
        assertThat(happened).containsExactly("first", "last");
    }

    @Test
    void isEmptyIfNoEventComesInTime() {
        assertThat(queue.take(Duration.ZERO)).isEmpty();
    }
}
