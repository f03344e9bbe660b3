package dev.fermata.client;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.client.backend.Backend;
import dev.fermata.client.backend.JsonBackendBuilder;
import dev.fermata.client.backend.RequestTemplate;
import dev.fermata.client.backend.Submission;
import dev.fermata.client.internal.http.FullBacklog;
import dev.fermata.client.internal.http.KeepAliveServer;
import dev.fermata.client.schedule.PollSchedule;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A host that does not answer when the client connects, through a waiter. */
@Timeout(60)
class UnreachableHostTest {

    private static final Submission VIDEO = Submission.of(URI.create("https://example.com/1.mp4"), "es");

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "localhost"})
    void isNamedWhenAWaitTimesOut(String name) throws Exception {
        try (FullBacklog host = new FullBacklog();
                Waiter waiter = settings(name, host.port()).build()) {
            Outcome outcome = waiter.await("1", ofSeconds(3));
            assertThat(outcome).isInstanceOf(Outcome.TimedOut.class);
            assertThat(outcome.lastProblem().orElseThrow())
                    .startsWith("cannot connect to " + name + ":" + host.port())
                    .endsWith(name.equals("localhost") ? "tried its addresses 127.0.0.1 and [::1]" : " in time");
            // The deadline holds also for a poll that still connects.
            assertThat(outcome.polls()).isGreaterThan(1);
        }
    }

    /** Even without an idempotency key: the server surely got nothing. */
    @Test
    void getsASubmissionOnceMore() throws Exception {
        AtomicInteger requests = new AtomicInteger();
        AtomicReference<@Nullable KeepAliveServer> server = new AtomicReference<>();
        try (FullBacklog host = new FullBacklog();
                Waiter waiter = settings("127.0.0.1", host.port())
                        .headers(() -> {
                            if (requests.incrementAndGet() == 2) {
                                server.set(host.open(KeepAliveServer.says("{\"id\":\"7\"}")));
                            }
                            return Map.of();
                        })
                        .build()) {
            assertThat(waiter.submit(VIDEO, ofSeconds(30)).id()).isEqualTo("7");
            assertThat(requests.get()).isGreaterThan(1);
        } finally {
            KeepAliveServer opened = server.get();
            if (opened != null) {
                opened.close();
            }
        }
    }

    private static WaiterBuilder settings(String host, int port) {
        JsonBackendBuilder backend = Backend.json("http://" + host + ":" + port + "/jobs/{id}")
                .state("/state")
                .completed("completed")
                .failed("failed")
                .submit(RequestTemplate.post("/jobs"), "/id");
        return Waiter.builder(backend.build())
                .requestTimeout(ofSeconds(1))
                .errorBackoff(PollSchedule.fixed(ofMillis(5)));
    }
}
