package dev.fermata.simulator.job.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class JobIdsTest {

    private final long seed = System.nanoTime();
    private final JobIds ids = new JobIds(seed);

    @Test
    void leadsBackToTheNumber() {
        Set<String> all = new HashSet<>();
        for (long number = 0; number < 10_000; number++) {
            String id = ids.id(number);
            assertThat(id).as("seed %d", seed).matches("[0-9a-hj-km-np-tv-z]{13}");
            assertThat(ids.number(id)).as("seed %d", seed).isEqualTo(number);
            all.add(id);
        }
        assertThat(all).hasSize(10_000);
        assertThat(ids.number(ids.id(Long.MAX_VALUE))).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void hasALongerFormThatLeadsBackToTheNumberToo() {
        String id = JobIds.extended(ids.id(42));
        assertThat(id).as("seed %d", seed).matches("[0-9a-hj-km-np-tv-z]{26}").startsWith(ids.id(42));
        assertThat(ids.number(id)).as("seed %d", seed).isEqualTo(42);
        String wrong = id.substring(0, 25) + (id.endsWith("0") ? "1" : "0");
        assertThat(ids.number(wrong)).as("seed %d", seed).isEqualTo(-1);
        assertThat(ids.number("g" + id.substring(1))).as("seed %d", seed).isEqualTo(-1);
    }

    @Test
    void isAnotherForAnotherSeed() {
        assertThat(new JobIds(1).id(0)).isEqualTo(new JobIds(1).id(0)).isNotEqualTo(new JobIds(2).id(0));
    }

    @Test
    void isNotGuessed() {
        Random random = new Random(seed);
        for (int i = 0; i < 10_000; i++) {
            String guess = new JobIds(random.nextLong()).id(i);
            assertThat(ids.number(guess))
                    .as("seed %d, %s", seed, guess)
                    .satisfiesAnyOf(
                            number -> assertThat(number).isEqualTo(-1L),
                            number -> assertThat(number).isGreaterThan(1L << 40));
        }
    }

    @Test
    void refusesWhatIsNoId() {
        for (String wrong :
                new String[] {"", "0", "zzzzzzzzzzzzz", "gggggggggggg\u00e9", "0000000000000x", "000000000000I"}) {
            assertThat(ids.number(wrong)).as(wrong).isEqualTo(-1);
        }
    }
}
