package dev.fermata.bench.schedules;

import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Learning from polls alone: no duration is ever stated, only between which polls each job ended. */
final class OnLine {

    /** More draws than on the way, because here each seed counts for itself. */
    private static final int LAST_DRAWS = 20;

    private OnLine() {}

    /**
     * The cost of the schedule for the first job, the second, and so on, relative to the best. Each is the expectation for the plan
     * at that moment, and the mean over seeds.
     *
     * @param last for each seed, the cost after the last job
     */
    record Course(Cells.Cell cell, double[] costs, double[] last) {

        double meanOfLast() {
            return Arrays.stream(last).average().orElseThrow();
        }

        double worstOfLast() {
            return Arrays.stream(last).max().orElseThrow();
        }

        /** The mean over these jobs, counted from 1, both included. */
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
        double[] last = new double[seeds];
        for (int seed = firstSeed; seed < firstSeed + seeds; seed++) {
            Random random = new Random(31L * seed + cell.seed());
            Adaptive adaptive = Adaptive.cold(cell.patience());
            for (int job = 0; job < jobs; job++) {
                costs[job] += adaptive.cost(cell.durations(), cell.patience(), random, 2) / seeds / cell.best();
                adaptive.waitFor(cell.durations().draw(random), random);
            }
            last[seed - firstSeed] = adaptive.cost(cell.durations(), cell.patience(), random, LAST_DRAWS) / cell.best();
        }
        return new Course(cell, costs, last);
    }

    static double geometricMean(List<Course> courses, int fromJob, int toJob) {
        double log = 0;
        for (Course course : courses) {
            log += Math.log(course.mean(fromJob, toJob));
        }
        return Math.exp(log / courses.size());
    }
}
