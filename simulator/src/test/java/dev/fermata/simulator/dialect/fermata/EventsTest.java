package dev.fermata.simulator.dialect.fermata;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.simulator.Fault;
import dev.fermata.simulator.FaultRule;
import dev.fermata.simulator.Scenario;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

/** Server-sent events, on a clock that only the test moves. */
@Timeout(60)
class EventsTest {

    private static final long START = Api.START.getEpochSecond() * 1_000_000;

    private final Api api = new Api();

    @AfterEach
    void close() {
        api.close();
    }

    @Test
    void tellsHowAJobIsAndEveryChangeUntilItIsOver() throws Exception {
        String id = api.submit();
        try (HttpConnection stream = api.open("/v1/jobs/" + id + "/events")) {
            assertThat(stream.head())
                    .startsWith("HTTP/1.1 200 OK\r\n")
                    .contains("content-type: text/event-stream\r\n", "cache-control: no-store\r\n");
            assertThat(stream.chunk())
                    .startsWith("id: " + START + "\nevent: job\ndata: {\"id\":\"" + id + "\",\"state\":\"queued\"")
                    .endsWith("}\n\n");
            api.advance(3_600);
            List<String> told = new ArrayList<>();
            for (String chunk = stream.chunk(); !chunk.isEmpty(); chunk = stream.chunk()) {
                told.add(summary(chunk));
            }
            assertThat(told)
                    .containsExactly(
                            "10 running transcribing",
                            "20 running translating",
                            "30 running voicing",
                            "40 running lip-syncing",
                            "50 running rendering",
                            "60 completed rendering");
            assertThat(stream.closed()).isTrue();
        }
    }

    @Test
    void tellsEachChangeBeforeTheClockMovesOn() throws Exception {
        try (HttpConnection stream = api.open("/v1/jobs/" + api.submit() + "/events")) {
            stream.head();
            stream.chunk();
            api.advance(9.999);
            assertThat(stream.answered()).isFalse();
            api.advance(0.001);
            assertThat(stream.answered()).isTrue();
            assertThat(summary(stream.chunk())).isEqualTo("10 running transcribing");
        }
    }

    @Test
    void goesOnBehindTheLastEventThatTheReaderKnows() throws Exception {
        String path = "/v1/jobs/" + api.submit() + "/events";
        api.advance(35);
        try (HttpConnection stream = api.open(path, "Last-Event-ID", Long.toString(START + 10_000_000))) {
            stream.head();
            assertThat(summary(stream.chunk())).isEqualTo("20 running translating");
            assertThat(summary(stream.chunk())).isEqualTo("30 running voicing");
            assertThat(stream.answered()).isFalse();
        }
        try (HttpConnection stream = api.open(path, "Last-Event-ID", "nonsense")) {
            stream.head();
            assertThat(summary(stream.chunk())).isEqualTo("30 running voicing");
        }
        api.advance(100);
        String last = Long.toString(START + 60_000_000);
        assertThat(api.get(path, "Last-Event-ID", last).statusCode()).isEqualTo(204);
        assertThat(summary(api.get(path).body())).isEqualTo("60 completed rendering");
    }

    @Test
    void takesAnIdThatIsStillToComeForNone() throws Exception {
        String path = "/v1/jobs/" + api.submit() + "/events";
        api.advance(100);
        String future = Long.toString(START + 1_000_000_000);
        assertThat(summary(api.get(path, "Last-Event-ID", future).body())).isEqualTo("60 completed rendering");
    }

    @Test
    void givesUrlsThatAreGoodWhenTheyAreGiven() throws Exception {
        try (Api signing = new Api(builder -> builder.signedUrls(Duration.ofMinutes(10)))) {
            String path = "/v1/jobs/" + signing.submit() + "/events";
            signing.advance(3_600);
            String body = signing.get(path).body();
            String url =
                    body.substring(body.indexOf("video_url") + 12, body.indexOf(".mp4", body.indexOf("video_url")));
            String query = body.substring(body.indexOf(".mp4", body.indexOf("video_url")));
            String file = url.substring(url.indexOf("/files/")) + query.substring(0, query.indexOf('"'));
            assertThat(signing.get(file).statusCode()).isEqualTo(200);
        }
    }

