package dev.fermata.bench.simulator;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** One table in Markdown, with what it was measured on above it. Not thread-safe. */
final class Figures {

    private final List<String> lines = new ArrayList<>();

    /** @param settings what else somebody needs to know to get these figures again, the seed included */
    Figures(String title, String settings, String... columns) {
        lines.add("### " + title);
        lines.add("");
        lines.add(machine() + ". " + settings);
        lines.add("");
        row((Object[]) columns);
        lines.add("|---".repeat(columns.length) + "|");
    }

    void row(Object... cells) {
        lines.add(
                "| " + String.join(" | ", Stream.of(cells).map(Object::toString).toList()) + " |");
    }

    void print() {
        System.out.println(String.join("\n", lines) + "\n");
    }

    static void say(String text, Object... values) {
        System.err.printf(Locale.ROOT, text + "%n", values);
    }

    static String format(String text, Object... values) {
        return String.format(Locale.ROOT, text, values);
    }

    /** Without a name: who reads a figure needs the kind of machine, and how busy it was. */
    static String machine() {
        return format(
                "%s, Linux %s, Java %s, load before %s",
                hardware(),
                System.getProperty("os.version").replaceFirst("-.*", ""),
                System.getProperty("java.version"),
                first("/proc/loadavg", "").split(" ")[0]);
    }

    private static String hardware() {
        String memory = first("/proc/meminfo", "MemTotal:").replaceAll("\\D", "");
        return format(
                "%d cores (%s), %.0f GiB",
                Runtime.getRuntime().availableProcessors(),
                first("/proc/cpuinfo", "model name").replaceFirst(".*: *", ""),
                memory.isEmpty() ? Double.NaN : Long.parseLong(memory) / 1_048_576.0);
    }

    /** The first line that begins so; empty where there is no such file, which is on another system than Linux. */
    static String first(String file, String beginning) {
        try (Stream<String> all = Files.lines(Path.of(file), StandardCharsets.UTF_8)) {
            return all.filter(line -> line.startsWith(beginning)).findFirst().orElse("");
        } catch (IOException none) {
            return "";
        }
    }
}
