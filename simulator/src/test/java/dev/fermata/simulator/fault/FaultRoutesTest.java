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
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What rules may be for, and what they match then. */
@Timeout(60)
class FaultRoutesTest {

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
                "\"route\":\"/v1/jbos\" | route is '/v1/jbos', which there is not; the nearest is '/v1/jobs'",
                "\"route\":\"GETT /v1/jobs\" | the nearest is 'GET /v1/jobs'",
                "\"route\":\"DELETE /v1/jobs\" | route is 'DELETE /v1/jobs', which there is not",
                "\"route\":\"HEAD /status\" | HEAD counts as GET",
                "\"route\":\"/v2/*\" | the nearest is '/v1/jobs'",
                "\"route\":\"/files/{id}.mp3\" | the nearest is '/files/{id}.mp4'",
                "\"route\":\"/v1/jobs/a/b\" | which there is not",
                "\"route\":\"/v1/jobs/a/b/c/*\" | which there is not",
                "\"route\":\"/v1/jobs//*\" | which there is not",
                "\"route\":\"/files/a/*\" | which there is not",
                "\"route\":\"/status/a*\" | which there is not",
                "\"route\":\"/admin/clock\" | which there is not",
                "\"job\":\"a\",\"route\":\"GET /v1/languages\" | where no request names the job 'a'; the nearest is",
                "\"job\":\"a\",\"route\":\"/v1/jobs\" | where no request names the job 'a'; the nearest is '/v1/jobs/{id}'",
                "\"job\":\"a\",\"route\":\"/v1/jobs/b\" | where no request names the job 'a'",
                "\"job\":\"a\",\"route\":\"/v1/jobs/b*\" | where no request names the job 'a'",
                "\"job\":\"a\",\"dialect\":\"status\" | job is 'a', and no request in status names a job",
                "\"dialect\":\"heygen\" | dialect is 'heygen', which there is not; the nearest is",
                "\"dialect\":\"status\",\"route\":\"/v1/jobs\" | which there is not in status; the nearest is '/status'"
            })
    void refusesWhatNeverMatches(String where, String said, @TempDir Path folder) throws Exception {
        var refused = requests.post("/admin/faults", "{\"fault\":\"html\"," + where + "}");
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(json(refused).path("detail").asString())
                .startsWith("fault: ")
                .contains(said);

        String file = "faults: [{fault: html}, {\"fault\":\"html\"," + where + "}]";
        Path scenario = Files.writeString(folder.resolve("x.yaml"), file);
        assertThatThrownBy(() -> Scenario.read(scenario))
                .isInstanceOf(ScenarioException.class)
                .hasMessageStartingWith("faults[1]: ")
                .hasMessageContaining(said);
    }

    @Test
    void refusesItFromJavaToo() {
        FaultRule rule = FaultRule.of(Fault.html()).route("/v1/jbos");
        assertThatThrownBy(() -> simulator.addFault(rule)).hasMessageContaining("the nearest is '/v1/jobs'");
        Scenario scenario = Scenario.defaults().with(rule);
        assertThatThrownBy(() -> simulator.play(scenario)).hasMessageContaining("the nearest is '/v1/jobs'");
        assertThatThrownBy(() ->
                        Simulator.builder().port(0).scenario(scenario).start().close())
                .hasMessageContaining("the nearest is '/v1/jobs'");
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
        TreeSet<String> known = new TreeSet<>(List.of("/healthz", "/openapi.yaml"));
        for (Map.Entry<String, List<String>> dialect : FaultRoutes.ROUTES.entrySet()) {
            for (String route : dialect.getValue()) {
                String id = simulator.addFault(FaultRule.of(Fault.status(418))
                        .dialect(dialect.getKey())
                        .route(route));
                String path = route.substring(route.indexOf(' ') + 1);
                known.add(path);
                var answer = requests.send(route.split(" ")[0], path.replace("{id}", "x"), null);
                assertThat(answer.statusCode()).as(route).isEqualTo(418);
                simulator.removeFault(id);
                String allowed = requests.send("BREW", path.replace("{id}", "x"), null)
                        .headers()
                        .firstValue("allow")
                        .orElseThrow();
                assertThat(Stream.of(allowed.split(", ")).filter(method -> !method.equals("HEAD")))
                        .as(path)
                        .allSatisfy(method -> assertThat(dialect.getValue()).contains(method + " " + path));
            }
        }
        String listed = json(requests.get("/nowhere")).path("detail").asString();
        listed = listed.substring(listed.indexOf("There is: ") + 10, listed.length() - 1);
        assertThat(new TreeSet<>(List.of(listed.split(", ")))).isEqualTo(known);
    }
}
