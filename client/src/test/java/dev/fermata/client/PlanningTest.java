package dev.fermata.client;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.client.backend.Backend;
import dev.fermata.client.schedule.PollContext;
import dev.fermata.client.schedule.PollSchedule;
import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A plan takes milliseconds of a core, and a response waits for it: it is made for those who pause by schedule. */
class PlanningTest {

    private static final Backend NATIVE = Backend.fermata(URI.create("http://server"));
    private static final Duration LONG = Duration.ofMinutes(60);

    /** An id says when its job ends, in milliseconds. */
    private final JobServer server = new JobServer(id -> ofMillis(Long.parseLong(id.split("-")[0])));

    private final World world = new World(server);
    private int plans;

    private final PollSchedule counting = new PollSchedule() {
        @Override
        public Duration pause(PollContext context, double random) {
            return ofSeconds(10);
        }

        @Override
        public void prepare(PollContext context) {
            plans++;
        }
    };

    /** Jobs that end each 10 ms, from 10 s on. */
    private void begin(Waiter waiter, int count) {
        for (int i = 0; i < count; i++) {
            waiter.awaitAsync(10_000 + 10 * i + "-a", LONG);
        }
    }

    @Test
    void plansNothingForJobsThatTheServerHolds() {
        server.holds = true;
        server.holdsUntilTheEnd = true;
        begin(world.waiter(Waiter.builder(NATIVE).schedule(counting)), 2_000);
        world.pass(ofSeconds(9));
        int before = plans;
        world.pass(LONG);
        assertThat(plans).isEqualTo(before).isLessThan(10);
    }

    @Test
    void plansForJobsThatArePolled() {
        begin(world.waiter(Waiter.builder(NATIVE).schedule(counting)), 20);
        world.pass(LONG);
        // After each end.
        assertThat(plans).isGreaterThanOrEqualTo(20);
    }

    @Test
    void plansAgainWhenTheServerHoldsNoMore() {
        server.holds = true;
        server.holdsUntilTheEnd = true;
        begin(world.waiter(Waiter.builder(NATIVE).schedule(counting)), 2_000);
        world.pass(ofSeconds(20));
        server.holds = false;
        server.holdsUntilTheEnd = false;
        int before = plans;
        world.pass(LONG);
        assertThat(plans).isGreaterThan(before + 100);
    }
}
