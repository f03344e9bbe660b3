package dev.fermata.client;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fermata.client.backend.Backend;
import dev.fermata.client.schedule.PollSchedule;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What callers do, and other servers ask for, that must not spoil a wait. */
@Timeout(60)
class CallersTest {

    private static final Duration SHORT = ofMillis(400);

    @ParameterizedTest
    @EnumSource(Path.class)
    void aListenerThatTakesLongerThanTheWaitNeverTurnsACompletedJobIntoATimeout(Path path) throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        try (HostileServer server = new HostileServer(says("done"));
                Waiter waiter = settings(server)
                        .listener(WaitListener.onPolls(event -> await(never, SHORT.multipliedBy(2))))
                        .build()) {
            assertThat(path.await(waiter, "1", SHORT)).isInstanceOf(Outcome.Completed.class);
        }
    }

    @ParameterizedTest
    @EnumSource(Path.class)
    void aListenerThatNeverReturnsDelaysNoDeadline(Path path) throws Exception {
        CountDownLatch afterwards = new CountDownLatch(1);
        try (HostileServer server = new HostileServer(says("running"));
                Waiter waiter = settings(server)
                        .listener(WaitListener.onPolls(event -> await(afterwards, ofSeconds(50))))
                        .build()) {
            // Returns while the listener is still busy with the first poll.
            assertThat(path.await(waiter, "1", SHORT)).isInstanceOf(Outcome.TimedOut.class);
            afterwards.countDown();
        }
    }

    @ParameterizedTest
    @EnumSource(Path.class)
    void aWaitEndsOnTimeWhileTheCommonPoolIsFullyBusy(Path path) throws Exception {
        CountDownLatch afterwards = new CountDownLatch(1);
        int threads = Math.max(1, ForkJoinPool.getCommonPoolParallelism());
        CountDownLatch busy = new CountDownLatch(threads);
        for (int i = 0; i < threads; i++) {
            ForkJoinPool.commonPool().execute(() -> {
                busy.countDown();
                await(afterwards, ofSeconds(50));
            });
        }
        try (HostileServer server = new HostileServer(says("running"), says("done"));
                HostileServer silent = new HostileServer(HostileServer.hang());
                Waiter waiter = settings(server).build();
                Waiter inVain = settings(silent).build()) {
            busy.await();
            // Both return while nothing else gets a turn on that pool.
            assertThat(path.await(waiter, "1", ofSeconds(20))).isInstanceOf(Outcome.Completed.class);
            assertThat(path.await(inVain, "1", SHORT)).isInstanceOf(Outcome.TimedOut.class);
        } finally {
            afterwards.countDown();
        }
    }

    @ParameterizedTest
    @EnumSource(Path.class)
    void aRedirectionIsRejectedAndNoOtherServerGetsTheCredentials(Path path) throws Exception {
        try (HostileServer elsewhere = new HostileServer(says("done"));
                HostileServer server =
                        new HostileServer(HostileServer.status(302, "Location: " + elsewhere.uri() + "/jobs/1"));
                Waiter waiter = settings(server).build()) {
            assertThatThrownBy(() -> path.await(waiter, "1", ofSeconds(20)))
                    .isInstanceOf(WaitException.RequestRejectedException.class)
                    .hasMessageContaining("302");
            assertThat(server.lastHead()).contains("Authorization: Bearer secret");
            assertThat(elsewhere.requests()).isZero();
        }
    }

    private static void await(CountDownLatch latch, Duration most) {
        try {
            assertThat(latch.await(most.toMillis(), TimeUnit.MILLISECONDS)).isIn(true, false);
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }

    private static HostileServer.Behaviour says(String word) {
        return HostileServer.body("{\"state\":\"" + word + "\"}");
    }

    private static WaiterBuilder settings(HostileServer server) {
        Backend backend = Backend.json(server.uri() + "/jobs/{id}")
                .header("Authorization", "Bearer secret")
                .state("/state")
                .running("running")
                .completed("done")
                .failed("failed")
                .build();
        PollSchedule quick = PollSchedule.fixed(ofMillis(5));
        return Waiter.builder(backend).schedule(quick).errorBackoff(quick);
    }
}
