package dev.fermata.it;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Names of hosts that have several addresses, in {@code fermata wait}. */
@Timeout(120)
class AddressesIT {

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "::1"})
    void findsAServerThatListensOnOneLoopbackAddressOnly(String address) throws Exception {
        HttpServer server = on(address);
        byte[] body = "{\"result\":\"completed\"}".getBytes(US_ASCII);
        server.createContext("/status", exchange -> {
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        String url = "http://localhost:" + server.getAddress().getPort();
        try (Program wait = Program.start(Map.of(), "wait", url)) {
            assertThat(wait.exitCode()).as(wait.err()).isZero();
            assertThat(wait.out()).isEqualTo("completed");
            assertThat(wait.err()).isEmpty();
        } finally {
            server.stop(0);
        }
    }

    /** Java's HTTP client connects to the first address of a name only. */
    @Test
    void namesTheAddressOfSeveralThatItTried(@TempDir Path folder) throws Exception {
        Path hosts = Files.writeString(
                folder.resolve("hosts"), "127.0.0.1 many.example\n127.0.0.2 many.example\n127.0.0.3 one.example\n");
        int port = freePort();
        assertThat(problem(hosts, "http://many.example:" + port))
                .endsWith("cannot connect to many.example:" + port + "; tried 127.0.0.1, the first of its 2 addresses");
        assertThat(problem(hosts, "http://one.example:" + port)).endsWith("cannot connect to one.example:" + port);
    }

    /** Such as a name whose IPv6 address is dead: the request timeout does not come before the address is named. */
    @Test
    void namesTheAddressOfSeveralThatDoesNotAnswer(@TempDir Path folder) throws Exception {
        Path hosts = Files.writeString(folder.resolve("hosts"), "127.0.0.1 many.example\n127.0.0.2 many.example\n");
        List<Socket> waiting = new ArrayList<>();
        try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            assumeTrue(fills(full, waiting), "on this system connecting does not hang when the backlog is full");
            int port = full.getLocalPort();
            assertThat(problem(hosts, "http://many.example:" + port, "--max-wait=6s"))
                    .endsWith("cannot connect to many.example:" + port
                            + " in time; tried 127.0.0.1, the first of its 2 addresses");
        } finally {
            for (Socket socket : waiting) {
                socket.close();
            }
        }
    }

    /** Returns whether connecting hangs then. */
    private static boolean fills(ServerSocket server, List<Socket> waiting) throws IOException {
        for (int i = 0; i < 10; i++) {
            Socket socket = new Socket();
            waiting.add(socket);
            try {
                socket.connect(server.getLocalSocketAddress(), 300);
            } catch (SocketTimeoutException hangs) {
                return true;
            }
        }
        return false;
    }

    private static String problem(Path hosts, String url) throws Exception {
        return problem(hosts, url, "--max-wait=1s");
    }

    private static String problem(Path hosts, String url, String... options) throws Exception {
        ProcessBuilder command = new ProcessBuilder(
                Checkout.JAVA.toString(),
                // In the place of DNS.
                "-Djdk.net.hosts.file=" + hosts,
                "-jar",
                Checkout.JAR.toString(),
                "wait",
                url);
        command.command().addAll(List.of(options));
        try (Program wait = Program.start(command, Map.of())) {
            assertThat(wait.exitCode()).as(wait.err()).isEqualTo(5);
            return wait.err();
        }
    }

    private static HttpServer on(String address) throws IOException {
        try {
            return HttpServer.create(new InetSocketAddress(address, 0), 0);
        } catch (IOException noSuchAddress) {
            assumeTrue(!address.equals("::1"), "this machine has no IPv6");
            throw noSuchAddress;
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
