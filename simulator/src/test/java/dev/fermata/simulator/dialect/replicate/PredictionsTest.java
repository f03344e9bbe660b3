package dev.fermata.simulator.dialect.replicate;

import static dev.fermata.simulator.Requests.json;
import static dev.fermata.simulator.dialect.replicate.Replicate.BODY;
import static dev.fermata.simulator.dialect.replicate.Replicate.PREDICTIONS;
import static dev.fermata.simulator.dialect.replicate.Replicate.ok;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.simulator.Scenario;
import dev.fermata.simulator.SimulatedJob;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code /v1/predictions}: create, get, cancel, list. */
@Timeout(60)
class PredictionsTest {

    private Replicate api = new Replicate("/replicate", builder -> builder);

    @AfterEach
    void stop() {
        api.close();
    }

    private void restart(Replicate other) {
        api.close();
        api = other;
    }

    @Test
    void goFromStartingToSucceeded() throws Exception {
        HttpResponse<String> response = api.post(PREDICTIONS, BODY);
        assertThat(response.statusCode()).isEqualTo(201);
        JsonNode created = json(response);
        String id = created.path("id").asString();
        assertThat(id).matches("[0-9a-z]{26}");
        assertThat(created.path("status").asString()).isEqualTo("starting");
        assertThat(created.path("model").asString()).isEqualTo("acme/dub");
        assertThat(created.path("version").asString()).isEqualTo("abc123");
        assertThat(created.path("input")).isEqualTo(JsonMapper.shared().readTree(Replicate.INPUT));
        assertThat(created.path("output").isNull()).isTrue();
        assertThat(created.path("created_at").asString()).isEqualTo("2026-11-22T12:00:00Z");
        assertThat(created.path("started_at").isNull()).isTrue();
        assertThat(created.path("logs").asString()).isEmpty();
        String self = created.at("/urls/get").asString();
        assertThat(self)
                .isEqualTo(api.simulator
                        .uri()
                        .resolve("/replicate/v1/predictions/" + id)
                        .toString());
        assertThat(created.at("/urls/cancel").asString()).isEqualTo(self + "/cancel");

        List<String> seen = new ArrayList<>();
        JsonNode now = created;
        for (int i = 0; i < 1_000 && !now.path("status").asString().equals("succeeded"); i++) {
            api.seconds(1);
            now = api.job(id);
            seen.add(now.path("status").asString());
            if (now.path("status").asString().equals("processing")) {
                assertThat(now.path("logs").asString())
                        .matches("(?s)transcribing\\.\\.\\.\n.*\\d+%\\|[# ]{10}\\| \\d+/100\n");
            }
        }
        assertThat(new ArrayList<>(new LinkedHashSet<>(seen)))
                .isSubsetOf("starting", "processing", "succeeded")
                .endsWith("processing", "succeeded");
        assertThat(now.at("/metrics/total_time").asDouble())
                .isGreaterThan(now.at("/metrics/predict_time").asDouble())
                .isBetween(5.0, 600.0);
        assertThat(now.path("data_removed").asBoolean()).isFalse();
        assertThat(file(now.path("output").asString())).isEqualTo(200);
    }

    @Test
    void loseTheirDataAnHourAfterTheirEnd() throws Exception {
        String id = api.create();
        api.simulator.job(id).finish();
        api.seconds(3_599);
        JsonNode kept = api.job(id);
        String output = kept.path("output").asString();
        assertThat(file(output)).isEqualTo(200);
        api.seconds(1);
        JsonNode removed = api.job(id);
        assertThat(removed.path("status").asString()).isEqualTo("succeeded");
        assertThat(removed.path("data_removed").asBoolean()).isTrue();
        assertThat(removed.path("output").isNull()).isTrue();
        assertThat(removed.path("input").isEmpty()).isTrue();
        assertThat(removed.path("logs").asString()).isEmpty();
        assertThat(file(output)).isEqualTo(403);
        assertThat(fetch(output).body()).contains("If it has none, or still this one, the result is gone for good.");
    }

    @Test
    void fail() throws Exception {
        restart(new Replicate("", builder -> builder.errorChance(1)));
        String id = api.create();
        api.hours(1);
        JsonNode failed = api.job(id);
        assertThat(failed.path("status").asString()).isEqualTo("failed");
        assertThat(failed.path("error").asString()).isNotBlank();
        assertThat(failed.path("completed_at").asString()).isNotBlank();
    }

