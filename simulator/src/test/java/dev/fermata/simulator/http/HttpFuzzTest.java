package dev.fermata.simulator.http;

import java.io.IOException;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Requests by chance, the same for the same seed. For hours:
 *
 * <pre>mvn -pl simulator test -Dtest=HttpFuzzTest -Dfuzz.pipelines=10000000 [-Dfuzz.seed=...]</pre>
 *
 * <p>What fails says its seed; with it and one pipeline it fails again.
 */
class HttpFuzzTest {

    private static final long SEED = Long.getLong("fuzz.seed", System.nanoTime());
    private static final int PIPELINES = Integer.getInteger("fuzz.pipelines", 3_000);

    @Test
    void answersAreTheSameHoweverTheBytesAreSplit() throws Exception {
        try (HttpFuzz fuzz = new HttpFuzz(Transport.best())) {
            each(PIPELINES, fuzz::splits);
        }
    }

    @ParameterizedTest
    @EnumSource
    void everyRequestIsAnsweredOverASocketAndNothingElseIs(Transport transport) throws Exception {
        try (HttpFuzz fuzz = new HttpFuzz(transport)) {
            each(PIPELINES / 3, fuzz::socket);
        }
    }

    private interface Run {
        void of(long seed) throws IOException;
    }

    private static void each(int pipelines, Run run) {
        System.out.println("fuzz.seed " + SEED);
        SplittableRandom seeds = new SplittableRandom(SEED);
        for (int i = 0; i < pipelines; i++) {
            long seed = i == 0 ? SEED : seeds.nextLong();
            try {
                run.of(seed);
            } catch (AssertionError | IOException | RuntimeException failed) {
                throw new AssertionError("pipeline " + i + ", -Dfuzz.pipelines=1 -Dfuzz.seed=" + seed, failed);
            }
        }
    }
}
