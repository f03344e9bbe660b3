package dev.fermata.simulator.dialect.runway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.simulator.Requests;
import dev.fermata.simulator.Scenario;
import dev.fermata.simulator.Simulator;
import dev.fermata.simulator.SimulatorBuilder;
import dev.fermata.simulator.SimulatorClock;
import dev.fermata.simulator.dialect.fermata.Contract;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/** Runway's API as its clients meet it. Each response is checked against {@code /openapi/runway.yaml}. */
@Timeout(60)
class RunwayTest {

    private static final String CREATE = "/v1/voice_dubbing";
    private static final String BODY = "{\"model\":\"eleven_voice_dubbing\",\"audioUri\":\"https://e.example/a.mp3\","
            + "\"targetLang\":\"es\",\"numSpeakers\":2}";
    private static final String[] VERSION = {"X-Runway-Version", "2024-11-06"};

    private final SimulatorClock clock = SimulatorClock.frozenAt(Instant.parse("2026-11-29T12:00:00Z"));
    private @Nullable Simulator simulator;

    private Requests start(UnaryOperator<SimulatorBuilder> settings) {
        simulator = settings.apply(Simulator.builder()
                        .port(0)
                        .seed(1)
                        .clock(clock)
                        .scenario(Scenario.defaults().with("jobs.queue_time", "5s")))
                .start();
        return new Requests(simulator.uri());
    }

    private Requests start() {
        return start(builder -> builder);
    }

    private Simulator simulator() {
        return Objects.requireNonNull(simulator);
    }

    @AfterEach
    void stop() {
        if (simulator != null) {
            simulator.close();
        }
    }

    @Test
    void dubsFromPendingToSucceeded() throws Exception {
        Requests api = start();
        JsonNode created = checked(api, "POST", CREATE, BODY, 200);
        String task = "/v1/tasks/" + created.path("id").asString();
        assertThat(created.path("id").asString())
                .matches("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}");

        JsonNode pending = checked(api, "GET", task, null, 200);
        assertThat(pending.path("status").asString()).isEqualTo("PENDING");
        assertThat(pending.path("createdAt").asString()).isEqualTo("2026-11-29T12:00:00Z");
        assertThat(pending.has("cost")).isFalse();

        clock.advance(Duration.ofSeconds(6));
        JsonNode running = checked(api, "GET", task, null, 200);
        assertThat(running.path("status").asString()).isEqualTo("RUNNING");
        assertThat(running.path("progress").asDouble()).isBetween(0.001, 0.999);

        clock.advance(Duration.ofHours(1));
        JsonNode succeeded = checked(api, "GET", task, null, 200);
        assertThat(succeeded.path("status").asString()).isEqualTo("SUCCEEDED");
        assertThat(succeeded.path("cost").path("credits").asInt()).isEqualTo(10);
        assertThat(succeeded.has("estimatedCost")).isFalse();
        String url = succeeded.path("output").path(0).asString();
        String file = url.substring(simulator().uri().toString().length());
        assertThat(api.send("GET", file, null).statusCode()).isEqualTo(200);
        clock.advance(Duration.ofHours(25));
        assertThat(api.send("GET", file, null).statusCode()).isEqualTo(403);
    }

    @Test
    void saysWhyATaskFailed() throws Exception {
        Requests api = start();
        String id = create(api);
        simulator().job(id).fail("ASSET.INVALID", "The audio could not be read.");
        JsonNode failed = checked(api, "GET", "/v1/tasks/" + id, null, 200);
        assertThat(failed.path("status").asString()).isEqualTo("FAILED");
        assertThat(failed.path("failure").asString()).isEqualTo("The audio could not be read.");
        assertThat(failed.path("failureCode").asString()).isEqualTo("ASSET.INVALID");
        assertThat(failed.path("cost").path("credits").asInt(-1)).isZero();
    }

    @ParameterizedTest
    @CsvSource({"shown, 200, CANCELLED", "gone, 404, ''"})
    void cancelsATaskByDeletingIt(String option, int status, String word) throws Exception {
        Requests api = start(builder -> builder.dialectOption("runway.canceled", option));
        String task = "/v1/tasks/" + create(api);
        checked(api, "DELETE", task, null, 204);
        assertThat(checked(api, "GET", task, null, status).path("status").asString(""))
                .isEqualTo(word);
    }