    @Test
    void areAbortedIfTheyNeverRanAndElseCanceled() throws Exception {
        restart(new Replicate(
                "", builder -> builder.scenario(Scenario.defaults().with("jobs.queue_time", "10s"))));
        String early = api.create();
        String late = api.create();
        JsonNode aborted = api.cancel(early);
        assertThat(aborted.path("status").asString()).isEqualTo("aborted");
        assertThat(aborted.path("started_at").isNull()).isTrue();
        assertThat(aborted.at("/metrics/predict_time").isMissingNode()).isTrue();
        api.seconds(11);
        assertThat(api.status(late)).isEqualTo("processing");
        assertThat(api.cancel(late).path("status").asString()).isEqualTo("canceled");
        assertThat(api.cancel(late).path("status").asString()).isEqualTo("canceled");
        String byScenario = api.create();
        api.simulator.job(byScenario).fail("aborted", "No machine was free.");
        assertThat(api.status(byScenario)).isEqualTo("aborted");
    }

    @Test
    void areWrittenAsTheOptionsSay() throws Exception {
        restart(new Replicate(
                "",
                builder -> builder.dialectOption("replicate.canceled_early", "canceled")
                        .dialectOption("replicate.output", "list")
                        .dialectOption("replicate.data_kept", "1m")
                        .dialectOption("replicate.https_only", true)));
        assertThat(api.cancel(api.create()).path("status").asString()).isEqualTo("canceled");
        String id = api.create();
        api.simulator.job(id).finish();
        assertThat(file(api.job(id).at("/output/0").asString())).isEqualTo(200);
        api.seconds(60);
        assertThat(api.job(id).path("data_removed").asBoolean()).isTrue();
        assertThat(api.post(PREDICTIONS, Replicate.with("\"webhook\":\"http://127.0.0.1:9/x\""))
                        .statusCode())
                .isEqualTo(422);
    }

    @ParameterizedTest
    @CsvSource({
        "/v1/models/acme/dub/predictions, , acme/dub, hidden",
        "/v1/deployments/acme/dub/predictions, , acme/dub, hidden",
        "/v1/predictions, acme/dub, acme/dub, hidden",
        "/v1/predictions, acme/dub:v1, acme/dub, v1",
        "/v1/predictions, 0123abcd, fermata/simulated, 0123abcd"
    })
    void areOfAModel(String path, String version, String model, String shown) throws Exception {
        String field = version == null ? "" : "\"version\":\"" + version + "\",";
        JsonNode created = ok(api.post(path, "{" + field + "\"input\":{}}"));
        assertThat(created.path("model").asString()).isEqualTo(model);
        assertThat(created.path("version").asString()).isEqualTo(shown);
    }

    @Test
    void areFoundByTheirOwnIdOnly() throws Exception {
        String id = api.create();
        SimulatedJob job = api.simulator.job(id);
        assertThat(api.get(PREDICTIONS + "/" + job.id()).statusCode()).isEqualTo(404);
        String forged = id.substring(0, 25) + (id.endsWith("0") ? "1" : "0");
        assertThat(api.get(PREDICTIONS + "/" + forged).statusCode()).isEqualTo(404);
        String other = json(api.requests.post(
                        "/v1/jobs", "{\"source_url\":\"https://e.example/x\",\"target_languages\":[\"es\"]}"))
                .at("/jobs/0/id")
                .asString();
        assertThat(api.get(PREDICTIONS + "/" + other).statusCode()).isEqualTo(404);
        assertThat(api.requests.get("/admin/jobs/" + id).statusCode()).isEqualTo(200);
    }

