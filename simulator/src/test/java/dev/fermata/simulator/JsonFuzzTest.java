package dev.fermata.simulator;

import java.io.IOException;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * JSON and YAML by chance, the same for the same seed. For hours:
 *
 * <pre>mvn -pl simulator test -Dtest=JsonFuzzTest -Dfuzz.rounds=10000000 [-Dfuzz.seed=...]</pre>
 *
 * <p>What fails says its seed; with it and one round it fails again.
 */
class JsonFuzzTest {

    private static final long SEED = Long.getLong("fuzz.seed", System.nanoTime());
    private static final int ROUNDS = Integer.getInteger("fuzz.rounds", 60);

    @Test
    void everyBodyIsAcceptedOrRefusedInWordsForPeople(@TempDir Path folder) throws Exception {
        each(ROUNDS, new JsonFuzz(folder)::bodies);
    }

    @Test
    void everyScenarioFileIsReadOrRefusedInWordsForPeople(@TempDir Path folder) throws Exception {
        each(ROUNDS == 1 ? 1 : ROUNDS * 20, new JsonFuzz(folder)::files);
    }

    private interface Round {
        void of(long seed) throws IOException, InterruptedException;
    }

    private static void each(int rounds, Round round) throws InterruptedException {
        System.out.println("fuzz.seed " + SEED);
        SplittableRandom seeds = new SplittableRandom(SEED);
        for (int i = 0; i < rounds; i++) {
            long seed = i == 0 ? SEED : seeds.nextLong();
            try {
                round.of(seed);
            } catch (AssertionError | IOException | RuntimeException failed) {
                throw new AssertionError("round " + i + ", -Dfuzz.rounds=1 -Dfuzz.seed=" + seed, failed);
            }
        }
    }
}
