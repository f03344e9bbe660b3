package dev.fermata.bench.schedules;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;

/**
 * Prints the tables of docs/polling.md in Markdown and draws its plots. All seeds are fixed, so two runs print the same.
 *
 * <p>Arguments: the folder for the plots; optionally the number of seeds to average over, and the first of them. With {@code short} in
 * their place it takes seconds: every table and plot is made, of a few cells.
 */
public final class ScheduleFigures {

    private static final int[] JOBS_SEEN = {1, 3, 10, 30, 100};
    private static final int[] CONSTANTS = {17, 30, 41, 77, 200, 600};
    private static final int ON_LINE_JOBS = 60;

    private final Cells cells;
    private final Cells heldOut;
    private final int[] constants;
    private final int seeds;
    private final int firstSeed;
    private final Path folder;

    private ScheduleFigures(Path folder, int seeds, int firstSeed) {
        this.cells = Cells.of(JobDurations.ALL);
        this.heldOut = Cells.of(JobDurations.HELD_OUT);
        this.constants = CONSTANTS;
        this.folder = folder;
        this.seeds = seeds;
        this.firstSeed = firstSeed;
    }

    private ScheduleFigures(Path folder) {
        this.cells = Cells.of(JobDurations.ALL.subList(0, 1));
        this.heldOut = cells;
        this.constants = new int[] {CONSTANTS[0]};
        this.folder = folder;
        this.seeds = 1;
        this.firstSeed = 0;
    }

    public static void main(String[] args) throws IOException {
        Path folder = Path.of(args[0]);
        if (args.length > 1 && args[1].equals("short")) {
            new ScheduleFigures(folder).run();
            return;
        }
        int seeds = args.length > 1 ? Integer.parseInt(args[1]) : 40;
        int firstSeed = args.length > 2 ? Integer.parseInt(args[2]) : 0;
        new ScheduleFigures(folder, seeds, firstSeed).run();
    }

    private void run() throws IOException {
        Files.createDirectories(folder);
        List<Cells.Row> ours = ours(cells);
        List<Cells.Row> peers = peers();
        List<Cells.Row> all = new ArrayList<>(peers);
        all.addAll(ours);
        all.sort(Comparator.comparingDouble(Cells.Row::geometricMean).reversed());
        System.out.println(Tables.summary(all));
        System.out.println(Tables.byCell(cells, ours));
        SchedulePlots.bars(folder.resolve("schedule-costs.svg"), all);
        onLine();
        constants();
        System.out.println(Tables.byCell(heldOut, ours(heldOut)));
        List<OnLine.Course> courses = heldOut.cells().parallelStream()
                .map(cell -> OnLine.course(cell, ON_LINE_JOBS, firstSeed, seeds))
                .toList();
        System.out.println(Tables.onLine(courses));
        System.out.println(Tables.lastJob(courses));
        FirstWaits.print();
        SchedulePlots.polls(folder.resolve("schedule-polls.svg"));
    }

    private List<Cells.Row> peers() {
        List<Cells.Row> rows = new ArrayList<>();
        Peers.all()
                .forEach((name, times) -> rows.add(cells.row(
                        name, cell -> times.cost(cell.durations(), cell.patience(), new Random(1), Peers.DRAWS))));
        return rows;
    }

    private List<Cells.Row> ours(Cells cells) {
        List<Cells.Row> rows = new ArrayList<>();
        rows.add(cells.row(
                "Fermata, cold",
                cell -> Adaptive.cold(cell.patience())
                        .cost(cell.durations(), cell.patience(), new Random(1), Peers.DRAWS)));
        for (int jobs : JOBS_SEEN) {
            rows.add(cells.row(
                    "Fermata, " + jobs + (jobs == 1 ? " job seen" : " jobs seen"), cell -> after(jobs, cell)));
        }
        return rows;
    }

    private double after(int jobs, Cells.Cell cell) {
        double sum = 0;
        for (int seed = firstSeed; seed < firstSeed + seeds; seed++) {
            Random random = new Random(31L * seed + cell.seed());
            Adaptive adaptive = Adaptive.after(jobs, cell.durations(), cell.patience(), random);
            sum += adaptive.cost(cell.durations(), cell.patience(), random, 4);
        }
        return sum / seeds;
    }

    private void onLine() throws IOException {
        List<OnLine.Course> courses = cells.cells().parallelStream()
                .map(cell -> OnLine.course(cell, ON_LINE_JOBS, firstSeed, seeds))
                .toList();
        System.out.println(Tables.onLine(courses));
        System.out.println(Tables.lastJob(courses));
        SchedulePlots.courses(folder.resolve("schedule-learning.svg"), courses);
    }

    /** More lengths than the one among the cells, so that it does not matter where a point of a grid falls. */
    private void constants() {
        List<OnLine.Course> courses = new ArrayList<>();
        for (int length : constants) {
            for (double patience : Cells.PATIENCES) {
                courses.add(OnLine.course(
                        Cells.Cell.of(JobDurations.constant(length), patience), ON_LINE_JOBS, firstSeed, seeds));
            }
        }
        System.out.println(Tables.onLine(courses));
    }
}
