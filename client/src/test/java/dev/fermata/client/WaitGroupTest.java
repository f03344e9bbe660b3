package dev.fermata.client;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fermata.client.backend.Backend;
import dev.fermata.client.schedule.PollContext;
import dev.fermata.client.schedule.PollSchedule;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** If one wait of a call cannot begin, none of them goes on. */
class WaitGroupTest {

    private static final List<String> IDS = List.of("a", "b", "c", "d");

    /** The job's start is known, so each wait begins with a plan. */
    private static final WaitOptions PLANNED = WaitOptions.builder()
            .startedAt(Instant.parse("2026-01-01T00:00:00Z"))
            .maxWait(ofSeconds(60))
            .build();

    enum Call {
        ALL {
            @Override
            void call(Waiter waiter) throws InterruptedException {
                waiter.awaitAll(IDS, PLANNED);
            }
        },
        EACH {
            @Override
            void call(Waiter waiter) {
                waiter.awaitEach(IDS, PLANNED);
            }
        };

        abstract void call(Waiter waiter) throws InterruptedException;
    }

    private final World world = new World((request, now) -> null);

    @ParameterizedTest
    @EnumSource
    void aScheduleThatCannotPrepareForOneWaitEndsTheOthersOfTheCall(Call call) {
        Waiter waiter = waiter(() -> {
            throw new IllegalArgumentException("no plan");
        });
        CompletableFuture<Outcome> other = waiter.awaitAsync("other", ofSeconds(60));
        assertThatThrownBy(() -> call.call(waiter)).hasMessage("no plan");
        world.pass(ofSeconds(30));
        assertThat(world.sent()).extracting(World.Sent::path).containsOnly("/jobs/other");
        assertThat(other).isNotDone();
        other.cancel(true);
        assertThat(world.timers()).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void aWaiterThatIsClosedMeanwhileEndsAllWaits(Call call) {
        AtomicReference<Waiter> itself = new AtomicReference<>();
        Waiter waiter = waiter(() -> Optional.ofNullable(itself.get()).ifPresent(Waiter::close));
        itself.set(waiter);
        CompletableFuture<Outcome> other = waiter.awaitAsync("other", ofSeconds(60));
        assertThatThrownBy(() -> call.call(waiter))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the waiter is closed");
        world.pass(ofSeconds(30));
        assertThat(other).isCompletedExceptionally();
        assertThat(world.sent()).isEmpty();
        assertThat(world.timers()).isZero();
    }

    @Test
    void anIdThatIsListedTwiceIsWaitedForOnceWhereOutcomesComeByTheirEnd() {
        World jobs = new World(new JobServer(id -> ofSeconds(3)));
        Waiter waiter = jobs.waiter(Waiter.builder(Backend.fermata(URI.create("http://server"))));
        try (var outcomes = waiter.awaitEach(List.of("a", "b", "a"), ofSeconds(60))) {
            jobs.pass(ofSeconds(10));
            assertThat(outcomes.map(Outcome::id)).containsExactlyInAnyOrder("a", "b");
        }
    }

    /** @param third what preparing does for the third wait of the call */
    private Waiter waiter(Runnable third) {
        int[] prepared = {0};
        PollSchedule schedule = new PollSchedule() {
            @Override
            public Duration pause(PollContext context, double random) {
                return ofSeconds(1);
            }

            @Override
            public void prepare(PollContext context) {
                if (++prepared[0] == 3) {
                    third.run();
                }
            }
        };
        Backend single = Backend.json("http://server/jobs/{id}")
                .state("/state")
                .completed("done")
                .failed("failed")
                .build();
        return world.waiter(Waiter.builder(single).hold(Duration.ZERO).schedule(schedule));
    }
}
