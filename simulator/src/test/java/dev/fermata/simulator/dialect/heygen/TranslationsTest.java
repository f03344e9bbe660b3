package dev.fermata.simulator.dialect.heygen;

import static dev.fermata.simulator.Requests.json;
import static dev.fermata.simulator.dialect.heygen.HeyGen.JOBS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.simulator.Scenario;
import java.net.URI;
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

/** {@code /v3/video-translations}, as HeyGen's command line and others use it. */
@Timeout(60)
class TranslationsTest {

    private HeyGen api = new HeyGen();

    @AfterEach
    void stop() {
        api.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/heygen"})
    void goesFromPendingToCompletedWithLinksThatKeepThePrefix(String prefix) throws Exception {
        restart(new HeyGen(prefix, builder -> builder));
        String id = api.create();
        assertThat(api.status(id)).isEqualTo("pending");
        Set<String> seen = new LinkedHashSet<>();
        for (int minute = 0; minute < 60; minute++) {
            seen.add(api.status(id));
            api.advance(Duration.ofMinutes(1));
        }
        assertThat(seen).containsExactly("pending", "running", "completed");
        JsonNode job = api.job(id);
        assertThat(job.path("output_language").asString()).isEqualTo("Spanish (Spain)");
        assertThat(job.path("created_at").asLong()).isEqualTo(HeyGen.START.getEpochSecond());
        assertThat(job.path("duration").asDouble()).isEqualTo(60);
        for (String name : List.of("video_url", "audio_url", "srt_caption_url", "vtt_caption_url")) {
            String url = job.path(name).asString();
            assertThat(url).as(name).startsWith(api.simulator.uri() + prefix + "/files/" + id);
            assertThat(fetch(url).statusCode()).as(url).isEqualTo(200);
        }
    }

    @Test
    void takesAsLongAsTheRealOneUsually() throws Exception {
        restart(new HeyGen("", builder -> builder.dialectOption("heygen.jobs_at_once", "none")));
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            ids.add(api.create());
        }
        api.advance(Duration.ofMinutes(4));
        assertThat(completed(ids)).isLessThan(10);
        api.advance(Duration.ofMinutes(12));
        assertThat(completed(ids)).isGreaterThan(90);
    }

    @Test
    void takesAsLongAsTheSmallSystemsSettingSays() throws Exception {
        restart(new HeyGen(
                "", builder -> builder.totalDelay(Duration.ofSeconds(5)).errorChance(1)));
        String id = api.create();
        api.advance(Duration.ofMillis(4_999));
        assertThat(api.status(id)).isEqualTo("running");
        api.advance(Duration.ofMillis(1));
        JsonNode failed = api.job(id);
        assertThat(failed.path("status").asString()).isEqualTo("failed");
        assertThat(failed.path("failure_message").asString()).isNotBlank();
        assertThat(failed.path("video_url").isNull()).isTrue();
    }

    @Test
    void makesOneJobForEachLanguageInOrderByNameOrByCode() throws Exception {
        List<String> ids = api.create("Chinese (Mandarin, Simplified)", "es", "pt-br", "spanish (mexico)");
        List<String> languages = new ArrayList<>();
        for (String id : ids) {
            languages.add(api.job(id).path("output_language").asString());
        }
        assertThat(languages)
                .containsExactly(
                        "Chinese (Mandarin, Simplified)", "Spanish", "Portuguese (Brazil)", "Spanish (Mexico)");
        List<String> known = api.data(JOBS + "/languages")
                .path("languages")
                .valueStream()
                .map(JsonNode::asString)
                .toList();
        assertThat(known).containsAll(languages).doesNotHaveDuplicates();
    }

