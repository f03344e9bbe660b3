package dev.fermata.simulator.webhook;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A program that is told: writes down what it got and when by the simulator's clock, and answers as the test says. */
public final class Receiver implements AutoCloseable {

    public record Got(String path, Map<String, List<String>> headers, byte[] body, Instant at) {
        public String header(String name) {
            return headers.getOrDefault(name, List.of("")).get(0);
        }

        public JsonNode json() {
            return JsonMapper.shared().readTree(body);
        }

        public String job() {
            return json().at("/data/id").stringValue();
        }
    }

    public record Reply(int status, Map<String, String> headers) {
        public static Reply of(int status) {
            return new Reply(status, Map.of());
        }
    }

    public final List<Got> got = new CopyOnWriteArrayList<>();
    public volatile Function<Got, Reply> answer = got -> Reply.of(204);

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();

    private Receiver(HttpServer server, Supplier<Instant> now) {
        this.server = server;
        server.setExecutor(threads);
        server.createContext("/", exchange -> handle(exchange, now));
        server.start();
    }

    public static Receiver start(Supplier<Instant> now) {
        return start("127.0.0.1", 0, now);
    }

    static Receiver start(String host, int port, Supplier<Instant> now) {
        try {
            return new Receiver(HttpServer.create(new InetSocketAddress(host, port), 0), now);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Receiver startTls(SSLContext context, Supplier<Instant> now) throws IOException {
        HttpsServer server = HttpsServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(context));
        return new Receiver(server, now);
    }

    int port() {
        return server.getAddress().getPort();
    }

    public String url() {
        return "http://127.0.0.1:" + port() + "/done";
    }

    List<String> jobs() {
        return got.stream().map(Got::job).toList();
    }

    private void handle(HttpExchange exchange, Supplier<Instant> now) throws IOException {
        Got request = new Got(
                exchange.getRequestURI().toString(),
                Map.copyOf(exchange.getRequestHeaders()),
                exchange.getRequestBody().readAllBytes(),
                now.get());
        got.add(request);
        Reply reply = answer.apply(request);
        reply.headers().forEach(exchange.getResponseHeaders()::set);
        exchange.sendResponseHeaders(reply.status(), -1);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
