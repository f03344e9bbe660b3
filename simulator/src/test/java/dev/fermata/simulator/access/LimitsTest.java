package dev.fermata.simulator.access;

import static dev.fermata.simulator.Requests.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.simulator.Fault;
import dev.fermata.simulator.FaultRule;
import dev.fermata.simulator.Requests;
import dev.fermata.simulator.Scenario;
import dev.fermata.simulator.Simulator;
import dev.fermata.simulator.SimulatorClock;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Limits and keys, over HTTP. */
@Timeout(60)
class LimitsTest {

    private static final String JOB = "{\"source_url\":\"http://example.com/a.mp4\",\"target_languages\":[\"es\"]}";

    private final SimulatorClock clock = SimulatorClock.frozenAt(Instant.parse("2026-01-01T00:00:00Z"));
    private Simulator simulator = Simulator.builder().port(0).clock(clock).start();

    @AfterEach
    void stop() {
        simulator.close();
    }

    @Test
    void saysHowMuchIsLeftAndRefusesWhatIsTooMuchUntilTheWindowIsOver() throws Exception {
        Requests requests = start(Scenario.defaults().with("limits.requests", 2).with("limits.window", "10s"));
        assertThat(requests.get("/status").headers().firstValue("ratelimit")).contains("\"requests\";r=1;t=10");
        clock.advance(Duration.ofMillis(2_500));
        HttpResponse<String> last = requests.get("/status");
        assertThat(last.statusCode()).isEqualTo(200);
        assertThat(last.headers().firstValue("ratelimit")).contains("\"requests\";r=0;t=8");
        assertThat(last.headers().firstValue("ratelimit-policy")).contains("\"requests\";q=2;w=10");

        HttpResponse<String> refused = requests.get("/status");
        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(refused.headers().firstValue("retry-after")).contains("8");
        assertThat(refused.headers().firstValue("ratelimit")).contains("\"requests\";r=0;t=8");
        assertThat(refused.headers().firstValue("content-type")).contains("application/problem+json");
        assertThat(json(refused).path("type").asString())
                .isEqualTo("https://iana.org/assignments/http-problem-types#quota-exceeded");
        assertThat(json(refused).path("violated-policies").path(0).asString()).isEqualTo("requests");

        clock.advance(Duration.ofMillis(7_499));
        assertThat(requests.get("/status").statusCode()).isEqualTo(429);
        clock.advance(Duration.ofMillis(1));
        assertThat(requests.get("/status").statusCode()).isEqualTo(200);
    }

    @Test
    void countsByKeyWhereThereIsOne() throws Exception {
        Requests requests = start(Scenario.defaults().with("limits.requests", 1));
        assertThat(requests.get("/status", "X-API-Key", "a").statusCode()).isEqualTo(200);
        assertThat(requests.get("/status", "Authorization", "Bearer a").statusCode())
                .isEqualTo(429);
        assertThat(requests.get("/status", "X-API-Key", "b").statusCode()).isEqualTo(200);
        assertThat(requests.get("/status").statusCode()).isEqualTo(200);
        assertThat(requests.get("/status").statusCode()).isEqualTo(429);
        assertThat(requests.get("/nowhere").headers().map())
                .as("nor what is not there")
                .doesNotContainKey("ratelimit");
        assertThat(requests.get("/healthz").statusCode())
                .as("probes are not counted")
                .isEqualTo(200);
    }

    @Test
    void tellsWhatIsLeftAlsoWithHeldAnswersAndRefusals() throws Exception {
        Requests requests = start(Scenario.defaults().with("limits.requests", 5));
        assertThat(requests.get("/v1/jobs/nope").headers().firstValue("ratelimit"))
                .isPresent();
        simulator.addFault(FaultRule.of(Fault.status(500)));
        assertThat(requests.get("/status").headers().firstValue("ratelimit")).isPresent();
    }

    @Test
    void tellsWhatIsLeftWhenAHeldAnswerLeaves() throws Exception {
        Requests requests = start(Scenario.defaults()
                .with("limits.requests", 5)
                .with("limits.window", "10s")
                .with("status.total_delay", "8s")
                .with("status.reset_interval", "never"));
        CompletableFuture<HttpResponse<String>> held = requests.later("/status?wait=60");
        while (simulator.requests().isEmpty()) {
            requests.get("/healthz");
        }
        requests.get("/v1/languages");
        clock.advance(Duration.ofSeconds(8));
        assertThat(held.get(20, TimeUnit.SECONDS).headers().firstValue("ratelimit"))
                .contains("\"requests\";r=3;t=2");

        simulator.play(Scenario.defaults()
                .with("limits.requests", 5)
                .with("limits.window", "10s")
                .with("status.total_delay", "30s"));
        held = requests.later("/status?wait=60");
        while (simulator.requests().size() < 3) {
            requests.get("/healthz");
        }
        clock.advance(Duration.ofSeconds(30));
        assertThat(held.get(20, TimeUnit.SECONDS).headers().firstValue("ratelimit"))
                .as("the window is over")
                .contains("\"requests\";r=5;t=0");
    }

