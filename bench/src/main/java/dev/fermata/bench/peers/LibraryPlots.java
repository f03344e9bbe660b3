package dev.fermata.bench.peers;

import dev.fermata.bench.schedules.Svg;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The plots of real libraries in docs/polling.md. */
final class LibraryPlots {

    private static final int WIDTH = 920;
    private static final String FAINT_INK = "#616e7c";
    private static final String HELD = "#e8590c";

    private LibraryPlots() {}

    /** What a wait costs with each library, on a logarithmic axis. */
    static void costs(Path file, Standings standings) throws IOException {
        List<Bar> bars = new ArrayList<>();
        standings.peers().forEach(peer -> bars.add(new Bar(peer.name(), standings.cost(peer, Jobs.CELLS), Svg.THEIRS)));
        Result cold = standings.named(Entrants.COLD);
        bars.add(new Bar(cold.name(), standings.cost(cold, Jobs.CELLS), Svg.OURS));
        bars.add(new Bar("Fermata, polling, 30 jobs seen", 1, Svg.OURS));
        for (String name : List.of(Entrants.ALONE, Entrants.TOGETHER)) {
            bars.add(new Bar(name, standings.cost(standings.named(name), Jobs.CELLS), HELD));
        }
        int top = 62;
        int left = 380;
        int step = 24;
        Axis x = new Axis(
                bars.stream().mapToDouble(Bar::cost).min().orElseThrow() / 1.3,
                bars.stream().mapToDouble(Bar::cost).max().orElseThrow() * 1.1,
                left,
                WIDTH - 60);
        Svg svg = new Svg(WIDTH, top + step * bars.size() + 20);
        svg.words(16, 26, "start", 17, Svg.INK, "Real libraries on the simulator: cost of a wait, relative to ours");
        svg.words(16, 46, "start", 12, FAINT_INK, "geometric mean over six kinds of jobs and three patiences");
        for (double mark : new double[] {0.5, 1, 2, 5, 10, 20, 50, 100}) {
            if (mark > x.low() && mark < x.high()) {
                svg.line(x.at(mark), top, x.at(mark), top + step * bars.size(), mark == 1 ? Svg.OURS : Svg.FAINT, 1);
                svg.words(x.at(mark), top - 5, "middle", 11, FAINT_INK, label(mark));
            }
        }
        for (int i = 0; i < bars.size(); i++) {
            Bar bar = bars.get(i);
            double y = top + step * i;
            double from = Math.min(x.at(1), x.at(bar.cost()));
            double to = Math.max(x.at(1), x.at(bar.cost()));
            svg.words(
                    left - 8, y + 16, "end", 12, bar.colour().equals(Svg.THEIRS) ? Svg.INK : bar.colour(), bar.name());
            svg.box(from, y + 5, Math.max(1.5, to - from), step - 9, bar.colour());
            svg.words(to + 6, y + 16, "start", 11, Svg.INK, LibraryTables.format("%.2f", bar.cost()));
        }
        svg.write(file);
    }

    private record Bar(String name, double cost, String colour) {}

    /** Requests against delay, a panel for each kind of jobs. */
    static void trade(Path file, Standings standings) throws IOException {
        int panelWidth = 250;
        int panelHeight = 190;
        Svg svg = new Svg(WIDTH, 2 * (panelHeight + 70) + 100);
        svg.words(16, 26, "start", 17, Svg.INK, "Requests per job (across) against seconds late (up): less is better");
        legend(svg, standings);
        for (int i = 0; i < Jobs.CELLS.size(); i++) {
            double left = 50 + i % 3 * (panelWidth + 40);
            double top = 120 + i / 3 * (panelHeight + 70);
            panel(
                    svg,
                    standings,
                    Jobs.CELLS.get(i),
                    new Axis(0.5, 10_000, left, left + panelWidth),
                    new Axis(0.02, 100, top + panelHeight, top));
        }
        svg.write(file);
    }

