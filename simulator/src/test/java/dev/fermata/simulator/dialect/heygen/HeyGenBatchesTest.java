package dev.fermata.simulator.dialect.heygen;

import static dev.fermata.simulator.Requests.json;
import static dev.fermata.simulator.dialect.heygen.HeyGen.JOBS;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

/** Batches and bulk statuses, with their own words. */
@Timeout(60)
class HeyGenBatchesTest {

    private static final String BATCHES = JOBS + "/batches";

    private HeyGen api = new HeyGen();

    @AfterEach
    void stop() {
        api.close();
    }

    @Test
    void acceptsABatchOfManyLanguagesWhateverTheLimitOfJobs() throws Exception {
        String batch = create(Stream.generate(() -> HeyGen.body("es", "fr", "de", "it", "ja"))
                .limit(4)
                .toList());
        JsonNode shown = api.data(BATCHES + "/" + batch);
        assertThat(shown.path("status").asString()).isEqualTo("processing");
        assertThat(shown.path("total_items").asInt()).isEqualTo(20);
        assertThat(shown.path("title").asString()).isEqualTo("B");
        assertThat(shown.path("created_at").asLong()).isEqualTo(HeyGen.START.getEpochSecond());
        assertThat(shown.path("counts_by_status").toString()).isEqualTo("{\"queued\":20}");
        assertThat(shown.at("/items/0").toString())
                .isEqualTo("{\"item_index\":0,\"status\":\"queued\",\"video_id\":null,\"error\":null}");
        api.hours(2);
        shown = api.data(BATCHES + "/" + batch);
        assertThat(shown.path("status").asString()).isEqualTo("completed");
        assertThat(shown.path("counts_by_status").toString()).isEqualTo("{\"completed\":20}");
        assertThat(api.job(shown.at("/items/6/video_id").asString())
                        .path("output_language")
                        .asString())
                .isEqualTo("French");
    }

    @Test
    void hasFailedOnlyIfAllOfItsItemsHave() throws Exception {
        String batch = create(List.of(HeyGen.body("es", "fr")));
        List<String> ids = running(batch);
        api.simulator.job(ids.get(0)).fail("x", "no face");
        assertThat(api.data(BATCHES + "/" + batch).path("status").asString()).isEqualTo("processing");
        api.simulator.job(ids.get(1)).finish();
        JsonNode shown = api.data(BATCHES + "/" + batch);
        assertThat(shown.path("status").asString()).isEqualTo("completed");
        assertThat(shown.at("/items/0/error").asString()).isEqualTo("no face");
        String other = create(List.of(HeyGen.body("es")));
        api.simulator.job(running(other).get(0)).fail("x", "y");
        assertThat(api.data(BATCHES + "/" + other).path("status").asString()).isEqualTo("failed");
    }

    @Test
    void showsWhatIsUncertainAsIsSet() throws Exception {
        api.close();
        api = new HeyGen(
                "",
                builder -> builder.dialectOption("heygen.batch_created", "summary")
                        .dialectOption("heygen.mixed_batch", "failed")
                        .dialectOption("heygen.item_index", "entries")
                        .dialectOption("heygen.request_id", false));
        HttpResponse<String> created = api.post(
                BATCHES, "{\"video_translations\":[" + HeyGen.body("es", "fr") + "," + HeyGen.body("de") + "]}");
        assertThat(api.data(created).path("total_items").asInt()).isEqualTo(3);
        String batch = api.data(created).path("batch_id").asString();
        List<String> ids = running(batch);
        api.simulator.job(ids.get(0)).fail("x", "no face");
        api.hours(2);
        JsonNode shown = api.data(BATCHES + "/" + batch);
        assertThat(shown.path("status").asString()).isEqualTo("failed");
        assertThat(shown.path("items")
                        .valueStream()
                        .map(item -> item.path("item_index").asInt()))
                .containsExactly(0, 0, 1);
        HttpResponse<String> unknown = api.get(BATCHES + "/nope");
        assertThat(List.of(created, unknown)).noneMatch(response -> hasRequestId(response));
        assertThat(json(unknown).at("/error/code").asString()).isEqualTo("resource_not_found");
    }

    private static boolean hasRequestId(HttpResponse<String> response) {
        return response.headers().firstValue("x-request-id").isPresent();
    }

    @Test
    void pagesTheItemsInsideTheData() throws Exception {
        String batch = create(List.of(HeyGen.body("es", "fr", "de")));
        List<Integer> indexes = new ArrayList<>();
        String query = "?limit=2";
        JsonNode page;
        do {
            page = api.data(BATCHES + "/" + batch + query);
            page.path("items")
                    .forEach(item -> indexes.add(item.path("item_index").asInt()));
            query = "?limit=2&token=" + page.path("next_token").asString("");
        } while (page.path("has_more").asBoolean());
        assertThat(indexes).containsExactly(0, 1, 2);
    }

    @Test
    void refusesMoreThanAHundredItemsAndNamesTheWrongEntry() throws Exception {
        String many = Stream.generate(() -> HeyGen.body("es", "fr")).limit(51).collect(Collectors.joining(","));
        HttpResponse<String> refused = api.post(BATCHES, "{\"video_translations\":[" + many + "]}");
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(json(refused).at("/error/param").asString()).isEqualTo("video_translations");
        refused = api.post(BATCHES, "{\"video_translations\":[" + HeyGen.body("es") + ",{}]}");
        assertThat(json(refused).at("/error/param").asString()).isEqualTo("video_translations[1].video");
        assertThat(json(api.post(BATCHES, "{}")).at("/error/param").asString()).isEqualTo("video_translations");
        assertThat(api.get(BATCHES + "/nope").statusCode()).isEqualTo(404);
    }

