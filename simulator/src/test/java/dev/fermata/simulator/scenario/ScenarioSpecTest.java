package dev.fermata.simulator.scenario;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.fermata.simulator.fault.FaultRuleSpec;
import dev.fermata.simulator.fault.JobFaults;
import dev.fermata.simulator.fault.ResponseFaults;
import dev.fermata.simulator.fault.StatusFault;
import dev.fermata.simulator.job.JobProfile;
import dev.fermata.simulator.setting.InvalidSettingsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

@Timeout(60)
class ScenarioSpecTest {

    @Test
    void isByDefaultWhatTheEngineDoesByDefault() {
        assertThat(ScenarioSpec.defaults().profile(List.of())).isEqualTo(JobProfile.defaults());
        assertThat(ScenarioSpec.defaults().faults()).isEmpty();
    }

    static List<String> names() {
        return ScenarioSpec.names();
    }

    @ParameterizedTest
    @MethodSource("names")
    void comesReadyMadeAndSaysWhatItIsFor(String name) {
        ScenarioSpec scenario = ScenarioSpec.named(name);
        assertThat(scenario.name()).isEqualTo(name);
        assertThat(scenario.description()).isNotBlank();
        assertThat(scenario.settings()).isNotEqualTo(ScenarioSpec.defaults().settings());
    }

    @ParameterizedTest
    @MethodSource("names")
    void isTheSameAfterItWasWrittenAndReadAsYamlAndAsJson(String name) {
        ScenarioSpec scenario = ScenarioSpec.named(name);
        for (ScenarioSpec again : List.of(
                yaml(scenario.explained()),
                ScenarioFile.of(JsonMapper.shared().readTree(scenario.toJson()), "x", "body"))) {
            assertThat(again.name()).isEqualTo(name);
            assertThat(again.faults()).isEqualTo(scenario.faults());
            assertThat(again.toJson()).isEqualTo(scenario.toJson());
            assertThat(again.profile(again.faults())).isEqualTo(scenario.profile(scenario.faults()));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "5", "1e3", "007", "0x1f", "1.5", "true", "No", "NULL", "y", "a b", "my-own", "-", "a ", "5s", "é"
            })
    void printsAFileThatIsCalledTheSame(String name, @TempDir Path folder) throws IOException {
        Path file = folder.resolve(name + ".yaml");
        Files.writeString(file, "description: |\n  two lines: \"one\"\n  # and another\n");
        Path again = folder.resolve("again");
        Files.writeString(again, ScenarioSpec.read(file).explained());
        assertThat(ScenarioSpec.read(again).name()).isEqualTo(name);
        assertThat(ScenarioSpec.read(again).description()).isEqualTo("two lines: \"one\"\n# and another\n");
    }

    @Test
    void readsAFileOnTopOfAReadyMadeOne(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("mine.yaml");
        Files.writeString(file, """
                from: flaky
                jobs:
                  running_time: uniform 1s 3s
                  errors:
                    - {code: too_loud, message: Too loud., weight: 3}
                limits: {requests: 5}
                faults:
                  - {fault: status, status: 429, retry_after: 1m, retry_as: date, body: {slow: down}, first: 2}
                """);
        ScenarioSpec scenario = ScenarioSpec.read(file);
        assertThat(scenario.name()).isEqualTo("mine");
        assertThat(scenario.settings())
                .containsEntry("jobs.running_time", "uniform 1s 3s")
                .containsEntry("limits.requests", "5")
                .containsEntry("status.error_chance", "0.0");
        assertThat(scenario.faults())
                .containsExactly(FaultRuleSpec.of(StatusFault.of(429)
                                .saying("application/json", "{\"slow\":\"down\"}")
                                .retryAfterAsDate(Duration.ofMinutes(1)))
                        .first(2));
        assertThat(scenario.explained().lines())
                .anyMatch(line -> line.matches("  running_time: uniform 1s 3s +# file .*mine.yaml"))
                .anyMatch(line -> line.matches("  error_chance: 0\\.0 +# scenario flaky"))
                .anyMatch(line -> line.matches("  window: 1m +# default"))
                .anyMatch(line -> line.matches("faults: +# file .*mine.yaml"));
    }