    @Test
    void letsAClientHaveOnlySoManyJobsAtOnce() throws Exception {
        Requests requests = start(Scenario.defaults()
                .with("limits.jobs", 2)
                .with("jobs.queue_time", Duration.ZERO)
                .with("jobs.running_time", Duration.ofSeconds(30)));
        assertThat(requests.post("/v1/jobs", JOB).statusCode()).isEqualTo(202);
        clock.advance(Duration.ofSeconds(10));
        HttpResponse<String> both = requests.post("/v1/jobs", JOB.replace("\"es\"", "\"es\",\"fr\""));
        assertThat(both.statusCode()).as("one too many").isEqualTo(429);
        assertThat(requests.post("/v1/jobs", JOB).statusCode()).isEqualTo(202);

        HttpResponse<String> refused = requests.post("/v1/jobs", JOB);
        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(refused.headers().firstValue("retry-after")).contains("20");
        assertThat(refused.headers().map())
                .as("a job is no unit that the fields know")
                .doesNotContainKeys("ratelimit", "ratelimit-policy");
        assertThat(json(refused).path("violated-policies").path(0).asString()).isEqualTo("jobs");
        assertThat(json(refused).path("code").asString()).isEqualTo("too_many_jobs");
        assertThat(requests.post("/v1/jobs", JOB, "X-API-Key", "other").statusCode())
                .isEqualTo(202);

        clock.advance(Duration.ofSeconds(20));
        assertThat(requests.post("/v1/jobs", JOB).statusCode()).isEqualTo(202);
    }

    @Test
    void keepsThePlaceOfAJobThatFallsBackUntilItIsOverForGood() throws Exception {
        Requests requests = start(Scenario.defaults()
                .with("limits.jobs", 1)
                .with("jobs.queue_time", Duration.ZERO)
                .with("jobs.running_time", Duration.ofSeconds(1))
                .with(FaultRule.of(Fault.relapse(Duration.ofSeconds(2), Duration.ofSeconds(5)))));
        assertThat(requests.post("/v1/jobs", JOB).statusCode()).isEqualTo(202);
        clock.advance(Duration.ofMillis(1_500));
        assertThat(requests.get("/v1/jobs").body()).contains("\"state\":\"completed\"");
        HttpResponse<String> refused = requests.post("/v1/jobs", JOB);
        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(refused.headers().firstValue("retry-after")).contains("7");
        clock.advance(Duration.ofSeconds(3));
        assertThat(requests.get("/v1/jobs").body()).contains("\"state\":\"queued\"");
        assertThat(requests.post("/v1/jobs", JOB).statusCode()).isEqualTo(429);
        clock.advance(Duration.ofMillis(3_500));
        assertThat(requests.post("/v1/jobs", JOB).statusCode()).isEqualTo(202);
    }

    @Test
    void letsAClientDeleteAJobThatNeverEndsToMakeRoom() throws Exception {
        Requests requests = start(Scenario.defaults().with("limits.jobs", 1));
        String stuck = JOB.replaceAll("}$", ",\"scenario\":{\"outcome\":\"stuck\"}}");
        String id = json(requests.post("/v1/jobs", stuck))
                .path("jobs")
                .path(0)
                .path("id")
                .asString();
        assertThat(requests.post("/v1/jobs", JOB).statusCode()).isEqualTo(429);
        assertThat(requests.send("DELETE", "/v1/jobs/" + id, null).statusCode()).isEqualTo(204);
        assertThat(requests.post("/v1/jobs", JOB).statusCode()).isEqualTo(202);
    }

    @Test
    void tellsNobodyToWaitForWhatNeverFits() throws Exception {
        Requests requests = start(Scenario.defaults().with("limits.jobs", 2));
        HttpResponse<String> three = requests.post("/v1/jobs", JOB.replace("\"es\"", "\"es\",\"fr\",\"de\""));
        assertThat(three.statusCode()).isEqualTo(422);
        assertThat(three.headers().firstValue("retry-after")).isEmpty();
        assertThat(json(three).path("code").asString()).isEqualTo("too_many_languages");
        assertThat(json(three).path("detail").asString())
                .contains("has 3 languages", "at most 2 unfinished jobs", "limits.jobs");
    }

    @Test
    void letsInOnlyWhoHasAKey() throws Exception {
        simulator.close();
        simulator = Simulator.builder()
                .port(0)
                .clock(clock)
                .apiKey("one")
                .apiKey("two")
                .start();
        Requests requests = new Requests(simulator.uri());
        HttpResponse<String> without = requests.get("/status");
        assertThat(without.statusCode()).isEqualTo(401);
        assertThat(without.headers().firstValue("www-authenticate")).contains("Bearer");
        assertThat(json(without).path("code").asString()).isEqualTo("api_key_required");
        assertThat(requests.get("/status", "X-API-Key", "three").statusCode()).isEqualTo(403);
        assertThat(requests.get("/status", "X-API-Key", "one").statusCode()).isEqualTo(200);
        assertThat(requests.get("/status", "xi-api-key", "one").statusCode()).isEqualTo(200);
        assertThat(requests.get("/status", "Authorization", "bearer two").statusCode())
                .isEqualTo(200);
        assertThat(requests.get("/status", "Authorization", "Basic two").statusCode())
                .isEqualTo(401);
        for (String path :
                new String[] {"/v1/jobs", "/v1/jobs/x", "/v1/events", "/v1/languages", "/v1/jobs/x/events"}) {
            assertThat(requests.get(path).statusCode()).as(path).isEqualTo(401);
        }
        assertThat(requests.post("/v1/jobs", JOB).statusCode()).isEqualTo(401);
        assertThat(requests.get("/healthz").statusCode()).isEqualTo(200);
        assertThat(requests.get("/openapi.yaml").statusCode()).isEqualTo(200);
    }

    private Requests start(Scenario scenario) {
        simulator.play(scenario);
        return new Requests(simulator.uri());
    }
}
