package dev.fermata.bench.peers;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.ToDoubleFunction;

/** How one contender did with all kinds of jobs. */
record Result(String name, Map<Jobs, Sample> samples) {

    Sample of(Jobs jobs) {
        return Objects.requireNonNull(samples.get(jobs));
    }

    /** The geometric mean over these jobs of a figure relative to another's. */
    double relative(Result other, List<Jobs> cells, ToDoubleFunction<Sample> figure) {
        double logs = 0;
        for (Jobs jobs : cells) {
            logs += Math.log(figure.applyAsDouble(of(jobs)) / figure.applyAsDouble(other.of(jobs)));
        }
        return Math.exp(logs / cells.size());
    }
}
