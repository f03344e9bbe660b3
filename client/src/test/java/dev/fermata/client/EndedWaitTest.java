package dev.fermata.client;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.client.backend.Backend;
import dev.fermata.client.backend.JobState;
import dev.fermata.client.backend.Snapshot;
import java.lang.ref.WeakReference;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A wait that has ended is kept nowhere. */
class EndedWaitTest {

    private static final Duration LONG = ofSeconds(600);

    /** The only request that may be in flight gets no response. */
    private final World world = new World((request, now) -> null);

    private final Waiter waiter = world.waiter(Waiter.builder(Backend.fermata(URI.create("http://server")))
            .hold(Duration.ZERO)
            .requestTimeout(LONG)
            .maxInFlight(1));

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void isForgottenAlsoIfItQueuedForItsTurnBehindAnother(boolean canceled) {
        waiter.awaitAsync("in flight", LONG);
        world.pass(ofSeconds(1));
        waiter.awaitAsync("first in the queue", LONG);
        world.pass(ofSeconds(1));
        List<WeakReference<WaitListener>> listeners = beginAndEnd(canceled);
        assertThat(reachable(listeners)).isZero();
        assertThat(world.inFlight()).isEqualTo(1);
    }

    private List<WeakReference<WaitListener>> beginAndEnd(boolean canceled) {
        List<WeakReference<WaitListener>> listeners = new ArrayList<>();
        List<CompletableFuture<Outcome>> waits = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            String id = "job-" + i;
            WaitListener listener =
                    WaitListener.onPolls(event -> assertThat(event.id()).isEqualTo(id));
            listeners.add(new WeakReference<>(listener));
            waits.add(waiter.awaitAsync(
                    id, WaitOptions.builder().maxWait(LONG).listener(listener).build()));
        }
        world.pass(ofSeconds(1));
        assertThat(reachable(listeners)).isEqualTo(100);
        for (int i = 0; i < 100; i++) {
            String id = "job-" + i;
            if (canceled) {
                waits.get(i).cancel(true);
            } else {
                waiter.notify(id, Snapshot.builder(id, JobState.COMPLETED).build());
            }
        }
        world.pass(ofSeconds(1));
        assertThat(waits).allMatch(CompletableFuture::isDone);
        return listeners;
    }

    /** How many are reachable after some collections. */
    private static long reachable(List<WeakReference<WaitListener>> listeners) {
        long reachable = listeners.size();
        for (int i = 0; i < 5 && reachable > 0; i++) {
            System.gc();
            reachable = listeners.stream().filter(each -> each.get() != null).count();
        }
        return reachable;
    }
}
