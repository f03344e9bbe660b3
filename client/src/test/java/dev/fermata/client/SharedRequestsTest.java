package dev.fermata.client;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.client.backend.Backend;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How many held requests jobs take that begin one after the other, and can share them. */
class SharedRequestsTest {

    private static final int JOBS = 30;
    private static final Duration LONG = Duration.ofHours(2);

    private final SplittableRandom random = new SplittableRandom(7);

    /** An id says when its job ends, in milliseconds, and is the only one of its kind. */
    private final JobServer server = new JobServer(id -> ofMillis(Long.parseLong(id.split("-")[0])));

    private final World world = new World(server);
    private final Waiter waiter = world.waiter(Waiter.builder(Backend.fermata(URI.create("http://server"))));
    private final List<CompletableFuture<Outcome>> waits = new ArrayList<>();

    /** A request is held for 58 s. */
    @ParameterizedTest
    @CsvSource({"5, 50, 30", "5, 61, 33", "10, 100, 53", "200, 400, 66"})
    void jobsThatEndWithinARequestHaveTheirOwnAndLongerOnesShare(int shortest, int longest, int most) {
        int before = proveThatTheServerHolds();
        for (int i = 0; i < JOBS; i++) {
            begin(random.nextLong(1_000L * shortest, 1_000L * longest));
            world.pass(ofMillis(3_333));
        }
        world.pass(LONG);
        assertThat(waits).allSatisfy(wait -> assertThat(wait).isDone());
        assertThat(world.sent().size() - before).isBetween(JOBS, most);
    }

    @Test
    void aFewLongJobsShareRequestsAndLeaveManyShortOnesTheirOwn() {
        int before = proveThatTheServerHolds();
        for (int i = 0; i < 600; i++) {
            begin(i % 10 == 9 ? 1_200_000 : random.nextLong(10_000, 30_000));
            world.pass(ofMillis(3_333));
        }
        world.pass(LONG);
        // One for each job, three more for each of the long ones, and one a minute for all of these.
        assertThat(world.sent().size() - before).isBetween(600, 600 + 60 * 3 + 50);
    }

    private void begin(long milliseconds) {
        String id = world.since().toMillis() + milliseconds + "-" + waits.size();
        waits.add(waiter.awaitAsync(id, LONG));
    }

    private int proveThatTheServerHolds() {
        server.holds = true;
        server.holdsUntilTheEnd = true;
        waiter.awaitAsync("2000-first", LONG);
        world.pass(ofSeconds(3));
        return world.sent().size();
    }
}
