package dev.fermata.bench.schedules;

import java.util.ArrayList;
import java.util.List;

/** The 18 cells: six distributions, each at three patiences, with the lowest possible cost in each. */
record Cells(List<Cell> cells) {

    static final double[] PATIENCES = {1, 2, 5};

    record Cell(JobDurations durations, double patience, double best) {
        static Cell of(JobDurations durations, double patience) {
            return new Cell(durations, patience, BestKnown.cost(durations, patience));
        }

        /** Different for each cell, and the same in every run. */
        long seed() {
            return (durations.name() + patience).hashCode();
        }
    }

    /** What is measured in one cell: a cost in seconds. */
    @FunctionalInterface
    interface Measure {
        double cost(Cell cell);
    }

    /** Costs relative to the best, cell by cell. */
    record Row(String name, double[] costs) {
        double geometricMean() {
            double log = 0;
            for (double cost : costs) {
                log += Math.log(cost);
            }
            return Math.exp(log / costs.length);
        }

        double worst() {
            double worst = 0;
            for (double cost : costs) {
                worst = Math.max(worst, cost);
            }
            return worst;
        }
    }

    static Cells of(List<JobDurations> all) {
        List<Cell> cells = new ArrayList<>();
        for (JobDurations durations : all) {
            for (double patience : PATIENCES) {
                cells.add(Cell.of(durations, patience));
            }
        }
        return new Cells(cells);
    }

    Row row(String name, Measure measure) {
        return new Row(
                name,
                cells.parallelStream()
                        .mapToDouble(cell -> measure.cost(cell) / cell.best())
                        .toArray());
    }
}
