package dev.fermata.simulator.dialect.status;

import static dev.fermata.simulator.dialect.status.StatusSequence.StatusResult.COMPLETED;
import static dev.fermata.simulator.dialect.status.StatusSequence.StatusResult.ERROR;
import static dev.fermata.simulator.dialect.status.StatusSequence.StatusResult.PENDING;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.simulator.clock.Micros;
import dev.fermata.simulator.dialect.status.StatusSequence.Phase;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class StatusSequenceTest {

    private static final long START = 1_000_000;

    @Test
    void isPendingThenEndedThenReplaced() {
        StatusSequence sequence = new StatusSequence(START, 30, 0, 20, 1);
        assertThat(sequence.at(START)).isEqualTo(new Phase(0, PENDING, START, START + 30));
        assertThat(sequence.at(START + 29).result()).isEqualTo(PENDING);
        assertThat(sequence.at(START + 30)).isEqualTo(new Phase(0, COMPLETED, START + 30, START + 50));
        assertThat(sequence.at(START + 49).result()).isEqualTo(COMPLETED);
        assertThat(sequence.at(START + 50)).isEqualTo(new Phase(1, PENDING, START + 50, START + 80));
    }

    @Test
    void staysEndedWhereThereIsNoReset() {
        StatusSequence sequence = new StatusSequence(START, 30, 1, Micros.NEVER, 1);
        assertThat(sequence.at(START + 30)).isEqualTo(new Phase(0, ERROR, START + 30, Micros.NEVER));
        assertThat(sequence.at(Long.MAX_VALUE / 2).result()).isEqualTo(ERROR);
    }

    @Test
    void isEndedFromTheStartWithoutADelay() {
        assertThat(new StatusSequence(START, 0, 0, 5, 1).at(START).result()).isEqualTo(COMPLETED);
    }

    @Test
    void beginsWithTheFirstJobWhateverTheClockSays() {
        assertThat(new StatusSequence(START, 30, 0, 20, 1).at(0).number()).isZero();
    }

    @Test
    void drawsErrorsAsOftenAsItWasTold() {
        StatusSequence sequence = new StatusSequence(0, 1, 0.1, 1, 42);
        long errors = LongStream.range(0, 100_000)
                .filter(job -> sequence.at(2 * job + 1).result() == ERROR)
                .count();
        assertThat(errors).isBetween(9_500L, 10_500L);
    }

    static List<Long> seeds() {
        return new SplittableRandom().longs(50).boxed().toList();
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void saysTheSameInWhateverOrderItIsAsked(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        StatusSequence sequence =
                new StatusSequence(START, random.nextLong(0, 1_000), 0.5, random.nextLong(1, 1_000), seed);
        long[] moments = random.longs(200, START, START + 100_000).toArray();
        List<Phase> once = LongStream.of(moments).mapToObj(sequence::at).toList();
        List<Phase> sorted =
                LongStream.of(moments).sorted().mapToObj(sequence::at).toList();
        assertThat(sorted).containsExactlyInAnyOrderElementsOf(once);
        for (int i = 0; i < moments.length; i++) {
            Phase phase = once.get(i);
            assertThat(moments[i]).isGreaterThanOrEqualTo(phase.since()).isLessThan(phase.until());
            assertThat(sequence.at(phase.until()).since()).isEqualTo(phase.until());
        }
    }
}
