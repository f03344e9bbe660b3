package dev.fermata.it;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code fermata serve} as its users run it: a process, its log, its signals, and peers that do not behave. */
@Timeout(120)
class ServeIT {

    private static final Map<String, String> NO_SETTINGS = Map.of();
    private static final Pattern LISTENING = Pattern.compile("listening on http://127\\.0\\.0\\.1:(\\d+)");

    @ParameterizedTest
    @ValueSource(strings = {"TERM", "INT", "HUP"})
    void serveAnswersUntilASignalAndExitsWith0(String signal) throws Exception {
        Map<String, String> environment = Map.of("PORT", "0", "SEED", "42", "TOTAL_DELAY_SECONDS", "0.2");
        try (Program serve = Program.start(environment, "serve", "--json", "--reset-interval=never")) {
            JsonNode listening = JsonMapper.shared().readTree(serve.awaitLine("\"event\":\"listening\""));
            assertThat(listening.path("seed").intValue()).isEqualTo(42);
            URI url = URI.create(listening.path("url").stringValue());
            assertThat(serve.awaitLine("listening on")).contains(url.toString(), "seed 42");
            serve.awaitLine("job 1 is pending");
            serve.awaitLine("job 1 is completed");
            try (Socket idle = new Socket(InetAddress.getLoopbackAddress(), url.getPort())) {
                long signalled = System.nanoTime();
                serve.signal(signal);
                assertThat(serve.exitCode()).isZero();
                // The promise is two seconds; the rest is for a machine that is busy.
                assertThat(Duration.ofNanos(System.nanoTime() - signalled)).isLessThan(Duration.ofSeconds(10));
                assertThat(idle.getInputStream().read()).isEqualTo(-1);
            }
        }
    }

    @Test
    void serveNamesEveryBadSettingAndStartsNothing() throws Exception {
        Map<String, String> environment = Map.of("PORT", "http", "ERROR_CHANCE", "7");
        try (Program serve = Program.start(environment, "serve", "--total-delay=-3")) {
            assertThat(serve.exitCode()).isEqualTo(2);
            assertThat(serve.err().lines())
                    .containsExactly(
                            "fermata serve: --total-delay is '-3'; allowed is a duration such as 30s, 1m30s, 500ms, 1d, 2.5"
                                    + " or PT20M, from 0s to 1000000000s",
                            "fermata serve: ERROR_CHANCE is '7'; allowed is 0 (never) to 1 (always)",
                            "fermata serve: PORT is 'http'; allowed is a whole number, 0 to 65535",
                            "Try 'fermata serve --help'.");
        }
    }

    @Test
    void serveLogsAndPrintsForeignTextWithoutControlCharacters(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("mine.yaml");
        Files.writeString(file, "name: \"a\\nb\\u001b[31m\\u0085\\u2028c\"");
        try (Program serve = Program.start(NO_SETTINGS, "serve", "--port", "0", "--scenario", file.toString())) {
            assertThat(serve.awaitLine("listening on")).contains(", scenario a b [31m c, seed ");
            serve.signal("TERM");
            assertThat(serve.exitCode()).isZero();
        }
        for (String argument : List.of("--print-config", "--scenario=\u001b[31m\u0085")) {
            try (Program serve = Program.start(Map.of("SCENARIO", file.toString()), "serve", argument)) {
                assertThat(serve.exitCode()).isEqualTo(argument.equals("--print-config") ? 0 : 2);
                assertThat(serve.out() + serve.err())
                        .contains("31m")
                        .doesNotContainPattern("[\\p{Cc}\\x{2028}&&[^\n]]");
            }
        }
    }

    @Test
    void servePlaysTheApiOfAFile(@TempDir Path folder) throws Exception {
        String file = Checkout.ROOT.resolve("docs/dialects/renders.yaml").toString();
        try (Program serve = Program.start(NO_SETTINGS, "serve", "--port", "0", "--dialect-file", file);
                Client client = new Client(port(serve))) {
            assertThat(client.ask()).startsWith("HTTP/1.1 200 OK");
        }
        Path clash = Files.writeString(folder.resolve("a.yaml"), "name: a\njob: x\nroutes:\n  GET /v1/jobs/{id}:\n");
        try (Program serve = Program.start(NO_SETTINGS, "serve", "--port", "0", "--dialect-file", clash.toString())) {
            assertThat(serve.exitCode()).isEqualTo(2);
            assertThat(serve.err())
                    .startsWith("fermata serve: file " + clash + ": routes.GET /v1/jobs/{id} is a path of the dialect"
                            + " 'fermata'. Choose another path; or write 'prefix_only: true'")
                    .hasLineCount(1);
        }
    }