    @Test
    void takesNamesOnlyIfThatIsSet() throws Exception {
        restart(new HeyGen(
                "",
                builder -> builder.dialectOption("heygen.languages", "strict")
                        .dialectOption("heygen.output_language", "code")));
        assertThat(api.post(JOBS, HeyGen.body("es")).statusCode()).isEqualTo(400);
        assertThat(api.job(api.create()).path("output_language").asString()).isEqualTo("es-ES");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}|video",
                "{\"video\":7}|video",
                "{\"video\":{\"url\":\"https://e/x\"}}|video.type",
                "{\"video\":{\"type\":\"url\",\"url\":\"x\"}}|video.url",
                "{\"video\":{\"type\":\"asset_id\",\"asset_id\":\"no\"}}|video.asset_id",
                "{\"video\":{\"type\":\"url\",\"url\":\"https://e/x\"}}|output_languages",
                "{\"video\":{\"type\":\"url\",\"url\":\"https://e/x\"},\"output_languages\":[]}|output_languages",
                "{\"video\":{\"type\":\"url\",\"url\":\"https://e/x\"},\"output_languages\":[\"Klingon\"]}|output_languages",
                "{\"mode\":\"warp\",+}|mode",
                "{\"speaker_num\":\"two\",+}|speaker_num",
                "{\"enable_watermark\":1,+}|enable_watermark",
                "{\"input_language\":\"Klingon\",+}|input_language",
                "{\"start_time\":5,\"end_time\":4,+}|end_time",
                "{\"srt\":{\"type\":\"file\"},+}|srt.type",
                "{\"fps_mode\":\"x\",+}|fps_mode",
                "{\"callback_url\":\"https://10.0.0.1/x\",+}|callback_url",
                "{\"title\":[],+}|title"
            })
    void saysWhichParameterIsWrong(String body, String param) throws Exception {
        String whole = body.replace("+}", HeyGen.body("es").substring(1));
        HttpResponse<String> refused = api.post(JOBS, whole);
        assertThat(refused.statusCode()).isEqualTo(400);
        JsonNode error = json(refused).path("error");
        assertThat(error.path("code").asString()).isEqualTo("invalid_parameter");
        assertThat(error.path("param").asString()).isEqualTo(param);
        assertThat(error.path("message").asString()).isNotBlank();
        assertThat(error.path("doc_url").asString())
                .isEqualTo("https://developers.heygen.com/docs/error-codes#invalid-parameter");
        assertThat(refused.headers().firstValue("x-request-id")).isPresent();
    }

    @Test
    void saysWhichLanguageIsNotSupported() throws Exception {
        assertThat(json(api.post(JOBS, HeyGen.body("Klingon")))
                        .at("/error/message")
                        .asString())
                .isEqualTo("Unsupported language: Klingon");
    }

    @Test
    void listsPageByPageNewestFirst() throws Exception {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            ids.add(0, api.create());
        }
        // A job of another API of this server is none of HeyGen's.
        api.requests.post("/v1/jobs", "{\"source_url\":\"https://e.example/x\",\"target_languages\":[\"es\"]}");
        List<String> listed = new ArrayList<>();
        String query = "?limit=2";
        JsonNode page;
        do {
            page = json(api.get(JOBS + query));
            page.path("data").forEach(job -> listed.add(job.path("id").asString()));
            query = "?limit=2&token=" + page.path("next_token").asString("");
        } while (page.path("has_more").asBoolean());
        assertThat(page.path("next_token").isNull()).isTrue();
        assertThat(listed).isEqualTo(ids);
        for (String wrong : List.of("?limit=500", "?limit=0", "?limit=x", "?token=x")) {
            HttpResponse<String> refused = api.get(JOBS + wrong);
            assertThat(refused.statusCode()).as(wrong).isEqualTo(400);
            assertThat(json(refused).at("/error/param").asString()).isEqualTo(wrong.substring(1, 6));
        }
    }

    @Test
    void renamesAndDeletes() throws Exception {
        String id = api.create();
        HttpResponse<String> renamed = api.send("PATCH", JOBS + "/" + id, "{\"title\":\"New\"}");
        assertThat(api.data(renamed).path("title").asString()).isEqualTo("New");
        assertThat(api.job(id).path("title").asString()).isEqualTo("New");
        assertThat(api.send("PATCH", JOBS + "/" + id, "{}").statusCode()).isEqualTo(400);
        HttpResponse<String> deleted = api.send("DELETE", JOBS + "/" + id, null);
        assertThat(deleted.statusCode()).isEqualTo(200);
        assertThat(deleted.body()).isEqualTo("{\"data\":{\"id\":\"" + id + "\"}}");
        assertThat(api.send("DELETE", JOBS + "/" + id, null).statusCode()).isEqualTo(404);
        assertThat(api.get(JOBS + "/" + id).statusCode()).isEqualTo(404);
    }

    @Test
    void refusesToDeleteAJobThatIsNotOverIfThatIsSet() throws Exception {
        restart(new HeyGen("", builder -> builder.dialectOption("heygen.delete_unfinished", "refuse")));
        String id = api.create();
        assertThat(api.send("DELETE", JOBS + "/" + id, null).statusCode()).isEqualTo(409);
        api.hours(1);
        assertThat(api.send("DELETE", JOBS + "/" + id, null).statusCode()).isEqualTo(200);
    }

    @Test
    void signsLinksForSevenDaysWithEachGet() throws Exception {
        restart(new HeyGen("/heygen", builder -> builder.retention(Duration.ofDays(30))));
        String id = api.create();
        api.hours(1);
        String first = api.job(id).path("video_url").asString();
        assertThat(fetch(first.replace("expires=1", "expires=2")).statusCode()).isEqualTo(403);
        api.advance(Duration.ofDays(7).minusSeconds(1));
        assertThat(fetch(first).statusCode()).isEqualTo(200);
        api.advance(Duration.ofSeconds(1));
        assertThat(fetch(first).statusCode()).isEqualTo(403);
        assertThat(json(fetch(first)).at("/error/code").asString()).isEqualTo("forbidden");
        assertThat(fetch(api.job(id).path("video_url").asString()).statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /heygen/v3/video-translations/nope, 404, resource_not_found",
        "GET, /heygen/v3/nowhere, 404, resource_not_found",
        "GET, /heygen, 404, resource_not_found",
        "GET, /v3/nowhere, 404, resource_not_found",
        "PUT, /v3/video-translations, 405, method_not_allowed"
    })
    void saysInItsOwnFormatWhatDoesNotExist(String method, String path, int status, String code) throws Exception {
        HttpResponse<String> refused = api.requests.send(method, path, null);
        assertThat(refused.statusCode()).isEqualTo(status);
        assertThat(json(refused).at("/error/code").asString()).isEqualTo(code);
        assertThat(json(refused).at("/error/param").isNull()).isTrue();
    }

    @Test
    void namesAMissingTranslationAsIsSet() throws Exception {
        restart(new HeyGen("", builder -> builder.dialectOption("heygen.not_found_code", "video_not_found")));
        assertThat(json(api.get(JOBS + "/nope")).at("/error/code").asString()).isEqualTo("video_not_found");
        assertThat(json(api.get("/v3/nowhere")).at("/error/code").asString()).isEqualTo("resource_not_found");
    }

    @Test
    void answersAMissingKeyAndAWrongOneAlike() throws Exception {
        restart(new HeyGen("", builder -> builder.apiKey("right")));
        String without = api.get(JOBS).body();
        HttpResponse<String> wrong = api.get(JOBS, "x-api-key", "wrong");
        assertThat(wrong.statusCode()).isEqualTo(401);
        assertThat(wrong.body()).isEqualTo(without);
        assertThat(json(wrong).at("/error/code").asString()).isEqualTo("unauthorized");
        assertThat(json(wrong).at("/error/message").asString()).isEqualTo("Unauthorized");
        assertThat(api.get(JOBS, "x-api-key", "right").statusCode()).isEqualTo(200);
        assertThat(api.get(JOBS, "Authorization", "Bearer right").statusCode()).isEqualTo(200);
    }

    @Test
    void refusesTheEleventhJobAtOnce() throws Exception {
        for (int i = 0; i < 10; i++) {
            api.create();
        }
        HttpResponse<String> refused = api.post(JOBS, HeyGen.body("es"));
        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(json(refused).at("/error/code").asString()).isEqualTo("rate_limit_exceeded");
        assertThat(refused.headers().firstValueAsLong("retry-after").orElseThrow())
                .isBetween(1L, 60L);
        assertThat(api.post(JOBS, HeyGen.body("es"), "x-api-key", "other").statusCode())
                .as("another client")
                .isEqualTo(200);
        api.hours(1);
        assertThat(api.post(JOBS, HeyGen.body("es")).statusCode()).isEqualTo(200);
    }

    @Test
    void letsTheScenarioSayHowManyJobsAtOnce() throws Exception {
        restart(new HeyGen("", builder -> builder.scenario(Scenario.defaults().with("limits.jobs", 12))));
        for (int i = 0; i < 12; i++) {
            api.create();
        }
        assertThat(api.post(JOBS, HeyGen.body("es")).statusCode()).isEqualTo(429);
        HttpResponse<String> never = api.post(JOBS, HeyGen.body("es,".repeat(13).split(",")));
        assertThat(never.statusCode()).isEqualTo(400);
        assertThat(json(never).at("/error/code").asString()).isEqualTo("resource_limit_reached");
    }

    private long completed(List<String> ids) throws Exception {
        long completed = 0;
        for (String id : ids) {
            completed += api.status(id).equals("completed") ? 1 : 0;
        }
        return completed;
    }

    private HttpResponse<String> fetch(String url) throws Exception {
        URI uri = URI.create(url);
        return api.requests.get(uri.getRawPath() + "?" + uri.getRawQuery());
    }

    private void restart(HeyGen other) {
        api.close();
        api = other;
    }
}