    @Test
    void refusesAFileInAnotherEncoding(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("mine.yaml");
        Files.write(file, "description: früh".getBytes(ISO_8859_1));
        assertThatThrownBy(() -> ScenarioSpec.read(file))
                .isInstanceOf(InvalidSettingsException.class)
                .hasMessage("file " + file + " is no text in UTF-8; save it in that encoding");
    }

    @Test
    void takesFromTheBuilderWhatItTakesFromAFile() {
        ScenarioSpec built = ScenarioSpec.named("flaky")
                .with("jobs.error_chance", 0.5)
                .with("jobs.running_time", "3s")
                .with("jobs.video_length", Duration.ofSeconds(90))
                .with("hints.progress", false)
                .with("limits.requests", "none", "--limit")
                .withFaults(List.of())
                .with(FaultRuleSpec.of(new ResponseFaults.Html()).every(3));
        ScenarioSpec read = yaml("""
                from: flaky
                jobs: {error_chance: 0.5, running_time: 3s, video_length: 1m30s}
                hints: {progress: false}
                limits: {requests: none}
                faults: [{fault: html, every: 3}]
                """);
        assertThat(built.settings()).isEqualTo(read.settings());
        assertThat(built.faults()).isEqualTo(read.faults());
        assertThat(built.explained()).contains("# builder", "# --limit");
    }

    @Test
    void takesListsFromTheBuilderAsTheyAreAndAsText() {
        List<Map<String, Object>> errors = List.of(Map.of("code", "too_loud", "message", "Too loud.", "weight", 3));
        List<Map<String, Object>> progress = List.of(
                Map.of("curve", List.of(List.of(0, 0), List.of(0.9, 0.5), List.of(1, 1)), "weight", 2),
                Map.of("curve", "stall 0.5"));
        ScenarioSpec read = yaml("""
                jobs:
                  errors: [{code: too_loud, message: Too loud., weight: 3}]
                  progress: [{curve: [[0, 0], [0.9, 0.5], [1, 1]], weight: 2}, {curve: stall 0.5}]
                """);
        ScenarioSpec built = ScenarioSpec.defaults().with("jobs.errors", errors).with("jobs.progress", progress);
        ScenarioSpec written = ScenarioSpec.defaults()
                .with("jobs.errors", "[{code: too_loud, message: Too loud., weight: 3}]")
                .with("jobs.progress", "[{curve: [[0, 0], [0.9, 0.5], [1, 1]], weight: 2}, {curve: stall 0.5}]");
        assertThat(built.settings()).isEqualTo(read.settings()).isEqualTo(written.settings());
        assertThat(built.profile(List.of())).isEqualTo(read.profile(List.of()));
        assertThat(written.profile(List.of())).isEqualTo(read.profile(List.of()));

        assertThatThrownBy(() -> ScenarioSpec.defaults().with("jobs.errors", List.of(Map.of("massage", "b"))))
                .isInstanceOf(InvalidSettingsException.class)
                .hasMessageContaining("jobs.errors is [{\"massage\":\"b\"}]; allowed is a list");
        assertThatThrownBy(() -> ScenarioSpec.defaults().with("jobs.errors", "[{code: "))
                .isInstanceOf(InvalidSettingsException.class)
                .hasMessageContaining("'[{code: ' is no YAML or JSON");
    }

    @ParameterizedTest
    @MethodSource("names")
    void tellsItsSettingsSoThatTheBuilderTakesThem(String name) {
        ScenarioSpec scenario = ScenarioSpec.named(name);
        ScenarioSpec again = ScenarioSpec.defaults();
        for (Map.Entry<String, String> each : scenario.settings().entrySet()) {
            again = again.with(each.getKey(), each.getValue());
        }
        assertThat(again.settings()).isEqualTo(scenario.settings());
        assertThat(again.profile(scenario.faults())).isEqualTo(scenario.profile(scenario.faults()));
    }

