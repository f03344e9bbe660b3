package dev.fermata.bench.schedules;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;

/** The plots of docs/polling.md. */
final class SchedulePlots {

    private static final int WIDTH = 920;

    private SchedulePlots() {}

    /** The cost of each schedule, on a logarithmic axis that begins at the best. */
    static void bars(Path file, List<Cells.Row> rows) throws IOException {
        int top = 62;
        int left = 400;
        int step = 22;
        Svg svg = new Svg(WIDTH, top + step * rows.size() + 20);
        svg.words(16, 26, "start", 17, Svg.INK, "Cost of a wait, relative to a schedule that knows how long jobs take");
        svg.words(16, 46, "start", 12, "#616e7c", "geometric mean over 18 cells; 1 cannot be beaten by polling");
        double worst = rows.stream().mapToDouble(Cells.Row::geometricMean).max().orElse(2);
        int most = (int) Math.ceil(Math.log(worst) / Math.log(2));
        double perDoubling = (WIDTH - left - 60.0) / most;
        for (int doublings = 0; doublings <= most; doublings++) {
            double x = left + doublings * perDoubling;
            svg.line(x, top, x, top + step * rows.size(), Svg.FAINT, 1);
            svg.words(x, top - 5, "middle", 11, "#616e7c", String.valueOf(1 << doublings));
        }
        for (int i = 0; i < rows.size(); i++) {
            Cells.Row row = rows.get(i);
            boolean ours = row.name().startsWith("Fermata");
            double y = top + step * i;
            double length = Math.log(row.geometricMean()) / Math.log(2) * perDoubling;
            svg.words(left - 8, y + 15, "end", 12, ours ? Svg.OURS : Svg.INK, row.name());
            svg.box(left, y + 4, Math.max(1.5, length), step - 8, ours ? Svg.OURS : Svg.THEIRS);
            svg.words(
                    left + Math.max(1.5, length) + 6,
                    y + 15,
                    "start",
                    11,
                    Svg.INK,
                    Tables.format("%.2f", row.geometricMean()));
        }
        svg.write(file);
    }

    /** How the cost falls from job to job, a panel for each distribution. */
    static void courses(Path file, List<OnLine.Course> courses) throws IOException {
        String[] colours = {"#0b7285", "#e8590c", "#5f3dc4"};
        int columns = 3;
        int panelWidth = 250;
        int panelHeight = 180;
        Svg svg = new Svg(WIDTH, 2 * (panelHeight + 60) + 90);
        svg.words(16, 26, "start", 17, Svg.INK, "Learning from polls alone: cost relative to the best, job by job");
        for (int p = 0; p < colours.length; p++) {
            svg.line(16 + 130 * p, 46, 40 + 130 * p, 46, colours[p], 2.5);
            svg.words(46 + 130 * p, 50, "start", 12, Svg.INK, Tables.format("patience %.0f s", Cells.PATIENCES[p]));
        }
        for (int i = 0; i < courses.size(); i++) {
            int panel = i / colours.length;
            double x = 50 + panel % columns * (panelWidth + 30);
            double y = 90 + panel / columns * (panelHeight + 60);
            if (i % colours.length == 0) {
                panel(svg, x, y, panelWidth, panelHeight, courses.get(i));
            }
            double[] costs = courses.get(i).costs();
            double[] xs = new double[costs.length];
            double[] ys = new double[costs.length];
            for (int job = 0; job < costs.length; job++) {
                xs[job] = x + panelWidth * job / (costs.length - 1.0);
                ys[job] = height(costs[job], y, panelHeight);
            }
            svg.path(xs, ys, colours[i % colours.length], 2);
        }
        svg.write(file);
    }

    private static void panel(Svg svg, double x, double y, double width, double height, OnLine.Course course) {
        svg.words(x, y - 8, "start", 13, Svg.INK, course.cell().durations().name());
        for (double cost : new double[] {1, 1.25, 1.5, 2, 4, 8, 16}) {
            double at = height(cost, y, height);
            svg.line(x, at, x + width, at, Svg.FAINT, 1);
            svg.words(x - 5, at + 4, "end", 10, "#616e7c", cost == Math.rint(cost) ? "" + (int) cost : "" + cost);
        }
        int jobs = course.costs().length;
        for (int job = 10; job <= jobs; job += 10) {
            double at = x + width * (job - 1) / (jobs - 1.0);
            svg.line(at, y + height, at, y + height + 4, "#616e7c", 1);
            svg.words(at, y + height + 17, "middle", 10, "#616e7c", job == jobs ? job + " jobs" : "" + job);
        }
    }

