package dev.fermata.simulator.admin.page;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.simulator.Requests;
import dev.fermata.simulator.Scenario;
import dev.fermata.simulator.Simulator;
import dev.fermata.simulator.SimulatorClock;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LiveRouteTest {

    private static final String JOB = "{\"source_url\":\"http://example.com/a.mp4\",\"target_languages\":[\"es\"],"
            + "\"title\":\"<b>talk</b>\",\"scenario\":{\"duration\":10}}";
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final long START_MICROS = START.getEpochSecond() * 1_000_000;

    private final SimulatorClock clock = SimulatorClock.frozenAt(START);
    private Simulator simulator =
            Simulator.builder().port(0).clock(clock).seed(1).start();
    private final HttpClient http = HttpClient.newHttpClient();

    @AfterEach
    void stop() {
        simulator.close();
    }

    @Test
    void beginsWithTheJobsAndLooksOfBefore() throws Exception {
        String id = submit();
        requests().get("/v1/jobs/" + id, "X-Client-Id", "first");
        try (Live live = new Live()) {
            JsonNode message = live.next();
            assertThat(message.path("now").asLong()).isEqualTo(START_MICROS);
            assertThat(message.path("speed").asDouble()).isZero();
            assertThat(message.path("scenario").asString()).isEqualTo("default");
            JsonNode job = message.at("/jobs/0");
            assertThat(job.path(0).asLong()).isZero();
            assertThat(job.path(1).asString()).isEqualTo(id);
            assertThat(job.path(3).asString()).isEqualTo("<b>talk</b>");
            assertThat(job.path(4).asLong()).as("submitted").isEqualTo(START_MICROS);
            assertThat(job.path(job.size() - 2).asLong()).as("end").isEqualTo(START_MICROS + 10_000_000);
            assertThat(job.path(job.size() - 1).asInt()).as("completed").isEqualTo(6);
            int poller = names(message).indexOf("first");
            assertThat(poller).isNotNegative();
            assertThat(message.path("looks")).anySatisfy(look -> {
                assertThat(look.path(0).asInt()).as("poll").isZero();
                assertThat(look.path(1).asInt()).as("client").isEqualTo(poller);
                assertThat(look.path(2).asLong()).as("job").isZero();
                assertThat(look.path(5).asInt()).as("status").isEqualTo(200);
            });
        }
    }

    @Test
    void tellsOfWhatHappensLater() throws Exception {
        try (Live live = new Live()) {
            assertThat(live.next().path("jobs")).isEmpty();
            String id = submit();
            JsonNode submitted = live.until(message -> !message.path("jobs").isEmpty());
            assertThat(submitted.at("/jobs/0/1").asString()).isEqualTo(id);
            clock.advance(Duration.ofSeconds(3));
            assertThat(live.until(moved -> moved.path("now").asLong() == START_MICROS + 3_000_000))
                    .isNotNull();
            simulator.job(id).fail("broken", "by hand");
            JsonNode job =
                    live.until(message -> !message.path("jobs").isEmpty()).at("/jobs/0");
            assertThat(job.path(job.size() - 2).asLong()).isEqualTo(START_MICROS + 3_000_000);
            assertThat(job.path(job.size() - 1).asInt()).as("failed").isEqualTo(7);
            requests().send("DELETE", "/v1/jobs/" + id, null);
            JsonNode gone = live.until(message -> !message.path("gone").isEmpty());
            assertThat(gone.at("/gone/0").asLong()).isZero();
        }
    }

    @ParameterizedTest
    @CsvSource({"?wait=60&until=terminal, 2", "/events, 3"})
    void tellsOfAHeldRequestWhileItIsOpenAndWhenItEnds(String path, int kind) throws Exception {
        String id = submit();
        CompletableFuture<HttpResponse<String>> held = requests().later("/v1/jobs/" + id + path, "X-Client-Id", "me");
        try (Live live = new Live()) {
            JsonNode open = live.look(look -> look.path(4).isNull());
            assertThat(open.path(0).asInt()).as("held, or a stream").isEqualTo(kind);
            assertThat(open.path(3).asLong()).isEqualTo(START_MICROS);
            assertThat(open.path(5).isNull()).as("no status").isTrue();
            clock.advance(Duration.ofSeconds(10));
            JsonNode ended = live.look(look -> look.path(6).asInt() == 2);
            assertThat(ended.path(0).asInt()).isEqualTo(kind);
            assertThat(ended.path(3).asLong()).isEqualTo(START_MICROS);
            assertThat(ended.path(4).asLong()).isEqualTo(START_MICROS + 10_000_000);
            assertThat(ended.path(5).asInt()).isEqualTo(200);
        }
        assertThat(held.get(20, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
    }

    @Test
    void beginsAnewAfterAReset() throws Exception {
        submit();
        try (Live live = new Live()) {
            long epoch = live.next().path("epoch").asLong();
            simulator.reset();
            JsonNode cleared = live.until(message -> message.path("epoch").asLong() != epoch);
            assertThat(cleared.path("jobs")).isEmpty();
            submit();
            assertThat(live.until(message -> !message.path("jobs").isEmpty())
                            .at("/jobs/0/0")
                            .asLong())
                    .isZero();
        }
    }

    @Test
    void tellsOfTheJobsOfTheSmallSystem() throws Exception {
        simulator.play(Scenario.defaults()
                .with("status.total_delay", 5)
                .with("status.error_chance", 1)
                .with("status.reset_interval", 2));
        clock.advance(Duration.ofSeconds(8));
        try (Live live = new Live()) {
            JsonNode small = live.next().path("small");
            assertThat(small).hasSize(2);
            assertThat(small.at("/0").toString())
                    .isEqualTo("[" + START_MICROS + "," + (START_MICROS + 5_000_000) + ",\"error\","
                            + (START_MICROS + 7_000_000) + "]");
            assertThat(small.at("/1/0").asLong()).isEqualTo(START_MICROS + 7_000_000);
            clock.advance(Duration.ofSeconds(7));
            assertThat(live.until(message -> !message.path("small").isEmpty())
                            .at("/small/0/0")
                            .asLong())
                    .isEqualTo(START_MICROS + 14_000_000);
        }
    }

    @Test
    void sendsThousandsOfJobsInParts() throws Exception {
        List<String> languages = new ArrayList<>();
        Requests.json(requests().get("/v1/languages"))
                .path("languages")
                .forEach(each -> languages.add('"' + each.path("code").asString() + '"'));
        String fifty =
                "{\"source_url\":\"http://example.com/a.mp4\",\"target_languages\":" + languages.subList(0, 50) + "}";
        for (int i = 0; i < 120; i++) {
            assertThat(requests().post("/v1/jobs", fifty).statusCode()).isEqualTo(202);
        }
        try (Live live = new Live()) {
            List<Long> numbers = new ArrayList<>();
            while (numbers.size() < 5_000) {
                JsonNode jobs = live.next().path("jobs");
                assertThat(jobs.size()).isLessThanOrEqualTo(1_000);
                jobs.forEach(job -> numbers.add(job.path(0).asLong()));
            }
            assertThat(numbers).as("the newest").hasSize(5_000).isSorted().startsWith(1_000L);
        }
    }

    @Test
    void endsWhenTheSimulatorIsClosed() throws Exception {
        try (Live live = new Live()) {
            live.next();
            simulator.close();
            assertThat(live.rest()).isTrue();
        }
    }

    @Test
    void onlyFiftyPagesAreOpenAtOnce() throws Exception {
        List<Live> pages = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            pages.add(new Live());
            pages.get(i).next();
        }
        HttpResponse<String> refused = requests().get("/admin/live");
        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(refused.body()).contains("50 pages are open");
        for (Live page : pages) {
            page.close();
        }
        HttpResponse<InputStream> again;
        do {
            again = http.send(
                    HttpRequest.newBuilder(simulator.uri().resolve("/admin/live"))
                            .build(),
                    BodyHandlers.ofInputStream());
            again.body().close();
        } while (again.statusCode() != 200);
    }

    @Test
    void needsTheAdminTokenIfThereIsOne() throws Exception {
        simulator.close();
        simulator = Simulator.builder()
                .port(0)
                .clock(clock)
                .adminToken("secret-token")
                .start();
        assertThat(requests().get("/admin/live").statusCode()).isEqualTo(401);
        try (Live live = new Live("Authorization", "Bearer secret-token")) {
            assertThat(live.next().has("now")).isTrue();
        }
    }

    @Test
    void refusesPagesOfAnotherOrigin() throws Exception {
        HttpResponse<String> refused = requests().get("/admin/live", "Origin", "https://example.com");
        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(refused.body()).contains("origin_not_allowed");
    }

    @Test
    void hasNoBodyForHead() throws Exception {
        HttpResponse<String> head = requests().send("HEAD", "/admin/live", null);
        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.headers().firstValue("content-type")).contains("text/event-stream");
    }

    private Requests requests() {
        return new Requests(simulator.uri(), http);
    }

    private String submit() throws Exception {
        return Requests.json(requests().post("/v1/jobs", JOB)).at("/jobs/0/id").stringValue();
    }

    private static List<String> names(JsonNode message) {
        return StreamSupport.stream(message.path("clients").spliterator(), false)
                .map(JsonNode::asString)
                .toList();
    }

    /** A page that is open. */
    private final class Live implements AutoCloseable {

        private final InputStream body;
        private final Iterator<String> lines;

        Live(String... headers) throws Exception {
            URI uri = simulator.uri().resolve("/admin/live");
            HttpRequest.Builder request = HttpRequest.newBuilder(uri);
            if (headers.length > 0) {
                request.headers(headers);
            }
            HttpResponse<InputStream> response = http.send(request.build(), BodyHandlers.ofInputStream());
            assertThat(response.statusCode()).isEqualTo(200);
            assertThat(response.headers().firstValue("content-type")).contains("text/event-stream");
            body = response.body();
            lines = new BufferedReader(new InputStreamReader(body, UTF_8))
                    .lines()
                    .iterator();
        }

        JsonNode next() {
            while (true) {
                String line = lines.next();
                if (line.startsWith("data: ")) {
                    return JsonMapper.shared().readTree(line.substring(6));
                }
            }
        }

        JsonNode until(Predicate<JsonNode> wanted) {
            JsonNode message = next();
            while (!wanted.test(message)) {
                message = next();
            }
            return message;
        }

        JsonNode look(Predicate<JsonNode> wanted) {
            while (true) {
                for (JsonNode look : next().path("looks")) {
                    if (wanted.test(look)) {
                        return look;
                    }
                }
            }
        }

        /** Reads the rest, and returns whether the stream has ended. */
        boolean rest() {
            while (lines.hasNext()) {
                lines.next();
            }
            return true;
        }

        @Override
        public void close() throws IOException {
            body.close();
        }
    }
}
