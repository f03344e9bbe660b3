package dev.fermata.bench.schedules;

import java.util.List;
import java.util.Random;

/** Learning from the waits themselves: no job's duration is ever told, only between which looks it ended. */
final class OnLine {

    private OnLine() {}

    /**
     * What the schedule costs for the first job, the second, and so on, relative to the best: each the expectation for the
     * plan at that moment, not the luck of one job; the mean over seeds.
     */
    record Course(Cells.Cell cell, double[] costs) {

        /** The mean over these jobs, counted from 1, both ends included. */
        double mean(int fromJob, int toJob) {
            double sum = 0;
            for (int job = fromJob; job <= toJob; job++) {
                sum += costs[job - 1];
            }
            return sum / (toJob - fromJob + 1);
        }
    }

    static Course course(Cells.Cell cell, int jobs, int firstSeed, int seeds) {
        double[] costs = new double[jobs];
        for (int seed = firstSeed; seed < firstSeed + seeds; seed++) {
            Random random = new Random(31L * seed + cell.seed());
            Adaptive adaptive = Adaptive.cold(cell.patience());
            for (int job = 0; job < jobs; job++) {
                costs[job] += adaptive.cost(cell.durations(), cell.patience(), random, 2) / seeds / cell.best();
                adaptive.waitFor(cell.durations().draw(random), random);
            }
        }
        return new Course(cell, costs);
    }

    static double geometricMean(List<Course> courses, int fromJob, int toJob) {
        double log = 0;
        for (Course course : courses) {
            log += Math.log(course.mean(fromJob, toJob));
        }
        return Math.exp(log / courses.size());
    }
}
