package dev.fermata.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.pty4j.PtyProcess;
import com.pty4j.PtyProcessBuilder;
import com.sun.net.httpserver.HttpServer;
import dev.fermata.client.Waiter;
import dev.fermata.client.backend.Backend;
import dev.fermata.client.backend.FermataSubmission;
import dev.fermata.simulator.Simulator;
import dev.fermata.simulator.SimulatorClock;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** On a terminal, where Ctrl+C reaches every process of the foreground group. */
@Timeout(120)
class TerminalIT {

    private static final String CTRL_C = "\u0003";
    private static final String NOT_WRAPPED = "\u001b\\[\\?7l\r\u001b\\[Kafter [^\r\n\u001b]*\u001b\\[\\?7h";

    @Test
    void theFirstCtrlCEndsTheWaitingOfADemoAndTheSecondItsServer() throws Exception {
        try (Terminal terminal = Terminal.start(Map.of("PORT", "0", "TOTAL_DELAY_SECONDS", "600"), "demo")) {
            String listening = terminal.await("listening on http://127\\.0\\.0\\.1:(\\d+)");
            terminal.await("small - poll 1 after .*pending");
            terminal.type(CTRL_C);
            String polls = terminal.await("summary: small: 1 wait, (\\d+) polls?, 0 timeouts");
            assertThat(Integer.parseInt(polls))
                    .isEqualTo(terminal.count("INFO small - poll \\d+ after"))
                    .isPositive();
            terminal.await("still running at http://127.0.0.1:" + listening + "; press Ctrl\\+C again");
            int port = Integer.parseInt(listening);
            new Socket(InetAddress.getLoopbackAddress(), port).close();
            terminal.type(CTRL_C);
            assertThat(terminal.exitCode()).isZero();
            assertThatThrownBy(() -> new Socket(InetAddress.getLoopbackAddress(), port).close())
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    void waitShowsALiveLineAndLeavesTheWordAlone() throws Exception {
        SimulatorClock clock = SimulatorClock.frozen();
        try (Simulator simulator =
                        Simulator.builder().port(0).clock(clock).errorChance(0).start();
                Terminal terminal = Terminal.start(
                        Map.of(), "wait", "--url", simulator.uri().toString())) {
            terminal.await("after [\\d.]+ s of 60\\.0 s: pending; next poll in [\\d.]+ s");
            clock.advance(Duration.ofSeconds(30));
            terminal.await("\r\u001b\\[Kcompleted\r\n$");
            assertThat(terminal.exitCode()).isZero();
            // Whatever is drawn is drawn with the terminal's wrapping off, and leaves it on.
            assertThat(terminal.count("\r\u001b\\[Kafter")).isPositive().isEqualTo(terminal.count(NOT_WRAPPED));
        }
    }

    @ParameterizedTest
    @CsvSource({"20, '[\\d.]+ s: pending'", "32, 'after [\\d.]+ s of 60\\.0 s: pending'", "8, '[\\d.]+ s'"})
    void theLiveLineFitsTheTerminal(int columns, String line) throws Exception {
        try (Simulator simulator = Simulator.builder().port(0).start();
                Terminal terminal = Terminal.start(
                        columns, Map.of(), "wait", "--url", simulator.uri().toString())) {
            terminal.await("\u001b\\[\\?7l\r\u001b\\[K" + line + "\u001b\\[\\?7h");
        }
    }

    @Test
    void aLongWordIsCutAndTheTimeStays() throws Exception {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        byte[] job = ("{\"state\": \"" + "still-going-on".repeat(9) + "\"}").getBytes(StandardCharsets.UTF_8);
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, job.length);
            exchange.getResponseBody().write(job);
            exchange.close();
        });
        server.start();
        String url = "http://127.0.0.1:" + server.getAddress().getPort() + "/jobs/1";
        String[] wait = {"wait", url, "--state=/state", "--completed=done", "--failed=broken"};
        try (Terminal terminal = Terminal.start(60, Map.of(), wait)) {
            String line = terminal.await("\u001b\\[\\?7l\r\u001b\\[K([\\d.]+ s: still-[^.]*\\.\\.\\.)\u001b\\[\\?7h");
            assertThat(line).hasSize(59);
        } finally {
            server.stop(0);
        }
    }

    @Test
    void aLineForEachJobStandsAboveTheLiveLine() throws Exception {
        SimulatorClock clock = SimulatorClock.frozen();
        try (Simulator simulator =
                        Simulator.builder().port(0).clock(clock).errorChance(0).start();
                Terminal terminal = Terminal.start(
                        Map.of(),
                        "wait",
                        simulator.uri().toString(),
                        submit(simulator, "PT10S"),
                        submit(simulator, "PT1H"),
                        "--max-wait",
                        "20s")) {
            terminal.await("0 of 2 ended; \\S+: ");
            clock.advance(Duration.ofSeconds(10));
            terminal.await("\r\u001b\\[K\\S+ completed\r\n");
            terminal.await("1 of 2 ended; \\S+: ");
            terminal.await("\r\u001b\\[K\\S+ timeout\r\n$");
            assertThat(terminal.exitCode()).isEqualTo(4);
        }
    }

    @Test
    void ctrlCEndsAWaitWithALineThatSaysHowFarItCame() throws Exception {
        try (Simulator simulator = Simulator.builder().port(0).start();
                Terminal terminal = Terminal.start(
                        Map.of(), "wait", "--url", simulator.uri().toString())) {
            terminal.await("pending; next poll");
            terminal.type(CTRL_C);
            terminal.await("interrupted after [\\d.]+ s of 60\\.0 s: pending");
            assertThat(terminal.exitCode()).isEqualTo(130);
        }
    }

    private static String submit(Simulator simulator, String duration) throws Exception {
        try (Waiter waiter = Waiter.builder(Backend.fermata(simulator.uri())).build()) {
            FermataSubmission job = FermataSubmission.of(URI.create("https://example.com/talk.mp4"), "es")
                    .withDuration(Duration.parse(duration));
            return waiter.submit(job, Duration.ofSeconds(10)).id();
        }
    }

    /** A program on a pseudo-terminal of its own. */
    private record Terminal(PtyProcess process, StringBuilder seen) implements AutoCloseable {

        static Terminal start(Map<String, String> settings, String... arguments) throws IOException {
            return start(200, settings, arguments);
        }

        static Terminal start(int columns, Map<String, String> settings, String... arguments) throws IOException {
            List<String> command = new ArrayList<>(List.of(Checkout.JAVA.toString(), "-jar", Checkout.JAR.toString()));
            command.addAll(List.of(arguments));
            Map<String, String> environment = new HashMap<>(System.getenv());
            environment.put("TERM", "xterm");
            environment.putAll(settings);
            PtyProcess process = new PtyProcessBuilder(command.toArray(String[]::new))
                    .setEnvironment(environment)
                    .setInitialColumns(columns)
                    .start();
            return new Terminal(process, new StringBuilder());
        }

        void type(String keys) throws IOException {
            OutputStream keyboard = process.getOutputStream();
            keyboard.write(keys.getBytes(StandardCharsets.UTF_8));
            keyboard.flush();
        }

        /** Reads on until this was seen; its first group, if it has one. */
        String await(String regex) throws IOException {
            InputStream screen = process.getInputStream();
            byte[] chunk = new byte[1024];
            while (true) {
                Matcher matcher = Pattern.compile(regex).matcher(seen);
                if (matcher.find()) {
                    return matcher.groupCount() == 0 ? matcher.group() : matcher.group(1);
                }
                int read = screen.read(chunk);
                if (read < 0) {
                    throw new AssertionError("ended without '" + regex + "':\n" + seen);
                }
                seen.append(new String(chunk, 0, read, StandardCharsets.UTF_8));
            }
        }

        int count(String regex) {
            return (int) Pattern.compile(regex).matcher(seen).results().count();
        }

        int exitCode() throws InterruptedException {
            return process.waitFor();
        }

        @Override
        public void close() {
            ProcessHandle.of(process.pid()).stream()
                    .flatMap(ProcessHandle::descendants)
                    .forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }
}
