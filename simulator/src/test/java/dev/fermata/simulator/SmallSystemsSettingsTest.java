package dev.fermata.simulator;

import static dev.fermata.simulator.Requests.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.simulator.dialect.acme.AcmeDialect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Total delay and error chance mean the same for {@code GET /status} and for the jobs of every dialect. */
@Timeout(60)
class SmallSystemsSettingsTest {

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final Scenario DEFAULTS = Scenario.defaults();

    @Test
    void jobsTakeTheTotalDelayThatTheBuilderSets() throws Exception {
        assertThat(job(builder -> builder.totalDelay(Duration.ofMinutes(7)).errorChance(0)))
                .isEqualTo("completed 2026-01-01T00:07:00.000000Z");
    }

    @Test
    void jobsFailAsOftenAsTheBuilderSaysAndAtTheirEnd() throws Exception {
        assertThat(job(builder -> builder.totalDelay(Duration.ofMinutes(7)).errorChance(1)))
                .isEqualTo("failed 2026-01-01T00:07:00.000000Z");
        assertThat(job(builder -> builder.errorChance(1))).startsWith("failed ");
    }

    @Test
    void jobsGoByStatusInAScenario(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("s.yaml"), "status: {total_delay: 90s, error_chance: 1}");
        Scenario scenario = Scenario.read(file);
        assertThat(job(builder -> builder.scenario(scenario))).isEqualTo("failed 2026-01-01T00:01:30.000000Z");
        assertThat(scenario.settings())
                .containsEntry("jobs.queue_time", "0s")
                .containsEntry("jobs.running_time", "1m30s")
                .containsEntry("jobs.error_chance", "1.0");
        assertThat(scenario.with("status.total_delay", "10s").settings()).containsEntry("jobs.running_time", "10s");
    }

    @Test
    void jobsKeepTheirDefaultsWhenNobodySetsAnything() {
        assertThat(DEFAULTS.settings())
                .containsEntry("jobs.running_time", "log_normal 20s 0.3")
                .containsEntry("jobs.error_chance", "0.0")
                .containsEntry("jobs.errors_after", "0.0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"jobs.queue_time", "jobs.running_time"})
    void jobsTakeWhatTheScenarioSaysOfThem(String setting) {
        Scenario scenario = DEFAULTS.with(setting, "1s").with("status.total_delay", "1h");
        assertThat(scenario.settings())
                .containsEntry(setting, "1s")
                .containsEntry("jobs.errors_after", "0.0")
                .doesNotContainEntry("jobs.running_time", "1h");
    }

    @Test
    void jobsFailAsOftenAsTheScenarioSaysOfThem() throws Exception {
        Scenario scenario = DEFAULTS.with("jobs.error_chance", 0);
        assertThat(job(builder -> builder.scenario(scenario).errorChance(1))).startsWith("completed ");
    }

    @Test
    void jobsTakeWhatTheirSubmissionSays() throws Exception {
        String own = ",\"scenario\":{\"duration\":3,\"outcome\":\"completed\"}";
        assertThat(job(builder -> builder.totalDelay(Duration.ofHours(1)).errorChance(1), own))
                .isEqualTo("completed 2026-01-01T00:00:03.000000Z");
    }

    @Test
    void aDelayThatIsLongerThanJobsMayTakeIsCut() {
        assertThat(DEFAULTS.with("status.total_delay", "1000000000").settings())
                .containsEntry("jobs.running_time", "24000h");
    }

    @Test
    void jobsOfAnyDialectTakeTheTotalDelay() throws Exception {
        SimulatorClock clock = SimulatorClock.frozenAt(START);
        try (Simulator simulator = Simulator.builder()
                .port(0)
                .clock(clock)
                .totalDelay(Duration.ofMinutes(7))
                .dialect(services -> new AcmeDialect(services, "acme"))
                .start()) {
            Requests requests = new Requests(simulator.uri());
            String self = json(requests.post("/dubs", "{\"video\":\"https://example.com/a.mp4\"}"))
                    .path("self")
                    .asString();
            clock.advance(Duration.ofMinutes(7).minusMillis(1));
            assertThat(json(requests.get(self)).path("state").asString()).isEqualTo("dubbing");
            clock.advance(Duration.ofMillis(1));
            assertThat(json(requests.get(self)).path("state").asString()).isEqualTo("done");
        }
    }

    /** How the job ended, and when. */
    private static String job(UnaryOperator<SimulatorBuilder> settings, String... more) throws Exception {
        SimulatorClock clock = SimulatorClock.frozenAt(START);
        SimulatorBuilder builder = Simulator.builder().port(0).seed(1).clock(clock);
        try (Simulator simulator = settings.apply(builder).start()) {
            Requests requests = new Requests(simulator.uri());
            String body = "{\"source_url\":\"https://example.com/a.mp4\",\"target_languages\":[\"es\"]";
            String id = json(requests.post("/v1/jobs", body + String.join("", more) + "}"))
                    .at("/jobs/0/id")
                    .asString();
            clock.advance(Duration.ofHours(2));
            JsonNode job = json(requests.get("/v1/jobs/" + id));
            return job.path("state").asString() + " " + job.path("ended_at").asString();
        }
    }
}
