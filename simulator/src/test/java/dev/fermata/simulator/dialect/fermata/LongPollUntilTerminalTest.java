package dev.fermata.simulator.dialect.fermata;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.simulator.Fault;
import dev.fermata.simulator.FaultRule;
import dev.fermata.simulator.Scenario;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Requests that are held until a job is terminal, on a clock that only the test moves. */
@Timeout(60)
class LongPollUntilTerminalTest {

    private static final String BOTH = "wait=60, until=terminal, return=minimal";

    private final Api api = new Api();

    @AfterEach
    void close() {
        api.close();
    }

    @ParameterizedTest
    @CsvSource({
        "?wait=60&until=terminal,,",
        "'', Prefer, 'wait=60, until=terminal'",
        "'', Prefer, 'until=\"terminal\", wait=60'",
        "?until=terminal, prefer, wait=60",
        "?wait=60, prefer, until=terminal"
    })
    void holdsThroughEveryChangeUntilTheJobIsTerminal(String query, String header, String value) throws Exception {
        String path = "/v1/jobs/" + api.submit() + query;
        try (HttpConnection held = header == null ? api.open(path) : api.open(path, header, value)) {
            api.advance(59.999);
            assertThat(held.answered()).isFalse();
            api.advance(0.001);
            assertThat(held.answer())
                    .startsWith("HTTP/1.1 200 OK\r\n")
                    .contains("preference-applied: wait=60, until=terminal\r\n", "\"state\":\"completed\"")
                    .doesNotContain("retry-after");
        }
    }

    @Test
    void isNotWokenByWhatHappensBefore() throws Exception {
        String path = "/v1/jobs/" + api.submit() + "?wait=60&until=terminal";
        try (HttpConnection held = api.open(path)) {
            api.advance(31);
            assertThat(api.clock.next())
                    .as("the small system's next change, or the end of the job, but no stage")
                    .contains(Api.START.plusSeconds(50));
            assertThat(held.answered()).isFalse();
        }
    }

    @Test
    void answersAsItIsWhenTheTimeIsUp() throws Exception {
        String path = "/v1/jobs/" + api.submit() + "?wait=15&until=terminal";
        try (HttpConnection held = api.open(path)) {
            api.advance(14.999);
            assertThat(held.answered()).isFalse();
            api.advance(0.001);
            assertThat(held.answer()).contains("\"state\":\"running\"", "applied: wait=15, until=terminal\r\n");
        }
    }

    @Test
    void answersAtOnceWhatIsTerminalAlready() throws Exception {
        String over = api.submit(1, "failed");
        String running = api.submit();
        api.advance(1);
        HttpResponse<String> one = api.get("/v1/jobs/" + over, "Prefer", "wait=60, until=terminal");
        assertThat(one.headers().firstValue("preference-applied")).contains("wait=60, until=terminal");
        String both = "/v1/jobs?ids=" + running + "," + over + "&wait=60&until=terminal";
        assertThat(Api.json(api.get(both)).get("jobs")).hasSize(2);
        assertThat(api.get("/v1/jobs?ids=none&wait=60&until=terminal").body()).contains("\"missing\":[\"none\"]");
    }