    static Stream<Arguments> bad() {
        return Stream.of(
                Arguments.of("jobs: {runing_time: 1s}", "'jobs.runing_time'; did you mean 'jobs.running_time'?"),
                Arguments.of("job: {error_chance: 1}", "'job'; did you mean 'jobs'?"),
                Arguments.of("falts: []", "'falts'; did you mean 'faults'?"),
                Arguments.of("fault: []", "'fault'; did you mean 'faults'?"),
                Arguments.of("desciption: mine", "'desciption'; did you mean 'description'?"),
                Arguments.of("nmae: mine", "'nmae'; did you mean 'name'?"),
                Arguments.of("form: calm", "'form'; did you mean 'from'?"),
                Arguments.of(
                        "faults: [{fault: status, retry_as: date}]",
                        "faults[0]: retry_as is 'date'; allowed is only together with retry_after"),
                Arguments.of(
                        "jobs: {error_chance: 1.5}", "jobs.error_chance is 1.5; allowed is 0 (never) to 1 (always)"),
                Arguments.of("jobs: {error_chance: often}", "jobs.error_chance is 'often'"),
                Arguments.of("jobs: {error_chance: .nan}", "jobs.error_chance is"),
                Arguments.of("jobs: 7", "jobs is 7; allowed is an object with error_chance"),
                Arguments.of("jobs: {queue_time: [1]}", "jobs.queue_time is [1]; allowed is a duration"),
                Arguments.of("jobs: {progress: sideways}", "jobs.progress is 'sideways'; allowed is linear"),
                Arguments.of("jobs: {progress: [[0, 0], [0.5, 2], [1, 1]]}", "jobs.progress is [["),
                Arguments.of("jobs: {progress: [{curve: linear, weight: x}]}", "jobs.progress is ["),
                Arguments.of("jobs: {errors: []}", "jobs.errors is []"),
                Arguments.of("jobs: {errors: [{code: a, massage: b}]}", "jobs.errors is ["),
                Arguments.of(
                        "jobs: {stages: {transcribing: 0, translating: 0, voicing: 0, lip_syncing: 0, rendering: 0}}",
                        "sum of stage weights is 0.0; allowed is more than 0"),
                Arguments.of(
                        "limits: {requests: 0}",
                        "limits.requests is 0; allowed is a whole number, 1 to 1000000000, or none"),
                Arguments.of("limits: {requests: 1.5}", "limits.requests is 1.5"),
                Arguments.of("limits: {window: 0s}", "limits.window is '0s'"),
                Arguments.of("hints: {expected: maybe}", "allowed is none, typical, exact"),
                Arguments.of("from: flakey", "did you mean 'flaky'?"),
                Arguments.of("name: 7", "name is 7"),
                Arguments.of("faults: often", "faults is \"often\""),
                Arguments.of("faults: [{fault: truncat}]", "faults[0].fault is 'truncat'; did you mean 'truncate'?"),
                Arguments.of("faults: [{fault: html, evry: 2}]", "unknown key 'faults[0].evry'; did you mean 'every'?"),
                Arguments.of("faults: [{fault: html, every: 0}]", "faults[0].every is 0; allowed is a whole number, 1"),
                Arguments.of(
                        "faults: [{fault: html, chance: 2}]",
                        "faults[0].chance is 2; allowed is 0 (never) to 1 (always)"),
                Arguments.of(
                        "faults: [{fault: html}, {fault: status, status: 99}]",
                        "faults[1].status is 99; allowed is a whole number, 200 to 599"),
                Arguments.of("faults: [{fault: html, route: v1}]", "faults[0].route is 'v1'"),
                Arguments.of(
                        "faults: [{fault: html, first: 0}]",
                        "faults[0].first is 0; allowed is a whole number, 1 to 1000000000"),
                Arguments.of("faults: [{fault: status, status: 204, body: x}]", "faults[0]: status is 204"),
                Arguments.of(
                        "faults: [{fault: stuck, first: 2}]",
                        "what goes with stuck is 'first 2'; allowed is only chance"),
                Arguments.of("faults: [{fault: stuck, route: GET /v1/jobs}]", "stuck is 'route GET /v1/jobs'; allowed"),
                Arguments.of("faults: [{fault: stuck}, {fault: stuck}]", "more than one 'stuck'"),
                Arguments.of("faults: [{fault: drip, pause: 0}]", "pause"),
                Arguments.of("faults: [7]", "faults[0] is 7"),
                Arguments.of("[1, 2]", "is no scenario"),
                Arguments.of("", "is no scenario"),
                Arguments.of("a: {", "is no YAML or JSON (line 1"),
                Arguments.of("name: a\nname: b", "is no YAML or JSON (line 2"),
                Arguments.of("name: a\n---\nname: b", "(line 3, column 1): a second document begins; allowed is one"),
                Arguments.of("name: @a", "found character '@', which cannot begin a value without quotes around it"),
                Arguments.of("jobs:\n\ta: 1", "(line 2, column 1): a tab cannot begin a value; indent with spaces"),
                Arguments.of("c: *nope", "there is no anchor before the alias '*nope'"),
                Arguments.of("{name: a, name: b}", "the key \"name\" is there twice"),
                Arguments.of("? [a]\n: b", "a key is not text"),
                Arguments.of("a: " + "[".repeat(40), "too large; allowed are 100000 keys and values, nested up to 32"),
                Arguments.of("a: &a [" + "1,".repeat(4_000) + "]\nb: [" + "*a,".repeat(4_000) + "]", "too large"));
    }