    private static void legend(Svg svg, Standings standings) {
        double x = 16;
        svg.dot(x + 4, 46, 5, HELD);
        svg.words(x + 14, 50, "start", 12, Svg.INK, "Fermata, holding");
        svg.dot(x + 134, 46, 5, Svg.OURS);
        svg.words(x + 144, 50, "start", 12, Svg.INK, "Fermata, polling, 30 jobs seen, patience 1, 2, 5 s");
        List<Result> peers = standings.peers();
        for (int i = 0; i < peers.size(); i++) {
            String name = peers.get(i).name().replaceAll("[:(].*", "").strip();
            svg.words(
                    x + i % 5 * 178,
                    70 + i / 5 * 16,
                    "start",
                    11,
                    FAINT_INK,
                    letter(i) + " " + (name.startsWith("the small") ? "the small system" : name)
                            + interval(peers.get(i)));
        }
    }

    private static String interval(Result peer) {
        java.util.regex.Matcher found =
                java.util.regex.Pattern.compile(": ([0-9.]+ s)(?: \\(|$)").matcher(peer.name());
        return found.find() ? ", " + found.group(1) : "";
    }

    private static String letter(int number) {
        return String.valueOf((char) ('A' + number));
    }

    private static void panel(Svg svg, Standings standings, Jobs kind, Axis x, Axis y) {
        for (double mark : x.marks()) {
            svg.line(x.at(mark), y.from(), x.at(mark), y.to(), Svg.FAINT, 1);
            svg.words(x.at(mark), y.from() + 14, "middle", 10, FAINT_INK, label(mark));
        }
        for (double mark : y.marks()) {
            svg.line(x.from(), y.at(mark), x.to(), y.at(mark), Svg.FAINT, 1);
            svg.words(x.from() - 5, y.at(mark) + 3, "end", 10, FAINT_INK, label(mark));
        }
        svg.words(x.from(), y.to() - 8, "start", 12, Svg.INK, kind.name());
        letters(svg, standings.peers().stream().map(peer -> peer.of(kind)).toList(), x, y);
        for (double patience : Entrants.PATIENCES) {
            dot(svg, standings.ours(patience).of(kind), x, y, Svg.OURS);
        }
        for (String name : List.of(Entrants.ALONE, Entrants.TOGETHER)) {
            dot(svg, standings.named(name).of(kind), x, y, HELD);
        }
    }

    /** Those that lie upon each other share a label. */
    private static void letters(Svg svg, List<Sample> peers, Axis x, Axis y) {
        boolean[] labelled = new boolean[peers.size()];
        for (int i = 0; i < peers.size(); i++) {
            double left = x.at(peers.get(i).requestsPerJob());
            double top = y.at(peers.get(i).meanDelay());
            svg.dot(left, top, 2.5, "#868e96");
            StringBuilder label = new StringBuilder();
            for (int j = i; j < peers.size(); j++) {
                boolean near = Math.abs(x.at(peers.get(j).requestsPerJob()) - left) < 9
                        && Math.abs(y.at(peers.get(j).meanDelay()) - top) < 11;
                if (near && !labelled[j]) {
                    labelled[j] = true;
                    label.append(letter(j));
                }
            }
            svg.words(left + 5, top + 4, "start", 11, Svg.INK, label.toString());
        }
    }

    private static void dot(Svg svg, Sample sample, Axis x, Axis y, String colour) {
        svg.dot(x.at(sample.requestsPerJob()), y.at(sample.meanDelay()), 4.5, colour);
    }

    private static String label(double mark) {
        return mark >= 1 ? String.valueOf((long) mark) : String.valueOf(mark);
    }

    /** Logarithmic. What lies outside is drawn at the edge. */
    private record Axis(double low, double high, double from, double to) {
        double at(double value) {
            double part = Math.log(value / low) / Math.log(high / low);
            return from + (to - from) * Math.max(0, Math.min(1, part));
        }

        List<Double> marks() {
            List<Double> marks = new ArrayList<>();
            for (double mark = 0.01; mark <= high; mark *= 10) {
                double rounded = mark < 1 ? Math.round(mark * 100) / 100.0 : Math.rint(mark);
                if (rounded >= low) {
                    marks.add(rounded);
                }
            }
            return marks;
        }
    }
}
