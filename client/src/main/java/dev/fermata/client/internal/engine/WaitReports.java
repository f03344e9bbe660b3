package dev.fermata.client.internal.engine;

import dev.fermata.client.backend.Snapshot;
import dev.fermata.client.internal.engine.WaitCall.Observer;
import dev.fermata.client.internal.engine.WaitCall.Report;
import dev.fermata.client.internal.wait.PollResult;
import dev.fermata.client.internal.wait.WaitState;
import dev.fermata.client.internal.wait.WaitStateMachine;
import dev.fermata.client.internal.wait.WaitStateMachine.PauseUntil;
import dev.fermata.client.schedule.PollReason;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** What one wait tells its observer, in order, on the callback executor. Most waits have no observer. */
final class WaitReports {

    private final WaitLoop loop;
    private final WaitCall call;
    private final Observer observer;
    private CompletableFuture<Void> last = CompletableFuture.completedFuture(null);

    WaitReports(WaitLoop loop, WaitCall call, Observer observer) {
        this.loop = loop;
        this.call = call;
        this.observer = observer;
    }

    void sent(WaitState state, PollReason reason, Duration hold) {
        report(state, null, null, reason, hold);
    }

    /** @param action what the wait does next */
    void received(WaitState state, PollResult result, WaitStateMachine.Action action) {
        if (action instanceof PauseUntil pause && pause.reason() != PollReason.END) {
            Duration next = pause.at().minus(elapsed());
            report(state, result, next.isNegative() ? Duration.ZERO : next, pause.reason(), Duration.ZERO);
        } else {
            report(state, result, null, PollReason.END, Duration.ZERO);
        }
    }

    /** The request goes on, and nothing was said of the job, of which {@code known} is known. */
    void stays(WaitState state, @Nullable Snapshot known) {
        PollResult notEnded = new PollResult.Running(known, Instant.EPOCH, Duration.ZERO, null);
        report(state, notEnded, null, PollReason.HOLD, Duration.ZERO);
    }

    void ended(WaitCall.Result result) {
        last = loop.background.callback(last, () -> observer.ended(result));
    }

    private void report(
            WaitState state, @Nullable PollResult result, @Nullable Duration next, PollReason reason, Duration hold) {
        Report report = new Report(call.id(), elapsed(), state, result, next, reason, hold);
        last = loop.background.callback(last, () -> observer.polled(report));
    }

    private Duration elapsed() {
        return loop.now().minus(call.start());
    }
}
