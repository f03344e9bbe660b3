package dev.fermata.client.internal.poll;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.client.backend.Backend;
import dev.fermata.client.backend.JobState;
import dev.fermata.client.backend.Snapshot;
import dev.fermata.client.internal.http.HttpTransport.Reuse;
import dev.fermata.client.internal.poll.PollQuery.PollResponse;
import dev.fermata.client.internal.poll.PollQuery.Preference;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class PollSenderTest {

    private final Deque<Runnable> workers = new ArrayDeque<>();
    private final List<PollResponse> responses = new ArrayList<>();
    private final List<String> calls = new ArrayList<>();

    /** The place of a call is free only after that. */
    @Test
    void aCallThatIsCanceledBeforeItBeginsIsAnsweredAllTheSame() {
        Backend backend = Backend.of(id -> {
            calls.add(id);
            return Snapshot.builder(id, JobState.RUNNING).build();
        });
        PollSender sender = new PollSender(
                backend,
                (request, maxBytes, reuse) -> new CompletableFuture<>(),
                workers::add,
                new RequestFactory(backend, Map::of, null, null),
                64,
                1_000,
                () -> Instant.EPOCH,
                kind -> {});
        PollQuery poll = PollQuery.single("1", Preference.NONE, null, null, Reuse.ANY);
        assertThat(sender.isCall(poll)).isTrue();
        sender.send(poll, responses::add, (cause, bad) -> {}).run();
        while (!workers.isEmpty()) {
            workers.removeLast().run();
        }
        assertThat(responses)
                .singleElement()
                .satisfies(response -> assertThat(response.statusCode()).isZero());
        assertThat(calls).isEmpty();
    }
}