    @ParameterizedTest
    @MethodSource("bad")
    void refusesWhatIsWrongAndSaysWhatIsAllowed(String text, String problem) {
        assertThatThrownBy(() -> yaml(text))
                .asInstanceOf(type(InvalidSettingsException.class))
                .satisfies(refused -> assertThat(refused.problems())
                        .singleElement()
                        .asString()
                        .contains(problem));
    }

    @Test
    void resolvesAliases() {
        ScenarioSpec scenario = yaml("""
                jobs: &base {error_chance: &chance 0.25, queue_time: &time uniform 1s 3s, running_time: *time}
                webhooks: {lost_chance: *chance}
                """);
        assertThat(scenario.settings())
                .containsEntry("jobs.running_time", "uniform 1s 3s")
                .containsEntry("webhooks.lost_chance", "0.25");
    }

    static Stream<String> longTexts() {
        String text = "x\u001b\u0085\u2028".repeat(100_000);
        String json = JsonMapper.shared().writeValueAsString(text);
        return Stream.of(
                        "name: %s",
                        "from: %s", "faults: %s", "%s: 1", "jobs: {error_chance: %s}", "jobs: {%s: 1}", "%s")
                .map(template -> template.formatted(json));
    }

    @ParameterizedTest
    @MethodSource("longTexts")
    void repeatsForeignTextInMessagesCleanAndCut(String text) {
        assertThatThrownBy(() -> yaml(text))
                .isInstanceOf(InvalidSettingsException.class)
                .hasMessageNotContainingAny("\u001b", "\u0085", "\u2028")
                .satisfies(refused -> assertThat(refused.getMessage()).hasSizeLessThan(2_000));
    }

    @Test
    void namesAtMostFiftyProblems() {
        assertThatThrownBy(() -> yaml("faults: [" + "1,".repeat(1_000) + "]"))
                .hasMessageEndingWith("\n950 more problems are left out");
    }

    @Test
    void namesNoMoreProblemsThanSomebodyReads() {
        String rule = "{fault: html, " + "x".repeat(300) + ": 1},";
        assertThatThrownBy(() -> yaml("faults: [" + rule.repeat(40) + "]"))
                .hasMessageEndingWith(" more problems are left out")
                .satisfies(refused -> assertThat(refused.getMessage()).hasSizeBetween(7_000, 8_000));
    }

    @Test
    void printsForeignTextWithoutControlCharacters() {
        String name = "two\nlines\u001b[2J\u0085\u2028\u2029\u007f";
        ScenarioSpec scenario = ScenarioFile.of(
                        JsonMapper.shared().createObjectNode().put("name", name), "x", "body")
                .with("jobs.error_chance", 1, "file a\nb\u0085");
        assertThat(scenario.explained())
                .doesNotContainPattern("[\\p{Cc}\\x{2028}\\x{2029}&&[^\n]]")
                .contains("# file a b");
        assertThat(yaml(scenario.explained()).name()).isEqualTo(name);
    }

