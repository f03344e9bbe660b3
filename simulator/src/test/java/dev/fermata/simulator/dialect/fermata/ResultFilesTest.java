package dev.fermata.simulator.dialect.fermata;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What completed jobs leave behind. */
@Timeout(60)
class ResultFilesTest {

    private final Api api = new Api();

    @AfterEach
    void close() {
        api.close();
    }

    @Test
    void givesAVideoThatPlayersKnow() throws Exception {
        HttpResponse<byte[]> video = api.bytes(path(api, completed(api), "video"));
        assertThat(video.headers().firstValue("content-type")).contains("video/mp4");
        assertThat(video.headers().firstValue("accept-ranges")).contains("bytes");
        assertThat(Arrays.copyOfRange(video.body(), 4, 12)).asString(US_ASCII).isEqualTo("ftypisom");
        assertThat(new String(video.body(), US_ASCII).indexOf("moov"))
                .as("where the index is: before the data, so that playing can begin while loading")
                .isLessThan(new String(video.body(), US_ASCII).indexOf("mdat"));
    }

    @Test
    void writesSubtitlesInTheLanguageOfTheJob() throws Exception {
        String body =
                Api.ONE.replace("}", ",\"title\":\"A -->\\n <b>title</b>\"}").replace("\"es\"", "\"pt-BR\"");
        String id = Api.id(api.post("/v1/jobs", body));
        api.advance(60);
        assertThat(api.get(path(api, id, "srt")).body())
                .startsWith("1\n00:00:00,000 --> 00:00:01,000\nA → <b>title</b>\n\n2\n")
                .contains("português (Brasil)\n\n");
        assertThat(api.get(path(api, id, "vtt")).body())
                .startsWith("WEBVTT\n\n00:00.000 --> 00:01.000\nA → &lt;b>title&lt;/b>\n\n");
    }

    @ParameterizedTest
    @CsvSource({
        "bytes=0-9, 0, 9",
        "bytes=45846-, 45846, 45855",
        "bytes=-10, 45846, 45855",
        "bytes=45000-99999999999, 45000, 45855",
        "bytes=-99999999, 0, 45855",
        "Bytes=0-9, 0, 9",
        "bytes=0-99999999999999999999, 0, 45855",
        "bytes=-99999999999999999999, 0, 45855"
    })
    void givesAPart(String range, int from, int to) throws Exception {
        String path = path(api, completed(api), "video");
        byte[] whole = api.bytes(path).body();
        HttpResponse<byte[]> part = api.bytes(path, "Range", range);
        assertThat(part.statusCode()).isEqualTo(206);
        assertThat(part.headers().firstValue("content-range")).contains("bytes " + from + "-" + to + "/45856");
        assertThat(part.body()).isEqualTo(Arrays.copyOfRange(whole, from, to + 1));
    }

    @ParameterizedTest
    @CsvSource({"'bytes=0-1,5-6'", "bytes=5-1", "bytes=-", "items=0-1", "bytes=a-b"})
    void givesAllOfItForRangesThatItDoesNotUnderstand(String range) throws Exception {
        HttpResponse<byte[]> answer = api.bytes(path(api, completed(api), "video"), "Range", range);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).hasSize(45_856);
    }

    @ParameterizedTest
    @CsvSource({"bytes=45856-", "bytes=-0", "bytes=99999999999999999999-"})
    void refusesAPartThatIsNotThere(String range) throws Exception {
        HttpResponse<byte[]> answer = api.bytes(path(api, completed(api), "video"), "Range", range);
        assertThat(answer.statusCode()).isEqualTo(416);
        assertThat(answer.headers().firstValue("content-range")).contains("bytes */45856");
        assertThat(answer.headers().firstValue("content-type")).contains("application/problem+json");
        assertThat(new String(answer.body(), US_ASCII))
                .contains("\"code\":\"range_not_satisfiable\"", "'" + range + "'", "the bytes 0 to 45855");
    }

    @Test
    void givesTheWholeHeadToWhoAsksForTheHeadOfAPart() throws Exception {
        HttpResponse<String> head = api.send("HEAD", path(api, completed(api), "video"), "", "Range", "bytes=0-9");
        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.headers().firstValue("content-length")).contains("45856");
        assertThat(head.headers().firstValue("content-range")).isEmpty();
    }

    @Test
    void givesAPartOnlyOfTheVersionThatThePeerHas() throws Exception {
        String path = path(api, completed(api), "video");
        String etag = api.bytes(path).headers().firstValue("etag").orElseThrow();
        assertThat(api.bytes(path, "Range", "bytes=0-9", "If-Range", etag).statusCode())
                .isEqualTo(206);
        assertThat(api.bytes(path, "Range", "bytes=0-9", "If-Range", "\"other\"")
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void hasNoFilesForJobsThatAreNotCompleted() throws Exception {
        String running = api.submit();
        assertThat(api.get("/files/" + running + ".mp4").body()).contains("is queued; only completed jobs have files");
        assertThat(api.get("/files/none.mp4").statusCode()).isEqualTo(404);
        assertThat(api.get("/files/" + completed(api) + ".exe").statusCode()).isEqualTo(404);
    }

    @Test
    void signsUrlsThatExpire() throws Exception {
        try (Api signing = new Api(builder -> builder.signedUrls(Duration.ofMinutes(10)))) {
            String id = completed(signing);
            String path = path(signing, id, "video");
            assertThat(signing.bytes(path).statusCode()).isEqualTo(200);
            signing.advance(600);
            assertThat(signing.bytes(path).statusCode()).isEqualTo(200);
            assertThat(signing.get(path.replace("expires=", "expires=9")).body())
                    .contains("invalid_signature");
            assertThat(signing.get(path.replaceAll("[?].*", "")).body()).contains("invalid_signature");
            assertThat(signing.get(path.replace(".mp4", ".srt")).body()).contains("invalid_signature");
            // Signed a minute after midnight, so the second ten minutes from then end twenty minutes after midnight.
            signing.advance(539.999);
            assertThat(signing.bytes(path).statusCode()).isEqualTo(200);
            signing.advance(0.001);
            assertThat(signing.get(path).statusCode()).isEqualTo(403);
            assertThat(signing.get(path).body()).contains("url_expired", "Ask for the job again");
            assertThat(signing.bytes(path(signing, id, "video")).statusCode()).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://simulator.test:81/base/", "http://my_simulator:81/base/", "http://[::1]/base"})
    void namesTheAddressThatItIsTold(String url) throws Exception {
        try (Api elsewhere = new Api(builder -> builder.publicUrl(URI.create(url)))) {
            String id = completed(elsewhere);
            assertThat(elsewhere.get("/v1/jobs/" + id).body())
                    .contains("\"" + url.replaceAll("/$", "") + "/files/" + id + ".mp4\"");
        }
    }

    private static String completed(Api api) throws Exception {
        String id = api.submit();
        api.advance(60);
        return id;
    }

    private static String path(Api api, String id, String kind) throws Exception {
        String url = Api.json(api.get("/v1/jobs/" + id))
                .at("/result/" + kind + "_url")
                .stringValue();
        assertThat(url).startsWith(api.simulator.uri() + "/files/" + id);
        return url.substring(api.simulator.uri().toString().length());
    }
}