    @Test
    void tellsThatAJobIsCanceledOrDeleted() throws Exception {
        String canceled = "/v1/jobs/" + api.submit();
        String deleted = "/v1/jobs/" + api.submit();
        try (HttpConnection one = api.open(canceled + "/events");
                HttpConnection two = api.open(deleted + "/events")) {
            one.head();
            one.chunk();
            two.head();
            two.chunk();
            api.advance(5);
            api.post(canceled + "/cancel", "");
            assertThat(summary(one.chunk())).isEqualTo("5 canceled queued");
            assertThat(one.chunk()).isEmpty();
            api.send("DELETE", deleted, "");
            assertThat(two.chunk()).contains("event: removed\n");
            assertThat(two.chunk()).isEmpty();
        }
    }

    @Test
    void tellsTheChangesOfAllJobsInOrder() throws Exception {
        String before = api.submit(30, "completed");
        try (HttpConnection stream = api.open("/v1/events")) {
            stream.head();
            String after = api.submit(20, "failed");
            api.advance(100);
            List<String> told = new ArrayList<>();
            while (told.size() < 11) {
                JsonNode job = job(stream.chunk());
                told.add(job.get("id").stringValue().equals(before) ? "before" : "after");
                if (job.has("ended_at")) {
                    told.add(job.get("ended_at").stringValue().substring(17, 19));
                }
            }
            assertThat(told)
                    .containsExactly(
                            "after", "after", "before", "after", "before", "after", "after", "before", "after", "20",
                            "before");
            assertThat(stream.answered()).isTrue();
            assertThat(job(stream.chunk()).get("state").stringValue()).isEqualTo("completed");
            assertThat(stream.answered()).isFalse();
            assertThat(after).isNotEqualTo(before);
        }
    }

    @Test
    void tellsWhatIsDoneByHandAtTheInstantOfAnotherChange() throws Exception {
        try (HttpConnection all = api.open("/v1/events")) {
            all.head();
            String id = api.submit();
            try (HttpConnection one = api.open("/v1/jobs/" + id + "/events")) {
                one.head();
                assertThat(summary(one.chunk())).isEqualTo("0 queued queued");
                api.post("/v1/jobs/" + id + "/cancel", "");
                assertThat(summary(one.chunk())).isEqualTo("0 canceled queued");
                assertThat(one.chunk()).isEmpty();
            }
            assertThat(summary(all.chunk())).endsWith("queued queued");
            assertThat(summary(all.chunk())).endsWith("canceled queued");
            String deleted = api.submit();
            api.send("DELETE", "/v1/jobs/" + deleted, "");
            assertThat(summary(all.chunk())).endsWith("queued queued");
            assertThat(all.chunk()).contains("event: removed\n", deleted);
            api.advance(100);
            assertThat(all.answered()).isFalse();
        }
    }

    @Test
    void numbersTwoChangesOfOneInstantSoThatWhoKnowsTheFirstGetsTheSecond() throws Exception {
        String id = api.submit();
        api.advance(10);
        String running = Long.toString(START + 10_000_000);
        String path = "/v1/jobs/" + id + "/events";
        try (HttpConnection live = api.open(path)) {
            live.head();
            assertThat(id(live.chunk())).isEqualTo(running);
            api.post("/admin/jobs/" + id + "/fail", "{}");
            String failed = live.chunk();
            assertThat(id(failed)).isEqualTo(running + "-1");
            assertThat(summary(failed)).isEqualTo("10 failed transcribing");
            assertThat(live.chunk()).isEmpty();
        }
        assertThat(told(path, running)).containsExactly("10 failed transcribing");
        assertThat(told(path, "1"))
                .containsExactly("0 queued queued", "10 running transcribing", "10 failed transcribing");
        assertThat(told(path, "none")).containsExactly("10 failed transcribing");
        assertThat(api.get(path, "Last-Event-ID", running + "-1").statusCode()).isEqualTo(204);
    }

