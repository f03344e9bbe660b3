package dev.fermata.simulator.dialect.fermata;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** Submitting, looking, canceling and listing. */
@Timeout(60)
class JobsTest {

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
                "?ids=a&ids=b | repeated_parameter | comes 2 times; send it once, with commas between the ids.",
                "?state=failed&state=queued | repeated_parameter | 'state' comes 2 times",
                "?ids=a&state=failed | excluded_parameter | 'state' is only for requests without 'ids'",
                "?ids=a&limit=5 | excluded_parameter | 'limit' is only for requests without 'ids'",
                "?ids=a&cursor=x | excluded_parameter | 'cursor' is only for requests without 'ids'",
                "?wait=5 | excluded_parameter | 'wait' is only for requests with 'ids'; leave it out.",
                "?until=change | excluded_parameter | 'until' is only for requests with 'ids'",
                "?limit=5&until=terminal | excluded_parameter | 'until' is only for requests with 'ids'",
                "/none?wiat=3 | unknown_parameter | Did you mean 'wait'?",
                "/none?wait=3&wait=4 | repeated_parameter | 'wait' comes 2 times",
            })
    void ignoresNoParameter(String query, String code, String said) throws Exception {
        HttpResponse<String> answer = api.get("/v1/jobs" + query);
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(Api.json(answer).get("code").stringValue()).isEqualTo(code);
        assertThat(Api.json(answer).get("detail").stringValue()).contains(said);
    }

    @Test
    void endsAPageEarlyWhenItIsTooLong() throws Exception {
        String text = "\\u0001".repeat(500);
        String metadata = IntStream.range(0, 16)
                .mapToObj(i -> "\"" + i + "\":\"" + text + "\"")
                .collect(Collectors.joining(","));
        String languages = Api.json(api.get("/v1/languages")).get("languages").findValuesAsString("code").stream()
                .map(code -> '"' + code + '"')
                .collect(Collectors.joining(","));
        String body = "{\"source_url\":\"http://a/b\",\"target_languages\":[" + languages + "],\"metadata\":{"
                + metadata + "}}";
        List<String> ids = Api.json(api.post("/v1/jobs", body)).get("jobs").findValuesAsString("id");
        List<String> listed = new ArrayList<>();
        int pages = 0;
        for (String cursor = ""; cursor != null; pages++) {
            HttpResponse<String> page = api.get("/v1/jobs?limit=1000" + cursor);
            assertThat(page.body().length()).isLessThan(2_200_000);
            listed.addAll(Api.json(page).get("jobs").findValuesAsString("id"));
            JsonNode next = Api.json(page).get("next_cursor");
            cursor = next == null ? null : "&cursor=" + next.stringValue();
        }
        assertThat(pages).isGreaterThan(1);
        assertThat(listed).containsExactlyInAnyOrderElementsOf(ids);

        HttpResponse<String> all = api.get("/v1/jobs?ids=" + String.join(",", ids));
        assertThat(all.statusCode()).isEqualTo(400);
        assertThat(Api.json(all).get("code").stringValue()).isEqualTo("too_long");
        assertThat(Api.json(all).get("detail").stringValue()).contains("ask for at most 4");
        assertThat(api.get("/v1/jobs?ids=" + String.join(",", ids.subList(0, 40)))
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void takesBlanksAroundIds() throws Exception {
        String one = api.submit();
        String two = api.submit();
        JsonNode answer = Api.json(api.get("/v1/jobs?ids=" + one + ",%20" + two + "%20,+none+,"));
        assertThat(answer.get("jobs").findValuesAsString("id")).containsExactly(one, two);
        assertThat(answer.get("missing").toString()).isEqualTo("[\"none\"]");
    }

    @Test
    void makesAJobForEachLanguage() throws Exception {
        HttpResponse<String> answer =
                api.post("/v1/jobs", "{\"source_url\":\"http://a/b\",\"target_languages\":[\"es\",\"PT-br\"]}");
        assertThat(answer.statusCode()).isEqualTo(202);
        assertThat(answer.headers().firstValue("location")).isEmpty();
        JsonNode jobs = Api.json(answer).get("jobs");
        assertThat(jobs.get(0).get("target_language").stringValue()).isEqualTo("es");
        assertThat(jobs.get(1).get("target_language").stringValue()).isEqualTo("pt-BR");
        assertThat(jobs.get(0).get("id")).isNotEqualTo(jobs.get(1).get("id"));
    }

    @Test
    void tellsWhereASingleJobIs() throws Exception {
        HttpResponse<String> answer = api.post("/v1/jobs", Api.ONE);
        String location = answer.headers().firstValue("location").orElseThrow();
        assertThat("{\"jobs\":[" + api.get(location).body() + "]}").isEqualTo(answer.body());
    }

    @Test
    void showsAJobFromTheQueueToItsResult() throws Exception {
        String path = "/v1/jobs/" + api.submit();
        List<String> seen = new ArrayList<>();
        for (int i = 0; i <= 7; i++) {
            JsonNode job = Api.json(api.get(path));
            seen.add(job.get("state").stringValue() + " " + job.get("stage").stringValue() + " " + job.get("progress"));
            api.advance(i == 6 ? 3_600 : 10);
        }
        assertThat(seen)
                .containsExactly(
                        "queued queued 0.0",
                        "running transcribing 0.0",
                        "running translating 0.2",
                        "running voicing 0.4",
                        "running lip-syncing 0.6",
                        "running rendering 0.8",
                        "completed rendering 1.0",
                        "completed rendering 1.0");
        JsonNode job = Api.json(api.get(path));
        assertThat(job.get("submitted_at").stringValue()).isEqualTo("2026-01-01T00:00:00.000000Z");
        assertThat(job.get("started_at").stringValue()).isEqualTo("2026-01-01T00:00:10.000000Z");
        assertThat(job.get("ended_at").stringValue()).isEqualTo("2026-01-01T00:01:00.000000Z");
    }

    @ParameterizedTest
    @CsvSource({"0.001", "86399.999", "86400", "5529600", "5529600.123", "5616037.6", "86400000"})
    void writesTimesAsTheJdkDoesWithSixDigits(double later) throws Exception {
        api.advance(later);
        String submitted = Api.json(api.get("/v1/jobs/" + api.submit()))
                .get("submitted_at")
                .stringValue();
        String whole = api.clock.now().truncatedTo(ChronoUnit.SECONDS).toString();
        String micros = String.format(Locale.ROOT, ".%06dZ", api.clock.now().getNano() / 1_000);
        assertThat(submitted).isEqualTo(whole.replace("Z", micros));
    }

    @Test
    void saysInWholeSecondsWhenToAskAgain() throws Exception {
        String path = "/v1/jobs/" + api.submit();
        assertThat(retryAfter(path)).isEqualTo("60");
        api.advance(10.5);
        assertThat(retryAfter(path)).isEqualTo("50");
        assertThat(Api.json(api.get(path)).get("expected_at").stringValue()).isEqualTo("2026-01-01T00:01:00.000000Z");
        api.advance(60);
        assertThat(retryAfter(path)).isEqualTo("none");
    }

    @Test
    void saysSoonerOrLaterWhenItIsOverdue() throws Exception {
        String path = "/v1/jobs/" + api.submit(100, "stuck");
        api.advance(100.1);
        assertThat(retryAfter(path)).isEqualTo("1");
        api.advance(3_600);
        assertThat(retryAfter(path)).isEqualTo("60");
    }

    @Test
    void saysNothingOfTheKindWithoutHints() throws Exception {
        try (Api mute = new Api(builder ->
                builder.scenario(Api.PLAIN.with("hints.progress", false).with("hints.expected", "none")))) {
            String path = "/v1/jobs/" + mute.submit();
            HttpResponse<String> answer = mute.get(path);
            assertThat(answer.headers().firstValue("retry-after")).isEmpty();
            assertThat(Api.json(answer).propertyNames()).doesNotContain("expected_at", "progress");
        }
    }

    /** While the clock runs: while it stands still, a job can end at any moment. */
    private String retryAfter(String path) throws Exception {
        api.clock.speed(1);
        String seconds = api.get(path).headers().firstValue("retry-after").orElse("none");
        api.clock.freeze();
        return seconds;
    }

    @Test
    void endsJobsAsTheSubmissionSays() throws Exception {
        String failed = "/v1/jobs/" + api.submit(5, "failed");
        String stuck = "/v1/jobs/" + api.submit(5, "stuck");
        String completed = "/v1/jobs/" + api.submit(5, "completed");
        api.advance(4.999);
        assertThat(state(failed) + state(completed)).isEqualTo("runningrunning");
        api.advance(0.001);
        assertThat(state(failed) + state(completed)).isEqualTo("failedcompleted");
        assertThat(Api.json(api.get(failed)).at("/error/code").stringValue()).isNotEmpty();
        api.advance(86_400);
        assertThat(state(stuck)).isEqualTo("running");
    }

    @Test
    void cancelsOnceAndOnlyWhatIsNotOver() throws Exception {
        String path = "/v1/jobs/" + api.submit();
        api.advance(15);
        HttpResponse<String> canceled = api.post(path + "/cancel", "");
        assertThat(canceled.statusCode()).isEqualTo(200);
        assertThat(Api.json(canceled).get("state").stringValue()).isEqualTo("canceled");
        assertThat(Api.json(canceled).get("ended_at").stringValue()).isEqualTo("2026-01-01T00:00:15.000000Z");
        api.advance(100);
        assertThat(state(path)).isEqualTo("canceled");
        HttpResponse<String> again = api.post(path + "/cancel", "");
        assertThat(again.statusCode()).isEqualTo(409);
        assertThat(again.body()).contains("job_over", "is canceled already");
    }

    @Test
    void forgetsWhatIsDeleted() throws Exception {
        String path = "/v1/jobs/" + api.submit();
        assertThat(api.send("DELETE", path, "").statusCode()).isEqualTo(204);
        assertThat(api.get(path).statusCode()).isEqualTo(404);
        assertThat(api.get(path).body()).contains("job_not_found", "There is no job");
    }

    @Test
    void answers304ToWhoHasTheSameVersion() throws Exception {
        String path = "/v1/jobs/" + api.submit();
        String etag = etag(api.get(path));
        assertThat(api.get(path, "If-None-Match", etag).statusCode()).isEqualTo(304);
        assertThat(api.get(path, "If-None-Match", etag).body()).isEmpty();
        api.advance(10);
        assertThat(api.get(path, "If-None-Match", etag).statusCode()).isEqualTo(200);
        String running = etag(api.get(path));
        api.advance(1);
        assertThat(api.get(path, "If-None-Match", running).statusCode()).isEqualTo(200);
    }

    @Test
    void looksAtAThousandJobsAtOnce() throws Exception {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 11; i++) {
            String languages = Api.json(api.get("/v1/languages"))
                    .get("languages")
                    .valueStream()
                    .map(language -> language.get("code").toString())
                    .limit(45)
                    .collect(Collectors.joining(","));
            Api.json(api.post("/v1/jobs", Api.ONE.replace("\"es\"", languages)))
                    .get("jobs")
                    .forEach(job -> ids.add(job.get("id").stringValue()));
        }
        List<String> unknown = IntStream.range(0, 1_000 - ids.size())
                .mapToObj(i -> "nosuchid" + (10_000 + i))
                .toList();
        List<String> all = new ArrayList<>(ids);
        all.addAll(unknown);
        JsonNode answer = Api.json(api.get("/v1/jobs?wait=0&ids=" + String.join("%2C", all)));
        assertThat(answer.get("jobs").valueStream().map(job -> job.get("id").stringValue()))
                .containsExactlyElementsOf(ids);
        assertThat(answer.get("missing").valueStream().map(JsonNode::stringValue))
                .containsExactlyElementsOf(unknown);
        assertThat(api.get("/v1/jobs?ids=" + String.join(",", all) + ",onemore").body())
                .contains("ids has 1001 ids; allowed are 1 to 1000");
    }

    @Test
    void listsNewestFirstPageByPage() throws Exception {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            ids.add(0, api.submit());
        }
        List<String> listed = new ArrayList<>();
        String next = "";
        do {
            JsonNode page = Api.json(api.get("/v1/jobs?limit=2" + next));
            page.get("jobs").forEach(job -> listed.add(job.get("id").stringValue()));
            next = page.has("next_cursor")
                    ? "&cursor=" + page.get("next_cursor").stringValue()
                    : "";
        } while (!next.isEmpty());
        assertThat(listed).isEqualTo(ids);
    }

    @Test
    void listsOneState() throws Exception {
        String old = api.submit();
        api.advance(10);
        api.submit();
        JsonNode running = Api.json(api.get("/v1/jobs?state=running")).get("jobs");
        assertThat(running.valueStream().map(job -> job.get("id").stringValue()))
                .containsExactly(old);
    }

    @ParameterizedTest
    @CsvSource({
        "state=runing, Did you mean 'running'?",
        "limit=0, allowed is 1 to 1000",
        "limit=1001, allowed is 1 to 1000",
        "limit=x, allowed is 1 to 1000",
        "cursor=x, next_cursor of the page before",
        "limt=5, Did you mean 'limit'?",
        "'ids=,,', allowed are 1 to 1000",
        "ids=a&wait=-1, allowed is a number of seconds"
    })
    void saysWhatIsWrongWithAListing(String query, String said) throws Exception {
        HttpResponse<String> answer = api.get("/v1/jobs?" + query);
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains(said);
    }

    @Test
    void refusesMoreJobsThanThereIsRoomForAndLosesNone() throws Exception {
        try (Api small = new Api(builder -> builder.maxJobs(1))) {
            String id = small.submit();
            HttpResponse<String> refused = small.post("/v1/jobs", Api.ONE);
            assertThat(refused.statusCode()).isEqualTo(503);
            assertThat(refused.body()).contains("no_room", "1 of at most 1 jobs are not over yet");
            assertThat(small.get("/v1/jobs/" + id).statusCode()).isEqualTo(200);
            small.advance(60);
            assertThat(small.get("/v1/jobs/" + small.submit()).statusCode()).isEqualTo(200);
            assertThat(small.get("/v1/jobs/" + id).statusCode()).isEqualTo(404);
        }
    }

    @Test
    void keepsJobsForAsLongAsItIsTold() throws Exception {
        try (Api brief = new Api(builder -> builder.retention(Duration.ofSeconds(30)))) {
            String path = "/v1/jobs/" + brief.submit();
            brief.advance(89.9);
            assertThat(brief.get(path).statusCode()).isEqualTo(200);
            brief.advance(0.1);
            assertThat(brief.get(path).statusCode()).isEqualTo(404);
        }
    }

    private String state(String path) throws Exception {
        return Api.json(api.get(path)).get("state").stringValue();
    }

    private static String etag(HttpResponse<String> answer) {
        return answer.headers().firstValue("etag").orElseThrow();
    }
}
