package dev.fermata.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import java.lang.reflect.Method;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

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