    @Test
    void tellsWhoComesBackWhatItToldBeforeHoweverOftenTheJobWasHeld() throws Exception {
        String id = api.submit();
        String path = "/v1/jobs/" + id + "/events";
        List<String> live = new ArrayList<>();
        try (HttpConnection stream = api.open(path)) {
            stream.head();
            for (int round = 0; round < 3; round++) {
                api.advance(4);
                api.post("/admin/jobs/" + id + "/hold", "{}");
                api.advance(100);
                api.post("/admin/jobs/" + id + "/release", "{}");
                api.advance(9);
            }
            api.advance(100);
            for (String event = stream.chunk(); !event.isEmpty(); event = stream.chunk()) {
                live.add(event.lines().limit(1).toList() + summary(event));
            }
        }
        List<String> replayed = events(path, "1").stream()
                .map(event -> event.lines().limit(1).toList() + summary(event))
                .toList();
        assertThat(replayed).isEqualTo(live).hasSize(7);
        assertThat(events(path, "1"))
                .filteredOn(event -> !summary(event).endsWith("queued"))
                .extracting(event -> job(event).get("started_at").stringValue())
                .containsOnly(
                        Api.json(api.get("/v1/jobs/" + id)).get("started_at").stringValue());
    }

    @Test
    void tellsEveryChangeOnceAtItsTimeHoweverManyJobsThereAre() throws Exception {
        Set<String> ids = new HashSet<>();
        String languages = Api.json(api.get("/v1/languages"))
                .get("languages")
                .findValues("code")
                .toString();
        while (ids.size() < 1_200) {
            String some = "{\"source_url\":\"https://example.com/a.mp4\",\"target_languages\":" + languages
                    + ",\"scenario\":{\"duration\":10}}";
            Api.json(api.post("/v1/jobs", some))
                    .get("jobs")
                    .forEach(job -> ids.add(job.get("id").stringValue()));
        }
        try (HttpConnection stream = api.open("/v1/events")) {
            stream.head();
            long number = 0;
            for (String stage : List.of("translating", "voicing", "lip-syncing", "rendering", "rendering")) {
                api.advance(2);
                Set<String> told = new HashSet<>();
                while (told.size() < ids.size()) {
                    String event = stream.chunk();
                    assertThat(id(event)).isEqualTo("" + ++number);
                    JsonNode job = job(event);
                    assertThat(job.get("stage").stringValue()).isEqualTo(stage);
                    assertThat(told.add(job.get("id").stringValue())).isTrue();
                }
                assertThat(told).isEqualTo(ids);
            }
            api.advance(100);
            assertThat(stream.answered()).isFalse();
        }
    }

    @Test
    void goesOnForWhoComesBackInTime() throws Exception {
        String last;
        try (HttpConnection stream = api.open("/v1/events")) {
            stream.head();
            api.submit();
            last = id(stream.chunk());
        }
        api.advance(15);
        try (HttpConnection stream = api.open("/v1/events", "Last-Event-ID", last)) {
            stream.head();
            assertThat(summary(stream.chunk())).endsWith("running transcribing");
            assertThat(stream.answered()).isFalse();
        }
    }

    @Test
    void saysSoWhenItHasForgotten() throws Exception {
        try (Api slow = new Api(builder -> builder.totalDelay(Duration.ofHours(1)))) {
            forgets(slow);
        }
    }

