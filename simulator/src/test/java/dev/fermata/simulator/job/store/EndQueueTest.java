package dev.fermata.simulator.job.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.simulator.clock.Micros;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.Random;
import org.junit.jupiter.api.Test;

class EndQueueTest {

    private record Entry(long end, long number) {}

    @Test
    void ordersAsAPriorityQueueDoes() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        Evictions.EndQueue queue = new Evictions.EndQueue();
        PriorityQueue<Entry> model =
                new PriorityQueue<>(Comparator.comparingLong(Entry::end).thenComparingLong(Entry::number));
        for (int i = 0; i < 20_000; i++) {
            if (random.nextInt(5) < (i < 10_000 ? 3 : 2)) {
                Entry entry = new Entry(random.nextInt(100), random.nextInt(1_000));
                model.add(entry);
                queue.add(entry.end(), entry.number());
            } else if (!model.isEmpty()) {
                Entry first = model.remove();
                assertThat(new Entry(queue.firstEnd(), queue.firstNumber()))
                        .as("seed %d, step %d", seed, i)
                        .isEqualTo(first);
                queue.removeFirst();
            }
            assertThat(queue.size()).isEqualTo(model.size());
        }
    }

    @Test
    void hasNoFirstEndWhenItIsEmpty() {
        assertThat(new Evictions.EndQueue().firstEnd()).isEqualTo(Micros.NEVER);
    }
}
