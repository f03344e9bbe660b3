package dev.fermata.simulator.dialect.fermata;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.simulator.dialect.fermata.AllEventsEndpoint.EventLog;
import org.junit.jupiter.api.Test;

class EventLogTest {

    private final EventLog log = new EventLog();

    @Test
    void givesBackWhatCameAfter() {
        add("a", "b", "c");
        assertThat(log.knowsAllAfter(1)).isTrue();
        assertThat(log.after(1, "http://a")).asString(US_ASCII).isEqualTo("bc");
        assertThat(log.after(0, "http://a")).asString(US_ASCII).isEqualTo("abc");
        assertThat(log.after(3, "http://a")).isEmpty();
        assertThat(log.next()).isEqualTo(4);
    }

    @Test
    void doesNotKnowTheFuture() {
        add("a");
        assertThat(log.knowsAllAfter(1)).isTrue();
        assertThat(log.knowsAllAfter(2)).isFalse();
    }

    @Test
    void forgetsTheOldestOfTooMany() {
        for (int i = 0; i < 5_003; i++) {
            add(".");
        }
        assertThat(log.knowsAllAfter(3)).isTrue();
        assertThat(log.knowsAllAfter(2)).isFalse();
        assertThat(log.after(3, "http://a")).hasSize(5_000);
    }

    @Test
    void forgetsTheOldestOfTooLongOnes() {
        for (int i = 0; i < 5; i++) {
            add(new byte[1 << 20]);
        }
        assertThat(log.knowsAllAfter(1)).isTrue();
        assertThat(log.knowsAllAfter(0)).isFalse();
    }

    @Test
    void knowsThatItDoesNotKnowWhatHappenedWhileNobodyListened() {
        add("a", "b");
        log.clear();
        assertThat(log.knowsAllAfter(2)).isFalse();
        add("c");
        assertThat(log.knowsAllAfter(2)).isFalse();
        assertThat(log.knowsAllAfter(3)).isTrue();
        assertThat(log.after(3, "http://a")).asString(US_ASCII).isEqualTo("c");
    }

    private void add(String... events) {
        for (String event : events) {
            add(event.getBytes(US_ASCII));
        }
    }

    private void add(byte[] bytes) {
        log.add(new EventLog.Event(bytes));
    }
}
