package dev.fermata.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import tools.jackson.databind.JsonNode;

/** Total delay and error chance hold for each kind of job of each dialect, and none of them is left out here. */
@Timeout(60)
class EveryDialectsSettingsTest {

    private static final Duration DELAY = Duration.ofMinutes(7);
    private static final Duration INSTANT = Duration.ofMillis(1);
    private static final int SEVERAL = 9;

    @Test
    void everyDialectHasAKindOfJobHere() {
        assertThat(Stream.of(JobKind.values()).map(kind -> kind.dialect).toList())
                .containsAll(ServedDialects.NAMES);
    }

    @ParameterizedTest
    @EnumSource
    void jobsTakeTheTotalDelayAndFailByTheErrorChance(JobKind kind) throws Exception {
        for (double chance : new double[] {0, 1}) {
            String end = chance == 0 ? kind.completed : kind.failed;
            String text = Double.toString(chance);
            assertThat(words(kind, builder -> builder.totalDelay(DELAY).errorChance(chance)))
                    .containsExactly(kind.early, end);
            assertThat(words(
                            kind,
                            builder ->
                                    builder.settings(Map.of("--total-delay", "7m", "--error-chance", text), Map.of())))
                    .containsExactly(kind.early, end);
            assertThat(words(
                            kind,
                            builder -> builder.settings(
                                    Map.of(), Map.of("TOTAL_DELAY_SECONDS", "420", "ERROR_CHANCE", text))))
                    .containsExactly(kind.early, end);
        }
    }

    /** Jobs of {@code GET /status} have no other settings. */
    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "STATUS")
    void jobsFollowTheirScenarioIfItSaysOtherwise(JobKind kind) throws Exception {
        Scenario other = Scenario.defaults()
                .with("jobs.queue_time", 0)
                .with("jobs.running_time", DELAY)
                .with("jobs.error_chance", 0);
        UnaryOperator<SimulatorBuilder> settings = builder ->
                builder.scenario(other).totalDelay(Duration.ofHours(1)).errorChance(1);
        assertThat(words(kind, settings)).containsExactly(kind.early, kind.completed);
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "STATUS")
    void jobsKeepTheDefaultsOfTheirDialectWhereNothingIsSet(JobKind kind) throws Exception {
        try (JobKind.Client client = new JobKind.Client(builder -> builder)) {
            List<Duration> durations = new ArrayList<>();
            String path = "";
            for (int i = 0; i < SEVERAL; i++) {
                path = kind.submit(client);
                JsonNode job = client.get("/admin/jobs/" + kind.job(client, path));
                durations.add(Duration.between(time(job, "submitted_at"), time(job, "ends_at")));
            }
            Duration median = durations.stream().sorted().toList().get(SEVERAL / 2);
            assertThat(median).isCloseTo(kind.usual, kind.usual.multipliedBy(2).dividedBy(5));
            client.clock.advance(Duration.ofHours(2));
            assertThat(kind.word(client.get(path))).isEqualTo(kind.completed);
        }
    }

    private static Instant time(JsonNode job, String name) {
        return Instant.parse(job.path(name).asString());
    }

    /** What a client reads just before the delay is over, and just after. */
    private static List<String> words(JobKind kind, UnaryOperator<SimulatorBuilder> settings) throws Exception {
        try (JobKind.Client client = new JobKind.Client(settings)) {
            String path = kind.submit(client);
            client.clock.advance(DELAY.minus(INSTANT));
            String before = kind.word(client.get(path));
            client.clock.advance(INSTANT);
            return List.of(before, kind.word(client.get(path)));
        }
    }
}
