package dev.fermata.simulator.dialect.fermata;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.simulator.ClockAccess;
import dev.fermata.simulator.Scenario;
import dev.fermata.simulator.SimulatorClock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that are held, on a clock that only the test moves: what is not answered when it should be never is. */
@Timeout(60)
class LongPollTest {

    private final Api api = new Api();

    @AfterEach
    void close() {
        api.close();
    }

    @ParameterizedTest
    @CsvSource({"?wait=30,,", "'', Prefer, wait=30", "'', prefer, 'respond-async, wait=30'"})
    void holdsUntilTheStateChanges(String query, String header, String value) throws Exception {
        String path = "/v1/jobs/" + api.submit() + query;
        try (HttpConnection held = header == null ? api.open(path) : api.open(path, header, value)) {
            api.advance(9.999);
            assertThat(held.answered()).isFalse();
            api.advance(0.001);
            assertThat(held.answered()).isTrue();
            assertThat(held.answer())
                    .startsWith("HTTP/1.1 200 OK\r\n")
                    .contains("preference-applied: wait=30\r\n", "\"state\":\"running\"")
                    .doesNotContain("retry-after");
        }
    }

    @Test
    void holdsUntilTheStageChanges() throws Exception {
        String path = "/v1/jobs/" + api.submit() + "?wait=30";
        api.advance(15);
        try (HttpConnection held = api.open(path)) {
            api.advance(5);
            assertThat(held.answer()).contains("\"stage\":\"translating\"");
        }
    }

    @Test
    void answersAsItIsWhenTheTimeIsUp() throws Exception {
        String path = "/v1/jobs/" + api.submit() + "?wait=5";
        try (HttpConnection held = api.open(path)) {
            api.advance(4.999);
            assertThat(held.answered()).isFalse();
            api.advance(0.001);
            assertThat(held.answer()).contains("\"state\":\"queued\"", "preference-applied: wait=5\r\n");
        }
        assertThat(api.clock.next())
                .as("what is still scheduled")
                .contains(api.clock.now().plusSeconds(25));
    }

