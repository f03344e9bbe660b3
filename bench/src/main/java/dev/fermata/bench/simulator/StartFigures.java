package dev.fermata.bench.simulator;

import static dev.fermata.bench.simulator.Figures.format;
import static dev.fermata.bench.simulator.Figures.say;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code bench/start.sh [RUNS]}: from start to first answer, and what each aid brings, on each Java that is installed. */
public final class StartFigures {

    private static final Path ROOT = Path.of(System.getProperty("fermata.root", "."));

    private StartFigures() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        int runs = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 11;
        for (Jdk jdk : Jdk.installed()) {
            commands(jdk, runs);
        }
        seconds(runs);
    }

    private static void commands(Jdk jdk, int runs) throws IOException, InterruptedException {
        Map<String, List<String>> ways = new StartWays(ROOT, jdk).all();
        Map<String, List<FirstAnswer>> answers = new LinkedHashMap<>();
        // In turn, so that all meet the same noise; the first of each is thrown away.
        for (int run = 0; run <= runs; run++) {
            say("Java %s: run %d of %d", jdk.version(), run, runs);
            for (Map.Entry<String, List<String>> way : ways.entrySet()) {
                FirstAnswer answer = FirstAnswer.of(
                        way.getValue(), Map.of("JAVA_HOME", jdk.home().toString()));
                if (run > 0) {
                    answers.computeIfAbsent(way.getKey(), name -> new ArrayList<>())
                            .add(answer);
                }
            }
        }
        Figures figures = new Figures(
                "Start to first answer on Java " + jdk.version(),
                format("From the start of the process to the answer to `GET /status`; %d runs each, in turn.", runs),
                "started by",
                "target",
                "median",
                "least to greatest",
                "CPU time, median");
        answers.forEach((way, all) -> {
            SortedValues millis = SortedValues.of(
                    all.stream().mapToDouble(FirstAnswer::millis).toArray());
            SortedValues cpu = SortedValues.of(
                    all.stream().mapToDouble(FirstAnswer::cpuMillis).toArray());
            figures.row(
                    way,
                    way.startsWith("`./fermata") ? "< 500 ms" : "",
                    format("%.0f ms", millis.median()),
                    format("%.0f to %.0f ms", millis.least(), millis.greatest()),
                    format("%.0f ms", cpu.median()));
        });
        figures.print();
    }

    private static void seconds(int runs) throws IOException, InterruptedException {
        Figures figures = new Figures(
                "Another simulator in the same JVM",
                format(
                        "From `Simulator.builder()` to the answer to `GET /status`; medians of %d JVMs, without any aid.",
                        runs),
                "Java",
                "first",
                "second (target < 30 ms)",
                "third");
        for (Jdk jdk : Jdk.installed()) {
            say("Java %s: %d JVMs with three simulators", jdk.version(), runs);
            double[][] millis = new double[SeveralStarts.STARTS][runs];
            for (int run = 0; run < runs; run++) {
                String[] took = several(jdk).split(" ");
                for (int i = 0; i < took.length; i++) {
                    millis[i][run] = Double.parseDouble(took[i]);
                }
            }
            List<Object> cells = new ArrayList<>(List.of(jdk.version()));
            for (double[] each : millis) {
                SortedValues sample = SortedValues.of(each);
                cells.add(format("%.1f ms (%.1f to %.1f)", sample.median(), sample.least(), sample.greatest()));
            }
            figures.row(cells.toArray());
        }
        figures.print();
    }

    private static String several(Jdk jdk) throws IOException {
        Process process = new ProcessBuilder(
                        jdk.java(), "-cp", System.getProperty("java.class.path"), SeveralStarts.class.getName())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).trim();
    }
}
