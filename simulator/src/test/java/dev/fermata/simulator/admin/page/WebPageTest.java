package dev.fermata.simulator.admin.page;

import static dev.fermata.simulator.Requests.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.simulator.Requests;
import dev.fermata.simulator.Scenario;
import dev.fermata.simulator.Simulator;
import dev.fermata.simulator.SimulatorClock;
import java.net.http.HttpResponse;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class WebPageTest {

    /** What browsers send. */
    private static final String BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";

    private static final Pattern FILE = Pattern.compile("(?:src|href)=\"(page/[^\"]+)\"|from \"\\./([^\"]+)\"");

    private final Simulator simulator =
            Simulator.builder().port(0).clock(SimulatorClock.frozen()).start();
    private final Requests requests = new Requests(simulator.uri());

    @AfterEach
    void stop() {
        simulator.close();
    }

    @Test
    void aBrowserGetsThePage() throws Exception {
        HttpResponse<String> page = requests.get("/", "Accept", BROWSER);
        assertThat(page.headers().firstValue("content-type")).contains("text/html; charset=utf-8");
        assertThat(page.headers().firstValue("vary")).contains("accept");
        assertThat(page.body()).startsWith("<!doctype html>");
    }

    @ParameterizedTest
    @ValueSource(strings = {"*/*", "application/json", "application/json, text/html;q=0.5", "text/plain"})
    void everyOtherClientGetsTheListOfRoutes(String accept) throws Exception {
        HttpResponse<String> index = requests.get("/", "Accept", accept);
        assertThat(json(index).at("/dialects/0/name").asString()).isEqualTo("status");
        assertThat(index.headers().firstValue("vary")).contains("accept");
    }

    @Test
    void allFilesThatThePageNeedsAreServedWithAStrictPolicy() throws Exception {
        Set<String> known = new HashSet<>();
        Deque<String> paths = new ArrayDeque<>(List.of("/"));
        while (!paths.isEmpty()) {
            String path = paths.remove();
            HttpResponse<String> file = requests.get(path, "Accept", BROWSER);
            assertThat(file.statusCode()).as(path).isEqualTo(200);
            assertThat(file.headers().firstValue("x-content-type-options")).contains("nosniff");
            assertThat(file.headers().firstValue("referrer-policy")).contains("no-referrer");
            assertThat(file.headers().firstValue("content-security-policy"))
                    .contains(
                            "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'"
                                    + " data:; frame-ancestors 'none'; base-uri 'none'; form-action 'none'");
            for (Matcher name = FILE.matcher(file.body()); name.find(); ) {
                String next = name.group(1) == null ? "/page/" + name.group(2) : "/" + name.group(1);
                if (known.add(next)) {
                    paths.add(next);
                }
            }
        }
        assertThat(known).contains("/page/page.css", "/page/page.js", "/page/live.js", "/page/timeline.js");
    }

    @Test
    void nothingInThePageBreaksItsPolicy() throws Exception {
        String page = requests.get("/", "Accept", BROWSER).body();
        assertThat(page).doesNotContainPattern("<script(?![^>]* src=)|<style| style=| on[a-z]+=");
    }

    @Test
    void noScriptSetsTextAsMarkup() throws Exception {
        for (String name : List.of("page", "live", "timeline", "view", "marks", "panels", "controls", "text")) {
            assertThat(requests.get("/page/" + name + ".js").body())
                    .as(name)
                    .isNotEmpty()
                    .doesNotContain("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(");
        }
    }

    @Test
    void thePageOffersAllScenariosAndFaults() throws Exception {
        String page = requests.get("/", "Accept", BROWSER).body();
        List<String> scenarios = options(page, "scenario");
        assertThat(scenarios.get(0)).isEqualTo("default");
        assertThat(scenarios.subList(1, scenarios.size())).isEqualTo(Scenario.names());
        String allowed =
                json(requests.post("/admin/faults", "{}")).path("detail").asString();
        assertThat(String.join(", ", options(page, "fault")))
                .isEqualTo(allowed.replaceFirst(".*allowed is one of ", ""));
    }

    private static List<String> options(String page, String name) {
        Matcher select =
                Pattern.compile("<select name=\"" + name + "\">(.*?)</select>").matcher(page);
        assertThat(select.find()).isTrue();
        return Pattern.compile("<option>([^<]+)</option>")
                .matcher(select.group(1))
                .results()
                .map((MatchResult option) -> option.group(1))
                .toList();
    }
}