    @Test
    void repeatsABatchWithTheSameKey() throws Exception {
        String body = "{\"video_translations\":[" + HeyGen.body("es") + "]}";
        String first = api.post(BATCHES, body, "Idempotency-Key", "k").body();
        assertThat(api.post(BATCHES, body, "Idempotency-Key", "k").body()).isEqualTo(first);
    }

    @Test
    void tellsItsCallbackUrlOnceThatAllItemsAreOver() throws Exception {
        try (HeyGenReceiver receiver = new HeyGenReceiver()) {
            String batch =
                    create(List.of(HeyGen.body("es", "fr")), ",\"callback_url\":\"" + receiver.url("/batch") + "\"");
            api.hours(2);
            assertThat(receiver.at("/batch")).hasSize(1);
            JsonNode event = receiver.got.get(0).json();
            assertThat(event.path("event_type").asString()).isEqualTo("batch.finished");
            assertThat(event.at("/event_data/batch_id").asString()).isEqualTo(batch);
            assertThat(event.at("/event_data/status").asString()).isEqualTo("completed");
        }
    }

    @Test
    void hasFailedItemsForThoseThatWereDeletedAndKeepsThoseThatAreForgotten() throws Exception {
        String batch = create(List.of(HeyGen.body("es", "fr")));
        List<String> ids = running(batch);
        api.send("DELETE", JOBS + "/" + ids.get(0), null);
        assertThat(api.data(BATCHES + "/" + batch).at("/items/0/error").asString())
                .isEqualTo("deleted");
        api.hours(48);
        JsonNode shown = api.data(BATCHES + "/" + batch);
        assertThat(shown.path("counts_by_status").toString()).isEqualTo("{\"completed\":1,\"failed\":1}");
        assertThat(api.get(JOBS + "/" + ids.get(1)).statusCode()).isEqualTo(404);
    }

    @Test
    void showsManyStatusesAtOnceInTheWordsOfItems() throws Exception {
        String id = api.create();
        String batch = create(List.of(HeyGen.body("fr")));
        String path = JOBS + "/statuses?batch_ids=" + batch + "&video_translation_ids=" + id + "%2Cnope";
        HttpResponse<String> response = api.get(path);
        assertThat(json(response).path("has_more").asBoolean()).isFalse();
        JsonNode rows = api.data(response);
        assertThat(rows.size()).isEqualTo(3);
        assertThat(rows.get(1).toString())
                .isEqualTo("{\"video_id\":\"nope\",\"status\":\"not_found\",\"batch_id\":null,\"item_index\":null,"
                        + "\"error\":null}");
        assertThat(rows.get(2).path("batch_id").asString()).isEqualTo(batch);
        assertThat(rows.get(2).path("item_index").asInt()).isZero();
        Set<String> words = new LinkedHashSet<>();
        for (int minute = 0; minute < 60; minute++) {
            words.add(api.data(path).get(0).path("status").asString());
            api.advance(Duration.ofMinutes(1));
        }
        assertThat(words).containsExactly("queued", "processing", "completed");
        String failed = api.create();
        api.simulator.job(failed).fail("x", "y");
        assertThat(api.data(JOBS + "/statuses?video_translation_ids=" + failed)
                        .get(0)
                        .path("status")
                        .asString())
                .isEqualTo("failed");
    }

    @Test
    void showsEachStatusOnce() throws Exception {
        JsonNode rows = api.data(JOBS + "/statuses?video_translation_ids=a,a,,b,");
        assertThat(rows.valueStream().map(row -> row.path("video_id").asString()))
                .containsExactly("a", "b");
    }

    @Test
    void refusesStatusesOfNoneAndOfMoreThanAHundred() throws Exception {
        String hundred = IntStream.range(0, 100).mapToObj(i -> "a" + i).collect(Collectors.joining(","));
        assertThat(api.get(JOBS + "/statuses?video_translation_ids=" + hundred).statusCode())
                .isEqualTo(200);
        for (String query :
                List.of("", "?video_translation_ids=,,", "?video_translation_ids=" + hundred + "&batch_ids=b")) {
            HttpResponse<String> refused = api.get(JOBS + "/statuses" + query);
            assertThat(refused.statusCode()).isEqualTo(400);
            assertThat(json(refused).at("/error/param").asString()).isEqualTo("video_translation_ids");
        }
    }

    /** The ids of the items, once all of them run. */
    private List<String> running(String batch) throws Exception {
        for (int second = 0; second < 200; second++) {
            JsonNode items = api.data(BATCHES + "/" + batch).path("items");
            List<String> ids = items.valueStream()
                    .filter(item -> item.path("status").asString().equals("processing"))
                    .map(item -> item.path("video_id").asString())
                    .toList();
            if (ids.size() == items.size()) {
                return ids;
            }
            api.advance(Duration.ofSeconds(1));
        }
        throw new AssertionError("not all items run");
    }

    private String create(List<String> bodies) throws Exception {
        return create(bodies, "");
    }

    private String create(List<String> bodies, String fields) throws Exception {
        HttpResponse<String> response = api.post(
                BATCHES, "{\"title\":\"B\",\"video_translations\":[" + String.join(",", bodies) + "]" + fields + "}");
        assertThat(response.statusCode()).isEqualTo(202);
        return api.data(response).path("batch_id").asString();
    }
}
