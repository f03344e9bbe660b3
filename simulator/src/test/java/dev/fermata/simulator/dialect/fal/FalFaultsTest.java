package dev.fermata.simulator.dialect.fal;

import static dev.fermata.simulator.Requests.json;
import static dev.fermata.simulator.dialect.fal.Fal.BODY;
import static dev.fermata.simulator.dialect.fal.Fal.SPEED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fermata.simulator.Fault;
import dev.fermata.simulator.FaultRule;
import dev.fermata.simulator.Scenario;
import dev.fermata.simulator.ScenarioException;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Faults and limits, as this API says them. */
@Timeout(60)
class FalFaultsTest {

    private static final String STATUS = "GET /{owner}/{alias}/requests/{id}/status";

    private Fal api = new Fal(builder -> builder);

    @AfterEach
    void stop() {
        api.close();
    }

    @Test
    void throttlesWithRetryAfter() throws Exception {
        String id = api.submit();
        fault(Fault.status(429).retryAfter(Duration.ofSeconds(2)), STATUS);
        HttpResponse<String> refused = api.status(id);
        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(refused.headers().firstValue("retry-after")).contains("2");
        assertThat(json(refused).path("detail").asString()).isNotBlank();
        assertThat(refused.headers().firstValue("x-fal-error-type")).isEmpty();
        assertThat(api.status(id).statusCode()).isEqualTo(202);
    }

    @Test
    void concernsTheJobThatARuleNames() throws Exception {
        String id = api.submit();
        String other = api.submit();
        api.simulator.addFault(FaultRule.of(Fault.status(503)).dialect("fal").job(id));
        assertThat(api.status(other).statusCode()).isEqualTo(202);
        assertThat(api.status(id).statusCode()).isEqualTo(503);
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST /fal-ai/heygen/*", "POST /fal-ai/*", SPEED})
    void concernsTheFunctionsOfAnApp(String route) throws Exception {
        fault(Fault.status(503), route);
        assertThat(api.post("/acme/dub", BODY).statusCode()).isEqualTo(200);
        assertThat(api.post(SPEED, BODY).statusCode()).isEqualTo(503);
        assertThat(api.post(SPEED, BODY).statusCode()).isEqualTo(200);
    }

    @Test
    void refusesAPathWithoutADialectBecauseAllTypingErrorsWouldBeOne() {
        assertThatThrownBy(() ->
                        api.simulator.addFault(FaultRule.of(Fault.status(503)).route("POST /fal-ai/heygen")))
                .isInstanceOf(ScenarioException.class)
                .hasMessageContaining("which no request has");
    }

    @Test
    void refusesARuleThatNeverMatches() {
        assertThatThrownBy(() -> fault(Fault.status(503), "POST /a/b/c/d/e/f/g/*"))
                .isInstanceOf(ScenarioException.class);
        assertThatThrownBy(() -> fault(Fault.status(503), "DELETE /a/b/*")).isInstanceOf(ScenarioException.class);
    }

    @Test
    void doesNotKnowANewJobForAMoment() throws Exception {
        api.simulator.addFault(
                FaultRule.of(Fault.notFoundAfterCreation(Duration.ofSeconds(3))).dialect("fal"));
        String id = api.submit();
        assertThat(api.status(id).statusCode()).isEqualTo(404);
        assertThat(api.cancel(id).statusCode()).as("only looks are hidden").isEqualTo(202);
        api.seconds(3);
        assertThat(api.status(id).statusCode()).isIn(200, 202);
    }

    @Test
    void saysAWordThatEndsThePythonClient() throws Exception {
        String id = api.submit();
        fault(Fault.stateWord("WARMING_UP"), STATUS);
        assertThat(json(api.status(id)).path("status").asString()).isEqualTo("WARMING_UP");
    }

    @Test
    void completesWithoutTheUrlOfTheVideo() throws Exception {
        String id = api.submit();
        api.simulator.job(id).finish();
        fault(Fault.noResult(), "GET /{owner}/{alias}/requests/{id}");
        JsonNode video = json(api.result(id)).path("video");
        assertThat(video.path("url").isNull()).isTrue();
        assertThat(video.path("file_name").asString()).isEqualTo("output.mp4");
    }

    @Test
    void keepsTheUrlsOfAJobWithoutResult() throws Exception {
        String id = api.submit();
        api.simulator.job(id).finish();
        JsonNode before = json(api.status(id));
        fault(Fault.noResult(), STATUS);
        assertThat(json(api.status(id))).isEqualTo(before);
        assertThat(before.path("response_url").asString()).endsWith(id);
    }

    @Test
    void limitsJobsAndRequestsOfAKey() throws Exception {
        api.close();
        api = new Fal(builder -> builder.scenario(Scenario.defaults().with("limits.jobs", 1)));
        assertThat(api.post(SPEED, BODY, "Authorization", "Key a:b").statusCode())
                .isEqualTo(200);
        HttpResponse<String> refused = api.post(SPEED, BODY, "Authorization", "Key a:b");
        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(json(refused).path("detail").isString()).isTrue();
        assertThat(api.post(SPEED, BODY, "Authorization", "Key c:d").statusCode())
                .isEqualTo(200);
    }

    private void fault(Fault fault, String route) {
        api.simulator.addFault(FaultRule.of(fault).dialect("fal").route(route).first(1));
    }
}
