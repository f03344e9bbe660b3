package dev.fermata.client;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fermata.client.World.Reply;
import dev.fermata.client.backend.Backend;
import dev.fermata.client.schedule.PollSchedule;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What is special about one call, and about one waiter of several. */
class WaitOptionsTest {

    private static final Backend NATIVE = Backend.fermata(URI.create("http://server"));

    private Duration end = ofSeconds(1_000);
    private final World world = new World((request, now) -> Reply.ok(state(now)));

    private String state(Duration now) {
        return "{\"id\":\"a\",\"state\":\"" + (now.compareTo(end) < 0 ? "running" : "completed") + "\"}";
    }

    @Test
    void optionsOfACallTakeThePlaceOfTheSettings() {
        List<String> general = new ArrayList<>();
        List<String> own = new ArrayList<>();
        end = ofSeconds(1_000);
        Waiter waiter = world.waiter(Waiter.builder(NATIVE)
                .hold(Duration.ZERO)
                .maxWait(ofSeconds(40))
                .listener(new RecordingListener(general)));
        CompletableFuture<Outcome> byDefault = waiter.awaitAsync("a");
        world.pass(ofSeconds(41));
        assertThat(byDefault.join().elapsed()).isBetween(ofSeconds(39), ofSeconds(40));
        int before = general.size();
        CompletableFuture<Outcome> special = waiter.awaitAsync(
                "c",
                WaitOptions.builder()
                        .maxWait(ofSeconds(7))
                        .listener(new RecordingListener(own))
                        .build());
        world.pass(ofSeconds(8));
        assertThat(special.join().elapsed()).isBetween(ofSeconds(6), ofSeconds(7));
        assertThat(general).hasSize(before);
        assertThat(own).first().isEqualTo("sent 1");
        assertThat(own).last().isEqualTo("ended TimedOut");
    }

    @Test
    void anyCredibleStartOfAJobBeginsAWait() {
        for (String start : List.of("1970-01-01T00:00:00Z", "2026-01-01T00:59:00Z", "2199-12-31T23:59:59Z")) {
            CompletableFuture<Outcome> outcome = world.waiter(
                            Waiter.builder(NATIVE).hold(Duration.ZERO))
                    .awaitAsync(
                            "a",
                            WaitOptions.builder()
                                    .startedAt(Instant.parse(start))
                                    .maxWait(ofSeconds(10))
                                    .build());
            world.pass(ofSeconds(11));
            assertThat(outcome.join()).isInstanceOf(Outcome.TimedOut.class);
            assertThat(outcome.join().polls()).isPositive();
        }
    }

    @Test
    void aStartThatCannotBeTrueIsRejectedAtOnce() {
        for (Instant start : List.of(Instant.MIN, Instant.MAX, Instant.EPOCH.minusNanos(1))) {
            assertThatThrownBy(() -> WaitOptions.builder().startedAt(start))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("startedAt is " + start + "; allowed is 1970 to 2199");
        }
    }

    @Test
    void anImpatientCallPollsMoreOftenThanAPatientOne() {
        end = ofSeconds(1_000);
        assertThat(polls(WaitOptions.builder().patience(ofMillis(50))))
                .isGreaterThan(2 * polls(WaitOptions.builder().patience(ofSeconds(20))));
    }

    @Test
    void aCallThatSaysHowLongTheJobTakesPollsThere() {
        end = ofSeconds(100);
        World other = new World((request, now) -> Reply.ok(state(now)));
        Waiter waiter = other.waiter(Waiter.builder(NATIVE).hold(Duration.ZERO));
        CompletableFuture<Outcome> told = waiter.awaitAsync(
                "a", WaitOptions.builder().expectedDuration(ofSeconds(100)).build());
        other.pass(ofSeconds(200));
        CompletableFuture<Outcome> ignorant =
                world.waiter(Waiter.builder(NATIVE).hold(Duration.ZERO)).awaitAsync("a");
        world.pass(ofSeconds(200));
        assertThat(told.join().elapsed()).isLessThan(ofSeconds(103));
        assertThat(told.join().elapsed()).isLessThan(ignorant.join().elapsed());
    }

    @Test
    void aCopyOfTheSettingsChangesNothingInTheFirstWaiter() {
        end = ofSeconds(1_000);
        Waiter first = world.waiter(Waiter.builder(NATIVE)
                .hold(Duration.ZERO)
                .schedule(PollSchedule.fixed(ofSeconds(1)))
                .maxWait(ofSeconds(20)));
        Waiter second = world.waiter(first.toBuilder().maxWait(ofSeconds(5)));
        CompletableFuture<Outcome> one = first.awaitAsync("a");
        CompletableFuture<Outcome> two = second.awaitAsync("b");
        world.pass(ofSeconds(21));
        assertThat(one.join().elapsed()).isBetween(ofSeconds(19), ofSeconds(20));
        assertThat(two.join().elapsed()).isBetween(ofSeconds(4), ofSeconds(5));
        assertThat(two.join().polls()).isBetween(5, 7);
    }

    private int polls(WaitOptions.Builder options) {
        World other = new World((request, now) -> Reply.ok(state(now)));
        CompletableFuture<Outcome> outcome = other.waiter(Waiter.builder(NATIVE).hold(Duration.ZERO))
                .awaitAsync("a", options.maxWait(ofSeconds(100)).build());
        other.pass(ofSeconds(100));
        return outcome.join().polls();
    }
}
