package dev.fermata.simulator.dialect.fermata;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.simulator.Fault;
import dev.fermata.simulator.FaultRule;
import dev.fermata.simulator.Scenario;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code POST /v1/jobs} takes, what it does not, and what it says then. */
@Timeout(60)
class SubmissionTest {

    private final Api api = new Api();

    @AfterEach
    void close() {
        api.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{} | missing_field | The field 'source_url' is missing",
                "{\"source_url\":\"https://a/b\"} | missing_field | The field 'target_languages' is missing",
                "{\"source_url\":null} | missing_field | source_url",
                "{\"sourceUrl\":\"https://a/b\"} | unknown_field | Did you mean 'source_url'?",
                "{\"zzz\":1} | unknown_field | Known are: source_url,",
                "{\"source_url\":7} | invalid_value | source_url is 7; allowed is a string",
                "{\"source_url\":\"ftp://a/b\"} | invalid_url | 'ftp://a/b'; allowed is an absolute URL",
                "{\"source_url\":\"/etc/passwd\"} | invalid_url | https://example.com/video.mp4",
                "{\"source_url\":\"https:///b\"} | invalid_url | absolute URL"
            })
    void saysWhatIsWrong(String body, String code, String said) throws Exception {
        refuses(body, code, said);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "\"target_languages\":[] | invalid_value | an array of 1 to 100 strings",
                "\"target_languages\":\"es\" | invalid_value | an array of 1 to 100 strings",
                "\"target_languages\":[1] | invalid_value | target_languages[0] is 1",
                "\"target_languages\":[\"Spanish (Spain)\"] | invalid_language | allowed is a language tag",
                "\"target_languages\":[\"es\",\"es-XX\"] | unsupported_language | target_languages[1] is 'es-XX'",
                "\"target_languages\":[\"esp\"] | unsupported_language | Did you mean 'es'?",
                "\"target_languages\":[\"es\",\"ES\"] | invalid_value | 'es' twice",
                "\"source_language\":\"xx\" | unsupported_language | GET /v1/languages",
                "\"callback_url\":\"nowhere\" | invalid_url | callback_url is 'nowhere'",
                "\"title\":[] | invalid_value | title is []",
                "\"metadata\":[] | invalid_value | an object with at most 16 strings",
                "\"metadata\":{\"a\":1} | invalid_value | metadata.a is 1",
                "\"metadata\":{\"\":\"1\"} | invalid_value | 0 characters",
                "\"scenario\":7 | invalid_value | scenario is 7",
                "\"scenario\":{\"duratoin\":7} | unknown_field | Did you mean 'duration'?",
                "\"scenario\":{\"duration\":-1} | invalid_value | a number of seconds, or a duration such as 30s",
                "\"scenario\":{\"duration\":\"31d\"} | invalid_value | scenario.duration is \"31d\"; allowed is a number of seconds",
                "\"scenario\":{\"duration\":\"5 minutes\"} | invalid_value | did you mean '5m'?",
                "\"scenario\":{\"duration\":true} | invalid_value | scenario.duration is true",
                "\"scenario\":{\"outcome\":\"won\"} | invalid_value | one of completed, failed, stuck",
                "\"scenario\":{\"video_seconds\":\"25h\"} | invalid_value | PT20M, at most 24h",
                "\"scenario\":{\"faults\":7} | invalid_value | scenario.faults is 7; allowed is a list",
                "\"scenario\":{\"faults\":[{\"fault\":\"html\",\"frst\":1}]} | invalid_value"
                        + " | unknown key 'scenario.faults[0].frst'; did you mean 'first'"
            })
    void saysWhatIsWrongWithAField(String field, String code, String said) throws Exception {
        String languages = field.startsWith("\"target") ? "" : ",\"target_languages\":[\"es\"]";
        refuses("{\"source_url\":\"https://a/b\"" + languages + "," + field + "}", code, said);
    }

    @Test
    void takesHostsWithAnUnderscore() throws Exception {
        try (Api compose = new Api(builder -> builder.webhookAllow("my_service"))) {
            String id = Api.id(compose.post("/v1/jobs", """
                    {"source_url": "http://file_store:9000/a.mp4", "target_languages": ["es"],
                     "callback_url": "http://my_service:8000/done"}"""));
            assertThat(compose.get("/v1/jobs/" + id).body())
                    .contains("\"http://file_store:9000/a.mp4\"", "\"http://my_service:8000/done\"");
        }
        for (String url : List.of("http://my_service:x/", "http://my_service:65536/", "http://_a b/", "http://:80/")) {
            refuses("{\"source_url\":\"" + url + "\",\"target_languages\":[\"es\"]}", "invalid_url", "absolute URL");
        }
    }

    @Test
    void boundsEverything() throws Exception {
        String sixteen = IntStream.range(0, 16)
                .mapToObj(i -> "\"k" + i + "\":\"" + "v".repeat(500) + "\"")
                .collect(Collectors.joining(","));
        String start = Api.ONE.substring(0, Api.ONE.length() - 1) + ",";
        assertThat(api.post("/v1/jobs", start + "\"metadata\":{" + sixteen + "}}")
                        .statusCode())
                .isEqualTo(202);
        refuses(start + "\"metadata\":{" + sixteen + ",\"k16\":\"\"}}", "invalid_value", "at most 16 strings");
        refuses(start + "\"metadata\":{\"k\":\"" + "v".repeat(501) + "\"}}", "invalid_value", "500 characters");
        refuses(start + "\"title\":\"" + "v".repeat(201) + "\"}", "invalid_value", "200 characters");
        assertThat(api.post("/v1/jobs", Api.ONE + " ".repeat(65_536)).statusCode())
                .isEqualTo(413);
    }

    @Test
    void replaysTheAnswerToARepeatedRequest() throws Exception {
        HttpResponse<String> first = api.post("/v1/jobs", Api.ONE, "Idempotency-Key", "\"abc\"");
        api.advance(100);
        HttpResponse<String> again = api.post("/v1/jobs", Api.ONE, "Idempotency-Key", "abc");
        assertThat(again.statusCode()).isEqualTo(202);
        assertThat(again.body()).isEqualTo(first.body());
        assertThat(again.headers().firstValue("location"))
                .isEqualTo(first.headers().firstValue("location"));
        assertThat(Api.json(api.get("/v1/jobs")).get("jobs")).hasSize(1);
        assertThat(api.post("/v1/jobs", Api.ONE, "Idempotency-Key", "other").body())
                .isNotEqualTo(first.body());
    }

    @Test
    void refusesTheSameKeyForAnotherRequest() throws Exception {
        api.post("/v1/jobs", Api.ONE, "Idempotency-Key", "abc");
        HttpResponse<String> other = api.post("/v1/jobs", Api.ONE.replace("es", "fr"), "Idempotency-Key", "abc");
        assertThat(other.statusCode()).isEqualTo(422);
        assertThat(other.body()).contains("idempotency_key_reused", "'abc' came before with another body");
    }

    @Test
    void knowsTheKeysOfEachClientApart() throws Exception {
        String[] one = {"Idempotency-Key", "abc", "X-API-Key", "one"};
        String[] two = {"Idempotency-Key", "abc", "Authorization", "Bearer two"};
        String first = api.post("/v1/jobs", Api.ONE, one).body();
        HttpResponse<String> other = api.post("/v1/jobs", Api.ONE.replace("\"es\"", "\"fr\""), two);
        assertThat(other.statusCode()).isEqualTo(202);
        assertThat(other.body()).isNotEqualTo(first);
        assertThat(api.post("/v1/jobs", Api.ONE, one).body()).isEqualTo(first);
    }

    @Test
    void forgetsKeysAfterADayOfItsOwnTime() throws Exception {
        String first = api.post("/v1/jobs", Api.ONE, "Idempotency-Key", "abc").body();
        api.advance(86_399.999);
        assertThat(api.post("/v1/jobs", Api.ONE, "Idempotency-Key", "abc").body())
                .isEqualTo(first);
        api.advance(0.001);
        assertThat(api.post("/v1/jobs", Api.ONE, "Idempotency-Key", "abc").body())
                .isNotEqualTo(first);
    }

    @Test
    void remembersOnlyWhatItAccepted() throws Exception {
        assertThat(api.post("/v1/jobs", "{}", "Idempotency-Key", "abc").statusCode())
                .isEqualTo(400);
        assertThat(api.post("/v1/jobs", Api.ONE, "Idempotency-Key", "abc").statusCode())
                .isEqualTo(202);
    }

    @Test
    @Timeout(240)
    void forgetsTheOldestOfTooManyKeys() throws Exception {
        String first = api.post("/v1/jobs", Api.ONE, "Idempotency-Key", "first").body();
        for (int i = 1; i < 10_000; i++) {
            api.post("/v1/jobs", Api.ONE, "Idempotency-Key", "k" + i);
        }
        assertThat(api.post("/v1/jobs", Api.ONE, "Idempotency-Key", "first").body())
                .isEqualTo(first);
        api.post("/v1/jobs", Api.ONE, "Idempotency-Key", "one more");
        assertThat(api.post("/v1/jobs", Api.ONE, "Idempotency-Key", "first").body())
                .isNotEqualTo(first);
    }

    @ParameterizedTest
    @CsvSource({"''", "'\"\"'"})
    void refusesAnEmptyKey(String key) throws Exception {
        HttpResponse<String> answer = api.post("/v1/jobs", Api.ONE, "Idempotency-Key", key);
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("invalid_idempotency_key", "0 characters; allowed are 1 to 255");
    }

    @Test
    void tellsNobodyToWaitForWhatNeverFits() throws Exception {
        try (Api small = new Api(builder -> builder.maxJobs(3))) {
            String four = Api.ONE.replace("\"es\"", "\"es\",\"fr\",\"de\",\"it\"");
            HttpResponse<String> answer = small.post("/v1/jobs", four);
            assertThat(answer.statusCode()).isEqualTo(422);
            assertThat(answer.headers().firstValue("retry-after")).isEmpty();
            assertThat(answer.body()).contains("too_many_languages", "has 4 languages", "at most 3 jobs (--max-jobs)");
            assertThat(small.post("/v1/jobs", four.replace(",\"it\"", "")).statusCode())
                    .isEqualTo(202);
            assertThat(small.post("/v1/jobs", Api.ONE).statusCode()).isEqualTo(503);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"90", "90.0", "\"90\"", "\"90s\"", "\"1m30s\"", "\"PT1M30S\""})
    void takesADurationAsEverywhereElse(String ninetySeconds) throws Exception {
        String lasting = Api.id(api.post("/v1/jobs", with("\"duration\":" + ninetySeconds)));
        api.advance(89.999);
        assertThat(state(api, lasting)).isEqualTo("running");
        api.advance(0.001);
        assertThat(state(api, lasting)).isEqualTo("completed");
    }

    @Test
    void playsLongerForALongerVideo() throws Exception {
        Scenario scenario = Api.PLAIN
                .with("jobs.queue_time", 0)
                .with("jobs.running_time", "per_video_second 2s")
                .with("jobs.video_length", "30s");
        try (Api scaled = new Api(builder -> builder.scenario(scenario))) {
            String assumed = scaled.submit();
            String told = Api.id(scaled.post("/v1/jobs", with("\"video_seconds\":10")));
            assertThat(Api.json(scaled.get("/v1/jobs/" + told))
                            .get("expected_at")
                            .stringValue())
                    .isEqualTo("2026-01-01T00:00:20.000000Z");
            scaled.advance(19.999);
            assertThat(state(scaled, told)).isEqualTo("running");
            scaled.advance(0.001);
            assertThat(state(scaled, told)).isEqualTo("completed");
            scaled.advance(39.999);
            assertThat(state(scaled, assumed)).isEqualTo("running");
            scaled.advance(0.001);
            assertThat(state(scaled, assumed)).isEqualTo("completed");
            String both = Api.id(scaled.post("/v1/jobs", with("\"video_seconds\":\"10s\",\"duration\":5")));
            scaled.advance(5);
            assertThat(state(scaled, both)).as("the duration wins").isEqualTo("completed");
        }
    }

    @Test
    void keepsWhatUsuallyGoesWrongWithJobsWhenOneThingMoreDoes() throws Exception {
        Scenario stuck = Api.PLAIN.with(FaultRule.of(Fault.stuck(0.99)));
        try (Api usual = new Api(builder -> builder.scenario(stuck))) {
            String id = Api.id(usual.post("/v1/jobs", with("\"faults\":[{\"fault\":\"relapse\"}]")));
            usual.advance(1_000_000);
            assertThat(state(usual, id)).isEqualTo("running");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "stuck | {\"fault\":\"relapse\"}",
                "stuck | {\"fault\":\"stuck\",\"chance\":0.5}",
                "completed | {\"fault\":\"stuck\"}",
                "failed | {\"fault\":\"stuck\"}",
                "failed | {\"fault\":\"relapse\"}"
            })
    void refusesAnOutcomeThatAFaultForbids(String outcome, String fault) throws Exception {
        refuses(
                with("\"outcome\":\"" + outcome + "\",\"faults\":[" + fault + "]"),
                "contradiction",
                "scenario.outcome is '" + outcome + "', but with the fault");
    }

    @Test
    void takesAnOutcomeAndAFaultThatGoTogether() throws Exception {
        String stuck = Api.id(api.post("/v1/jobs", with("\"outcome\":\"stuck\",\"faults\":[{\"fault\":\"stuck\"}]")));
        String relapses = Api.id(
                api.post(
                        "/v1/jobs",
                        with(
                                "\"duration\":1,\"outcome\":\"completed\",\"faults\":[{\"fault\":\"relapse\",\"after\":\"2s\"}]")));
        api.advance(1);
        assertThat(state(api, relapses)).isEqualTo("completed");
        api.advance(2);
        assertThat(state(api, relapses)).isEqualTo("queued");
        api.advance(1_000);
        assertThat(state(api, relapses)).isEqualTo("completed");
        assertThat(state(api, stuck)).isEqualTo("running");
    }

    private static String with(String scenario) {
        return Api.ONE.replaceAll("}$", ",\"scenario\":{" + scenario + "}}");
    }

    private static String state(Api where, String id) throws Exception {
        return Api.json(where.get("/v1/jobs/" + id)).get("state").stringValue();
    }

    private void refuses(String body, String code, String said) throws Exception {
        HttpResponse<String> answer = api.post("/v1/jobs", body);
        assertThat(answer.statusCode()).as(body).isEqualTo(400);
        assertThat(Api.json(answer).get("code").stringValue()).isEqualTo(code);
        assertThat(Api.json(answer).get("detail").stringValue()).contains(said);
        assertThat(Api.json(api.get("/v1/jobs?state=queued")).get("jobs").size())
                .isLessThan(2);
    }
}
