package dev.fermata.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import java.lang.reflect.Method;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ServerSettingTest {

    static List<ServerSetting> all() {
        return ServerSetting.all();
    }

    @ParameterizedTest
    @MethodSource("all")
    void hasAMethodOfTheBuilderAndASentence(ServerSetting setting) {
        assertThat(Arrays.stream(SimulatorBuilder.class.getMethods()).map(Method::getName))
                .contains(setting.name());
        assertThat(setting.meaning()).endsWith(".");
        assertThat(setting.allowed()).isNotBlank();
    }

    @ParameterizedTest
    @MethodSource("all")
    void takesItsDefaultAsAValue(ServerSetting setting) {
        if (!setting.isList()) {
            assertThat(Simulator.builder().settings(Map.of(setting.flag(), setting.byDefault()), Map.of()))
                    .isNotNull();
        }
    }

    static Stream<Arguments> bad() {
        return Stream.of(
                bad("--port", "65536", builder -> builder.port(65_536)),
                bad("--max-jobs", "0", builder -> builder.maxJobs(0)),
                bad("--retention", "24001h", builder -> builder.retention(Duration.ofHours(24_001))),
                bad("--max-hold", "3601s", builder -> builder.maxHold(Duration.ofSeconds(3_601))),
                bad("--signed-urls", "0s", builder -> builder.signedUrls(Duration.ZERO)),
                bad("--speed", "0", builder -> builder.speed(0)),
                bad("--host", "a b", builder -> builder.host("a b")),
                bad("--public-url", "a", builder -> builder.publicUrl(URI.create("a"))),
                bad("--admin-token", "short", builder -> builder.adminToken("short")),
                bad("--api-key", "a b", builder -> builder.apiKey("a b")),
                bad("--webhook-allow", "10.0.0.0/33", builder -> builder.webhookAllow("10.0.0.0/33")),
                bad("--webhook-secret", "whsec_x", builder -> builder.webhookSecret("whsec_x")),
                bad("--error-chance", "1.5", builder -> builder.errorChance(1.5)));
    }

    private static Arguments bad(String flag, String value, Consumer<SimulatorBuilder> same) {
        return Arguments.of(flag, value, same);
    }

    @ParameterizedTest
    @MethodSource("bad")
    void hasTheSameBoundsAsTextAndInJava(String flag, String value, Consumer<SimulatorBuilder> same) {
        ServerSetting setting = ServerSetting.all().stream()
                .filter(each -> each.flag().equals(flag))
                .findFirst()
                .orElseThrow();
        String allowed = "; allowed is " + setting.allowed();
        assertThatThrownBy(() -> Simulator.builder().settings(Map.of(flag, value), Map.of()))
                .asInstanceOf(type(ScenarioException.class))
                .satisfies(refused -> assertThat(refused.problems())
                        .singleElement()
                        .asString()
                        .startsWith(flag + " is ")
                        .endsWith(allowed));
        assertThatThrownBy(() -> same.accept(Simulator.builder()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(setting.name() + " is ")
                .hasMessageEndingWith(allowed);
    }

    @ParameterizedTest
    @MethodSource("all")
    void hasAVariableWithTheNameOfThisProgramThatGoesBeforeTheOther(ServerSetting setting) {
        assertThat(setting.prefixedVariable()).isEqualTo("FERMATA_" + setting.variable());
        Map<String, String> bad = Map.of(setting.prefixedVariable(), "\n", setting.variable(), "\u0001\u0001");
        Map<String, String> environment = new HashMap<>(Map.of(setting.variable(), "\u0001"));
        assertThatThrownBy(() -> Simulator.builder().settings(Map.of(), environment))
                .hasMessageStartingWith(setting.variable());
        assertThatThrownBy(() -> Simulator.builder().settings(Map.of(), bad))
                .hasMessageStartingWith(setting.variable());
        environment.put(setting.prefixedVariable(), "\u0001");
        assertThatThrownBy(() -> Simulator.builder().settings(Map.of(), environment))
                .hasMessageStartingWith(setting.prefixedVariable());
    }

    @Test
    void namesTheVariableOfAHostThatIsNone() {
        Map<String, String> conda = Map.of("HOST", "x86_64-conda-linux-gnu.invalid", "PORT", "0");
        assertThatThrownBy(() -> Simulator.builder().settings(Map.of(), conda).start())
                .isInstanceOf(SimulatorStartException.class)
                .hasMessageStartingWith("HOST is 'x86_64-conda-linux-gnu.invalid', which is unknown")
                .hasMessageEndingWith("set FERMATA_HOST, which goes before it");
        assertThatThrownBy(() -> Simulator.builder()
                        .settings(Map.of("--host", "192.0.2.1"), conda)
                        .start())
                .hasMessageStartingWith("--host is '192.0.2.1', which is no address of this machine");
        assertThatThrownBy(() -> Simulator.builder()
                        .settings(Map.of(), Map.of("FERMATA_HOST", "192.0.2.1"))
                        .start())
                .isInstanceOf(SimulatorStartException.class)
                .hasMessageStartingWith("FERMATA_HOST is '192.0.2.1', which is no address of this machine")
                .hasMessageEndingWith("for all");
    }

    @ParameterizedTest
    @CsvSource({
        "TOTAL_DELAY_SECOND, TOTAL_DELAY_SECONDS",
        "TOTAL_DELAY, TOTAL_DELAY_SECONDS",
        "total_delay_seconds, TOTAL_DELAY_SECONDS",
        "RESET_INTERVALL_SECONDS, RESET_INTERVAL_SECONDS",
        "EROR_CHANCE, ERROR_CHANCE",
        "SCENRIO, SCENARIO",
        "MAX_JOBZ, MAX_JOBS",
        "FERMATA_PROT, FERMATA_PORT",
        "FERMATA_TOTAL_DELAY, FERMATA_TOTAL_DELAY_SECONDS",
        "FERMATA_API_KEY, FERMATA_API_KEYS",
        "FEMRATA_SEED, FERMATA_SEED",
        "fermata_host, FERMATA_HOST",
        "FERMATA_TOTAL_DELAY_MINUTES, FERMATA_TOTAL_DELAY_SECONDS",
        "FERMATA_RESET_INTERVAL_HOURS_OR_SO, FERMATA_RESET_INTERVAL_SECONDS",
        "FERMATA_X, FERMATA_TLS"
    })
    void logsOnceThatAVariableHasATypingError(String variable, String meant) throws Exception {
        SimulatorBuilder builder = Simulator.builder().settings(Map.of("--port", "0"), Map.of(variable, "1"));
        String sentence = "the variable " + variable + " is ignored; did you mean " + meant + "?";
        assertThat(builder.explained().lines().filter(line -> line.equals("#   " + sentence)))
                .hasSize(1);
        try (CapturedLog log = new CapturedLog();
                Simulator simulator = builder.start()) {
            assertThat(simulator.port()).isPositive();
            assertThat(log.cleanLines().stream().filter(line -> line.contains(sentence)))
                    .hasSize(1);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "API_KEY",
                "POST",
                "PORTS",
                "HOSTNAME",
                "SPED",
                "REPORT",
                "SCENARIOS",
                "MAX_JOB",
                "TOTAL",
                "DELAY_SECONDS",
                "FERMATA_",
                "FERMATAS_HOME",
                "FERMATA",
                "ERROR_CHANCE",
                "FERMATA_ERROR_CHANCE"
            })
    void leavesTheVariablesOfOtherProgramsAlone(String variable) {
        assertThat(SettingsAsText.ignored(Map.of(variable, "1"))).isEmpty();
    }

    @Test
    void leavesBlankVariablesAlone() {
        assertThat(SettingsAsText.ignored(Map.of("TOTAL_DELAY", " "))).isEmpty();
    }

    @Test
    void guessesADurationThatIsWrittenInWords() {
        assertThatThrownBy(() -> Simulator.builder()
                        .settings(Map.of("--total-delay", "20 minutes"), Map.of("SIGNED_URLS", "2 days")))
                .hasMessageContaining(
                        "--total-delay is '20 minutes'; did you mean '20m'? Allowed is a duration such as")
                .hasMessageContaining("SIGNED_URLS is '2 days'; did you mean '2d'?");
        assertThatThrownBy(() -> Scenario.defaults().with("jobs.running_time", "20 minutes"))
                .hasMessageContaining("jobs.running_time is '20 minutes'; did you mean '20m'?");
        assertThatThrownBy(() -> Scenario.defaults().with("jobs.error_chance", "20 minutes"))
                .hasMessageContaining("jobs.error_chance is '20 minutes'; allowed is");
        assertThatThrownBy(() -> TimeDistribution.parseDuration("1 hour"))
                .hasMessageStartingWith("'1 hour' is no duration; did you mean '1h'?");
    }

    @Test
    void runsItsOwnClockAtTheSpeedThatIsSet() {
        try (Simulator simulator = Simulator.builder().port(0).speed(60).start()) {
            assertThat(simulator.clock().speed()).isEqualTo(60);
        }
        Map<String, String> frozen = Map.of("SPEED", "frozen", "PORT", "0");
        try (Simulator simulator =
                Simulator.builder().settings(Map.of(), frozen).start()) {
            assertThat(simulator.clock().speed()).isZero();
        }
    }
}
