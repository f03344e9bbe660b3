package dev.fermata.simulator.dialect.custom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.fermata.simulator.ScenarioException;
import dev.fermata.simulator.Simulator;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is wrong with the file of a dialect is said in sentences, with the place, all at once. */
@Timeout(60)
class DialectFileTest {

    private static final Path EXAMPLES = Path.of("../docs/dialects");
    private static final String JOB = "name: a\njob: {id: \"{id}\"}\n";
    private static final String ROUTES = "routes:\n  POST /jobs: {does: submit}\n";

    static Stream<Arguments> mistakes() {
        return Stream.of(
                mistake("[]", "dialect is no dialect; allowed is an object with name, id, job, routes"),
                mistake(JOB + ROUTES + "  GET /x: {", "dialect is no YAML or JSON (line 5, column 12): "),
                mistake(JOB + ROUTES + "route: 1", "dialect: route is unknown. Did you mean 'routes'?"),
                mistake("job: a\n" + ROUTES, "dialect: name is missing; it is a word of small letters"),
                mistake(
                        "name: Admin\njob: a\n" + ROUTES,
                        "dialect: name is 'Admin'; allowed is a word of small letters"),
                mistake(
                        "name: files\njob: a\n" + ROUTES,
                        "dialect: name is 'files'; allowed is a word of small letters"),
                mistake(
                        "name: status\njob: a\n" + ROUTES,
                        "dialect: name is 'status'; allowed is a word of small letters"),
                mistake(
                        "name: fermata\njob: a\n" + ROUTES,
                        "dialect: name is 'fermata'; allowed is a word of small letters"),
                mistake(JOB, "dialect: routes is missing; it is an object with a route or several"),
                mistake(JOB + "routes: 7", "dialect: routes is 7; allowed is an object with a route or several"),
                mistake(
                        JOB + "id: \"{uid}\"\n" + ROUTES,
                        "dialect: id is '{uid}'; allowed is one of {number}, {random}"),
                mistake(
                        JOB + "prefix_only: perhaps\n" + ROUTES,
                        "dialect: prefix_only is 'perhaps'; allowed is true or false"),
                mistake(
                        "name: a\njob: {a: [\"x {idd}\"]}\n" + ROUTES,
                        "dialect: job.a[0] has the unknown placeholder '{idd}'. Did you mean 'id'?"),
                mistake(
                        JOB + "values: {w: {runing: a}}\n" + ROUTES,
                        "dialect: values.w.runing is unknown. Did you mean 'running'?"),
                mistake(
                        JOB + "values: {state: a}\n" + ROUTES,
                        "dialect: values.state cannot be a name here; allowed is"),
                mistake(
                        JOB + "values: {a: \"{b}\", b: 1}\n" + ROUTES,
                        "dialect: values.a has the unknown placeholder '{b}'"),
                mistake(JOB + "values: 1\n" + ROUTES, "dialect: values is 1; allowed is an object with a value"),
                mistake(
                        JOB + route("get /x/{id}", "{}"),
                        "dialect: routes.get /x/{id} is no route; allowed is a method"),
                mistake(JOB + route("GET /x/{id}/{id}", "{}"), "dialect: routes.GET /x/{id}/{id} is no route"),
                mistake(JOB + route("GET /x/{id}/", "{}"), "dialect: routes.GET /x/{id}/ is no route"),
                mistake(JOB + route("GET /x//{id}", "{}"), "dialect: routes.GET /x//{id} is no route"),
                mistake(JOB + route("GET /x/../{id}", "{}"), "dialect: routes.GET /x/../{id} is no route"),
                mistake(JOB + route("GET /x?id={id}", "{}"), "dialect: routes.GET /x?id={id} is no route"),
                mistake(JOB + route("GET /x/{job}", "{}"), "dialect: routes.GET /x/{job} is no route"),
                mistake(JOB + route("GET /x", "{}"), "dialect: routes.GET /x names no job; put {id} into its path, or"),
                mistake(
                        JOB + route("GET /x/{id}", "{id: query a}"),
                        "dialect: routes.GET /x/{id} has {id} in its path and"),
                mistake(
                        JOB + route("GET /x", "{id: cookie a}"),
                        "dialect: routes.GET /x.id is 'cookie a'; allowed is where"),
                mistake(
                        JOB + route("GET /x/{id}", "{does: shwo}"),
                        "dialect: routes.GET /x/{id}.does is 'shwo'; allowed is"),
                mistake(
                        JOB + route("GET /x/{id}", "{does: list}"),
                        "dialect: routes.GET /x/{id} has {id}, but what it does"),
                mistake(
                        JOB + route("GET /x/{id}", "{status: 99}"),
                        "dialect: routes.GET /x/{id}.status is 99; allowed is a"),
                mistake(
                        JOB + route("GET /x/{id}", "{status: {failed: x}}"),
                        "dialect: routes.GET /x/{id}.status.failed is 'x'; allowed is a whole number, 200 to 599"),
                mistake(JOB + route("GET /x/{id}", "{limit: n}"), "dialect: routes.GET /x/{id}.limit is unknown. "),
                mistake(
                        JOB + route("GET /x/{id}", "{gone_after: soon}"),
                        "dialect: routes.GET /x/{id}.gone_after is 'soon'"),
                mistake(
                        JOB + route("GET /x/{id}", "{headers: {a b: c}}"),
                        "dialect: routes.GET /x/{id}.headers.a b is no"),
                mistake(
                        JOB + route("GET /x/{id}", "{headers: {Date: c}}"),
                        "dialect: routes.GET /x/{id}.headers.Date is no"),
                mistake(
                        JOB + route("GET /x/{id}", "{headers: 1}"),
                        "dialect: routes.GET /x/{id}.headers is 1; allowed is an"),
                mistake(
                        JOB + route("GET /x/{id}", "7"),
                        "dialect: routes.GET /x/{id} is 7; allowed is an object with does"),
                mistake(
                        JOB + route("POST /x", "{does: submit, fields: {sorce_url: a}}"),
                        "dialect: routes.POST /x.fields.sorce_url is unknown. Did you mean 'source_url'?"),
                mistake(
                        JOB + route("POST /x", "{does: submit, fields: {title: a..b}}"),
                        "dialect: routes.POST /x.fields.title is 'a..b'; allowed is the place of a field"),
                mistake(
                        "name: a\n" + route("GET /x/{id}", "{}"),
                        "dialect: routes.GET /x/{id} has no body, and the file"),
                mistake(
                        "name: a\n" + route("GET /x", "{does: list}"),
                        "dialect: routes.GET /x lists jobs, and the file"),
                mistake(
                        JOB + ROUTES + "errors: {body: \"{id}\"}",
                        "dialect: errors.body has the unknown placeholder '{id}'"),
                mistake(
                        JOB + route("GET /x", "{does: list, body: \"{id}\"}"),
                        "dialect: routes.GET /x.body has the unknown placeholder '{id}'"),
                mistake(JOB + ROUTES + "errors: {status: 1}", "dialect: errors.status is 1; allowed is a whole number"),
                mistake(JOB + ROUTES + "webhook: \"{x}\"", "dialect: webhook has the unknown placeholder '{x}'"));
    }

