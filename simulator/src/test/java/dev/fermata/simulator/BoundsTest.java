package dev.fermata.simulator;

import static dev.fermata.simulator.Requests.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.fermata.simulator.dialect.Dialect;
import dev.fermata.simulator.dialect.Services;
import dev.fermata.simulator.http.Endpoint;
import dev.fermata.simulator.http.Response;
import dev.fermata.simulator.http.Route;
import dev.fermata.simulator.setting.MemoryShare;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.util.concurrent.EventExecutor;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What a simulator refuses because it could not keep it, and what it says when it ends. */
@Timeout(60)
class BoundsTest {

    private static final String JOB =
            "{\"source_url\":\"http://a/b\",\"target_languages\":[\"es\"],\"title\":\"T\",\"scenario\":{\"duration\":10}}";

    private final SimulatorClock clock = SimulatorClock.frozenAt(Instant.parse("2026-01-01T00:00:00Z"));

    @Test
    void refusesJobsForWhichThereIsNoMemoryUntilOthersAreOver() throws Exception {
        try (Simulator simulator = start(20_000)) {
            Requests requests = new Requests(simulator.uri());
            String large = JOB.replace("\"T\"", "\"T\",\"metadata\":{\"a\":\"" + "x".repeat(500) + "\"}");
            int accepted = 0;
            HttpResponse<String> answer = requests.post("/v1/jobs", large);
            for (; answer.statusCode() == 202; accepted++) {
                answer = requests.post("/v1/jobs", large);
            }
            assertThat(accepted).isBetween(4, 9);
            assertThat(answer.statusCode()).isEqualTo(503);
            assertThat(answer.headers().firstValue("retry-after")).hasValue("10");
            assertThat(json(answer).get("code").stringValue()).isEqualTo("no_room");
            assertThat(json(answer).get("detail").stringValue()).contains("no memory for 1 more job(s)", "20000 bytes");

            clock.advance(Duration.ofSeconds(10));
            assertThat(requests.post("/v1/jobs", large).statusCode()).isEqualTo(202);
        }
    }

    @Test
    void refusesMoreJobsWithFaultsOfTheirOwnUntilSomeAreOver() throws Exception {
        try (Simulator simulator = start(Long.MAX_VALUE)) {
            Requests requests = new Requests(simulator.uri());
            String tags = json(requests.get("/v1/languages"))
                    .path("languages")
                    .valueStream()
                    .map(language -> "\"" + language.path("code").stringValue() + "\"")
                    .collect(Collectors.joining(","));
            String own = "\"duration\":10,\"faults\":[{\"fault\":\"html\",\"first\":1}]";
            String many = JOB.replace("\"es\"", tags).replace("\"duration\":10", own);
            HttpResponse<String> answer = requests.post("/v1/jobs", many);
            for (int i = 0; answer.statusCode() == 202 && i < 10_000; i++) {
                answer = requests.post("/v1/jobs", many);
            }
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(503);
            assertThat(answer.headers().firstValue("retry-after")).hasValue("10");
            assertThat(json(answer).path("detail").stringValue()).contains("no room for scenario.faults");
            assertThat(requests.post("/v1/jobs", JOB).statusCode()).isEqualTo(202);
            clock.advance(Duration.ofSeconds(10));
            assertThat(requests.post("/v1/jobs", many).statusCode()).isEqualTo(202);
        }
    }