    /** Even steps of log(log) between 1 and 16 would crowd the end that matters; the square root of the log spreads it. */
    private static double height(double cost, double top, double height) {
        double share = Math.sqrt(Math.log(Math.min(cost, 20)) / Math.log(20));
        return top + height * (1 - share);
    }

    /** When each schedule polls jobs of about a minute. */
    static void polls(Path file) throws IOException {
        JobDurations durations = JobDurations.logNormal(60, 0.5);
        double patience = 2;
        Map<String, PollTimes> schedules = new LinkedHashMap<>();
        for (String name : List.of(
                "the small system's client: 1, 2, 4, 8, 15, 15 ...",
                "AWS SDK waiter, generic and S3: 5 s",
                "HeyGen CLI: 2 s × 2 to 30 s, ±25 %",
                "gax: 5 s × 1.5 to 45 s, full jitter")) {
            schedules.put(name, Objects.requireNonNull(Peers.all().get(name)));
        }
        for (int jobs : new int[] {0, 1, 3, 10, 100}) {
            schedules.put(
                    "Fermata, " + jobs + (jobs == 1 ? " job seen" : " jobs seen"),
                    Adaptive.after(jobs, durations, patience, new Random(7)));
        }
        int left = 340;
        int top = 190;
        int step = 26;
        double end = 200;
        double perSecond = (WIDTH - left - 30) / end;
        Svg svg = new Svg(WIDTH, top + step * schedules.size() + 40);
        svg.words(16, 26, "start", 17, Svg.INK, "When they poll, if the job has not ended yet");
        svg.words(
                16, 46, "start", 12, "#616e7c", "jobs: " + durations.name() + "; patience 2 s; above, where jobs end");
        density(svg, durations, left, top - 20, 110, perSecond, end);
        for (int second = 0; second <= end; second += 20) {
            double x = left + second * perSecond;
            svg.line(x, top - 14, x, top + step * schedules.size(), Svg.FAINT, 1);
            svg.words(x, top + step * schedules.size() + 18, "middle", 11, "#616e7c", second + " s");
        }
        int row = 0;
        for (Map.Entry<String, PollTimes> each : schedules.entrySet()) {
            boolean ours = each.getKey().startsWith("Fermata");
            double y = top + step * row++ + step / 2.0;
            svg.words(left - 14, y + 4, "end", 12, ours ? Svg.OURS : Svg.INK, each.getKey());
            for (double time : times(each.getValue(), end)) {
                svg.dot(left + time * perSecond, y, 4, ours ? Svg.OURS : "#868e96");
            }
        }
        svg.write(file);
    }

    private static List<Double> times(PollTimes schedule, double end) {
        Random random = new Random(3);
        List<Double> times = new ArrayList<>();
        double age = schedule.next(0, 0, random);
        for (int number = 1; age <= end; number++) {
            times.add(age);
            age = schedule.next(number, age, random);
        }
        return times;
    }

    private static void density(
            Svg svg, JobDurations durations, double left, double base, double height, double perSecond, double end) {
        int n = 201;
        double[] x = new double[n + 1];
        double[] y = new double[n + 1];
        double[] share = new double[n];
        double most = 0;
        for (int i = 1; i < n; i++) {
            double time = end * i / (n - 1);
            share[i] = durations.below().applyAsDouble(time) - durations.below().applyAsDouble(end * (i - 1) / (n - 1));
            most = Math.max(most, share[i]);
        }
        for (int i = 0; i < n; i++) {
            x[i] = left + end * i / (n - 1) * perSecond;
            y[i] = base - height * share[i] / most;
        }
        x[n] = x[n - 1];
        y[n] = base;
        svg.area(x, y, "#c5e4ea");
    }
}
