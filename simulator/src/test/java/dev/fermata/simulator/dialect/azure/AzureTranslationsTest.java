package dev.fermata.simulator.dialect.azure;

import static dev.fermata.simulator.Requests.json;
import static dev.fermata.simulator.dialect.azure.Azure.TRANSLATIONS;
import static dev.fermata.simulator.dialect.azure.Azure.VERSION;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** {@code /translations} and their operations. */
@Timeout(60)
class AzureTranslationsTest {

    private Azure api = new Azure();

    @AfterEach
    void stop() {
        api.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/azure"})
    void goesFromNotStartedToSucceededWithLinksThatKeepThePrefix(String prefix) throws Exception {
        restart(new Azure(prefix, builder -> builder));
        HttpResponse<String> created = api.put("/translations/t-1", Azure.auto(), "op-1");
        assertThat(created.statusCode()).isEqualTo(201);
        assertThat(created.headers().firstValue("operation-id")).contains("op-1");
        String operation = created.headers().firstValue("operation-location").orElseThrow();
        assertThat(operation)
                .isEqualTo(api.simulator.uri() + prefix + "/videotranslation/operations/op-1?api-version=2026-03-01");
        JsonNode initial = json(created).path("latestIteration");
        assertThat(initial.path("id").asString()).isEqualTo("Initial");
        assertThat(initial.path("status").asString()).isEqualTo("NotStarted");
        assertThat(initial.at("/input/speakerCount").asInt()).isEqualTo(2);
        Set<String> seen = new LinkedHashSet<>();
        for (int minute = 0; minute < 60; minute++) {
            JsonNode monitor = json(api.fetch(operation));
            assertThat(monitor.propertyNames()).containsExactly("id", "status");
            seen.add(monitor.path("status").asString());
            api.clock.advance(Duration.ofMinutes(1));
        }
        assertThat(seen).containsExactly("NotStarted", "Running", "Succeeded");
        JsonNode translation = api.json("/translations/t-1");
        assertThat(translation.has("status")).isFalse();
        assertThat(translation.path("createdDateTime").asString()).isEqualTo(Azure.START.toString());
        assertThat(translation.path("latestSucceededIteration")).isEqualTo(translation.path("latestIteration"));
        JsonNode result = translation.at("/latestIteration/result");
        assertThat(result).hasSize(5);
        for (JsonNode url : result) {
            assertThat(url.asString()).startsWith(api.simulator.uri() + prefix + "/files/");
            assertThat(api.fetch(url.asString()).statusCode())
                    .as(url.asString())
                    .isEqualTo(200);
        }
    }

    @Test
    void takesMinutes() throws Exception {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            ids.add(api.create("job-" + i, Azure.auto()));
        }
        api.clock.advance(Duration.ofMinutes(2));
        assertThat(succeeded(ids)).isLessThan(10);
        api.clock.advance(Duration.ofMinutes(18));
        assertThat(succeeded(ids)).isGreaterThan(90);
    }

    @Test
    void saysWhyItFailedInTheResourcesOnly() throws Exception {
        restart(new Azure(
                "", builder -> builder.totalDelay(Duration.ofSeconds(5)).errorChance(1)));
        api.create("t-1", Azure.auto());
        api.clock.advance(Duration.ofMillis(4_999));
        assertThat(api.status("/operations/t-1")).isEqualTo("Running");
        api.clock.advance(Duration.ofMillis(1));
        assertThat(api.get("/operations/t-1").body()).isEqualTo("{\"id\":\"t-1\",\"status\":\"Failed\"}");
        JsonNode translation = api.json("/translations/t-1");
        String reason = translation.path("failureReason").asString();
        assertThat(reason).isNotBlank();
        assertThat(translation.at("/latestIteration/failureReason").asString()).isEqualTo(reason);
        assertThat(translation.at("/latestIteration/status").asString()).isEqualTo("Failed");
        assertThat(translation.has("latestSucceededIteration")).isFalse();
    }

    @Test
    void knowsAJobByItsIdInTestsAndUnderAdmin() throws Exception {
        api.create("t-1", Azure.auto());
        api.simulator.job("t-1").cancel();
        assertThat(api.status("/operations/t-1")).isEqualTo("Canceled");
        assertThat(api.requests.get("/admin/jobs/t-1").body()).contains("\"state\":\"canceled\"");
        api.simulator.reset();
        assertThat(api.requests.get("/admin/jobs/t-1").statusCode()).isEqualTo(404);
        assertThat(api.get("/translations/t-1").statusCode()).isEqualTo(404);
    }

