package dev.fermata.simulator.dialect.heygen;

import static dev.fermata.simulator.Requests.json;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

/** {@code /v2/video_translate}, which is served only if it is switched on. */
@Timeout(60)
class HeyGenLegacyTest {

    private static final String JOBS = "/v2/video_translate";
    private static final String VIDEO = "{\"video_url\":\"https://e.example/x.mp4\",\"output_language\":\"Spanish\"}";

    private final HeyGen api = new HeyGen("/heygen", builder -> builder.dialectOption("heygen.legacy", true));

    @AfterEach
    void stop() {
        api.close();
    }

    @Test
    void isCalledSuccessWhenItIsCompleted() throws Exception {
        HttpResponse<String> created = api.post(JOBS, VIDEO);
        assertThat(json(created).path("error").isNull()).isTrue();
        String id = api.data(created).path("video_translate_id").asString();
        assertThat(api.data(JOBS + "/" + id).path("status").asString()).isEqualTo("pending");
        api.hours(1);
        JsonNode job = api.data(JOBS + "/" + id);
        assertThat(job.path("status").asString()).isEqualTo("success");
        assertThat(job.path("url").asString()).contains("/heygen/files/");
        assertThat(api.status(id)).as("the same job in the new API").isEqualTo("completed");
    }

    @Test
    void takesManyLanguagesAndQueuesMoreThanTen() throws Exception {
        String languages = "\"es\",\"fr\",\"de\",\"it\",\"ja\",\"ko\",\"pl\",\"pt\",\"ru\",\"tr\",\"nl\"";
        String body = "{\"video_url\":\"https://e.example/x.mp4\",\"output_languages\":[" + languages + "]}";
        assertThat(api.data(api.post(JOBS, body)).path("video_translate_ids").size())
                .isEqualTo(11);
        assertThat(api.data(JOBS + "/target_languages").path("languages").size())
                .isGreaterThan(50);
    }

    @Test
    void refusesInTheOldFormat() throws Exception {
        JsonNode missing = json(api.post(JOBS, "{}"));
        assertThat(missing.at("/error/code").asInt()).isEqualTo(40_001);
        assertThat(missing.path("data").isNull()).isTrue();
        HttpResponse<String> unknown = api.get(JOBS + "/nope");
        assertThat(unknown.statusCode()).isEqualTo(404);
        assertThat(json(unknown).at("/error/code").isInt()).isTrue();
    }

    @Test
    void isNotServedUsually() throws Exception {
        try (HeyGen usual = new HeyGen()) {
            assertThat(usual.post(JOBS, VIDEO).statusCode()).isEqualTo(404);
        }
    }
}
