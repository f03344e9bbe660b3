package dev.fermata.client;

import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.client.World.Reply;
import dev.fermata.client.backend.Backend;
import dev.fermata.client.backend.JobState;
import dev.fermata.client.backend.Snapshot;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A job goes no further until somebody acts, while the server holds requests until jobs end. */
class AttentionTest {

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void endsTheWaitWithinOneHeldRequest(boolean bulk) {
        World world = new World((request, now) -> {
            Reply reply = Reply.ok(now.compareTo(ofSeconds(30)) > 0 ? "NEEDS_ATTENTION" : "RUNNING");
            String wish = request.headers().firstValue("Prefer").orElse("");
            return wish.isEmpty()
                    ? reply
                    : reply.with("Preference-Applied", wish)
                            .after(ofSeconds(Long.parseLong(wish.replaceFirst("wait=(\\d+).*", "$1"))));
        });
        Waiter waiter = world.waiter(Waiter.builder(new Words(bulk)).endWhenAttentionIsNeeded());
        CompletableFuture<Outcome> wait = waiter.awaitAsync("a", ofMinutes(20));
        world.pass(ofMinutes(3));
        assertThat(wait).isCompletedWithValueMatching(outcome -> outcome instanceof Outcome.NeedsAttention);
    }

    /** The body is the state. */
    private record Words(boolean isBulk) implements Backend {

        @Override
        public String name() {
            return "words";
        }

        @Override
        public HttpRequest statusRequest(String id) {
            return HttpRequest.newBuilder(URI.create("http://server/" + id)).build();
        }

        @Override
        public Snapshot read(String id, HttpHeaders headers, byte[] body) {
            return Snapshot.builder(id, JobState.valueOf(new String(body, StandardCharsets.UTF_8)))
                    .build();
        }

        @Override
        public Optional<Bulk> bulk() {
            return isBulk ? Backend.fermata(URI.create("http://server")).bulk() : Optional.empty();
        }
    }
}