    @Test
    void holdsNoLongerThanItIsAllowedTo() throws Exception {
        String path = "/v1/jobs/" + api.submit(1_000, "stuck");
        api.advance(999);
        try (HttpConnection held = api.open(path, "Prefer", "wait=999999999")) {
            api.advance(59.999);
            assertThat(held.answered()).isFalse();
            api.advance(0.001);
            assertThat(held.answer()).contains("preference-applied: wait=60\r\n");
        }
        try (Api short_ = new Api(builder -> builder.maxHold(Duration.ofSeconds(2)))) {
            try (HttpConnection held = short_.open("/v1/jobs/" + short_.submit(), "Prefer", "wait=30")) {
                short_.advance(2);
                assertThat(held.answer()).contains("preference-applied: wait=2\r\n");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"61", "9999999999", "18446744073709551617", "00000000000000000000060"})
    void holdsForAsLongAsItIsAllowedToHoweverManyDigitsTheNumberHas(String seconds) throws Exception {
        String path = "/v1/jobs/" + api.submit(1_000, "stuck");
        api.advance(999);
        try (HttpConnection header = api.open(path, "Prefer", "wait=" + seconds);
                HttpConnection parameter = api.open(path + "?wait=" + seconds);
                HttpConnection status = api.open("/status?until=terminal&wait=" + seconds)) {
            api.advance(60);
            for (HttpConnection held : List.of(header, parameter, status)) {
                assertThat(held.answer()).contains("preference-applied: wait=60");
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"Prefer, wait=0", "Prefer, wait", "Prefer, wait=soon", "Prefer, respond-async"})
    void answersAtOnceWhoDoesNotAskToBeHeld(String header, String value) throws Exception {
        assertThat(api.get("/v1/jobs/" + api.submit(), header, value).headers().firstValue("preference-applied"))
                .isEmpty();
    }

    @Test
    void answersAtOnceWhenThereIsNothingToWaitFor() throws Exception {
        String path = "/v1/jobs/" + api.submit();
        api.advance(60);
        assertThat(api.get(path, "Prefer", "wait=30").headers().firstValue("preference-applied"))
                .contains("wait=30");
    }

    @Test
    void answersAtOnceWhoKnowsAnOlderState() throws Exception {
        String path = "/v1/jobs/" + api.submit();
        String queued = api.get(path).headers().firstValue("etag").orElseThrow();
        api.advance(10);
        assertThat(api.get(path, "Prefer", "wait=30", "If-None-Match", queued).body())
                .contains("\"running\"");
        String running = api.get(path).headers().firstValue("etag").orElseThrow();
        api.advance(1);
        try (HttpConnection held = api.open(path, "Prefer", "wait=30", "If-None-Match", running)) {
            assertThat(held.answered()).as("only the progress is another one").isFalse();
            api.advance(9);
            assertThat(held.answer()).contains("\"stage\":\"translating\"");
        }
    }

    @Test
    void answers304WhenTheTimeIsUpAndNothingChanged() throws Exception {
        String path = "/v1/jobs/" + api.submit();
        String queued = api.get(path).headers().firstValue("etag").orElseThrow();
        try (HttpConnection held = api.open(path, "Prefer", "wait=5", "If-None-Match", queued)) {
            api.advance(5);
            assertThat(held.answer())
                    .startsWith("HTTP/1.1 304 Not Modified\r\n")
                    .contains("etag: " + queued);
        }
    }

    @Test
    void answersWhenTheJobIsCanceledOrDeleted() throws Exception {
        String canceled = "/v1/jobs/" + api.submit();
        String deleted = "/v1/jobs/" + api.submit();
        try (HttpConnection one = api.open(canceled + "?wait=30");
                HttpConnection two = api.open(deleted + "?wait=30")) {
            api.post(canceled + "/cancel", "");
            assertThat(one.answer()).contains("\"state\":\"canceled\"");
            api.send("DELETE", deleted, "");
            assertThat(two.answer()).startsWith("HTTP/1.1 404 ");
        }
        assertThat(api.clock.next()).as("what is still scheduled").contains(nextStatus());
    }

    @Test
    void forgetsWhoDoesNotWaitAnyLonger() throws Exception {
        String path = "/v1/jobs/" + api.submit();
        api.open(path + "?wait=30").close();
        api.awaitNext(nextStatus());
        api.advance(10);
        assertThat(api.get(path).statusCode()).isEqualTo(200);
    }

    @Test
    void holdsUntilAnyOfSomeJobsChanges() throws Exception {
        String slow = api.submit(100, "completed");
        String fast = api.submit(50, "failed");
        String over = api.submit(1, "completed");
        api.advance(1);
        try (HttpConnection held = api.open("/v1/jobs?wait=60&ids=" + slow + "," + over + "," + fast + ",none")) {
            assertThat(held.answered()).isFalse();
            api.advance(60);
            assertThat(held.answer()).contains("\"missing\":[\"none\"]", "preference-applied: wait=60");
        }
        assertThat(api.get("/v1/jobs?wait=60&ids=" + over).body()).contains("completed");
        assertThat(api.get("/v1/jobs?wait=60&ids=none").body()).contains("\"jobs\":[]");
    }

    @Test
    void missesNoChangeBetweenTwoRequestsForSomeJobs() throws Exception {
        String path = "/v1/jobs?wait=30&ids=" + api.submit(20, "completed") + "," + api.submit(1_000, "completed");
        String before = api.get(path.replace("wait=30", "wait=0"))
                .headers()
                .firstValue("etag")
                .orElseThrow();
        api.advance(20);
        assertThat(api.get(path, "If-None-Match", before).body()).contains("\"completed\"");
    }

    @Test
    void answersEachAtItsOwnTimeWhenTheClockIsMovedFar() throws Exception {
        List<HttpConnection> wires = new ArrayList<>();
        for (int i = 1; i <= 4; i++) {
            wires.add(api.open("/v1/jobs/" + api.submit() + "?wait=" + 2 * i));
        }
        List<String> seen = new ArrayList<>();
        for (int second = 0; second < 10; second++) {
            ClockAccess.of(api.clock)
                    .schedule(Api.START.plusSeconds(second).plusMillis(500), () -> seen.add(answered(wires)));
        }
        api.advance(10);
        assertThat(seen).containsExactly("0", "0", "1", "1", "2", "2", "3", "3", "4", "4");
        for (HttpConnection wire : wires) {
            wire.close();
        }
    }

    private static String answered(List<HttpConnection> wires) {
        int answered = 0;
        for (HttpConnection wire : wires) {
            try {
                answered += wire.answered() ? 1 : 0;
            } catch (IOException broken) {
                throw new UncheckedIOException(broken);
            }
        }
        return "" + answered;
    }

    @Test
    void holdsTheNextRequestOfTheSameConnection() throws Exception {
        String path = "/v1/jobs/" + api.submit() + "?wait=30";
        try (HttpConnection held = api.open(path)) {
            for (String stage : List.of("transcribing", "translating", "voicing")) {
                api.advance(10);
                assertThat(held.answer()).contains("\"stage\":\"" + stage + "\"");
                api.again(held);
            }
        }
    }

    @Test
    void holdsTheSmallSystemsStatus() throws Exception {
        try (Api small =
                new Api(builder -> builder.totalDelay(Duration.ofSeconds(30)).errorChance(1))) {
            try (HttpConnection held = small.open("/status", "Prefer", "wait=60");
                    HttpConnection brief = small.open("/status?wait=10")) {
                small.advance(10);
                assertThat(brief.answer()).endsWith("{\"result\":\"pending\"}").contains("preference-applied: wait=10");
                assertThat(held.answered()).isFalse();
                small.advance(20);
                assertThat(held.answer()).endsWith("{\"result\":\"error\"}");
            }
            assertThat(small.get("/status", "Prefer", "wait=60").body()).isEqualTo("{\"result\":\"error\"}");
        }
    }

    @Test
    void holdsTheStatusUntilTheJobOfAnotherScenarioEnds() throws Exception {
        try (Api small =
                new Api(builder -> builder.totalDelay(Duration.ofSeconds(30)).errorChance(0))) {
            try (HttpConnection change = small.open("/status?wait=60");
                    HttpConnection end = small.open("/status?wait=60&until=terminal")) {
                small.simulator.play(
                        Scenario.defaults().with("status.total_delay", 6).with("status.error_chance", 0));
                small.advance(5.999);
                assertThat(change.answered() || end.answered()).isFalse();
                small.advance(0.001);
                assertThat(small.get("/status").body()).isEqualTo("{\"result\":\"completed\"}");
                assertThat(change.answer()).endsWith("{\"result\":\"completed\"}");
                assertThat(end.answer()).endsWith("{\"result\":\"completed\"}");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/status?wait=%zz", "/status?%", "/v1/jobs?ids=a%", "/v1/jobs/x?wait=%e"})
    void refusesAQueryThatIsNotPercentEncoded(String path) throws Exception {
        try (HttpConnection wire = api.open(path)) {
            assertThat(wire.answer())
                    .startsWith("HTTP/1.1 400 Bad Request\r\n")
                    .contains("malformed_query", "two hexadecimal digits");
        }
    }

    @Test
    void answersWhatIsHeldWhenItStops() throws Exception {
        Api stopping = new Api();
        try (HttpConnection held = stopping.open("/v1/jobs/" + stopping.submit() + "?wait=60")) {
            stopping.close();
            assertThat(held.answer()).startsWith("HTTP/1.1 200 OK\r\n").contains("connection: close", "queued");
            assertThat(held.closed()).isTrue();
        }
        assertThat(stopping.clock.next()).isEmpty();
    }

    @Test
    void answersAlsoOnAClockThatRuns() throws Exception {
        try (SimulatorClock fast = SimulatorClock.running(100);
                Api running = new Api(builder -> builder.clock(fast))) {
            String path = "/v1/jobs/" + running.submit(2, "completed") + "?wait=60";
            String body = "";
            while (!body.contains("\"state\":\"completed\"")) {
                body = running.get(path).body();
            }
            assertThat(Api.json(body).get("ended_at")).isNotNull();
        }
    }

    /** The only alarm that there is without jobs: the end of the small system's first one. */
    private static Instant nextStatus() {
        return Api.START.plusSeconds(30);
    }
}