    @Test
    void refusesTitlesForWhichThereIsNoMemoryUntilOthersAreOver() throws Exception {
        try (Simulator simulator = start(16_000)) {
            Requests requests = new Requests(simulator.uri());
            String body =
                    "{\"output_languages\":[\"Spanish\"],\"video\":{\"type\":\"url\",\"url\":\"https://e.example/x\"}}";
            List<String> jobs = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                jobs.add(json(requests.post("/v3/video-translations", body))
                        .at("/data/video_translation_ids/0")
                        .stringValue());
            }
            String title = "{\"title\":\"" + "x".repeat(1_000) + "\"}";
            int renamed = 0;
            HttpResponse<String> answer;
            do {
                answer = requests.send("PATCH", "/v3/video-translations/" + jobs.get(renamed), title);
            } while (answer.statusCode() == 200 && ++renamed < jobs.size());
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(503);
            assertThat(answer.body()).contains("no memory for texts of about 1");
            assertThat(renamed).isPositive();
            String again = "{\"title\":\"" + "y".repeat(900) + "\"}";
            assertThat(requests.send("PATCH", "/v3/video-translations/" + jobs.get(0), again)
                            .statusCode())
                    .as("a shorter title in place of another")
                    .isEqualTo(200);
            requests.send("DELETE", "/v3/video-translations/" + jobs.get(0), null);
            assertThat(requests.send("PATCH", "/v3/video-translations/" + jobs.get(renamed), title)
                            .statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void refusesTranscriptsForWhichThereIsNoMemory() throws Exception {
        try (Simulator simulator = start(40_000)) {
            Requests requests = new Requests(simulator.uri());
            String form = "--b\r\nContent-Disposition: form-data; name=\"%s\"\r\n\r\n%s\r\n";
            String body =
                    form.formatted("source_url", "https://e.example/x.mp4") + form.formatted("target_language", "es");
            String project = json(requests.post(
                            "/v1/dubbing/project",
                            body + "--b--\r\n",
                            "Content-Type",
                            "multipart/form-data; boundary=b"))
                    .path("project_id")
                    .stringValue();
            clock.advance(Duration.ofMinutes(3));
            String segment =
                    "{\"text\":\"" + "\u6f22".repeat(1_000) + "\",\"speaker_id\":\"s%d\",\"start_s\":1,\"end_s\":2}";
            int added = 0;
            HttpResponse<String> answer;
            do {
                answer = requests.post(
                        "/v1/dubbing/project/" + project + "/transcript/segment", segment.formatted(added));
            } while (answer.statusCode() == 201 && ++added < 90);
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(503);
            assertThat(answer.body()).contains("no memory for texts of about 2");
            assertThat(added).isBetween(5, 20);
        }
    }

    /** The rest is for the program, and for what it works on at the moment. */
    @Test
    void allSharesOfTheHeapAreThreeQuartersOfItAsIsDocumented() throws Exception {
        long heap = Runtime.getRuntime().maxMemory();
        long shared =
                Stream.of(MemoryShare.values()).mapToLong(MemoryShare::bytes).sum();
        assertThat(shared).isBetween(heap / 10 * 7, heap / 4 * 3);
        String page = Files.readString(Path.of("..", "docs", "simulator.md"));
        String table =
                page.substring(page.indexOf("| share of the heap |"), page.indexOf("The server estimates the memory"));
        List<Double> documented = Pattern.compile("(?m)^\\| [^|]+ \\| (\\d+)/(\\d+)\\b")
                .matcher(table)
                .results()
                .map(part -> Double.parseDouble(part.group(1)) / Double.parseDouble(part.group(2)))
                .toList();
        assertThat(documented).hasSameSizeAs(MemoryShare.values());
        for (MemoryShare share : MemoryShare.values()) {
            assertThat(share.bytes() / (heap * documented.get(share.ordinal())))
                    .as("%s", share)
                    .isBetween(0.99, 1.01);
        }
    }

    @Test
    void refusesForGoodWhatNeverFits() throws Exception {
        try (Simulator simulator = start(4_000)) {
            Requests requests = new Requests(simulator.uri());
            String four = JOB.replace("\"es\"", "\"es\",\"de\",\"fr\",\"it\"");
            assertThat(requests.post("/v1/jobs", four).statusCode()).isEqualTo(422);
            assertThat(requests.post("/v1/jobs", JOB).statusCode()).isEqualTo(202);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "/v1/jobs | {\"callback_url\":\"http://127.0.0.1/\\ud800\"} | callback_url has \\ud800 at character 18",
                "/v1/jobs | {\"title\":\"\\ud83d\\ude00\\ude00\"} | title has \\ude00 at character 3",
                "/v1/jobs | {\"metadata\":{\"a\":\"\\udc00\"}} | metadata.a has \\udc00 at character 1",
                "/v1/jobs | {\"metadata\":{\"\\udc00\":\"a\"}} | a name has half of a surrogate pair",
                "/v1/jobs | {\"target_languages\":[\"es\",\"\\ud800\"]} | target_languages[1] has \\ud800",
                "/admin/faults | {\"fault\":\"status\",\"body\":\"\\ud800\"} | body has \\ud800",
                "/admin/jobs/x/fail | {\"message\":\"\\ud800\"} | message has \\ud800",
            })
    void refusesHalvesOfSurrogatePairsWithThePlace(String path, String body, String said) throws Exception {
        try (Simulator simulator = start(1_000_000)) {
            HttpResponse<String> answer = new Requests(simulator.uri()).post(path, body);
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
            assertThat(json(answer).get("detail").stringValue()).contains(said, "surrogate");
        }
    }

    /** They would be sent as question marks. */
    @Test
    void refusesHalvesOfSurrogatePairsFromJava() throws Exception {
        try (Simulator simulator = start(1_000_000)) {
            String id = json(new Requests(simulator.uri()).post("/v1/jobs", JOB))
                    .at("/jobs/0/id")
                    .stringValue();
            assertThatThrownBy(() -> simulator.job(id).fail("a\ud800", ""))
                    .hasMessageStartingWith("code has \\ud800 at");
            assertThatThrownBy(() -> simulator.job(id).fail("a", "\udc00"))
                    .hasMessageStartingWith("message has \\udc00 at character 1");
            assertThat(simulator.job(id).state()).isNotEqualTo("failed");
        }
        assertThatThrownBy(() -> Scenario.defaults()
                        .with("jobs.errors", List.of(Map.of("code", "a", "message", "\ud83d\ude00\ude00"))))
                .hasMessageStartingWith("jobs.errors[0].message has \\ude00 at character 3");
        assertThatThrownBy(() -> Fault.status(200).saying("text/plain", "\ud800"))
                .hasMessageStartingWith("body has \\ud800");
        assertThatThrownBy(() -> Simulator.builder().publicUrl(URI.create("http://a/\ud800")))
                .hasMessageStartingWith("publicUrl has \\ud800");
    }

    @Test
    void answersNo200ToAnAdvanceThatIsUnderWayWhenItStops() throws Exception {
        CountDownLatch underWay = new CountDownLatch(1);
        Simulator simulator = Simulator.builder()
                .port(0)
                .clock(clock)
                .totalDelay(Duration.ofSeconds(10))
                .errorChance(0)
                .statusListener(change -> {
                    if (change.result().equals("completed")) {
                        underWay.countDown();
                        awaitInterrupt();
                    }
                })
                .start();
        Requests requests = new Requests(simulator.uri());
        CompletableFuture<Integer> advance = CompletableFuture.supplyAsync(() -> {
            try {
                return requests.post("/admin/clock/advance", "{\"by\":\"20s\"}").statusCode();
            } catch (Exception broken) {
                throw new IllegalStateException(broken);
            }
        });
        underWay.await();
        simulator.close();
        assertThat(advance.get()).isEqualTo(503);
    }

    @Test
    void closesItselfWhenMemoryIsFull() throws Exception {
        Simulator simulator = startWith(services -> request -> full());
        Requests requests = new Requests(simulator.uri());
        assertThatThrownBy(() -> requests.get("/full/now")).isInstanceOf(IOException.class);
        assertThatThrownBy(simulator.termination()::get).hasCauseInstanceOf(OutOfMemoryError.class);
    }

    @Test
    void closesItselfWhenMemoryIsFullInATaskOfTheLoop() throws Exception {
        Simulator simulator = startWith(services -> request -> {
            services.loop().execute(BoundsTest::full);
            return Response.empty(HttpResponseStatus.NO_CONTENT);
        });
        assertThat(new Requests(simulator.uri()).get("/full/now").statusCode()).isEqualTo(204);
        assertThatThrownBy(simulator.termination()::get).hasCauseInstanceOf(OutOfMemoryError.class);
    }

    static Stream<Consumer<EventExecutor>> laterTasks() {
        Runnable task = BoundsTest::full;
        Callable<Response> call = BoundsTest::full;
        return Stream.of(
                loop -> loop.submit(task),
                loop -> loop.submit(call),
                loop -> loop.schedule(task, 1, TimeUnit.MILLISECONDS),
                loop -> loop.schedule(call, 1, TimeUnit.MILLISECONDS),
                loop -> loop.scheduleWithFixedDelay(task, 1, 1, TimeUnit.MILLISECONDS));
    }

    @ParameterizedTest
    @MethodSource("laterTasks")
    void closesItselfWhenMemoryIsFullInALaterTaskOfTheLoop(Consumer<EventExecutor> plan) throws Exception {
        Simulator simulator = startWith(services -> request -> {
            plan.accept(services.loop());
            return Response.empty(HttpResponseStatus.NO_CONTENT);
        });
        assertThat(new Requests(simulator.uri()).get("/full/now").statusCode()).isEqualTo(204);
        assertThatThrownBy(simulator.termination()::get).hasCauseInstanceOf(OutOfMemoryError.class);
    }

    private static Response full() {
        throw new OutOfMemoryError("a test");
    }

    private static Simulator startWith(Function<Services, Endpoint> endpoint) {
        return Simulator.builder()
                .port(0)
                .dialect(services -> new Dialect() {
                    @Override
                    public String name() {
                        return "full";
                    }

                    @Override
                    public List<Route> routes() {
                        return List.of(new Route(HttpMethod.GET, "/now", endpoint.apply(services)));
                    }
                })
                .start();
    }

    @Test
    void listensOnBothLoopbackAddressesByDefault() throws Exception {
        try (Simulator simulator = Simulator.builder().port(0).start()) {
            assertThat(simulator.uri().getHost()).isEqualTo("127.0.0.1");
            try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getByName("::1"))) {
                assertThat(probe.isBound()).isTrue();
            } catch (IOException noIpv6) {
                assumeTrue(false, "this machine has no ::1");
            }
            Requests requests = new Requests(URI.create("http://[::1]:" + simulator.port()));
            assertThat(requests.get("/status").statusCode()).isEqualTo(200);
            assertThat(requests.get("/admin/clock").statusCode()).isEqualTo(200);
        }
    }

    private static void awaitInterrupt() {
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private Simulator start(long jobBytes) {
        SimulatorBuilder builder = Simulator.builder().port(0).clock(clock).seed(1);
        builder.jobBytes = jobBytes;
        return builder.start();
    }
}
