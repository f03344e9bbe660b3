package dev.fermata.bench.footprint;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;

/**
 * A server in a process of its own, so that it adds nothing to what is measured. Each {@code /{name}/status} is a job that begins with
 * its first request and ends a second later.
 */
final class OneSecondJobs implements AutoCloseable {

    private static final Duration JOB = Duration.ofSeconds(1);
    private static final int BACKLOG = 1000;
    private static final int THREADS = 16;

    private final Process process;
    private final URI uri;

    private OneSecondJobs(Process process, URI uri) {
        this.process = process;
        this.uri = uri;
    }

    static OneSecondJobs start() throws IOException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        // Seconds. Below Java 21 the clients of a process share connections, which stay open until the
                        // server ends them.
                        "-Dsun.net.httpserver.idleInterval=5",
                        "-cp",
                        System.getProperty("java.class.path"),
                        OneSecondJobs.class.getName())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        BufferedReader out = new BufferedReader(new InputStreamReader(process.getInputStream(), US_ASCII));
        return new OneSecondJobs(process, URI.create(out.readLine()));
    }

    /** A job that nobody has asked for yet has a name that nobody has used yet. */
    URI job(String name) {
        return uri.resolve("/" + name);
    }

    @Override
    public void close() {
        process.destroy();
    }

    /** Prints the URL, and serves until standard input ends. */
    public static void main(String[] arguments) throws IOException {
        Map<String, Long> begun = new ConcurrentHashMap<>();
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), BACKLOG);
        server.setExecutor(Executors.newFixedThreadPool(THREADS));
        server.createContext("/", exchange -> answer(exchange, begun));
        server.start();
        System.out.println("http://127.0.0.1:" + server.getAddress().getPort());
        while (System.in.read() >= 0) {
            // Nothing is expected but the end.
        }
        System.exit(0);
    }

    private static void answer(HttpExchange exchange, Map<String, Long> begun) throws IOException {
        String job = exchange.getRequestURI().getPath();
        long now = System.nanoTime();
        long start = begun.computeIfAbsent(job, name -> now);
        boolean ended = now - start >= JOB.toNanos();
        byte[] body = ("{\"result\":\"" + (ended ? "completed" : "pending") + "\"}").getBytes(US_ASCII);
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }
}
