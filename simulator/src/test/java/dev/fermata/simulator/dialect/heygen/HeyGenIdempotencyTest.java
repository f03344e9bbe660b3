package dev.fermata.simulator.dialect.heygen;

import static dev.fermata.simulator.Requests.json;
import static dev.fermata.simulator.dialect.heygen.HeyGen.JOBS;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code Idempotency-Key}. */
@Timeout(60)
class HeyGenIdempotencyTest {

    private static final String KEY = "Idempotency-Key";

    private HeyGen api = new HeyGen();

    @AfterEach
    void stop() {
        api.close();
    }

    @Test
    void repeatsTheFirstResponseForADayWhateverTheBody() throws Exception {
        String first = api.post(JOBS, HeyGen.body("es"), KEY, "a-1_:.").body();
        assertThat(api.post(JOBS, HeyGen.body("fr", "de"), KEY, "a-1_:.").body())
                .isEqualTo(first);
        assertThat(api.post(JOBS, HeyGen.body("es"), KEY, "b").body()).isNotEqualTo(first);
        assertThat(api.post(JOBS, HeyGen.body("es")).body()).isNotEqualTo(first);
        assertThat(jobs()).isEqualTo(3);
        api.advance(Duration.ofHours(24).minusSeconds(1));
        assertThat(api.post(JOBS, HeyGen.body("es"), KEY, "a-1_:.").body()).isEqualTo(first);
        api.advance(Duration.ofSeconds(1));
        assertThat(api.post(JOBS, HeyGen.body("es"), KEY, "a-1_:.").body()).isNotEqualTo(first);
    }

    @Test
    void isOfOnePathAndOfOneKeyOfTheApi() throws Exception {
        String body = HeyGen.with("\"title\":\"T\"");
        String first = api.post(JOBS, body, KEY, "k").body();
        assertThat(api.post(JOBS + "/proofreads", body, KEY, "k").body()).contains("proofread_ids");
        assertThat(api.post(JOBS, body, KEY, "k", "x-api-key", "another").body())
                .isNotEqualTo(first);
    }

    @Test
    void makesOneAssetOfRepeatedUploads() throws Exception {
        String announced = "{\"filename\":\"a.mp4\",\"content_type\":\"video/mp4\",\"size_bytes\":3}";
        String form =
                "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.mp4\"\r\n\r\nabc\r\n--b--\r\n";
        String[] headers = {KEY, "k", "Content-Type", "multipart/form-data; boundary=b"};
        HttpResponse<String> first = api.post("/v3/assets/direct-uploads", announced, KEY, "k");
        HttpResponse<String> uploaded = api.post("/v3/assets", form, headers);
        assertThat(api.data(first).path("asset_id").asString()).isNotEmpty();
        assertThat(api.data(uploaded).path("asset_id").asString()).isNotEmpty();
        assertThat(api.post("/v3/assets/direct-uploads", announced, KEY, "k").body())
                .isEqualTo(first.body());
        assertThat(api.post("/v3/assets", form, headers).body()).isEqualTo(uploaded.body());
        assertThat(json(api.get("/v3/assets?username=sim")).path("data")).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a b", "ä", "a,b"})
    void refusesABlankOrMalformedKey(String key) throws Exception {
        HttpResponse<String> refused = api.post(JOBS, HeyGen.body("es"), KEY, key);
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(json(refused).at("/error/param").asString()).isEqualTo(KEY);
        assertThat(jobs()).isZero();
        assertThat(api.post(JOBS, HeyGen.body("es"), KEY, "x".repeat(256)).statusCode())
                .isEqualTo(400);
        assertThat(api.post(JOBS, HeyGen.body("es"), KEY, "x".repeat(255)).statusCode())
                .isEqualTo(200);
    }

    @Test
    void doesNotRememberRefusals() throws Exception {
        assertThat(api.post(JOBS, HeyGen.body("Klingon"), KEY, "k").statusCode())
                .isEqualTo(400);
        assertThat(api.post(JOBS, HeyGen.body("es"), KEY, "k").statusCode()).isEqualTo(200);
    }

    @Test
    void remembersRefusalsIfThatIsSet() throws Exception {
        api.close();
        api = new HeyGen("", builder -> builder.dialectOption("heygen.remember_refusals", true));
        String refused = api.post(JOBS, HeyGen.body("Klingon"), KEY, "k").body();
        HttpResponse<String> repeated = api.post(JOBS, HeyGen.body("es"), KEY, "k");
        assertThat(repeated.statusCode()).isEqualTo(400);
        assertThat(repeated.body()).isEqualTo(refused).contains("Klingon");
    }

    @Test
    void refusesARepeatedRequestWhileTheFirstOneIsInFlight() throws Exception {
        api.close();
        api = new HeyGen("", builder -> builder.dialectOption("heygen.create_time", "5s"));
        CompletableFuture<HttpResponse<String>> first = CompletableFuture.supplyAsync(() -> {
            try {
                return api.post(JOBS, HeyGen.body("es"), KEY, "k");
            } catch (Exception failed) {
                throw new IllegalStateException(failed);
            }
        });
        while (jobs() == 0) {
            Thread.onSpinWait();
        }
        HttpResponse<String> second = api.post(JOBS, HeyGen.body("es"), KEY, "k");
        assertThat(second.statusCode()).isEqualTo(409);
        assertThat(json(second).at("/error/code").asString()).isEqualTo("request_in_progress");
        assertThat(first.isDone()).isFalse();
        api.advance(Duration.ofSeconds(5));
        assertThat(api.post(JOBS, HeyGen.body("es"), KEY, "k").body())
                .isEqualTo(first.join().body());
        assertThat(jobs()).isEqualTo(1);
    }

    private int jobs() throws Exception {
        return json(api.get(JOBS)).path("data").size();
    }
}
