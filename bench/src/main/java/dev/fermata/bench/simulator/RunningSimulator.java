package dev.fermata.bench.simulator;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code ./fermata serve} in a process of its own, on the Java of this one, and what the system says of that process. It
 * ends when this process does, whatever ends that.
 */
final class RunningSimulator implements AutoCloseable {

    private static final Pattern URL = Pattern.compile("\"url\":\"http://127\\.0\\.0\\.1:(\\d+)\"");
    /** In a class histogram: rank, instances, bytes, name. */
    private static final Pattern TOTAL = Pattern.compile("(?m)^Total\\s+\\d+\\s+(\\d+)");

    private static final Path JAVA_HOME = Path.of(System.getProperty("java.home"));
    static final long SEED = 1;

    private final Process process;
    private final int port;

    private RunningSimulator(Process process, Path log) throws IOException {
        this.process = process;
        BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
        String line = String.valueOf(out.readLine());
        Matcher url = URL.matcher(line);
        if (!url.find()) {
            process.destroy();
            throw new IOException("the simulator did not start: " + Files.readString(log));
        }
        port = Integer.parseInt(url.group(1));
    }

    /** @param jvmOptions such as {@code -Xmx1g}, with a space between two */
    static RunningSimulator start(String jvmOptions, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("fermata.root", "."), "fermata").toString(),
                "serve",
                "--port",
                "0",
                "--json",
                "--until-input-ends",
                "--seed",
                String.valueOf(SEED)));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put("JAVA_HOME", JAVA_HOME.toString());
        builder.environment().put("JDK_JAVA_OPTIONS", jvmOptions);
        Path log = Files.createTempFile("fermata-bench", ".log");
        log.toFile().deleteOnExit();
        builder.redirectError(log.toFile());
        return new RunningSimulator(builder.start(), log);
    }

    /** The file to give to {@code --scenario}. */
    static String scenario(String yaml) throws IOException {
        Path file = Files.createTempFile("fermata-bench", ".yaml");
        file.toFile().deleteOnExit();
        return Files.writeString(file, yaml).toString();
    }

    int port() {
        return port;
    }

    /** Bytes of objects that are still reachable, after a full collection. */
    long liveHeap() throws IOException {
        return total(histogram());
    }

    /** How many objects there are of the class, and of all classes together how many bytes. */
    long[] countedAndLiveHeap(String simpleName) throws IOException {
        String histogram = histogram();
        Matcher row = Pattern.compile(
                        "(?m)^\\s*\\d+:\\s+(\\d+)\\s+\\d+\\s+dev\\.fermata\\.\\S*\\." + simpleName + "\\b.*$")
                .matcher(histogram);
        return new long[] {row.find() ? Long.parseLong(row.group(1)) : 0, total(histogram)};
    }

    private static long total(String histogram) throws IOException {
        Matcher total = TOTAL.matcher(histogram);
        if (!total.find()) {
            throw new IOException("jcmd printed no class histogram: "
                    + histogram.lines().findFirst().orElse(""));
        }
        return Long.parseLong(total.group(1));
    }

    private String histogram() throws IOException {
        return jcmd("GC.class_histogram");
    }

    String jcmd(String what) throws IOException {
        Process jcmd = new ProcessBuilder(JAVA_HOME.resolve("bin/jcmd").toString(), String.valueOf(process.pid()), what)
                .redirectErrorStream(true)
                .start();
        return new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    /** Bytes of the process that are in memory now. */
    long memory() {
        String line = Figures.first("/proc/" + process.pid() + "/status", "VmRSS:");
        return Long.parseLong(line.replaceAll("\\D", "")) * 1_024;
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(5, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException interrupted) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
