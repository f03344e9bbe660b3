package dev.fermata.bench.start;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * From the start of the process to the first answered {@code GET /status}, for {@code ./fermata serve} as it is and with
 * each thing undone that makes it quick. All take turns, so that they meet the same noise.
 *
 * <p>Arguments: the checkout, the number of rounds, then the home of each JDK. Each JDK's archive must be there.
 */
public final class StartTime {

    private static final byte[] REQUEST = "GET /status HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(US_ASCII);
    private static final long GIVE_UP = Duration.ofSeconds(20).toNanos();

    /** A way to start the server. {@code PORT} stands for the port. */
    private record Way(String name, Path jdk, List<String> command) {}

    private StartTime() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        Path checkout = Path.of(arguments[0]);
        int rounds = Integer.parseInt(arguments[1]);
        List<Path> jdks = Stream.of(arguments).skip(2).map(Path::of).toList();
        List<List<Way>> columns = new ArrayList<>();
        for (Path jdk : jdks) {
            columns.add(ways(checkout, jdk));
        }
        int rows = columns.get(0).size();
        double[][][] millis = new double[rows][jdks.size()][rounds];
        for (int round = 0; round < rounds; round++) {
            for (int row = 0; row < rows; row++) {
                for (int jdk = 0; jdk < jdks.size(); jdk++) {
                    millis[row][jdk][round] = start(columns.get(jdk).get(row)).toNanos() / 1e6;
                }
            }
        }
        print(jdks, columns.get(0), millis);
    }

    private static List<Way> ways(Path checkout, Path jdk) throws IOException {
        Path folder = checkout.resolve("cli/target/run");
        String version = version(jdk);
        List<String> archived = new ArrayList<>(List.of(jdk.resolve("bin/java").toString()));
        if (Files.exists(folder.resolve("fermata-java-" + version + ".aot"))) {
            archived.add("-XX:AOTCache=" + folder.resolve("fermata-java-" + version + ".aot"));
        } else {
            archived.add("-XX:SharedArchiveFile=" + folder.resolve("fermata-java-" + version + ".jsa"));
        }
        archived.add("-Xlog:disable");
        List<String> serve = List.of("-jar", folder.resolve("fermata.jar").toString(), "serve", "--port", "PORT");
        List<String> bare = List.of(jdk.resolve("bin/java").toString());
        List<String> recorder = List.of("-Ddev.fermata.simulator.shaded.io.netty.jfr.enabled=true");
        return List.of(
                new Way(
                        "`./fermata serve`",
                        jdk,
                        List.of(checkout.resolve("fermata").toString(), "serve", "--port", "PORT")),
                new Way("the same command without the launcher's script", jdk, join(List.of(archived, serve))),
                new Way("that, with Netty's flight recorder events on", jdk, join(List.of(archived, recorder, serve))),
                // What is not plain goes by picocli.
                new Way(
                        "that, with arguments read by picocli",
                        jdk,
                        join(List.of(archived, serve, List.of("--seed=-7")))),
                new Way("that, without an archive", jdk, join(List.of(bare, serve))),
                new Way("that, with all three undone", jdk, join(List.of(bare, recorder, serve, List.of("--seed=-7")))),
                new Way(
                        "that, with the serial collector (not done)",
                        jdk,
                        join(List.of(archived, List.of("-XX:+UseSerialGC"), serve))),
                new Way(
                        "that, with C1 only (not done: it costs throughput)",
                        jdk,
                        join(List.of(archived, List.of("-XX:TieredStopAtLevel=1"), serve))));
    }

    private static Duration start(Way way) throws IOException, InterruptedException {
        int port = freePort();
        ProcessBuilder builder = new ProcessBuilder(way.command().stream()
                        .map(word -> word.replace("PORT", "" + port))
                        .toList())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD);
        builder.environment().put("JAVA_HOME", way.jdk().toString());
        long begin = System.nanoTime();
        Process process = builder.start();
        try {
            while (!answers(port)) {
                if (!process.isAlive() || System.nanoTime() - begin > GIVE_UP) {
                    throw new IllegalStateException("no answer: " + way);
                }
                LockSupport.parkNanos(500_000);
            }
            return Duration.ofNanos(System.nanoTime() - begin);
        } finally {
            process.destroy();
            process.waitFor();
        }
    }

    private static boolean answers(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.getOutputStream().write(REQUEST);
            byte[] answer = socket.getInputStream().readNBytes(15);
            return new String(answer, US_ASCII).equals("HTTP/1.1 200 OK");
        } catch (IOException notYet) {
            return false;
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static String version(Path jdk) throws IOException {
        try (Stream<String> lines = Files.lines(jdk.resolve("release"))) {
            return lines.filter(line -> line.startsWith("JAVA_VERSION="))
                    .map(line -> line.substring(14, line.length() - 1))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private static void print(List<Path> jdks, List<Way> rows, double[][][] millis) throws IOException {
        StringBuilder table = new StringBuilder("| from start to first answer, ms: median (best) |");
        for (Path jdk : jdks) {
            table.append(" Java ").append(version(jdk)).append(" |");
        }
        table.append("\n|---|").append("---|".repeat(jdks.size())).append('\n');
        for (int row = 0; row < rows.size(); row++) {
            table.append("| ").append(rows.get(row).name()).append(" |");
            for (double[] each : millis[row]) {
                Arrays.sort(each);
                table.append(String.format(Locale.ROOT, " %.0f (%.0f) |", each[each.length / 2], each[0]));
            }
            table.append('\n');
        }
        System.out.print(table);
    }

    private static List<String> join(List<List<String>> parts) {
        return parts.stream().flatMap(List::stream).toList();
    }
}
