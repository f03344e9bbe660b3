package dev.fermata.client;

import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.client.World.Reply;
import dev.fermata.client.vendor.HeyGenBackend;
import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** A job that has ended, and whose result is published later: only a poll for it alone shows the result. */
class FinishingJobTest {

    private static final Duration END = ofSeconds(400);
    private static final Duration PUBLISHED = ofSeconds(440);

    private final World world = new World(FinishingJobTest::answer);

    private static Reply answer(HttpRequest request, Duration now) {
        String query = request.uri().getQuery();
        if (query != null && request.uri().getPath().endsWith("/statuses")) {
            return Reply.ok(Arrays.stream(query.replaceFirst(".*=", "").split(","))
                    .map(id -> "{\"video_id\":\"" + id + "\",\"status\":\"" + status(id, now) + "\"}")
                    .collect(Collectors.joining(",", "{\"data\":[", "]}")));
        }
        String status = status(request.uri().getPath().replaceFirst(".*/", ""), now);
        String result = now.compareTo(PUBLISHED) < 0 ? "" : ",\"video_url\":\"http://example.com/a.mp4\"";
        return Reply.ok("{\"data\":{\"status\":\"" + status + "\",\"output_language\":\"Spanish\""
                + (status.equals("completed") ? result : "") + "}}");
    }

    private static String status(String id, Duration now) {
        return id.equals("finishing") && now.compareTo(END) >= 0 ? "completed" : "running";
    }

    @Test
    void isPolledForItsResultAlsoWhileManyOthersAreWaitedFor() {
        Waiter waiter =
                world.waiter(Waiter.builder(HeyGenBackend.of("key").withServer(URI.create("http://server/heygen"))));
        CompletableFuture<Outcome> outcome = waiter.awaitAsync("finishing", ofMinutes(50));
        for (int i = 0; i < 20; i++) {
            world.pass(ofSeconds(3));
            waiter.awaitAsync("other-" + i, ofMinutes(60));
        }
        world.pass(ofMinutes(50));
        assertThat(outcome.join()).isInstanceOf(Outcome.Completed.class);
        assertThat(outcome.join().elapsed()).isBetween(PUBLISHED, ofMinutes(8));
    }
}
