package dev.fermata.client;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.client.World.Reply;
import dev.fermata.client.backend.Backend;
import dev.fermata.client.schedule.PollSchedule;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An id for which no request can be made costs other jobs nothing. */
class UnbuiltRequestTest {

    private static final String BAD = "..";

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void theOtherJobOfItsRequestIsPolled(boolean badFirst) {
        World world = new World(new JobServer(id -> ofMillis(1)));
        Waiter waiter = waiter(world);
        CompletableFuture<Outcome> good = null;
        for (String id : badFirst ? List.of(BAD, "good") : List.of("good", BAD)) {
            CompletableFuture<Outcome> wait = waiter.awaitAsync(id, ofSeconds(10));
            good = id.equals(BAD) ? good : wait;
        }
        world.pass(ofSeconds(11));
        assertThat(good).isCompletedWithValueMatching(outcome -> outcome instanceof Outcome.Completed);
    }

    @Test
    void othersShareTheirRequestsAllTheSame() {
        World world = new World(new JobServer(id -> ofSeconds(1_000)));
        Waiter waiter = waiter(world);
        waiter.awaitAsync(BAD, ofSeconds(10));
        world.pass(ofSeconds(1));
        for (int i = 0; i < 50; i++) {
            waiter.awaitAsync("job-" + i, ofSeconds(100));
        }
        world.pass(ofSeconds(10));
        assertThat(world.sent()).hasSizeLessThan(30);
    }

    /** The first sending is answered, or fails, after 3 s. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void theFirstSendingCountsIfTheSecondCannotBeBuilt(boolean fails) {
        int[] built = {0};
        World world = new World((request, now) -> {
            String state = built[0] == 1 ? "running" : "completed";
            Reply reply = Reply.ok("{\"id\":\"a\",\"state\":\"" + state + "\"}");
            return built[0] == 2 ? (fails ? Reply.broken() : reply).after(ofSeconds(3)) : reply;
        });
        Waiter waiter = world.waiter(Waiter.builder(Backend.fermata(URI.create("http://server")))
                .hold(Duration.ZERO)
                .headers(() -> {
                    if (++built[0] == 3) {
                        throw new IllegalStateException("no token");
                    }
                    return Map.of();
                })
                .schedule(PollSchedule.fixed(ofSeconds(10))));
        CompletableFuture<Outcome> wait = waiter.awaitAsync("a", ofSeconds(600));
        world.pass(ofSeconds(30));
        assertThat(built[0]).isGreaterThanOrEqualTo(3);
        assertThat(wait).isCompletedWithValueMatching(outcome -> outcome instanceof Outcome.Completed);
        assertThat(wait.join().elapsed()).isLessThan(ofSeconds(18));
        assertThat(world.inFlight()).isZero();
    }

    private static Waiter waiter(World world) {
        return world.waiter(Waiter.builder(Backend.fermata(URI.create("http://server")))
                .hold(Duration.ZERO)
                .schedule(PollSchedule.fixed(ofSeconds(1))));
    }
}
