package dev.fermata.simulator.longpoll;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.simulator.clock.VirtualClock;
import dev.fermata.simulator.http.HttpServer;
import dev.fermata.simulator.http.Response;
import dev.fermata.simulator.http.Router;
import dev.fermata.simulator.http.Transport;
import dev.fermata.simulator.job.store.JobStore;
import io.netty.handler.codec.http.HttpMethod;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongUnaryOperator;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Held requests whose answer cannot be made. */
@Timeout(60)
class LongPollsTest {

    private static final Preference MINUTE = new Preference(60, false);

    private final VirtualClock clock = VirtualClock.frozen();
    private final HttpClient http = HttpClient.newHttpClient();
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), Transport.best());
        JobWaits waits = new JobWaits(JobStore.inMemory(1), clock, server.loop());
        LongPolls polls = new LongPolls(waits, Duration.ofMinutes(1));
        Supplier<Response> mistake = () -> {
            throw new NoClassDefFoundError("oops");
        };
        long end = clock.micros() + 10_000_000;
        LongUnaryOperator badAtTheEnd = now -> {
            if (now >= end) {
                throw new IllegalStateException("oops");
            }
            return end;
        };
        Router router = new Router()
                .add(HttpMethod.GET, "/response", request -> polls.until(now -> end, MINUTE, clock.micros(), mistake))
                .add(HttpMethod.GET, "/news", request -> polls.until(badAtTheEnd, MINUTE, clock.micros(), mistake));
        server.serve(router, clock::micros);
    }

    @AfterEach
    void stop() {
        server.close();
        clock.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/response", "/news"})
    void answerWhatCannotBeAnswered(String path) throws Exception {
        CompletableFuture<HttpResponse<String>> held = get(path);
        while (clock.next().isEmpty()) {
            assertThat(held).isNotDone();
        }
        clock.advance(Duration.ofSeconds(10));
        assertThat(held.get().statusCode()).isEqualTo(500);
        assertThat(held.get().body()).contains("internal_error").doesNotContain("oops");
        assertThat(clock.next()).as("nothing is left").isEmpty();
    }

    private CompletableFuture<HttpResponse<String>> get(String path) {
        URI uri = URI.create("http://127.0.0.1:" + server.address().getPort() + path);
        return http.sendAsync(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
    }
}
