package dev.fermata.client;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.client.World.Reply;
import dev.fermata.client.backend.Backend;
import dev.fermata.client.internal.http.HttpTransport.Reuse;
import dev.fermata.client.schedule.PollSchedule;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A request that is sent so shortly before the last poll that there is no time for one: it takes its place. */
class LateRequestTest {

    private static final Backend SINGLE = Backend.json("http://server/jobs/{id}")
            .state("/state")
            .completed("completed")
            .failed("failed")
            .build();

    private final List<World> worlds = new ArrayList<>();
    /** When each connection without a request was used last. The JDK's pool gives the oldest one. */
    private final PriorityQueue<Duration> pool = new PriorityQueue<>();

    @ParameterizedTest
    @CsvSource({
        "10, 20000",
        "10, 20100",
        "10, 20150",
        "10, 20250",
        "100, 20400",
        "100, 20600",
        "100, 21050",
        "100, 21200"
    })
    void doesNotUseAConnectionThatMayBeDead(long roundTrip, long deadline) {
        World world = new World((request, now) -> {
            boolean dead = lastReuse() == Reuse.ANY && isDead(now);
            pool.add(now.plusMillis(roundTrip));
            return dead ? null : state(now, ofSeconds(12)).after(ofMillis(roundTrip));
        });
        worlds.add(world);
        CompletableFuture<Outcome> wait =
                waiter(world, PollSchedule.fixed(ofSeconds(10))).awaitAsync("a", ofMillis(deadline));
        world.pass(ofSeconds(40));
        assertThat(wait.join()).isInstanceOf(Outcome.Completed.class);
    }

    @ParameterizedTest
    @ValueSource(longs = {19_900, 19_930, 19_950, 19_970, 19_985, 20_050, 20_200})
    void doesNotJoinARequestThatMayHang(long deadline) {
        World world = new World((request, now) -> now.compareTo(ofSeconds(15)) > 0 && now.compareTo(ofSeconds(17)) < 0
                ? null
                : state(now, ofMillis(17_500)));
        Waiter waiter = waiter(
                world,
                (context, random) -> context.waited().compareTo(ofMillis(50)) > 0 ? ofMillis(19_750) : ofSeconds(15));
        CompletableFuture<Outcome> ends = waiter.awaitAsync("a", ofMillis(deadline));
        world.pass(ofMillis(100));
        waiter.awaitAsync("a", ofSeconds(300));
        world.pass(ofSeconds(40));
        assertThat(ends.join()).isInstanceOf(Outcome.Completed.class);
    }

    /** From 15 s on, a connection that was idle for 5 s is dead. */
    private boolean isDead(Duration now) {
        Duration used = pool.poll();
        return used != null
                && now.compareTo(ofSeconds(15)) > 0
                && now.minus(used).compareTo(ofSeconds(5)) > 0;
    }

    private Reuse lastReuse() {
        List<World.Sent> sent = worlds.get(0).sent();
        return sent.get(sent.size() - 1).reuse();
    }

    private static Waiter waiter(World world, PollSchedule schedule) {
        return world.waiter(Waiter.builder(SINGLE).hold(Duration.ZERO).schedule(schedule));
    }

    private static Reply state(Duration now, Duration end) {
        return Reply.ok("{\"state\":\"" + (now.compareTo(end) > 0 ? "completed" : "running") + "\"}");
    }
}