    @Test
    void makesOneJobOfARepeatedRequestAndRefusesAnotherOneWithTheSameId() throws Exception {
        HttpResponse<String> first = api.put("/translations/t-1", Azure.auto(), "op-1");
        HttpResponse<String> again = api.put("/translations/t-1", Azure.auto().replace("\":", "\": "), "op-1");
        assertThat(again.statusCode()).isEqualTo(201);
        assertThat(again.body()).isEqualTo(first.body());
        assertThat(again.headers().firstValue("operation-location"))
                .isEqualTo(first.headers().firstValue("operation-location"));
        assertThat(api.json("/translations").path("value")).hasSize(1);
        refused(api.put("/translations/t-1", Azure.body(""), "op-1"), "InvalidArgument", "translationId");
        refused(api.put("/translations/t-2", Azure.auto(), "op-1"), "InvalidArgument", "Operation-Id");
        restart(Azure.with("azure.repeat_status", 200));
        api.create("t-1", Azure.auto());
        assertThat(api.put("/translations/t-1", Azure.auto(), "t-1").statusCode())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}|input|",
                "{\"input\":7}|input|InvalidValue",
                "{\"input\":{\"voiceKind\":\"PlatformVoice\"}}|input.targetLocale|MissingField",
                "{\"input\":{\"targetLocale\":\"es\",\"voiceKind\":\"PlatformVoice\"}}|input.targetLocale|",
                "{\"input\":{\"targetLocale\":\"spanish-es\"}}|input.targetLocale|",
                "{\"input\":{\"targetLocale\":\"es-ES\"}}|input.voiceKind|MissingField",
                "{\"input\":{\"targetLocale\":\"es-ES\",\"voiceKind\":\"x\"}}|input.voiceKind|InvalidValue",
                "{\"input\":{\"targetLocale\":\"es-ES\",\"voiceKind\":\"PlatformVoice\"}}|input.videoFileUrl|",
                "+,\"audioFileUrl\":\"https://e.example/x.wav\"|input.videoFileUrl|",
                "+,\"videoFileUrl\":\"x\"|input.videoFileUrl|InvalidUrl",
                "+,\"sourceLocale\":\"x\"|input.sourceLocale|",
                "+,\"speakerCount\":\"two\"|input.speakerCount|InvalidValue",
                "+},\"firstIterationInput\":{\"subtitlePrimaryColor\":\"red\"|firstIterationInput.subtitlePrimaryColor|",
                "+,\"enableLipSync\":1|input.enableLipSync|InvalidValue",
            })
    void saysWhichFieldIsWrong(String body, String target, String inner) throws Exception {
        String whole = body.startsWith("+") ? Azure.body(body.substring(1)) : body;
        if (target.equals("input.videoFileUrl") && "InvalidUrl".equals(inner)) {
            whole = whole.replace("\"videoFileUrl\":\"https://e.example/x.mp4\",", "");
        }
        JsonNode error = refused(api.put("/translations/t-1", whole, "op-1"), "InvalidArgument", target);
        assertThat(error.at("/innererror/code").asString("")).isEqualTo(inner == null ? "" : inner);
        assertThat(api.get("/translations/t-1").statusCode()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ab",
                "-abc",
                "abc-",
                "a%20b",
                "a%C3%A9b",
                "a2345678901234567890123456789012345678901234567890123456789012345"
            })
    void refusesAnIdOfAnotherForm(String id) throws Exception {
        refused(api.put("/translations/" + id, Azure.auto(), "op-1"), "InvalidArgument", "translationId");
        if (id.matches("[ -~&&[^%]]+")) {
            refused(api.put("/translations/t-1", Azure.auto(), id), "InvalidArgument", "Operation-Id");
        }
    }

    @Test
    void needsAnOperationIdAndAnApiVersion() throws Exception {
        String path = TRANSLATIONS + "/t-1";
        refused(api.send("PUT", path + VERSION, Azure.auto()), "InvalidArgument", "Operation-Id");
        refused(api.send("GET", path, null), "MissingApiVersionParameter", "");
        refused(api.send("GET", path + "?api-version=2023-01-01", null), "UnsupportedApiVersionValue", "");
        String preview = path + "?api-version=2024-07-30-preview";
        refused(
                api.send("PUT", preview, Azure.auto(), "Operation-Id", "op-1"),
                "InvalidArgument",
                "input.sourceLocale");
        String stated = Azure.body(",\"sourceLocale\":\"en-US\"");
        assertThat(api.send("PUT", preview, stated, "Operation-Id", "op-1").statusCode())
                .isEqualTo(201);
        assertThat(api.send("GET", path + "?api-version=2025-05-20", null).statusCode())
                .isEqualTo(200);
    }

    @Test
    void listsPageByPageNewestFirst() throws Exception {
        for (int i = 0; i < 5; i++) {
            api.create("t-" + i, Azure.body(""));
        }
        // A job of another API of this server is none of Azure's.
        api.requests.post("/v1/jobs", "{\"source_url\":\"https://e.example/x\",\"target_languages\":[\"es\"]}");
        assertThat(listed("&maxpagesize=2")).containsExactly("t-4 t-3", "t-2 t-1", "t-0");
        assertThat(listed("&maxpagesize=2&top=3&skip=1")).containsExactly("t-3 t-2", "t-1");
        assertThat(listed("&maxpagesize=2&top=2")).containsExactly("t-4 t-3");
        assertThat(listed("&skip=9")).containsExactly("");
        for (String wrong : List.of("top", "skip", "maxpagesize")) {
            refused(api.send("GET", TRANSLATIONS + VERSION + "&" + wrong + "=x", null), "InvalidArgument", wrong);
        }
    }

    private List<String> listed(String query) throws Exception {
        List<String> pages = new ArrayList<>();
        String url = api.simulator.uri().resolve(TRANSLATIONS + VERSION + query).toString();
        while (!url.isEmpty()) {
            JsonNode page = json(api.fetch(url));
            pages.add(String.join(
                    " ",
                    page.path("value")
                            .valueStream()
                            .map(one -> one.path("id").asString())
                            .toList()));
            url = page.path("nextLink").asString("");
            assertThat(url).matches("|" + api.simulator.uri() + "/videotranslation/.*api-version=2026-03-01.*");
        }
        return pages;
    }

    @Test
    void deletesATranslationWithItsOperations() throws Exception {
        api.create("t-1", Azure.auto());
        for (int i = 0; i < 2; i++) {
            assertThat(api.send("DELETE", TRANSLATIONS + "/t-1" + VERSION, null).statusCode())
                    .isEqualTo(204);
        }
        assertThat(api.get("/translations/t-1").statusCode()).isEqualTo(404);
        assertThat(api.get("/operations/t-1").statusCode()).isEqualTo(404);
        assertThat(api.send("DELETE", TRANSLATIONS + "/t-" + VERSION, null).statusCode())
                .as("no translation can have this id")
                .isEqualTo(400);
        api.create("t-1", Azure.body(""));
        restart(new Azure(
                "",
                builder -> builder.dialectOption("azure.delete_unknown", false)
                        .dialectOption("azure.delete_unfinished", false)));
        String path = TRANSLATIONS + "/t-1" + VERSION;
        assertThat(api.send("DELETE", path, null).statusCode()).isEqualTo(404);
        api.create("t-1", Azure.auto());
        assertThat(api.send("DELETE", path, null).statusCode()).isEqualTo(409);
        api.hours(1);
        assertThat(api.send("DELETE", path, null).statusCode()).isEqualTo(204);
    }

    @Test
    void forgetsATranslationWithItsJob() throws Exception {
        api.create("t-1", Azure.auto());
        api.hours(26);
        assertThat(api.get("/translations/t-1").statusCode()).isEqualTo(404);
        assertThat(api.json("/translations").path("value")).isEmpty();
        assertThat(api.put("/translations/t-1", Azure.body(""), "t-1").statusCode())
                .isEqualTo(201);
    }

    @Test
    void answersAMissingKeyAndAWrongOneAlike() throws Exception {
        restart(new Azure("", builder -> builder.apiKey("right")));
        String path = TRANSLATIONS + VERSION;
        HttpResponse<String> without = api.send("GET", path, null);
        HttpResponse<String> wrong = api.send("GET", path, null, "Ocp-Apim-Subscription-Key", "wrong");
        assertThat(wrong.statusCode()).isEqualTo(401);
        assertThat(wrong.body()).isEqualTo(without.body());
        assertThat(json(wrong).at("/error/code").asString()).isEqualTo("401");
        assertThat(api.send("GET", path, null, "Ocp-Apim-Subscription-Key", "right")
                        .statusCode())
                .isEqualTo(200);
        assertThat(api.send("GET", path, null, "Authorization", "Bearer right").statusCode())
                .isEqualTo(200);
        restart(new Azure("", builder -> builder.apiKey("right").dialectOption("azure.key_code", "Unauthorized")));
        assertThat(json(api.send("GET", path, null)).at("/error/code").asString())
                .isEqualTo("Unauthorized");
    }

    private long succeeded(List<String> ids) throws Exception {
        long succeeded = 0;
        for (String id : ids) {
            succeeded += api.status("/operations/" + id).equals("Succeeded") ? 1 : 0;
        }
        return succeeded;
    }

    private static JsonNode refused(HttpResponse<String> response, String code, String target) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(400);
        JsonNode error = json(response).path("error");
        assertThat(error.path("code").asString()).as(response.body()).isEqualTo(code);
        assertThat(error.path("target").asString("")).isEqualTo(target);
        assertThat(error.path("message").asString()).isNotBlank();
        assertThat(response.headers().firstValue("x-ms-error-code")).contains(code);
        return error;
    }

    private void restart(Azure other) {
        api.close();
        api = other;
    }
}
