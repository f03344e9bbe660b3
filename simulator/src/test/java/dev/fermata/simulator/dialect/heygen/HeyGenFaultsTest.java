package dev.fermata.simulator.dialect.heygen;

import static dev.fermata.simulator.Requests.json;
import static dev.fermata.simulator.dialect.heygen.HeyGen.JOBS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fermata.simulator.Fault;
import dev.fermata.simulator.FaultRule;
import dev.fermata.simulator.Scenario;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** What goes wrong with every API of the simulator goes wrong with this one, in its own format. */
@Timeout(60)
class HeyGenFaultsTest {

    private HeyGen api = new HeyGen();

    @AfterEach
    void stop() {
        api.close();
    }

    @Test
    void answersWith503AndRetryAfter() throws Exception {
        String id = api.create();
        fault(Fault.status(503).retryAfter(Duration.ofSeconds(2)), "GET /v3/video-translations/{id}", 1);
        HttpResponse<String> failed = api.get(JOBS + "/" + id);
        assertThat(failed.statusCode()).isEqualTo(503);
        assertThat(failed.headers().firstValue("retry-after")).contains("2");
        assertThat(json(failed).at("/error/code").asString()).isEqualTo("internal_error");
        assertThat(api.status(id)).isEqualTo("pending");
    }

    @ParameterizedTest
    @ValueSource(ints = {415, 422})
    void hasTheStatusThatTheRuleSays(int status) throws Exception {
        fault(Fault.status(status), "GET /v3/video-translations", 1);
        HttpResponse<String> failed = api.get(JOBS);
        assertThat(failed.statusCode()).isEqualTo(status);
        assertThat(json(failed).at("/error/code").asString()).isEqualTo("invalid_parameter");
        fault(Fault.acceptThen(status), "POST /v3/video-translations", 1);
        assertThat(api.post(JOBS, HeyGen.body("es")).statusCode()).isEqualTo(status);
        assertThat(jobs()).isEqualTo(1);
    }

    @Test
    void answersWithAGatewaysPage() throws Exception {
        fault(Fault.html(), "GET /v3/video-translations", 1);
        assertThat(api.get(JOBS).body()).startsWith("<!DOCTYPE html>");
    }

    @Test
    void resetsAConnection() throws Exception {
        String id = api.create();
        // The JDK's client sends a GET again by itself.
        fault(Fault.resetBefore(), "GET /v3/video-translations/{id}", 5);
        assertThatThrownBy(() -> api.get(JOBS + "/" + id)).isInstanceOf(IOException.class);
    }

    @Test
    void acceptsACreationAndSaysThatItDidNotSoThatARetryPaysTwiceWithoutAKey() throws Exception {
        fault(Fault.acceptThen(503), "POST /v3/video-translations", 1);
        HttpResponse<String> failed = api.post(JOBS, HeyGen.body("es"));
        assertThat(failed.statusCode()).isEqualTo(503);
        assertThat(json(failed).at("/error/code").asString()).isEqualTo("internal_error");
        api.create();
        assertThat(jobs()).isEqualTo(2);
    }

    @Test
    void createsOnlyOneJobIfTheRetryHasTheSameKey() throws Exception {
        fault(Fault.acceptThen(503), "POST /v3/video-translations", 1);
        assertThat(api.post(JOBS, HeyGen.body("es"), "Idempotency-Key", "k").statusCode())
                .isEqualTo(503);
        assertThat(api.post(JOBS, HeyGen.body("es"), "Idempotency-Key", "k").statusCode())
                .isEqualTo(200);
        assertThat(jobs()).isEqualTo(1);
    }

    @Test
    void isCompletedWithoutAnUrlForAMomentIfTheScenarioSaysSo() throws Exception {
        String id = api.create();
        api.hours(1);
        fault(Fault.noResult(), "GET /v3/video-translations/{id}", 1);
        JsonNode early = api.job(id);
        assertThat(early.path("status").asString()).isEqualTo("completed");
        assertThat(early.has("video_url")).isTrue();
        assertThat(early.path("video_url").isNull()).isTrue();
        assertThat(api.job(id).path("video_url").asString()).contains("/files/");
    }

    @Test
    void doesNotKnowANewJobForAMoment() throws Exception {
        api.simulator.addFault(
                FaultRule.of(Fault.notFoundAfterCreation(Duration.ofSeconds(3))).dialect("heygen"));
        String id = api.create();
        HttpResponse<String> unknown = api.get(JOBS + "/" + id);
        assertThat(unknown.statusCode()).isEqualTo(404);
        assertThat(json(unknown).at("/error/code").asString()).isEqualTo("resource_not_found");
        String statuses = JOBS + "/statuses?video_translation_ids=" + id;
        assertThat(api.data(statuses).at("/0/status").asString()).isEqualTo("not_found");
        assertThat(jobs()).isZero();
        api.advance(Duration.ofSeconds(3));
        assertThat(api.data(statuses).at("/0/status").asString()).isNotEqualTo("not_found");
        assertThat(jobs()).isEqualTo(1);
        assertThat(api.status(id)).isEqualTo("pending");
    }

    @Test
    void saysAWrongWord() throws Exception {
        String id = api.create();
        api.hours(1);
        fault(Fault.stateWord("succeeded"), "GET /v3/video-translations/{id}", 1);
        assertThat(api.status(id)).isEqualTo("succeeded");
    }

    @Test
    void doesNotMoveWhileTheClockStandsStill() throws Exception {
        String id = api.create();
        for (int i = 0; i < 50; i++) {
            assertThat(api.status(id)).isEqualTo("pending");
        }
        api.simulator.job(id).finish();
        assertThat(api.status(id)).isEqualTo("completed");
    }

    @Test
    void getsStuck() throws Exception {
        api.simulator.addFault(FaultRule.of(Fault.stuck(0.99)));
        String id = api.create();
        api.hours(48);
        assertThat(api.status(id)).isEqualTo("running");
    }

    @Test
    void limitsRequestsInItsOwnFormat() throws Exception {
        api.close();
        api = new HeyGen(
                "/heygen", builder -> builder.scenario(Scenario.defaults().with("limits.requests", 1)));
        api.get(JOBS);
        HttpResponse<String> refused = api.get(JOBS);
        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(json(refused).at("/error/code").asString()).isEqualTo("rate_limit_exceeded");
        assertThat(refused.headers().firstValue("retry-after")).isPresent();
    }

    private int jobs() throws Exception {
        return json(api.get(JOBS)).path("data").size();
    }

    private void fault(Fault fault, String route, int first) {
        api.simulator.addFault(
                FaultRule.of(fault).dialect("heygen").route(route).first(first));
    }
}
