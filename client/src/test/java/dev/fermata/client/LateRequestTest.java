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
import org.junit.jupiter.api.Test;
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

    /** Near the deadline, each of a hundred waits would otherwise send requests of its own. */
    @Test
    void isSharedByWaitsForTheSameJob() {
        World world =
                new World((request, now) -> Reply.ok("{\"state\":\"running\"}").after(ofSeconds(3)));
        Waiter waiter = waiter(world, PollSchedule.fixed(ofMillis(100)));
        for (int i = 0; i < 100; i++) {
            waiter.awaitAsync("a", ofSeconds(5));
        }
        world.pass(ofSeconds(10));
        assertThat(world.sent()).hasSizeLessThanOrEqualTo(3);
    }

    /** Ten slow jobs have second sendings, under a rate limit. */
    @Test
    void isNotLostToTheSecondSendingsOfOthers() {
        for (int deadline = 20_500; deadline < 26_500; deadline += 100) {
            World world = new World((request, now) -> {
                boolean ends = request.uri().getPath().endsWith("/z") && now.compareTo(ofSeconds(20)) >= 0;
                boolean slow = !ends && now.compareTo(ofSeconds(20)) >= 0;
                return Reply.ok("{\"state\":\"" + (ends ? "completed" : "running") + "\"}")
                        .after(slow ? ofSeconds(9) : ofMillis(30));
            });
            Waiter waiter = world.waiter(Waiter.builder(SINGLE)
                    .hold(Duration.ZERO)
                    .maxPerSecond(2)
                    .schedule(PollSchedule.fixed(ofSeconds(5))));
            for (int i = 0; i < 10; i++) {
                waiter.awaitAsync("job-" + i, ofSeconds(200));
            }
            CompletableFuture<Outcome> wait = waiter.awaitAsync("z", ofMillis(deadline));
            world.pass(ofSeconds(30));
            assertThat(wait.join()).as("with a deadline of " + deadline + " ms").isInstanceOf(Outcome.Completed.class);
        }
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
