package dev.fermata.simulator.job.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.simulator.job.JobPlan;
import dev.fermata.simulator.job.JobProfile;
import dev.fermata.simulator.job.JobSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class JobTableTest {

    private static final int FAR = 5_000_000;

    private final JobTable table = new JobTable();
    private final TreeMap<Long, Job> naive = new TreeMap<>();

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3})
    void isWhatAMapWouldBeAcrossItsPagesAndBooks(long seed) {
        Random random = new Random(seed);
        long next = 0;
        for (int i = 0; i < 3_000; i++) {
            next += random.nextInt(8) == 0 ? random.nextInt(FAR / 100) : 1;
            Job job = job(next);
            table.put(next, job);
            naive.put(next, job);
            if (random.nextInt(2) == 0) {
                Long below = naive.floorKey((long) random.nextInt((int) next + 1));
                long gone = below == null ? naive.firstKey() : below;
                assertThat(table.remove(gone)).isSameAs(naive.remove(gone));
                assertThat(table.remove(gone)).isNull();
            }
        }
        look(random, next);
        for (long number : List.copyOf(naive.keySet())) {
            if (random.nextInt(10) > 0) {
                assertThat(table.remove(number)).isSameAs(naive.remove(number));
            }
        }
        look(random, next);
        table.clear();
        naive.clear();
        look(random, next);
    }

    private void look(Random random, long last) {
        assertThat(table.size()).isEqualTo(naive.size());
        for (long number : new long[] {0, last, last + 1, last + FAR, 1L << 40, Long.MAX_VALUE}) {
            assertThat(table.get(number)).isSameAs(naive.get(number));
        }
        for (int i = 0; i < 1_000; i++) {
            long number = random.nextInt((int) last + 1);
            assertThat(table.get(number)).isSameAs(naive.get(number));
        }
        for (long below : new long[] {0, 1, 64, 65, 65_536, random.nextInt((int) last + 1), last + 1, Long.MAX_VALUE}) {
            List<Job> seen = new ArrayList<>();
            table.descend(below, seen::add);
            assertThat(seen)
                    .containsExactlyElementsOf(
                            naive.headMap(below, false).descendingMap().values());
        }
        List<Job> three = new ArrayList<>();
        table.descend(Long.MAX_VALUE, job -> three.add(job) && three.size() < 3);
        assertThat(three)
                .containsExactlyElementsOf(
                        naive.descendingMap().values().stream().limit(3).toList());
    }

    private static Job job(long number) {
        JobPlan plan = JobPlan.draw(
                JobProfile.defaults(), 1, number, 0, JobProfile.defaults().videoLength());
        return new Job(new JobIds(1), JobSpec.of("https://example.com/a.mp4", "es"), plan);
    }
}
