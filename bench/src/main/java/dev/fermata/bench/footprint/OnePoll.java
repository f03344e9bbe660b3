package dev.fermata.bench.footprint;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.sun.net.httpserver.HttpServer;
import dev.fermata.client.Outcome;
import dev.fermata.client.Waiter;
import dev.fermata.client.backend.Backend;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;

/** A wait that ends with its first poll, for {@code bench/classes-per-poll.sh}, which counts the classes that are loaded for it. */
public final class OnePoll {

    private static final byte[] COMPLETED = "{\"result\":\"completed\"}".getBytes(US_ASCII);

    private OnePoll() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/status", exchange -> {
            exchange.sendResponseHeaders(200, COMPLETED.length);
            exchange.getResponseBody().write(COMPLETED);
            exchange.close();
        });
        server.start();
        URI uri = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
        try (Waiter waiter = Waiter.builder(Backend.status(uri)).build()) {
            Outcome outcome = waiter.await("job-1", Duration.ofSeconds(30));
            if (!(outcome instanceof Outcome.Completed) || outcome.polls() != 1) {
                throw new IllegalStateException("not completed with one poll: " + outcome);
            }
        } finally {
            server.stop(0);
        }
    }
}