    /** None of the parser's own names, whatever is wrong. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "a: {",
                "a: 'x",
                "a: b: c",
                "x: |\n a\nc",
                "[1,",
                "x: \"\\q\"",
                "a: @x",
                "%YAML 9\n---\na: 1",
                "a: *b",
                "- a\nb",
                "a: \u0000",
                "a: 1\n---\nb: 2",
                "? [a]\n: b",
                "{a: 1, a: 2}",
                "a: 1\n b: 2",
                "\ta: 1",
                "!!x a: 1"
            })
    void saysNothingOfItsParser(String text) {
        assertThatThrownBy(() -> yaml(text))
                .isInstanceOf(InvalidSettingsException.class)
                .hasMessageNotContainingAny(
                        "jackson", "snakeyaml", "Exception", "JsonToken", "Feature", "in reader", "stream end", "SEQ");
    }

    @Test
    void namesEverythingThatIsWrongAtOnce() {
        assertThatThrownBy(() -> yaml("""
                from: quiet
                jobs: {error_chance: 2, que_time: 1s}
                faults: [{fault: html, every: -1, frist: 2}, {fault: nothing}]
                """))
                .asInstanceOf(type(InvalidSettingsException.class))
                .satisfies(refused -> assertThat(refused.problems()).hasSize(6));
        assertThatThrownBy(() -> yaml("""
                limts: {requests: 1}
                faults:
                  - {fault: status, status: 999, chanc: .5, route: v2/x}
                  - {fault: stuck}
                  - {fault: stuck}
                """))
                .hasMessageContainingAll(
                        "'limts'", "status is 999", "'faults[0].chanc'", "route is 'v2/x'", "one 'stuck'")
                .asInstanceOf(type(InvalidSettingsException.class))
                .satisfies(refused -> assertThat(refused.problems()).hasSize(5));
    }

    @Test
    void namesEverythingThatIsWrongWithARuleAtOnce() {
        assertThat(problemsOf("{fault: htlm, chance: 7, evry: 2}"))
                .containsExactlyInAnyOrder("fault is 'htlm'", "chance is 7", "unknown key 'evry'");
        assertThat(problemsOf("{fault: statsu, status: 503, body: x, frist: 1}"))
                .as("what belongs to another fault may be right")
                .containsExactlyInAnyOrder("fault is 'statsu'", "unknown key 'frist'");
        assertThat(problemsOf("{fault: status, status: 99, body: x, retry_as: week, every: 0, first: 0, job: ''}"))
                .containsExactlyInAnyOrder(
                        "status is 99", "retry_as is 'week'", "every is 0", "first is 0", "job is ''");
    }

    /** Each without where it is and what is allowed. */
    private static List<String> problemsOf(String rule) {
        InvalidSettingsException refused =
                catchThrowableOfType(InvalidSettingsException.class, () -> yaml("faults: [" + rule + "]"));
        return refused.problems().stream()
                .map(problem ->
                        problem.replaceFirst(";.*", "").replaceFirst("(unknown key ')?faults\\[0](\\.|: )", "$1"))
                .toList();
    }

    @Test
    void refusesUnknownSettingsAndNamesInJava() {
        assertThatThrownBy(() -> ScenarioSpec.named("strom"))
                .isInstanceOf(InvalidSettingsException.class)
                .hasMessageContaining("did you mean 'storm'?");
        assertThatThrownBy(() -> ScenarioSpec.defaults().with("jobs.errorchance", 1))
                .isInstanceOf(InvalidSettingsException.class)
                .hasMessageContaining("did you mean 'jobs.error_chance'?");
        assertThatThrownBy(() -> ScenarioSpec.defaults().with("jobs.error_chance", Double.NaN))
                .isInstanceOf(InvalidSettingsException.class)
                .hasMessageContaining("'NaN'");
        assertThatThrownBy(() -> ScenarioSpec.defaults().with("jobs.queue_time", Duration.ofSeconds(-1)))
                .isInstanceOf(InvalidSettingsException.class);
    }

    @Test
    void saysNothingOfFilesWhereItTakesNone() {
        assertThatThrownBy(() -> yaml("from: mine.yaml"))
                .hasMessageEndingWith("lying, storm")
                .hasMessageNotContaining("a file");
    }

    @Test
    void turnsFaultsAboutJobsIntoTheirFuture() {
        ScenarioSpec scenario = ScenarioSpec.defaults()
                .with(FaultRuleSpec.of(new JobFaults.Stuck(0.5)).chance(0.3))
                .with(FaultRuleSpec.of(new JobFaults.Relapse(Duration.ofSeconds(1), Duration.ofSeconds(9))));
        var anomalies = scenario.profile(scenario.faults()).anomalies();
        assertThat(anomalies.stuckChance()).isEqualTo(0.3);
        assertThat(anomalies.stuckAfter()).isEqualTo(0.5);
        assertThat(anomalies.relapseChance()).isEqualTo(1);
        assertThat(anomalies.relapseFor()).isEqualTo(Duration.ofSeconds(9));
    }

    private static ScenarioSpec yaml(String text) {
        return ScenarioFile.yaml(text, "x", "test");
    }
}
