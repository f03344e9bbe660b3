package dev.fermata.client;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import dev.fermata.client.backend.Backend;
import dev.fermata.client.backend.JobState;
import dev.fermata.client.backend.JsonBackendBuilder;
import dev.fermata.client.backend.RequestTemplate;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Forms of a state for which the JDK's HTTP client matters: no body, redirections, a method, bytes. */
class RealHttpShapesTest {

    private HttpServer server;
    private String url;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.start();
        url = "http://127.0.0.1:" + server.getAddress().getPort();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private Outcome await(JsonBackendBuilder backend, HttpHandler handler) throws InterruptedException {
        server.createContext("/", exchange -> {
            try (exchange) {
                exchange.getRequestBody().readAllBytes();
                handler.handle(exchange);
            }
        });
        try (Waiter waiter = Waiter.builder(backend.build()).build()) {
            return waiter.await("42", ofSeconds(20));
        }
    }

    private static void send(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    @Test
    void readsAHeaderOfAResponseToHead() throws Exception {
        JsonBackendBuilder backend = Backend.json(RequestTemplate.of("HEAD", url + "/{id}"))
                .state("header:X-State")
                .completed("done")
                .failed("failed");
        Outcome outcome = await(backend, exchange -> {
            exchange.getResponseHeaders()
                    .set("X-State", exchange.getRequestMethod().equals("HEAD") ? "done" : "failed");
            exchange.getResponseHeaders().set("Content-Length", "5000000");
            exchange.sendResponseHeaders(200, -1);
        });
        assertThat(outcome).isInstanceOf(Outcome.Completed.class);
    }

    @Test
    void readsARedirectionInsteadOfFollowingIt() throws Exception {
        JsonBackendBuilder backend = Backend.json(url + "/{id}")
                .when(JobState.COMPLETED, "status-code = 303")
                .when(JobState.FAILED, "/error")
                .result("url", "header:Location");
        Outcome outcome = await(backend, exchange -> {
            exchange.getResponseHeaders().set("Location", "/results/42");
            send(exchange, 303, "");
        });
        assertThat(((Outcome.Completed) outcome).snapshot().result()).containsEntry("url", "/results/42");
    }

    @Test
    void readsAFailureThatHttpCallsAnError() throws Exception {
        JsonBackendBuilder backend = Backend.json(url + "/{id}")
                .state("status-code")
                .completed("200")
                .failed("410")
                .errorMessage("/message");
        Outcome outcome = await(backend, exchange -> send(exchange, 410, "{\"message\":\"expired\"}"));
        assertThat(((Outcome.Failed) outcome).message()).isEqualTo("expired");
    }

    @Test
    void pollsByPost() throws Exception {
        JsonBackendBuilder backend = Backend.json(
                        RequestTemplate.post(url + "/query").withBody("{\"id\": \"{id}\"}"))
                .state("/state")
                .completed("POST")
                .failed("GET");
        Outcome outcome =
                await(backend, exchange -> send(exchange, 200, "{\"state\":\"" + exchange.getRequestMethod() + "\"}"));
        assertThat(outcome).isInstanceOf(Outcome.Completed.class);
    }
}
