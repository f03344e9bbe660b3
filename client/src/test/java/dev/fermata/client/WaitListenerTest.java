package dev.fermata.client;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.client.WaitListener.PollEvent;
import dev.fermata.client.World.Reply;
import dev.fermata.client.backend.Backend;
import dev.fermata.client.backend.JobState;
import dev.fermata.client.backend.Snapshot;
import dev.fermata.client.schedule.PollSchedule;
import dev.fermata.client.schedule.PollSchedule.PollReason;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Which calls a listener receives, in which order, and on which executor. */
class WaitListenerTest {

    private static final Backend NATIVE = Backend.fermata(URI.create("http://server"));

    @Test
    void aListenerIsCalledInTheOrderOfWhatHappens() {
        List<String> calls = new ArrayList<>();
        JobServer jobs = new JobServer(id -> ofSeconds(20));
        jobs.holds = true;
        World holding = new World(
                (request, now) -> now.compareTo(ofSeconds(1)) < 0 ? Reply.status(503) : jobs.answer(request, now));
        Waiter waiter = holding.waiter(Waiter.builder(NATIVE)
                .errorBackoff(PollSchedule.fixed(ofSeconds(2)))
                .listener(new RecordingListener(calls)));
        waiter.awaitAsync("a", ofSeconds(60));
        holding.pass(ofSeconds(60));
        assertThat(calls)
                .containsExactly(
                        "sent 1",
                        "held 1",
                        "failed 1",
                        "sent 2",
                        "held 2",
                        "retried 2",
                        "answered 2",
                        "sent 3",
                        "held 3",
                        "answered 3",
                        "ended Completed");
    }

    @Test
    void anEventThatATestMakesSaysWhatItWasGiven() {
        List<String> calls = new ArrayList<>();
        Snapshot running = Snapshot.builder("a", JobState.RUNNING).build();
        PollEvent event = PollEvent.builder("a")
                .poll(3)
                .elapsed(ofSeconds(7))
                .text("status 503")
                .snapshot(running)
                .nextPoll(ofSeconds(2))
                .reason(PollReason.ERROR_BACKOFF)
                .hold(ofSeconds(1))
                .rejected(true)
                .build();
        new RecordingListener(calls).onPollFailed(event);
        assertThat(calls).containsExactly("failed 3");
        assertThat(event).hasToString("poll 3 of job a: status 503");
        assertThat(event.elapsed()).isEqualTo(ofSeconds(7));
        assertThat(event.snapshot()).contains(running);
        assertThat(event.nextPoll()).contains(ofSeconds(2));
        assertThat(event.reason()).isEqualTo(PollReason.ERROR_BACKOFF);
        assertThat(event.hold()).isEqualTo(ofSeconds(1));
        assertThat(event.rejected()).isTrue();
        PollEvent first = PollEvent.builder("b").build();
        assertThat(first).hasToString("poll 1 of job b: sent");
        assertThat(first.snapshot()).isEmpty();
        assertThat(first.nextPoll()).isEmpty();
    }

    @Test
    void anExecutorThatRejectsTasksCostsNeitherCallbacksNorOutcome() throws Exception {
        assertEndsWith(new RejectedExecutionException("full"));
    }

    @Test
    void anExecutorThatThrowsCostsNeitherCallbacksNorOutcome() throws Exception {
        assertEndsWith(new IllegalStateException("broken"));
    }

    private static void assertEndsWith(RuntimeException thrown) throws Exception {
        List<String> calls = new CopyOnWriteArrayList<>();
        AtomicInteger tasks = new AtomicInteger();
        try (HostileServer server = new HostileServer(HostileServer.says("pending"), HostileServer.says("completed"));
                Waiter waiter = Waiter.builder(Backend.status(server.uri()))
                        .schedule(PollSchedule.fixed(ofMillis(5)))
                        .hold(Duration.ZERO)
                        .listener(new RecordingListener(calls))
                        .callbackExecutor(task -> {
                            if (tasks.incrementAndGet() == 2 || tasks.get() > 5) {
                                throw thrown;
                            }
                            task.run();
                        })
                        .build()) {
            assertThat(waiter.awaitAsync("", ofSeconds(30)).get()).isInstanceOf(Outcome.Completed.class);
            // The future does not wait for listeners.
            Eventually.isTrue(() -> calls.contains("ended Completed"));
            assertThat(calls).containsExactly("sent 1", "answered 1", "sent 2", "answered 2", "ended Completed");
        }
    }
}