    private static void forgets(Api api) throws Exception {
        try (HttpConnection stream = api.open("/v1/events")) {
            stream.head();
        }
        // The reader has left, which the server remembers for five minutes.
        api.awaitNext(Api.START.plusSeconds(300));
        api.advance(301);
        api.submit();
        try (HttpConnection stream = api.open("/v1/events", "Last-Event-ID", "0")) {
            stream.head();
            assertThat(stream.chunk()).contains("event: gap\n");
            api.advance(10);
            assertThat(summary(stream.chunk())).endsWith("running transcribing");
        }
    }

    @Test
    void saysSoWhenNobodyCanKnowWhatTheReaderKnows() throws Exception {
        try (HttpConnection stream = api.open("/v1/events", "Last-Event-ID", "nonsense")) {
            stream.head();
            assertThat(stream.chunk()).contains("event: gap\n");
            api.submit();
            assertThat(summary(stream.chunk())).endsWith("queued queued");
        }
    }

    @Test
    void tellsThatACompletedJobIsQueuedAgain() throws Exception {
        api.simulator.play(Scenario.defaults()
                .with("jobs.queue_time", 0)
                .with("jobs.running_time", 0)
                .with(FaultRule.of(Fault.relapse(Duration.ofSeconds(5), Duration.ofSeconds(20)))));
        String path = "/v1/jobs/" + api.submit();
        try (HttpConnection one = api.open(path + "/events");
                HttpConnection all = api.open("/v1/events")) {
            one.head();
            all.head();
            assertThat(summary(one.chunk())).isEqualTo("0 completed rendering");
            api.advance(5);
            assertThat(state(path)).isEqualTo("queued");
            assertThat(summary(one.chunk())).isEqualTo("5 queued queued");
            assertThat(summary(all.chunk())).endsWith("queued queued");
            assertThat(one.answered()).isFalse();
            api.advance(20);
            assertThat(state(path)).isEqualTo("completed");
            assertThat(summary(one.chunk())).isEqualTo("25 completed rendering");
            assertThat(one.chunk()).isEmpty();
            assertThat(summary(all.chunk())).endsWith("completed rendering");
        }
    }

    private String state(String path) throws Exception {
        return Api.json(api.get(path)).get("state").stringValue();
    }

    @Test
    void letsTheClockRestWhenNobodyReads() throws Exception {
        api.submit(1_000_000, "completed");
        Api.json(api.get("/v1/jobs"));
        try (HttpConnection stream = api.open("/v1/events")) {
            stream.head();
        }
        api.advance(400);
        assertThat(api.clock.next()).as("the small system's next change").contains(Api.START.plusSeconds(430));
    }

    @Test
    void endsStreamsWhenItStops() throws Exception {
        Api stopping = new Api();
        try (HttpConnection one = stopping.open("/v1/jobs/" + stopping.submit() + "/events");
                HttpConnection all = stopping.open("/v1/events")) {
            one.head();
            one.chunk();
            all.head();
            stopping.close();
            assertThat(one.chunk()).isEmpty();
            assertThat(all.chunk()).isEmpty();
            assertThat(all.closed()).isTrue();
        }
        assertThat(stopping.clock.next()).isEmpty();
    }

    /** What the stream of a job that is over tells behind that event. */
    private List<String> told(String path, String known) throws Exception {
        return events(path, known).stream().map(EventsTest::summary).toList();
    }

    private List<String> events(String path, String known) throws Exception {
        String body = api.get(path, "Last-Event-ID", known).body();
        return List.of(body.split("(?<=\n\n)"));
    }

    private static String summary(String event) {
        JsonNode job = job(event);
        String id = id(event);
        long at = id.length() < 10 ? 0 : (Long.parseLong(id.replace("-1", "")) - START) / 1_000_000;
        return at + " " + job.get("state").stringValue() + " "
                + job.get("stage").stringValue();
    }

    private static String id(String event) {
        return event.substring(4, event.indexOf('\n'));
    }

    private static JsonNode job(String event) {
        return Api.json(event.substring(event.indexOf("data: ") + 6));
    }
}
