package dev.fermata.it;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.fermata.simulator.Simulator;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * One job, watched at the same time by asking every 100 ms, by a held request, by the event stream and by a webhook: all are
 * told the same, and the transcript shows who learned what when.
 */
@Timeout(60)
class FourWaysIT {

    /** Somebody was told something. */
    private record Told(String way, Instant at, JsonNode job) {

        String words() {
            return job.path("state").stringValue() + " " + job.path("stage").stringValue();
        }

        boolean isEnd() {
            return job.path("state").stringValue().equals("completed");
        }
    }

    private final Queue<Told> told = new ConcurrentLinkedQueue<>();
    private final HttpClient client = HttpClient.newHttpClient();

    @Test
    void allWaysOfWatchingTellTheSame() throws Exception {
        CompletableFuture<Void> called = new CompletableFuture<>();
        HttpServer receiver = receiver(called);
        ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
        try (Simulator simulator = Simulator.builder().port(0).seed(7).start()) {
            URI callback =
                    URI.create("http://127.0.0.1:" + receiver.getAddress().getPort() + "/done");
            JsonNode job = submit(simulator.uri(), callback);
            URI uri = simulator.uri().resolve("/v1/jobs/" + job.path("id").stringValue());
            CompletableFuture.allOf(
                            poll(uri, timer), hold(uri, "\"none yet\""), stream(URI.create(uri + "/events")), called)
                    .join();
            System.out.print(transcript(job));
            for (String way : List.of("poll", "hold", "stream", "webhook")) {
                assertThat(last(way).job()).as(way).isEqualTo(last("stream").job());
                assertThat(last(way).at())
                        .as(way)
                        .isAfterOrEqualTo(time(last(way).job(), "ended_at"));
                assertThat(distinct("stream")).as(way).containsSubsequence(distinct(way));
            }
            assertThat(distinct("stream"))
                    .containsExactly(
                            "running transcribing",
                            "running translating",
                            "running voicing",
                            "running lip-syncing",
                            "running rendering",
                            "completed rendering");
            assertThat(Duration.between(
                            time(job, "submitted_at"), time(last("poll").job(), "ended_at")))
                    .isEqualTo(Duration.ofSeconds(6));
        } finally {
            timer.shutdownNow();
            receiver.stop(0);
        }
    }

    private HttpServer receiver(CompletableFuture<Void> called) throws IOException {
        HttpServer receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        receiver.createContext("/done", exchange -> {
            byte[] body = exchange.getRequestBody().readAllBytes();
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
            note("webhook", JsonMapper.shared().readTree(body).path("data"));
            called.complete(null);
        });
        receiver.start();
        return receiver;
    }

    private JsonNode submit(URI simulator, URI callback) throws IOException, InterruptedException {
        String body = """
                {"source_url": "https://example.com/talk.mp4", "target_languages": ["es"],
                 "scenario": {"duration": 6, "outcome": "completed"}, "callback_url": "%s"}""".formatted(callback);
        HttpRequest request = HttpRequest.newBuilder(simulator.resolve("/v1/jobs"))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body))
                .build();
        HttpResponse<String> answer = client.send(request, BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
        return JsonMapper.shared().readTree(answer.body()).path("jobs").path(0);
    }

    private CompletableFuture<Void> poll(URI job, ScheduledExecutorService timer) {
        CompletableFuture<Void> over = new CompletableFuture<>();
        timer.scheduleAtFixedRate(
                () -> {
                    try {
                        String answer =
                                client.send(get(job), BodyHandlers.ofString()).body();
                        if (note("poll", JsonMapper.shared().readTree(answer)).isEnd()) {
                            over.complete(null);
                            timer.shutdown();
                        }
                    } catch (IOException | InterruptedException | RuntimeException broken) {
                        over.completeExceptionally(broken);
                    }
                },
                0,
                100,
                MILLISECONDS);
        return over;
    }

    /** One request after another, each held until there is something else than the last one told. */
    private CompletableFuture<Void> hold(URI job, String etag) {
        HttpRequest request = get(job, "Prefer", "wait=30", "If-None-Match", etag);
        return client.sendAsync(request, BodyHandlers.ofString()).thenCompose(answer -> {
            if (note("hold", JsonMapper.shared().readTree(answer.body())).isEnd()) {
                return CompletableFuture.completedFuture(null);
            }
            return hold(job, answer.headers().firstValue("ETag").orElseThrow());
        });
    }

    private CompletableFuture<Void> stream(URI events) {
        return client.sendAsync(get(events), BodyHandlers.ofLines())
                .thenAccept(answer -> answer.body()
                        .filter(line -> line.startsWith("data: "))
                        .forEach(line -> note("stream", JsonMapper.shared().readTree(line.substring(6)))));
    }

    private static HttpRequest get(URI uri, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri);
        return (headers.length == 0 ? request : request.headers(headers)).build();
    }

    private Told note(String way, JsonNode job) {
        Told latest = new Told(way, Instant.now(), job);
        told.add(latest);
        return latest;
    }

    private Stream<Told> of(String way) {
        return told.stream().filter(each -> each.way().equals(way));
    }

    private Told last(String way) {
        return of(way).reduce((before, after) -> after).orElseThrow();
    }

    private List<String> distinct(String way) {
        return of(way).map(Told::words).distinct().toList();
    }

    private static Instant time(JsonNode job, String field) {
        return Instant.parse(job.path(field).stringValue());
    }

    /** Polls that told nothing new are left out. */
    private String transcript(JsonNode job) {
        Instant start = time(job, "submitted_at");
        StringBuilder text = new StringBuilder("one job, watched four ways; seconds since it was submitted\n");
        Stream.of("poll", "hold", "stream", "webhook")
                .flatMap(way -> distinct(way).stream()
                        .map(words -> of(way).filter(each -> each.words().equals(words))
                                .findFirst()
                                .orElseThrow()))
                .sorted(Comparator.comparing(Told::at))
                .forEach(each -> text.append(String.format(
                        Locale.ROOT,
                        "%8.3f  %-8s %-22s %s%n",
                        Duration.between(start, each.at()).toNanos() / 1e9,
                        each.way(),
                        each.words(),
                        each.isEnd() ? "ended_at " + each.job().path("ended_at").stringValue() : "")));
        return text.append(String.format(
                        Locale.ROOT,
                        "requests: poll %d, hold %d, stream 1, webhook 0; it ended at %.3f%n",
                        of("poll").count(),
                        of("hold").count(),
                        Duration.between(start, time(last("stream").job(), "ended_at"))
                                        .toNanos()
                                / 1e9))
                .toString();
    }
}