    @Test
    void forgetsATaskThatIsDeletedAfterItsEnd() throws Exception {
        Requests api = start();
        String id = create(api);
        simulator().job(id).finish();
        checked(api, "DELETE", "/v1/tasks/" + id, null, 204);
        checked(api, "GET", "/v1/tasks/" + id, null, 404);
        checked(api, "DELETE", "/v1/tasks/" + id, null, 404);
    }

    @Test
    void callsAWaitingTaskThrottledIfAsked() throws Exception {
        Requests api = start(builder -> builder.dialectOption("runway.waiting", "throttled"));
        assertThat(checked(api, "GET", "/v1/tasks/" + create(api), null, 200)
                        .path("status")
                        .asString())
                .isEqualTo("THROTTLED");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'audioUri':'https://e.example/a.mp3','targetLang':'es'} | model",
                "{'model':'gen4','audioUri':'https://e.example/a.mp3','targetLang':'es'} | model",
                "{'model':'eleven_voice_dubbing','targetLang':'es'} | audioUri",
                "{'model':'eleven_voice_dubbing','audioUri':'ftp://e.example/a','targetLang':'es'} | audioUri",
                "{'model':'eleven_voice_dubbing','audioUri':'https://e.example/a.mp3','targetLang':'xx'} | targetLang",
                "{'model':'eleven_voice_dubbing','audioUri':'https://e.example/a.mp3','targetLang':'es','numSpeakers':0} | numSpeakers"
            })
    void namesTheFieldThatIsWrong(String body, String field) throws Exception {
        JsonNode refused = checked(start(), "POST", CREATE, body.replace('\'', '"'), 400);
        assertThat(refused.path("issues").path(0).path("path").path(0).asString())
                .isEqualTo(field);
    }

    @Test
    void wantsAVersionInEachRequestUnlessToldOtherwise() throws Exception {
        Requests api = start();
        HttpResponse<String> refused = api.send("POST", CREATE, BODY);
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.body()).contains("X-Runway-Version");
        assertThat(api.send("POST", CREATE, BODY, "X-Runway-Version", "").statusCode())
                .isEqualTo(400);
        simulator().close();
        HttpResponse<String> taken = start(builder -> builder.dialectOption("runway.version_required", false))
                .send("POST", CREATE, BODY);
        assertThat(taken.statusCode()).isEqualTo(200);
    }

    @Test
    void answers401WithoutTheRightKey() throws Exception {
        Requests api = start(builder -> builder.apiKey("right"));
        checked(api, "POST", CREATE, BODY, 401);
        checked(api, "GET", "/v1/tasks/x", null, 401);
        HttpResponse<String> wrong =
                api.send("POST", CREATE, BODY, "Authorization", "Bearer wrong", VERSION[0], VERSION[1]);
        assertThat(wrong.statusCode()).isEqualTo(401);
        HttpResponse<String> right =
                api.send("POST", CREATE, BODY, "Authorization", "Bearer right", VERSION[0], VERSION[1]);
        assertThat(right.statusCode()).isEqualTo(200);
    }

    @Test
    void isServedUnderItsPrefixWithLinksThatKeepIt() throws Exception {
        Requests api = start();
        String id = Requests.json(api.send("POST", "/runway" + CREATE, BODY, VERSION))
                .path("id")
                .asString();
        simulator().job(id).finish();
        JsonNode task = Requests.json(api.send("GET", "/runway/v1/tasks/" + id, null, VERSION));
        assertThat(task.path("output").path(0).asString())
                .startsWith(simulator().uri() + "/runway/files/");
    }

    private String create(Requests api) throws Exception {
        return checked(api, "POST", CREATE, BODY, 200).path("id").asString();
    }

    private static JsonNode checked(Requests api, String method, String path, @Nullable String body, int status)
            throws Exception {
        Contract contract =
                new Contract(api.send("GET", "/openapi/runway.yaml", null).body());
        HttpResponse<String> response = api.send(method, path, body, VERSION);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        contract.check(method, path, response);
        return status == 204 ? MissingNode.getInstance() : Requests.json(response);
    }
}