    @Test
    void serveSaysInOneLineThatThePortIsTaken() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Program serve = Program.start(NO_SETTINGS, "serve", "--port", "" + taken.getLocalPort())) {
            assertThat(serve.exitCode()).isEqualTo(2);
            assertThat(serve.err())
                    .isEqualTo("fermata serve: port " + taken.getLocalPort() + " on localhost is taken;"
                            + " stop what listens there, or choose another port (0 takes any free one)");
        }
    }

    /** Each of these would take a good part of the time to the first answer. */
    @Test
    void serveLoadsNothingForItsFirstAnswerThatItDoesNotNeed() throws Exception {
        ProcessBuilder command = new ProcessBuilder(
                Checkout.JAVA.toString(),
                "-Xlog:class+load:stderr",
                "-jar",
                Checkout.JAR.toString(),
                "serve",
                "--port",
                "0");
        try (Program serve = Program.start(command, NO_SETTINGS);
                Client client = new Client(port(serve))) {
            assertThat(client.ask()).startsWith("HTTP/1.1 200 OK");
            assertThat(serve.err())
                    .contains("dev.fermata.simulator.http.Connection ")
                    .doesNotContain(
                            "picocli.CommandLine$Model",
                            "netty.buffer.AllocateChunkEvent",
                            "tools.jackson.databind.json.JsonMapper ",
                            "tools.jackson.dataformat.yaml",
                            "dev.fermata.simulator.dialect.custom",
                            "dev.fermata.simulator.dialect.azure.AzureApi",
                            "dev.fermata.simulator.dialect.azure.AzureOptions",
                            "dev.fermata.simulator.dialect.elevenlabs.ElevenLabsApi",
                            "dev.fermata.simulator.dialect.elevenlabs.ElevenLabsOptions",
                            "dev.fermata.simulator.dialect.heygen.HeyGenApi",
                            "dev.fermata.simulator.dialect.heygen.HeyGenOptions",
                            "dev.fermata.simulator.dialect.replicate.ReplicateApi",
                            "dev.fermata.simulator.dialect.replicate.ReplicateOptions",
                            "java.lang.runtime.ObjectMethods");
        }
    }

    @Test
    void serveCanBeStoppedHoweverOftenTheJobIsReset() throws Exception {
        try (Program serve = Program.start(
                NO_SETTINGS,
                "serve",
                "--port",
                "0",
                "--total-delay",
                "0",
                "--error-chance",
                "0",
                "--reset-interval",
                "0.000001")) {
            // A tenth of a second on; nobody could tell of each.
            serve.awaitLine(Pattern.compile("job \\d{6,} is completed"));
            serve.signal("TERM");
            assertThat(serve.exitCode()).isZero();
            assertThat(serve.err().lines().count()).as("lines of log").isLessThan(5_000);
        }
    }

    @Test
    void serveReadsNothingMoreFromWhoeverNeverReadsItsAnswers() throws Exception {
        try (Program serve = Program.start(NO_SETTINGS, "serve", "--port", "0")) {
            int port = port(serve);
            InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
            try (SocketChannel deaf = SocketChannel.open(address);
                    Selector selector = Selector.open()) {
                deaf.configureBlocking(false).register(selector, SelectionKey.OP_WRITE);
                byte[] requests = request("/v1/languages").repeat(1_000).getBytes(US_ASCII);
                ByteBuffer left = ByteBuffer.wrap(requests);
                long sent = 0;
                // What the two kernels hold for both is a few MB; the answers to all of this would be gigabytes.
                while (sent < 100_000_000 && selector.select(1_000) > 0) {
                    selector.selectedKeys().clear();
                    sent += deaf.write(left);
                    if (!left.hasRemaining()) {
                        left.rewind();
                    }
                }
                assertThat(sent).isLessThan(100_000_000);
                try (Client other = new Client(port)) {
                    assertThat(other.ask()).startsWith("HTTP/1.1 200 OK");
                }
            }
        }
    }

    @Test
    void serveTellsWhoeverKeepsAskingThatAnAnswerIsTheLast() throws Exception {
        // A pause of this machine may fall between the client's last two requests; then there is no last answer to
        // mark.
        int marked = 0;
        for (int attempt = 0; attempt < 5 && marked == 0; attempt++) {
            try (Program serve = Program.start(NO_SETTINGS, "serve", "--port", "0");
                    Client client = new Client(port(serve))) {
                client.ask();
                serve.signal("TERM");
                String last = "";
                for (String head = client.ask(); !head.isEmpty(); head = client.ask()) {
                    last = head;
                }
                assertThat(serve.exitCode()).isZero();
                marked += last.contains("connection: close") ? 1 : 0;
            }
        }
        assertThat(marked).isPositive();
    }

    private static int port(Program serve) throws InterruptedException {
        Matcher matcher = LISTENING.matcher(serve.awaitLine("listening on"));
        assertThat(matcher.find()).isTrue();
        return Integer.parseInt(matcher.group(1));
    }

    private static String request(String path) {
        return "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
    }

    /** Asks for the status, again and again over one connection. */
    private static final class Client implements AutoCloseable {

        private static final int BODY = "{\"result\":\"pending\"}".length();

        private final Socket socket;
        private final BufferedReader in;

        Client(int port) throws IOException {
            socket = new Socket(InetAddress.getLoopbackAddress(), port);
            in = new BufferedReader(new InputStreamReader(socket.getInputStream(), US_ASCII));
        }

        /** The head of the answer; empty when the server hung up. */
        String ask() {
            StringBuilder head = new StringBuilder();
            try {
                socket.getOutputStream().write(request("/status").getBytes(US_ASCII));
                for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
                    head.append(line).append('\n');
                }
                in.skip(BODY);
            } catch (IOException hungUp) {
                return head.toString();
            }
            return head.toString();
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
