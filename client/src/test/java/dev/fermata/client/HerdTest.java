package dev.fermata.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class HerdTest {

    private static final Duration NOW = Duration.ofHours(1);
    private static final Duration LATER = NOW.plusSeconds(60);
    private static final int BATCH = 1_000;

    private final Backend backend = Backend.fermata(URI.create("http://localhost:1"));
    private final List<Target> targets =
            IntStream.range(0, 40).mapToObj(i -> new Target(backend, "job" + i)).toList();

    @Test
    void takesFromTheSmallestFirst() {
        Herd herd = new Herd(new Batch(BATCH));
        List<Exchange> bySize = Stream.of(2, 4, 6).map(this::exchange).toList();
        Stream.of(2, 0, 1).map(bySize::get).forEach(herd::add);
        assertThat(herd.donors(exchange(5), NOW)).containsExactly(bySize.get(0), bySize.get(1));
    }

    @Test
    void countsOnWhileOthersComeAndGo() throws InterruptedException {
        Herd herd = new Herd(new Batch(BATCH));
        List<Exchange> exchanges =
                IntStream.range(0, 400).mapToObj(i -> exchange(1 + i % 30)).toList();
        exchanges.forEach(herd::add);
        AtomicBoolean over = new AtomicBoolean();
        Thread traffic = new Thread(() -> {
            for (int i = 0; !over.get(); i++) {
                Exchange exchange = exchanges.get(i % exchanges.size());
                Target target = targets.get(i * 7 % targets.size());
                if (exchange.carries(target)) {
                    exchange.leave(target);
                } else {
                    exchange.board(target, Duration.ofSeconds(10), LATER);
                }
            }
        });
        traffic.start();
        try {
            Exchange largest = exchange(targets.size());
            for (int i = 0; i < 2_000; i++) {
                assertThat(herd.donors(largest, NOW)).hasSize(exchanges.size());
            }
        } finally {
            over.set(true);
            traffic.join();
        }
    }

    private Exchange exchange(int size) {
        Exchange exchange = new Exchange(NOW, Exchange.For.AN_END);
        targets.subList(0, size).forEach(target -> exchange.board(target, Duration.ofSeconds(10), LATER));
        return exchange;
    }
}