    @Test
    void heedsNoOlderStateThatTheClientKnows() throws Exception {
        String path = "/v1/jobs/" + api.submit();
        String queued = api.get(path).headers().firstValue("etag").orElseThrow();
        api.advance(10);
        try (HttpConnection held = api.open(path + "?wait=60&until=terminal", "If-None-Match", queued)) {
            assertThat(held.answered()).isFalse();
            api.advance(50);
            assertThat(held.answer()).contains("\"state\":\"completed\"");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"until=forever", "until", "until=", "until=Terminal", "foo=\"until=terminal\""})
    void ignoresAHeaderThatItDoesNotUnderstand(String until) throws Exception {
        try (HttpConnection held = api.open("/v1/jobs/" + api.submit(), "Prefer", "wait=30, " + until)) {
            api.advance(10);
            assertThat(held.answer()).contains("preference-applied: wait=30\r\n", "\"state\":\"running\"");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/jobs/%s?wait=1&until=end", "/v1/jobs?ids=%s&until=end", "/status?until=end"})
    void refusesAParameterThatItDoesNotUnderstand(String path) throws Exception {
        HttpResponse<String> refused = api.get(path.formatted(api.submit()));
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(Api.json(refused).get("code").stringValue()).isEqualTo("invalid_until");
        assertThat(Api.json(refused).get("detail").stringValue()).contains("'end'", "'change'", "'terminal'");
    }

    @Test
    void answersAtOnceWhoDoesNotAskToBeHeld() throws Exception {
        String path = "/v1/jobs/" + api.submit();
        assertThat(api.get(path, "Prefer", "until=terminal").headers().firstValue("preference-applied"))
                .isEmpty();
        assertThat(api.get(path + "?until=terminal&wait=0").headers().firstValue("preference-applied"))
                .isEmpty();
    }

    @Test
    void answersWhenTheJobIsEndedHeldUpOrDeletedByHand() throws Exception {
        String canceled = api.submit();
        String deleted = api.submit();
        String late = api.submit();
        try (HttpConnection one = api.open("/v1/jobs/" + canceled + "?wait=60&until=terminal");
                HttpConnection another = api.open("/v1/jobs/" + canceled + "?wait=60&until=terminal");
                HttpConnection two = api.open("/v1/jobs/" + deleted + "?wait=60&until=terminal");
                HttpConnection some = api.open("/v1/jobs?ids=" + late + "," + deleted + "&wait=60", "Prefer", BOTH);
                HttpConnection three = api.open("/v1/jobs/" + late + "?wait=60&until=terminal")) {
            api.post("/v1/jobs/" + canceled + "/cancel", "");
            assertThat(one.answer()).contains("\"state\":\"canceled\"");
            assertThat(another.answer()).contains("\"state\":\"canceled\"");
            api.send("DELETE", "/v1/jobs/" + deleted, "");
            assertThat(two.answer()).startsWith("HTTP/1.1 404 ");
            assertThat(some.answer()).endsWith("{\"jobs\":[],\"missing\":[\"" + deleted + "\"]}");
            api.post("/admin/jobs/" + late + "/hold", "{}");
            api.advance(5);
            api.post("/admin/jobs/" + late + "/release", "{}");
            api.advance(54.999);
            assertThat(three.answered()).isFalse();
            api.advance(0.001);
            assertThat(three.answer()).as("the time is up").contains("\"state\":\"running\"");
        }
    }

    @Test
    void forgetsWhoDoesNotWaitAnyLonger() throws Exception {
        String path = "/v1/jobs/" + api.submit() + "?wait=20&until=terminal";
        api.open(path).close();
        api.awaitNext(Api.START.plusSeconds(30));
    }

    @Test
    void holdsUntilAnyOfSomeJobsIsTerminal() throws Exception {
        String slow = api.submit(100, "completed");
        String fast = api.submit(20, "failed");
        try (HttpConnection held = api.open("/v1/jobs?ids=" + slow + "," + fast, "Prefer", "wait=60, until=terminal")) {
            api.advance(19.999);
            assertThat(held.answered()).isFalse();
            api.advance(0.001);
            String answer = held.answer();
            assertThat(answer).contains("preference-applied: wait=60, until=terminal\r\n");
            JsonNode body = Api.json(answer.substring(answer.indexOf("\r\n\r\n")));
            assertThat(body.get("jobs")).hasSize(2);
            assertThat(body.get("missing")).isEmpty();
        }
    }

    @Test
    void answersAtOnceWhenOneOfSomeJobsIsMissing() throws Exception {
        String path = "/v1/jobs?ids=" + api.submit() + ",none";
        JsonNode body = Api.json(api.get(path, "Prefer", "wait=60, until=terminal"));
        assertThat(body.get("jobs")).hasSize(1);
        assertThat(body.get("missing").get(0).stringValue()).isEqualTo("none");
    }

    @Test
    void listsOnlyWhatIsTerminalWhenLessIsPreferred() throws Exception {
        String slow = api.submit(100, "completed");
        String fast = api.submit(20, "failed");
        String path = "/v1/jobs?ids=" + slow + "," + fast + "," + slow;
        try (HttpConnection held = api.open(path, "Prefer", BOTH)) {
            api.advance(20);
            String answer = held.answer();
            assertThat(answer).contains("preference-applied: " + BOTH + "\r\n").doesNotContain(slow);
            JsonNode body = Api.json(answer.substring(answer.indexOf("\r\n\r\n")));
            assertThat(body.get("jobs")).hasSize(1);
            assertThat(body.at("/jobs/0/id").stringValue()).isEqualTo(fast);
            assertThat(body.get("missing")).isEmpty();
        }
        HttpResponse<String> atOnce = api.get(path, "Prefer", "return=minimal");
        assertThat(atOnce.headers().firstValue("preference-applied")).contains("return=minimal");
        assertThat(Api.json(atOnce).get("jobs")).hasSize(1);
        assertThat(api.get("/v1/jobs/" + slow, "Prefer", "return=minimal")
                        .headers()
                        .firstValue("preference-applied"))
                .as("one job is no list")
                .isEmpty();
        assertThat(api.get("/v1/jobs", "Prefer", "return=minimal").body()).contains(slow);
    }

    @Test
    void seesTheSecondEndOfAJobThatRelapses() throws Exception {
        api.simulator.play(Scenario.defaults()
                .with("jobs.queue_time", 0)
                .with("jobs.running_time", 10)
                .with(FaultRule.of(Fault.relapse(Duration.ofSeconds(5), Duration.ofSeconds(20)))));
        String path = "/v1/jobs/" + api.submit() + "?wait=60&until=terminal";
        try (HttpConnection held = api.open(path)) {
            api.advance(10);
            assertThat(held.answer()).contains("\"state\":\"completed\"");
        }
        api.advance(5);
        try (HttpConnection held = api.open(path)) {
            api.advance(19.999);
            assertThat(held.answered()).isFalse();
            api.advance(0.001);
            assertThat(held.answer()).contains("\"state\":\"completed\"");
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3})
    void answersEachOfManyRequestsAtTheFirstEndOfItsJobs(long seed) throws Exception {
        Random random = new Random(seed);
        List<String> ids = new ArrayList<>();
        for (int i = 1; i <= 40; i++) {
            ids.add(api.submit(i, "completed"));
        }
        List<HttpConnection> wires = new ArrayList<>();
        int[] first = new int[12];
        for (int i = 0; i < first.length; i++) {
            List<Integer> some = new ArrayList<>();
            for (int n = 1 + random.nextInt(5); n > 0; n--) {
                some.add(1 + random.nextInt(40));
            }
            first[i] = Collections.min(some);
            String asked =
                    String.join(",", some.stream().map(one -> ids.get(one - 1)).toList());
            wires.add(api.open("/v1/jobs?ids=" + asked, "Prefer", BOTH));
        }
        for (int second = 1; second <= 40; second++) {
            api.advance(1);
            for (int i = 0; i < first.length; i++) {
                assertThat(wires.get(i).answered()).isEqualTo(second >= first[i]);
            }
        }
        for (HttpConnection wire : wires) {
            wire.close();
        }
    }

    @Test
    void holdsTheSmallSystemsStatus() throws Exception {
        try (Api small =
                new Api(builder -> builder.totalDelay(Duration.ofSeconds(30)).errorChance(1))) {
            try (HttpConnection held = small.open("/status", "Prefer", "wait=60, until=terminal");
                    HttpConnection brief = small.open("/status?wait=10&until=terminal")) {
                small.advance(10);
                assertThat(brief.answer())
                        .contains("preference-applied: wait=10, until=terminal\r\n")
                        .endsWith("{\"result\":\"pending\"}");
                small.simulator.play(
                        Scenario.defaults().with("status.total_delay", 40).with("status.error_chance", 1));
                small.advance(39.999);
                assertThat(held.answered()).as("another job goes on").isFalse();
                small.advance(0.001);
                assertThat(held.answer()).endsWith("{\"result\":\"error\"}");
            }
            assertThat(small.get("/status?wait=9&until=terminal").headers().firstValue("preference-applied"))
                    .contains("wait=9, until=terminal");
        }
    }
}
