package dev.fermata.simulator;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Bodies and texts that others have collected, if the folders that two variables name are there. */
class JsonCorpusTest {

    private static final int LONGEST_BODY = 64 * 1024;

    private JsonFuzz fuzz;

    @BeforeEach
    void begin(@TempDir Path folder) {
        fuzz = new JsonFuzz(folder);
    }

    @Test
    void readsWhatIsJsonAndRefusesWhatIsNot() throws Exception {
        Path suite = folder("FERMATA_JSON_TEST_SUITE", "https://github.com/nst/JSONTestSuite")
                .resolve("test_parsing");
        List<Path> files;
        try (Stream<Path> all = Files.list(suite)) {
            files = all.filter(file -> file.toString().endsWith(".json"))
                    .sorted()
                    .toList();
        }
        assertThat(files).hasSizeGreaterThan(300);
        try (Simulator simulator = JsonFuzz.simulator()) {
            for (Path file : files) {
                HttpResponse<String> answer = fuzz.send(simulator, "POST", "/v1/jobs", Files.readAllBytes(file));
                String what = file.getFileName() + ": " + answer.statusCode() + " " + answer.body();
                String detail = JsonFuzz.checked(answer).path("detail").asString("");
                // No file is a submission, so all are refused.
                boolean tooLong = answer.statusCode() == 413 && Files.size(file) > LONGEST_BODY;
                assertThat(answer.statusCode() == 400 || tooLong).as(what).isTrue();
                if (what.startsWith("y_")) {
                    assertThat(detail).as(what).doesNotContain("is not JSON", "is not UTF-8");
                } else if (what.startsWith("n_") && !tooLong) {
                    assertThat(detail).as(what).containsPattern("is not JSON|is not UTF-8|is too large|is empty");
                }
            }
            fuzz.job(simulator);
        }
    }

    @Test
    void keepsNaughtyStringsOrRefusesThem() throws Exception {
        Path list = folder("FERMATA_NAUGHTY_STRINGS", "https://github.com/minimaxir/big-list-of-naughty-strings");
        JsonNode all = JsonMapper.shared().readTree(Files.readAllBytes(list.resolve("blns.json")));
        assertThat(all.size()).isGreaterThan(400);
        try (CapturedLog log = new CapturedLog();
                Simulator simulator = JsonFuzz.simulator()) {
            for (JsonNode text : all) {
                submitted(simulator, text);
                named(simulator, text);
                mistaken(simulator, text.asString());
            }
            fuzz.job(simulator);
            assertThat(log.cleanLines()).isNotEmpty();
        }
    }

    /** As title and metadata of a job. */
    private void submitted(Simulator simulator, JsonNode text) throws Exception {
        ObjectNode submission = (ObjectNode) JsonMapper.shared().readTree(JsonFuzz.PLAIN);
        submission.set("title", text);
        submission.putObject("metadata").set("note", text);
        HttpResponse<String> answer = sent(simulator, "POST", "/v1/jobs", submission);
        JsonNode json = JsonFuzz.checked(answer);
        if (answer.statusCode() == 202) {
            String path = "/v1/jobs/" + json.at("/jobs/0/id").stringValue();
            JsonNode kept = JsonFuzz.checked(fuzz.send(simulator, "GET", path, new byte[0]));
            assertThat(kept.path("title")).isEqualTo(text);
            assertThat(kept.at("/metadata/note")).isEqualTo(text);
        } else {
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
        }
    }

    /** As name and description of a scenario. */
    private void named(Simulator simulator, JsonNode text) throws Exception {
        ObjectNode scenario = JsonMapper.shared().createObjectNode();
        scenario.set("name", text);
        scenario.set("description", text);
        HttpResponse<String> answer = sent(simulator, "PUT", "/admin/scenario", scenario);
        JsonNode json = JsonFuzz.checked(answer);
        if (answer.statusCode() == 200) {
            assertThat(json.path("name")).isEqualTo(text);
            assertThat(json.path("description")).isEqualTo(text);
        } else {
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
        }
    }

    /** Where only some words are right. */
    private void mistaken(Simulator simulator, String text) throws Exception {
        String id = URLEncoder.encode(text, UTF_8).replace("+", "%20");
        JsonFuzz.checked(fuzz.send(simulator, "GET", "/v1/jobs/x" + id, new byte[0]));
        JsonFuzz.checked(fuzz.send(simulator, "GET", "/v1/jobs?x" + id + "=1", new byte[0]));
        ObjectNode object = JsonMapper.shared().createObjectNode().put(text, text);
        for (String path : List.of("/v1/jobs", "/admin/faults", "/admin/clock/advance", "/admin/jobs/1/fail")) {
            JsonFuzz.checked(sent(simulator, "POST", path, object));
        }
        JsonFuzz.checked(sent(simulator, "PUT", "/admin/scenario", object));
        for (String name : List.of("fault", "by", "speed", "code", "source_url", "from")) {
            ObjectNode one = JsonMapper.shared().createObjectNode().put(name, text);
            for (String path : List.of("/v1/jobs", "/admin/faults", "/admin/clock/advance", "/admin/clock/speed")) {
                JsonFuzz.checked(sent(simulator, "POST", path, one));
            }
            JsonFuzz.checked(sent(simulator, "PUT", "/admin/scenario", one));
        }
    }

    private HttpResponse<String> sent(Simulator simulator, String method, String path, JsonNode body) throws Exception {
        return fuzz.send(simulator, method, path, JsonMapper.shared().writeValueAsBytes(body));
    }

    private static Path folder(String variable, String address) {
        String folder = System.getenv(variable);
        assumeTrue(folder != null, variable + " is not set; set it to the folder of a checkout of " + address);
        return Path.of(folder);
    }
}
