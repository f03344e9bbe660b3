package dev.fermata.simulator;

import static dev.fermata.simulator.Requests.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Which APIs a simulator plays, and where. */
@Timeout(60)
class ServedDialectsTest {

    private static final String OWN = """
            name: %s
            job: {mine: "{id}"}
            routes:
              GET /v3/video-translations/languages: {does: list, body: {mine: yes}}
            """;

    @Test
    void playsAllByDefaultAndListsThem() throws Exception {
        try (Simulator simulator = Simulator.builder().port(0).start()) {
            JsonNode dialects = json(new Requests(simulator.uri()).get("/")).path("dialects");
            assertThat(names(dialects))
                    .isEqualTo(ServedDialects.NAMES)
                    .contains("status", "fermata", "heygen", "elevenlabs", "replicate", "azure");
            JsonNode heygen = dialects.get(2);
            assertThat(heygen.path("prefix").asString()).isEqualTo("/heygen");
            assertThat(heygen.path("openapi").asString()).isEqualTo("/openapi/heygen.yaml");
            assertThat(heygen.path("routes").valueStream().map(JsonNode::asString))
                    .contains("POST /v3/video-translations", "PATCH /v3/video-translations/{id}");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "/v3/video-translations, 200",
        "/heygen/v3/video-translations, 200",
        "/v1/jobs, 404",
        "/fermata/v1/jobs, 404",
        "/status, 404",
        "/replicate/v1/predictions, 404",
        "/elevenlabs/v1/dubbing, 404",
        "/v1/dubbing/project, 404",
        "/openapi/heygen.yaml, 200",
        "/openapi.yaml, 200",
        "/healthz, 200"
    })
    void playsOnlyThoseThatAreChosen(String path, int status) throws Exception {
        try (Simulator simulator = Simulator.builder()
                .settings(Map.of("--dialects", "heygen", "--port", "0"), Map.of())
                .start()) {
            assertThat(new Requests(simulator.uri()).get(path).statusCode()).isEqualTo(status);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/openapi.yaml", "/openapi/heygen.yaml"})
    void namesTheAddressThatTheClientUsedInADocument(String path) throws Exception {
        try (Simulator simulator = Simulator.builder().port(0).start()) {
            String used = "http://localhost:" + simulator.port();
            assertThat(new Requests(URI.create(used)).get(path).body())
                    .contains("- url: " + used + "\n")
                    .doesNotContain("127.0.0.1:8000");
        }
        try (Simulator simulator = Simulator.builder()
                .port(0)
                .publicUrl(URI.create("https://fermata.example"))
                .start()) {
            assertThat(new Requests(simulator.uri()).get(path).body()).contains("- url: https://fermata.example\n");
        }
    }

    @Test
    void givesAPathToAFileUnlessTheVendorIsChosen() throws Exception {
        String path = "/v3/video-translations/languages";
        try (Simulator simulator =
                Simulator.builder().port(0).dialect(OWN.formatted("mine")).start()) {
            Requests requests = new Requests(simulator.uri());
            assertThat(requests.get(path).body()).contains("mine");
            assertThat(requests.get("/heygen" + path).body()).contains("Spanish (Spain)");
        }
        assertThatThrownBy(() -> Simulator.builder()
                        .port(0)
                        .dialects("heygen")
                        .dialect(OWN.formatted("mine"))
                        .start())
                .isInstanceOf(ScenarioException.class)
                .hasMessageContaining("is a path of the dialect 'heygen'");
    }

    @Test
    void letsAFileReplaceAVendorThatIsNotChosen() throws Exception {
        try (Simulator simulator =
                Simulator.builder().port(0).dialect(OWN.formatted("heygen")).start()) {
            Requests requests = new Requests(simulator.uri());
            assertThat(names(json(requests.get("/")).path("dialects"))).isEqualTo(ServedDialects.NAMES);
            assertThat(requests.get("/heygen/v3/video-translations").statusCode())
                    .isEqualTo(404);
        }
    }

    @Test
    void refusesADialectAndAnOptionThatDoNotExist() {
        assertThatThrownBy(() -> Simulator.builder().dialects("heygem"))
                .hasMessageStartingWith("dialects is ")
                .hasMessageEndingWith(
                        "; allowed is " + String.join(", ", ServedDialects.NAMES) + "; with commas between several");
        assertThatThrownBy(() -> Simulator.builder().dialectOption("heygen.legasy", true))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("unknown setting 'heygen.legasy'; did you mean 'heygen.legacy'?");
        assertThatThrownBy(() ->
                        Simulator.builder().settings(Map.of("--dialect-option", "heygen.legacy=perhaps"), Map.of()))
                .isInstanceOf(ScenarioException.class)
                .hasMessage("heygen.legacy is 'perhaps'; allowed is true or false");
        assertThatThrownBy(() -> Simulator.builder().settings(Map.of("--dialect-option", "legacy"), Map.of()))
                .hasMessageStartingWith("--dialect-option is 'legacy'; allowed is an option of a dialect");
    }

    @Test
    void suggestsAnOptionOfTheSameDialect() {
        assertThatThrownBy(() -> Simulator.builder().dialectOption("runway.links_kept", "1h"))
                .hasMessage("unknown setting 'runway.links_kept'; did you mean 'runway.links_valid'?");
        assertThatThrownBy(() -> Simulator.builder().dialectOption("fal.job_error", "bare"))
                .hasMessageContaining("did you mean 'fal.");
    }

    @Test
    void saysThatAnOptionOfADialectIsIgnoredThatIsNotServed() {
        String sentence =
                "the options heygen.* (--dialect-option) are ignored, because the dialect 'heygen' is not served";
        SimulatorBuilder served = Simulator.builder().dialectOption("heygen.legacy", true);
        assertThat(served.ignored()).isEmpty();
        assertThat(served.dialects("fermata").ignored()).containsExactly(sentence);
        assertThat(served.explained()).contains(sentence);
        assertThat(Simulator.builder()
                        .dialectOption("heygen.legacy", true)
                        .dialect(OWN.formatted("heygen"))
                        .ignored())
                .containsExactly(sentence);
    }

    private static List<String> names(JsonNode dialects) {
        return dialects.valueStream()
                .map(dialect -> dialect.path("name").asString())
                .toList();
    }
}