    @Test
    void areListedInPagesForthAndBack() throws Exception {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 230; i++) {
            ids.add(api.create());
            if (i % 50 == 0) {
                api.requests.post("/v1/jobs", "{\"source_url\":\"https://e.example/x\",\"target_languages\":[\"es\"]}");
            }
        }
        Collections.reverse(ids);
        List<JsonNode> pages = new ArrayList<>();
        String next = api.simulator.uri() + "/replicate" + PREDICTIONS;
        while (pages.size() < 10 && !next.isEmpty()) {
            assertThat(next).startsWith(api.simulator.uri() + "/replicate/v1/predictions");
            pages.add(page(next));
            next = pages.get(pages.size() - 1).path("next").asString("");
        }
        assertThat(pages).extracting(page -> page.path("results").size()).containsExactly(100, 100, 30);
        assertThat(pages.stream().flatMap(page -> ids(page).stream())).containsExactlyElementsOf(ids);
        assertThat(pages.get(0).path("previous").isNull()).isTrue();
        JsonNode back = page(pages.get(2).path("previous").asString());
        assertThat(ids(back)).isEqualTo(ids(pages.get(1)));
        JsonNode first = page(back.path("previous").asString());
        assertThat(ids(first)).isEqualTo(ids(pages.get(0)));
        assertThat(first.path("previous").isNull()).isTrue();
        assertThat(ids(page(first.path("next").asString()))).isEqualTo(ids(pages.get(1)));
    }

    @Test
    void areListedInShorterPagesIfTheyAreLong() throws Exception {
        String body = "{\"version\":\"v\",\"input\":{\"text\":\"" + "x".repeat(60_000) + "\"}}";
        Set<String> ids = new TreeSet<>();
        for (int i = 0; i < 40; i++) {
            ids.add(ok(api.post(PREDICTIONS, body)).path("id").asString());
        }
        JsonNode first = json(api.get(PREDICTIONS));
        assertThat(first.path("results").size()).isBetween(30, 36);
        Set<String> listed = new TreeSet<>(ids(first));
        listed.addAll(ids(page(first.path("next").asString())));
        assertThat(listed).isEqualTo(ids);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{} | Input validation failed | - version is required",
                "{\"version\":\"v\"} | Input validation failed | - input is required",
                "{\"version\":\"v\",\"input\":7} | Input validation failed | - input is 7; allowed is an object.",
                "{\"version\":\"a b\",\"input\":{}} | Invalid version or not permitted | The specified version does not exist"
                        + " (or perhaps you don't have permission to use it?)",
                "{\"version\":\"v\",\"input\":{},\"webhook\":\"x\"} | Input validation failed | - webhook is",
                "{\"version\":\"v\",\"input\":{},\"webhook\":\"http://1.2.3.4/x\"} | Input validation failed | - webhook",
                "{\"version\":\"v\",\"input\":{},\"webhook_events_filter\":[\"end\"]} | Input validation failed |"
                        + " - webhook_events_filter has 'end'; allowed are start, output, logs, completed."
            })
    void areRefusedWith422(String body, String title, String detail) throws Exception {
        HttpResponse<String> refused = api.post(PREDICTIONS, body);
        assertThat(refused.statusCode()).as(refused.body()).isEqualTo(422);
        JsonNode error = json(refused);
        assertThat(error.path("title").asString()).isEqualTo(title);
        assertThat(error.path("detail").asString()).startsWith(detail);
        assertThat(error.path("status").asInt()).isEqualTo(422);
        assertThat(json(api.get(PREDICTIONS)).path("results").size()).isZero();
    }

    @Test
    void doNotExistWithTheWordsOfTheApi() throws Exception {
        for (String path : List.of(PREDICTIONS + "/nope", "/v1/nope")) {
            HttpResponse<String> response = api.get(path);
            assertThat(response.statusCode()).isEqualTo(404);
            assertThat(json(response).path("title").asString()).isEqualTo("Not found");
            assertThat(json(response).path("status").asInt()).isEqualTo(404);
        }
        assertThat(api.post("/v1/models/a%20b/c/predictions", "{\"input\":{}}").statusCode())
                .isEqualTo(404);
        assertThat(api.get(PREDICTIONS + "?cursor=nope").statusCode()).isEqualTo(422);
    }

    @Test
    void needTheTokenOfTheServer() throws Exception {
        restart(new Replicate("", builder -> builder.apiKey("right")));
        HttpResponse<String> missing = api.get(PREDICTIONS);
        assertThat(missing.statusCode()).isEqualTo(401);
        assertThat(json(missing).path("title").asString()).isEqualTo("Unauthenticated");
        assertThat(json(missing).path("detail").asString()).isEqualTo("You did not pass an authentication token");
        assertThat(api.get(PREDICTIONS, "Authorization", "Bearer wrong").statusCode())
                .isEqualTo(401);
        assertThat(api.get(PREDICTIONS, "Authorization", "Bearer right").statusCode())
                .isEqualTo(200);
    }

    private JsonNode page(String url) throws Exception {
        URI uri = URI.create(url);
        return json(api.requests.get(uri.getPath() + (uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery())));
    }

    private static List<String> ids(JsonNode page) {
        return page.path("results")
                .valueStream()
                .map(job -> job.path("id").asString())
                .toList();
    }

    private int file(String url) throws Exception {
        return fetch(url).statusCode();
    }

    private HttpResponse<String> fetch(String url) throws Exception {
        URI uri = URI.create(url);
        return api.requests.get(uri.getPath() + "?" + uri.getRawQuery());
    }
}