    private static String route(String line, String route) {
        return "routes:\n  \"" + line + "\": " + route + "\n";
    }

    private static Arguments mistake(String file, String problem) {
        return Arguments.of(file, problem);
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void aMistakeIsNamedWithItsPlace(String file, String problem) {
        assertThatThrownBy(() -> Simulator.builder().dialect(file))
                .asInstanceOf(type(ScenarioException.class))
                .satisfies(refused -> assertThat(refused.problems())
                        .singleElement()
                        .asString()
                        .startsWith(problem));
    }

    @Test
    void allMistakesAreNamedAtOnce() {
        assertThatThrownBy(() -> Simulator.builder().dialect("id: x\nname: 1x\nroutes: {GET x: {}}"))
                .asInstanceOf(type(ScenarioException.class))
                .satisfies(refused -> assertThat(refused.problems()).hasSize(3));
    }

    @Test
    void aValueOfValuesOfValuesIsNotEndless() {
        StringBuilder file = new StringBuilder("name: a\nvalues:\n  v0: [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]\n");
        for (int i = 1; i < 20; i++) {
            file.append("  v")
                    .append(i)
                    .append(": [")
                    .append(("\"{v" + (i - 1) + "}\", ").repeat(10))
                    .append("]\n");
        }
        assertThatThrownBy(() -> Simulator.builder().dialect(file + "job: \"{v19}\"\n" + ROUTES))
                .hasMessageContaining("dialect: values.v4 can take ")
                .hasMessageContaining("; allowed are 20000");
        assertThatThrownBy(() -> Simulator.builder().dialect("#".repeat(300_000)))
                .hasMessage("dialect has 300000 characters; allowed are 262144");
        String many = Stream.iterate(0, i -> i + 1)
                .limit(101)
                .map(i -> "  GET /x" + i + "/{id}:\n")
                .reduce("routes:\n", String::concat);
        assertThatThrownBy(() -> Simulator.builder().dialect(JOB + many))
                .hasMessage("dialect: routes has 101 members; allowed are 100");
    }

    @Test
    void aFileThatCannotBeReadIsNamed(@TempDir Path folder) throws Exception {
        assertThatThrownBy(() -> Simulator.builder().dialectFile(folder.resolve("none.yaml")))
                .isInstanceOf(ScenarioException.class)
                .hasMessage("there is no file '" + folder.resolve("none.yaml") + "'");
        assertThatThrownBy(() -> Simulator.builder().dialectFile(folder)).hasMessageContaining(" cannot be read");
        Path broken = Files.writeString(folder.resolve("a.yaml"), "name: a\n");
        assertThatThrownBy(() ->
                        Simulator.builder().settings(Map.of("--dialect-file", broken.toString()), Map.of("PORT", "x")))
                .asInstanceOf(type(ScenarioException.class))
                .satisfies(refused -> assertThat(refused.problems())
                        .containsExactly(
                                "PORT is 'x'; allowed is a whole number, 0 to 65535",
                                "--dialect-file: file " + broken
                                        + ": routes is missing; it is an object with a route or"
                                        + " several, such as 'GET /jobs/{id}'"));
        Path otherText = Files.write(folder.resolve("b.yaml"), new byte[] {(byte) 0xFF});
        assertThatThrownBy(() -> Simulator.builder().dialectFile(otherText)).hasMessageContaining("no text in UTF-8");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"GET /v1/jobs/{id}", "POST /v1/jobs/{id}:cancel", "GET /v1/languages", "GET /status/status"})
    void aPathOfAnotherDialectIsRefused(String line) {
        assertThatThrownBy(() -> start(JOB + route(line, line.contains("{") ? "{}" : "{id: query a}")))
                .isInstanceOf(ScenarioException.class)
                .hasMessageStartingWith("dialect: routes." + line + " is a path of the dialect '")
                .hasMessageEndingWith("prefix_only: true', so that the paths of this file are served under /a only");
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET /healthz", "GET /admin/clock", "GET /openapi.yaml"})
    void aPathOfTheSimulatorIsRefused(String line) {
        assertThatThrownBy(() -> start(JOB + route(line, "{id: query a}")))
                .hasMessageStartingWith("dialect: routes." + line + " is a path of the simulator. ");
    }

    @Test
    void aNameThatIsTakenIsRefused() {
        assertThatThrownBy(() -> start(JOB + ROUTES, JOB + ROUTES))
                .hasMessageStartingWith("two dialects have the name 'a'");
        assertThatThrownBy(() -> start(JOB.replace("name: a", "name: v1") + ROUTES))
                .hasMessageContaining(
                        "name is 'v1', and the path /v1/jobs of 'fermata' begins so; choose another name");
        assertThatThrownBy(() -> start(JOB + ROUTES, JOB.replace("name: a", "name: b") + ROUTES))
                .hasMessageStartingWith("dialect: routes.POST /jobs is a path of the dialect 'a'");
    }

    @Test
    void pathsBesideThoseOfOthersAreTaken() {
        assertThatCode(() -> start(
                        JOB + route("GET /v1/tasks/{id}", "{}"),
                        JOB.replace("name: a", "name: b") + route("GET /v1/jobs/{id}/progress", "{}")))
                .doesNotThrowAnyException();
    }

    /** Whatever a file says, it is a dialect or refused in words. */
    @ParameterizedTest
    @ValueSource(strings = {"operations.yaml", "workflow-runs.yaml", "renders.yaml"})
    void aFileThatIsBrokenAnywhereIsRefusedInWords(String example) throws Exception {
        String text = Files.readString(EXAMPLES.resolve(example));
        Random random = new Random(1);
        List<String> words =
                List.of("", "null", "[]", "{}", "-1", "\"{id}\"", "{otherwise: {}}", ": ", "&a", "*a", "true");
        int accepted = 0;
        for (int round = 0; round < 1_000; round++) {
            List<String> tokens = new ArrayList<>(List.of(text.split("(?<=[\\s,:{}])|(?=[\\s,:{}])")));
            for (int i = 0; i <= random.nextInt(3); i++) {
                tokens.set(random.nextInt(tokens.size()), words.get(random.nextInt(words.size())));
            }
            try {
                Simulator.builder().dialect(String.join("", tokens));
                accepted++;
            } catch (ScenarioException refused) {
                assertThat(refused.problems())
                        .allSatisfy(problem -> assertThat(problem).startsWith("dialect"));
            }
        }
        assertThat(accepted).isBetween(1, 999);
    }

    private static void start(String... files) {
        var settings = Simulator.builder().port(0);
        for (String file : files) {
            settings.dialect(file);
        }
        settings.start().close();
    }
}
