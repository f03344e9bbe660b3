package dev.fermata.bench.schedules;

import java.util.List;
import java.util.Locale;

/** The figures as Markdown. */
final class Tables {

    /** The ranges of jobs over which learning on line is averaged. */
    private static final int[][] SPANS = {{1, 1}, {2, 4}, {5, 15}, {16, 30}, {31, 60}};

    private Tables() {}

    static String summary(List<Cells.Row> rows) {
        StringBuilder text = new StringBuilder("| schedule | cost / best | worst cell |\n|---|---|---|\n");
        for (Cells.Row row : rows) {
            text.append(format("| %s | %.2f | %.2f |%n", row.name(), row.geometricMean(), row.worst()));
        }
        return text.toString();
    }

    /** A line for each cell, a column for each row of figures. */
    static String byCell(Cells cells, List<Cells.Row> rows) {
        StringBuilder text = new StringBuilder("| jobs | patience | best, s |");
        rows.forEach(row -> text.append(' ').append(row.name()).append(" |"));
        text.append("\n|---|---|---|").append("---|".repeat(rows.size())).append('\n');
        for (int i = 0; i < cells.cells().size(); i++) {
            Cells.Cell cell = cells.cells().get(i);
            text.append(format("| %s | %.0f s | %.2f |", cell.durations().name(), cell.patience(), cell.best()));
            for (Cells.Row row : rows) {
                text.append(format(" %.2f |", row.costs()[i]));
            }
            text.append('\n');
        }
        text.append("| **geometric mean** | | |");
        rows.forEach(row -> text.append(format(" **%.3f** |", row.geometricMean())));
        return text.append('\n').toString();
    }

    static String onLine(List<OnLine.Course> courses) {
        StringBuilder text = new StringBuilder("| jobs | patience |");
        for (int[] span : SPANS) {
            text.append(span[0] == span[1] ? " first job |" : format(" jobs %d-%d |", span[0], span[1]));
        }
        text.append("\n|---|---|").append("---|".repeat(SPANS.length)).append('\n');
        for (OnLine.Course course : courses) {
            text.append(format(
                    "| %s | %.0f s |",
                    course.cell().durations().name(), course.cell().patience()));
            for (int[] span : SPANS) {
                text.append(format(" %.2f |", course.mean(span[0], span[1])));
            }
            text.append('\n');
        }
        text.append("| **geometric mean** | |");
        for (int[] span : SPANS) {
            text.append(format(" **%.3f** |", OnLine.geometricMean(courses, span[0], span[1])));
        }
        return text.append('\n').toString();
    }

    /** How different the seeds are: what each costs after its last job. */
    static String lastJob(List<OnLine.Course> courses) {
        StringBuilder text = new StringBuilder(format(
                "| jobs | patience | mean of %d seeds after job %d | worst of them |%n|---|---|---|---|%n",
                courses.get(0).last().length, courses.get(0).costs().length));
        for (OnLine.Course course : courses) {
            text.append(format(
                    "| %s | %.0f s | %.2f | %.2f |%n",
                    course.cell().durations().name(),
                    course.cell().patience(),
                    course.meanOfLast(),
                    course.worstOfLast()));
        }
        return text.toString();
    }

    static String format(String pattern, Object... values) {
        return String.format(Locale.ROOT, pattern, values);
    }
}
