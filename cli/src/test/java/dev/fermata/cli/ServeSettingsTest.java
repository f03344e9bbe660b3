package dev.fermata.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.simulator.Scenario;
import dev.fermata.simulator.ScenarioException;
import dev.fermata.simulator.Simulator;
import dev.fermata.simulator.SimulatorBuilder;
import dev.fermata.simulator.SimulatorClock;
import dev.fermata.simulator.StatusChange;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

class ServeSettingsTest {

    @Test
    void takesEachSettingFromTheEnvironment() {
        Map<String, String> environment = Map.of(
                "TOTAL_DELAY_SECONDS", "2.5",
                "ERROR_CHANCE", "1",
                "RESET_INTERVAL_SECONDS", "4",
                "HOST", "localhost",
                "PORT", "0",
                "SEED", "-7");
        assertThat(changes(environment)).containsExactly("0.0 pending", "2.5 error", "6.5 pending", "9.0 error");
    }

    @Test
    void prefersTheFlagToTheVariableAndTheVariableToTheDefault() {
        Map<String, String> environment = Map.of("TOTAL_DELAY_SECONDS", "8", "ERROR_CHANCE", "nonsense");
        assertThat(changes(environment, "--total-delay", "1", "--error-chance=0", "--reset-interval=never", "--port=0"))
                .containsExactly("0.0 pending", "1.0 completed");
    }

    @Test
    void countsAVariableThatIsSetToNothingAsNotSet() {
        assertThat(problems(Map.of("PORT", "", "SEED", " "))).isEmpty();
    }

