package dev.fermata.simulator.fault;

import static dev.fermata.simulator.Requests.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fermata.simulator.Fault;
import dev.fermata.simulator.FaultRule;
import dev.fermata.simulator.Requests;
import dev.fermata.simulator.Scenario;
import dev.fermata.simulator.ScenarioException;
import dev.fermata.simulator.Simulator;
import dev.fermata.simulator.SimulatorClock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What rules may be for, and what they match then. */
@Timeout(60)
class RuleMatcherTest {

    private static final Set<String> LEFT_ALONE = Set.of("/", "/healthz", "/openapi.yaml");

    private final Simulator simulator =
            Simulator.builder().port(0).clock(SimulatorClock.frozen()).start();
    private final Requests requests = new Requests(simulator.uri());

    @AfterEach
    void stop() {
        simulator.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"route\":\"/v1/jbos\" | route is '/v1/jbos', which no request has; did you mean '/v1/jobs'?",
                "\"route\":\"GETT /v1/jobs\" | did you mean 'GET /v1/jobs'",
                "\"route\":\"DELETE /v1/jobs\" | route is 'DELETE /v1/jobs', which no request has",
                "\"route\":\"HEAD /status\" | HEAD counts as GET",
                "\"route\":\"/v2/*\" | did you mean '/v1/jobs'",
                "\"route\":\"/files/{id}.mp3\" | did you mean '/files/{id}.mp4'",
                "\"route\":\"/v1/jobs/a/b\" | which no request has",
                "\"route\":\"/v1/jobs/a/b/c/*\" | which no request has",
                "\"route\":\"/v1/jobs//*\" | which no request has",
                "\"route\":\"/files/a/*\" | which no request has",
                "\"route\":\"/status/a*\" | which no request has",
                "\"route\":\"/admin/clock\" | which no request has",
                "\"job\":\"a\",\"route\":\"GET /v1/languages\" | whose requests do not name the job 'a'; did you mean",
                "\"job\":\"a\",\"route\":\"/v1/jobs\" | whose requests do not name the job 'a'; did you mean '/v1/jobs/{id}'",
                "\"job\":\"a\",\"route\":\"/v1/jobs/b\" | whose requests do not name the job 'a'",
                "\"job\":\"a\",\"route\":\"/v1/jobs/b*\" | whose requests do not name the job 'a'",
                "\"job\":\"a\",\"dialect\":\"status\" | job is 'a', and no request in status names a job",
                "\"dialect\":\"heygem\" | unknown dialect 'heygem'; did you mean 'heygen'",
                "\"dialect\":\"status\",\"route\":\"/v1/jobs\" | which no request in status has; did you mean '/status'"
            })
    void refusesWhatNeverMatches(String where, String said, @TempDir Path folder) throws Exception {
        var refused = requests.post("/admin/faults", "{\"fault\":\"html\"," + where + "}");
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(json(refused).path("detail").asString())
                .startsWith("fault: ")
                .contains(said);

        String file = "faults: [{fault: html}, {\"fault\":\"html\"," + where + "}]";
        Path scenario = Files.writeString(folder.resolve("x.yaml"), file);
        assertThatThrownBy(() -> Simulator.builder()
                        .port(0)
                        .scenario(Scenario.read(scenario))
                        .start()
                        .close())
                .isInstanceOf(ScenarioException.class)
                .hasMessageStartingWith("faults[1]: ")
                .hasMessageContaining(said);
    }

    /** The nearest route of a typing error takes long to find, and all clients wait meanwhile. */
    @Test
    void namesTheNearestRouteForTheFirstRulesOnly() throws Exception {
        String rules = IntStream.range(0, 1_000)
                .mapToObj(i -> "{\"fault\":\"html\",\"route\":\"/v1/jbos" + i + "\"}")
                .collect(Collectors.joining(","));
        var refused = requests.send("PUT", "/admin/scenario", "{\"faults\":[" + rules + "]}");
        String detail = json(refused).path("detail").asString();
        assertThat(refused.statusCode()).as(detail).isEqualTo(400);
        assertThat(detail.split("which no request has", -1)).hasSizeGreaterThan(40);
        assertThat(detail.split("did you mean", -1)).hasSize(21);
    }

    @Test
    void matchesPathsAsARegularExpressionWould() {
        Random random = new Random(1);
        int both = 0;
        for (int i = 0; i < 200_000; i++) {
            String path = text(random, "ab/", 8);
            String route = text(random, "ab/{{", 6).replace("{", "{}");
            String regex = Pattern.quote(route).replace("{}", "\\E[^/]+\\Q");
            boolean expected = path.matches(regex);
            assertThat(RuleMatcher.fits(path, route))
                    .as("%s of %s", path, route)
                    .isEqualTo(expected);
            both += expected ? 1 : 0;
        }
        assertThat(both).isGreaterThan(1_000);
    }

    private static String text(Random random, String letters, int longest) {
        return random.ints(random.nextInt(longest + 1), 0, letters.length())
                .mapToObj(i -> letters.substring(i, i + 1))
                .collect(Collectors.joining());
    }

    @Test
    void refusesItFromJavaToo() {
        FaultRule rule = FaultRule.of(Fault.html()).route("/v1/jbos");
        assertThatThrownBy(() -> simulator.addFault(rule)).hasMessageContaining("did you mean '/v1/jobs'");
        Scenario scenario = Scenario.defaults().with(rule);
        assertThatThrownBy(() -> simulator.play(scenario)).hasMessageContaining("did you mean '/v1/jobs'");
        assertThatThrownBy(() ->
                        Simulator.builder().port(0).scenario(scenario).start().close())
                .hasMessageContaining("did you mean '/v1/jobs'");
        assertThat(simulator.faults()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/*",
                "/v1/*",
                "GET /v1/jobs/*",
                "/v1/jobs/a",
                "/v1/jobs/ab*",
                "GET /v1/jobs/{job}",
                "/v1/jobs/{id}/*",
                "/v1/jobs/a/*",
                "GET /v1/jobs/a/ev*",
                "/files/a.mp*",
                "DELETE /v1/jobs/a",
                "/files/a.mp4",
                "/v1/jobs/a/events"
            })
    void takesWhatMayMatch(String route) {
        assertThat(simulator.addFault(FaultRule.of(Fault.html()).route(route))).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/*",
                "/v1/jobs/*",
                "/v1/jobs/ab",
                "/v1/jobs/a*",
                "/v1/jobs/ab/*",
                "/v1/jobs/{id}",
                "/files/ab.mp4"
            })
    void takesWhatMayMatchOneJob(String route) {
        assertThat(simulator.addFault(FaultRule.of(Fault.html()).job("ab").route(route)))
                .isNotEmpty();
    }

    @Test
    void refusesTheTypeOfABodyThatThereIsNot() throws Exception {
        var refused = requests.post("/admin/faults", "{\"fault\":\"status\",\"content_type\":\"text/html\"}");
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(json(refused).path("detail").asString())
                .contains("fault: content_type is 'text/html'; allowed is only together with body");
    }

    @Test
    void matchesWhatIsBelowARouteWithAName() throws Exception {
        simulator.addFault(FaultRule.of(Fault.status(418)).route("/v1/jobs/{id}/*"));
        assertThat(requests.get("/v1/jobs/a/events").statusCode()).isEqualTo(418);
        assertThat(requests.get("/v1/jobs/a").statusCode()).isEqualTo(404);
    }

    @Test
    void knowsEveryRouteThatThereIs() throws Exception {
        String listed = json(requests.get("/nowhere")).path("detail").asString();
        listed = listed.substring(listed.indexOf("There is: ") + 10, listed.length() - 1);
        for (String path : listed.split(", ")) {
            String allowed = requests.send("BREW", path.replace("{id}", "x"), null)
                    .headers()
                    .firstValue("allow")
                    .orElseThrow();
            for (String method : allowed.split(", ")) {
                if (!method.equals("HEAD") && !LEFT_ALONE.contains(path)) {
                    String id =
                            simulator.addFault(FaultRule.of(Fault.status(418)).route(method + " " + path));
                    var answer = requests.send(method, path.replace("{id}", "x"), null);
                    assertThat(answer.statusCode()).as("%s %s", method, path).isEqualTo(418);
                    simulator.removeFault(id);
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/healthz", "/openapi.yaml", "/admin/faults"})
    void refusesARouteThatIsLeftAlone(String path) {
        FaultRule rule = FaultRule.of(Fault.html()).route(path);
        assertThatThrownBy(() -> simulator.addFault(rule)).hasMessageContaining("which no request has");
    }
}
