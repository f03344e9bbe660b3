package dev.fermata.simulator.job;

import dev.fermata.simulator.job.Snapshot.Stage;
import dev.fermata.simulator.text.Checks;
import java.util.List;

/**
 * How the running time is divided among the stages.
 *
 * @param weights of transcribing, translating, voicing, lip-syncing and rendering; 0 leaves a stage out
 * @param jitter how much the weights differ from job to job: 0 not at all, 1 up to none or double
 */
public record StageWeights(List<Double> weights, double jitter) {

    /** Boundaries are counted in parts of the running time of this size, so that four of them fit a {@code long}. */
    static final long PARTS = 65_535;

    private static final Stage[] ALL = Stage.values();
    private static final int BOUNDARIES = 4;
    private static final StageWeights DEFAULTS = new StageWeights(
            List.of(
                    Stage.TRANSCRIBING.weight(),
                    Stage.TRANSLATING.weight(),
                    Stage.VOICING.weight(),
                    Stage.LIP_SYNCING.weight(),
                    Stage.RENDERING.weight()),
            0.2);

    public StageWeights {
        weights = List.copyOf(weights);
        Checks.that(weights.size() == BOUNDARIES + 1, "number of stage weights", weights.size(), "5, one per stage");
        double sum = 0;
        for (double weight : weights) {
            Checks.that(weight >= 0 && weight <= 1e9, "stage weight", weight, "0 (left out) to 1000000000");
            sum += weight;
        }
        Checks.that(sum > 0, "sum of stage weights", sum, "more than 0");
        Checks.chance("stage jitter", jitter);
    }

    public static StageWeights defaults() {
        return DEFAULTS;
    }

    /** The parts of the running time after which the second to the fifth stage begin, 16 bits each. */
    long draw(SeededRandom draw) {
        double[] until = new double[BOUNDARIES + 1];
        double sum = 0;
        for (int i = 0; i <= BOUNDARIES; i++) {
            // More than 0, because all of them could be 0.
            sum += weights.get(i) * (1 + jitter * (1.998 * draw.uniform() - 0.999));
            until[i] = sum;
        }
        long packed = 0;
        for (int i = 0; i < BOUNDARIES; i++) {
            packed |= Math.round(until[i] / sum * PARTS) << (16 * i);
        }
        return packed;
    }

    /** The stage after {@code elapsed} of {@code full}, whole numbers so that it agrees with {@link #nextAfter}. */
    static Stage at(long packed, long elapsed, long full) {
        int stage = 1;
        while (stage <= BOUNDARIES && elapsed * PARTS >= boundary(packed, stage) * full) {
            stage++;
        }
        return ALL[stage];
    }

    /** How much is elapsed when the next stage begins, more than {@code elapsed}; {@code full} when none does. */
    static long nextAfter(long packed, long elapsed, long full) {
        for (int i = 1; i <= BOUNDARIES; i++) {
            long boundary = boundary(packed, i) * full;
            if (elapsed * PARTS < boundary) {
                return (boundary + PARTS - 1) / PARTS;
            }
        }
        return full;
    }

    private static long boundary(long packed, int i) {
        return (packed >>> (16 * (i - 1))) & PARTS;
    }
}
