package dev.fermata.simulator.dialect.fal;

import static dev.fermata.simulator.dialect.fal.Fal.job;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.simulator.Scenario;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code /status/stream}: the status as events. */
@Timeout(60)
class StatusStreamTest {

    private static final Scenario TIMES =
            Scenario.defaults().with("jobs.queue_time", "10s").with("jobs.running_time", "60s");

    private Fal api = new Fal(builder -> builder.scenario(TIMES));

    @AfterEach
    void stop() {
        api.close();
    }

    @Test
    void tellsEachChangeUntilTheEnd() throws Exception {
        String id = api.submit();
        List<JsonNode> events = events(id, "", job -> api.seconds(100));
        assertThat(events)
                .extracting(event -> event.path("status").asString())
                .startsWith("IN_QUEUE", "IN_PROGRESS")
                .endsWith("IN_PROGRESS", "COMPLETED")
                .hasSize(7);
        assertThat(events.get(1).get("logs").isNull()).isTrue();
        assertThat(events.get(0).path("response_url").asString()).isEqualTo(api.simulator.uri() + "/fal" + job(id));
    }

    @ParameterizedTest
    @CsvSource({"new, 5", "all, 20"})
    void hasTheLogsSinceTheEventBeforeUnlessTheOptionSaysAll(String logs, int lines) throws Exception {
        api.close();
        api = new Fal(builder -> builder.scenario(TIMES).dialectOption("fal.streamed_logs", logs));
        List<JsonNode> events = events(api.submit(), "?logs=1", job -> api.seconds(100));
        assertThat(events.stream().mapToInt(event -> event.path("logs").size()).sum())
                .isEqualTo(lines);
    }

    @Test
    void endsAtOnceForAJobThatIsOver() throws Exception {
        String id = api.submit();
        api.simulator.job(id).finish();
        assertThat(events(id, "", job -> {}))
                .singleElement()
                .satisfies(event -> assertThat(event.path("status").asString()).isEqualTo("COMPLETED"));
    }

    @Test
    void tellsAnEndByHandAlsoIfNoTimePasses() throws Exception {
        String id = api.submit();
        List<JsonNode> events = events(id, "", job -> api.simulator.job(job).fail("internal_error", "x"));
        assertThat(events.get(events.size() - 1).path("error_type").asString()).isEqualTo("internal_error");
    }

    @Test
    void endsWithTheJobThatIsRemoved() throws Exception {
        String id = api.submit();
        assertThat(events(id, "", job -> api.simulator.reset())).hasSize(1);
    }

    /** The events of a stream that is open while something happens, after its first event. */
    private List<JsonNode> events(String id, String query, Consumer<String> meanwhile) throws Exception {
        URI uri = api.simulator.uri().resolve("/fal" + job(id) + "/status/stream" + query);
        HttpResponse<Stream<String>> response =
                HttpClient.newHttpClient().send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofLines());
        assertThat(response.headers().firstValue("content-type")).contains("text/event-stream");
        List<JsonNode> events = new ArrayList<>();
        Iterator<String> lines = response.body().iterator();
        while (lines.hasNext()) {
            String line = lines.next();
            if (line.startsWith("data: ")) {
                events.add(JsonMapper.shared().readTree(line.substring(6)));
                if (events.size() == 1) {
                    meanwhile.accept(id);
                }
            }
        }
        return events;
    }
}