    @Test
    void namesEveryBadSettingWithItsValueAndWhatIsAllowed() {
        Map<String, String> environment = Map.of(
                "TOTAL_DELAY_SECONDS", "-1",
                "ERROR_CHANCE", "1.5",
                "RESET_INTERVAL_SECONDS", "0",
                "HOST", "a b",
                "PORT", "65536",
                "SEED", "x");
        assertThat(problems(environment))
                .hasSize(6)
                .contains(
                        "TOTAL_DELAY_SECONDS is '-1'; allowed is a duration such as 30s, 1m30s, 500ms, 1d, 2.5 or PT20M,"
                                + " from 0s to 1000000000s",
                        "PORT is '65536'; allowed is a whole number, 0 to 65535")
                .allSatisfy(problem -> assertThat(problem).matches("[A-Z_]+ is '.+'; allowed is .+"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"60", "60x", "0.5x", "1e3"})
    void takesASpeedWithOrWithoutItsSign(String speed) {
        assertThat(problems(Map.of(), "--speed", speed)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://my_simulator:8000", "http://simulator", "https://[::1]:8443/base"})
    void takesAPublicUrlOfAnyHost(String url) {
        assertThat(problems(Map.of("PUBLIC_URL", url))).isEmpty();
        assertThat(problems(Map.of(), "--public-url", url)).isEmpty();
    }

    static Stream<Arguments> bad() {
        return Stream.of(
                        Map.entry("--total-delay", List.of("abc", "NaN", "Infinity", "1e9", "1000000000.1", "", "٣")),
                        Map.entry("--error-chance", List.of("-0.1", "1.1", "NaN", "0x1p-1", "1d", "1e999", ".")),
                        Map.entry("--reset-interval", List.of("0", "0.0", "-1", "Never!", "0ms")),
                        Map.entry("--port", List.of("-1", "65536", "80a", "99999999999999999999", "8000.0")),
                        Map.entry("--host", List.of(" ", "http://localhost", "a\nb", "x\u009b31m", "a\u2028b")),
                        Map.entry("--speed", List.of("0", "-1", "fast", "1000001", "NaN", "x", "60xx")),
                        Map.entry("--max-jobs", List.of("0", "-1", "1e3", "100000001")),
                        Map.entry("--max-hold", List.of("-1", "3601", "61m", "long")),
                        Map.entry(
                                "--public-url",
                                List.of(
                                        "simulator",
                                        "http://",
                                        "http://a b",
                                        "http://a?b",
                                        "http://a_b:x",
                                        "http://u@a")),
                        Map.entry("--signed-urls", List.of("0", "0.5s", "24001h", "soon")),
                        Map.entry("--retention", List.of("-1s", "24001h", "forever")),
                        Map.entry("--seed", List.of("", "1.5", "9223372036854775808")))
                .flatMap(entry -> entry.getValue().stream().map(value -> Arguments.of(entry.getKey(), value)));
    }

    @ParameterizedTest
    @MethodSource("bad")
    void refusesBadFlags(String flag, String value) {
        assertThat(problems(Map.of(), flag, value))
                .singleElement()
                .asString()
                .startsWith(flag + " is '" + value.replaceAll("[\n\u009b\u2028]", " ") + "'");
    }

    @Test
    void namesAllThatIsWrongWithAScenario(@TempDir Path folder) throws IOException {
        assertThat(problems(Map.of("SCENARIO", "strom")))
                .singleElement()
                .asString()
                .startsWith("SCENARIO: unknown scenario 'strom'; did you mean 'storm'?");
        assertThat(problems(Map.of(), "--scenario", "Default"))
                .containsExactly(
                        "--scenario: unknown scenario 'Default'; did you mean 'default'? Allowed are default, calm,"
                                + " realistic, slow, flaky, rate-limited, stuck-at-99, lying, storm");
        assertThat(problems(Map.of(), "--scenario", "missing.yaml"))
                .containsExactly("--scenario: there is no file 'missing.yaml'");
        Path tab = Files.writeString(folder.resolve("tab.yaml"), "jobs:\n\terror_chance: 1\n");
        assertThat(problems(Map.of(), "--scenario", tab.toString()))
                .singleElement()
                .asString()
                .contains(
                        "tab.yaml is no YAML or JSON (line 2, column 1): a tab cannot begin a value; indent with spaces");
        Path file = Files.writeString(folder.resolve("bad.yaml"), "jobs: {error_chance: 2, que_time: 1s}");
        assertThat(problems(Map.of(), "--scenario", file.toString()))
                .hasSize(2)
                .allSatisfy(problem -> assertThat(problem).startsWith("--scenario: "));
    }

    @Test
    void letsSingleSettingsWinOverTheScenario() {
        Map<String, String> environment = Map.of("SCENARIO", "calm", "TOTAL_DELAY_SECONDS", "4", "PORT", "0");
        assertThat(changes(environment)).containsExactly("0.0 pending", "4.0 completed");
    }

    @Test
    void keepsSecretsToItself() {
        assertThat(problems(Map.of("ADMIN_TOKEN", "short"), "--api-key", "a b"))
                .containsExactlyInAnyOrder(
                        "ADMIN_TOKEN is (hidden); allowed is 8 to 500 visible ASCII characters, or none",
                        "--api-key is (hidden); allowed is 1 to 500 visible ASCII characters; with commas between several");
        assertThat(printed(Map.of("ADMIN_TOKEN", "sesame-open"), "--api-key", "key-1", "--api-key", "key-2"))
                .doesNotContain("sesame")
                .doesNotContain("key-1")
                .contains("--api-key (hidden)");
    }

    @Test
    void takesMoreThanOneKey() throws Exception {
        for (List<String> flags :
                List.of(List.of("--api-key", "key-1", "--api-key", "key-2"), List.of("--api-key", "key-1,key-2"))) {
            try (Simulator simulator =
                    builder(Map.of("PORT", "0"), flags.toArray(String[]::new)).start()) {
                assertThat(List.of(status(simulator, "key-1"), status(simulator, "key-2"), status(simulator, "key-3")))
                        .containsExactly(200, 200, 403);
            }
        }
    }

    private static int status(Simulator simulator, String key) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(simulator.uri().resolve("/status"))
                .header("X-API-Key", key)
                .build();
        return HttpClient.newHttpClient()
                .send(request, BodyHandlers.discarding())
                .statusCode();
    }

    @Test
    void printsEverySettingAndWhereItComesFrom(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("mine.yaml"), "{from: flaky, jobs: {error_chance: 0.25}}");
        String printed = printed(
                Map.of("ERROR_CHANCE", "0.5", "PORT", "0"), "--scenario", file.toString(), "--total-delay", "3");
        assertThat(printed.lines())
                .anyMatch(line -> line.matches("#   --host localhost +# default"))
                .anyMatch(line -> line.matches("#   --port 0 +# \\$PORT"))
                .anyMatch(line -> line.matches("  error_chance: 0\\.25 +# file .*mine\\.yaml"))
                .anyMatch(line -> line.matches("  running_time: log_normal 20s 0\\.3 +# scenario flaky"))
                .anyMatch(line -> line.matches("  window: 1m +# default"))
                .anyMatch(line -> line.matches("  total_delay: 3s +# --total-delay"))
                .anyMatch(line -> line.matches("  error_chance: 0\\.5 +# \\$ERROR_CHANCE"));
        Path again = Files.writeString(folder.resolve("again.yaml"), printed);
        assertThat(Scenario.read(again).settings()).containsEntry("status.total_delay", "3s");
    }

    @Test
    void letsTheDelayAndTheErrorChanceHoldForJobsToo() {
        assertThat(printed(Map.of("ERROR_CHANCE", "0.5"), "--total-delay", "3").lines())
                .anyMatch(line -> line.matches("  queue_time: 0s +# from status\\.total_delay"))
                .anyMatch(line -> line.matches("  running_time: 3s +# from status\\.total_delay"))
                .anyMatch(line -> line.matches("  error_chance: 0\\.5 +# from status\\.error_chance"));
        assertThat(printed(Map.of("ERROR_CHANCE", "0.5"), "--scenario", "realistic")
                        .lines())
                .anyMatch(line -> line.matches("  error_chance: 0\\.02 +# scenario realistic"));
    }

    @ParameterizedTest
    @CsvSource({
        "--total-delay, .5, status.total_delay, 500ms",
        "--error-chance, 1e-100, status.error_chance, 1.0E-100",
        "--error-chance, .25, status.error_chance, 0.25",
        "--reset-interval, .25s, status.reset_interval, 250ms",
        "--reset-interval, NEVER, status.reset_interval, never"
    })
    void printsAndServesWhateverAFlagTakes(String flag, String value, String setting, String read, @TempDir Path folder)
            throws IOException {
        Path again = Files.writeString(folder.resolve("again.yaml"), printed(Map.of(), flag, value));
        assertThat(Scenario.read(again).settings()).containsEntry(setting, read);
        assertThat(changes(Map.of("PORT", "0"), flag, value)).isNotEmpty();
    }

    private static String printed(Map<String, String> environment, String... flags) {
        return builder(environment, flags).explained();
    }

    private static SimulatorBuilder builder(Map<String, String> environment, String... flags) {
        CommandSpec spec = new ServeCommand.Flags().transform(CommandSpec.create());
        return Simulator.builder().settings(ServeCommand.flags(new CommandLine(spec).parseArgs(flags)), environment);
    }

    private static List<String> problems(Map<String, String> environment, String... flags) {
        try {
            builder(environment, flags);
            return List.of();
        } catch (ScenarioException bad) {
            return bad.problems();
        }
    }

    /** What a server with these settings does in its first ten seconds. */
    private static List<String> changes(Map<String, String> environment, String... flags) {
        List<StatusChange> changes = new ArrayList<>();
        SimulatorBuilder builder = builder(environment, flags);
        builder.clock(SimulatorClock.frozenAt(Instant.EPOCH)).statusListener(changes::add);
        try (Simulator simulator = builder.start()) {
            simulator.clock().advance(Duration.ofSeconds(10));
        }
        return changes.stream()
                .map(change -> change.at().toEpochMilli() / 1000.0 + " " + change.result())
                .toList();
    }
}
