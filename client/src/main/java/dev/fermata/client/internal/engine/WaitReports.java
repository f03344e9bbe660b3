package dev.fermata.client.internal.engine;

import dev.fermata.client.backend.Snapshot;
import dev.fermata.client.internal.engine.WaitCall.Event;
import dev.fermata.client.internal.engine.WaitCall.Observer;
import dev.fermata.client.internal.engine.WaitCall.Report;
import dev.fermata.client.internal.engine.WaitCall.Result;
import dev.fermata.client.internal.wait.PollResult;
import dev.fermata.client.internal.wait.WaitAction;
import dev.fermata.client.internal.wait.WaitAction.PauseUntil;
import dev.fermata.client.internal.wait.WaitState;
import dev.fermata.client.schedule.PollReason;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What one wait tells its observer, in order, on the callback executor. */
final class WaitReports {

    private static final CompletableFuture<Void> DONE = CompletableFuture.completedFuture(null);

    private final WaitLoop loop;
    private final WaitCall call;
    private CompletableFuture<Void> last = DONE;

    WaitReports(WaitLoop loop, WaitCall call) {
        this.loop = loop;
        this.call = call;
    }

    void sent(WaitState state, PollReason reason, Duration hold) {
        report(Event.SENT, state, "", null, reason, hold);
    }

    /** @param action what the wait does next */
    void received(WaitState state, PollResult result, WaitAction action) {
        Event event = result instanceof PollResult.Rejected
                ? Event.REJECTED
                : result instanceof PollResult.Transient ? Event.FAILED : Event.ANSWERED;
        PauseUntil pause = action instanceof PauseUntil until && until.reason() != PollReason.END ? until : null;
        Duration next = pause == null ? null : pause.at().minus(elapsed());
        PollReason reason = pause == null ? PollReason.END : pause.reason();
        report(event, state, result.text(), next, reason, Duration.ZERO);
    }

    /** The request goes on, and nothing was said of the job, of which {@code last} is known. Most waits have no observer. */
    void stays(Supplier<WaitState> state, @Nullable Snapshot last) {
        if (call.observer() != null) {
            String word = last == null ? "not ended" : last.word();
            report(Event.ANSWERED, state.get(), word, null, PollReason.HOLD, Duration.ZERO);
        }
    }

    void ended(Result result) {
        tell(observer -> observer.ended(result));
    }

    private void report(
            Event event, WaitState state, String text, @Nullable Duration next, PollReason reason, Duration hold) {
        if (call.observer() == null) {
            return;
        }
        Duration pause = next != null && next.isNegative() ? Duration.ZERO : next;
        Report report = new Report(
                event,
                call.id(),
                state.polls(),
                elapsed(),
                text,
                state.last(),
                pause,
                reason,
                state.failures() > 0,
                hold);
        tell(observer -> observer.polled(report));
    }

    private void tell(Consumer<Observer> news) {
        Observer observer = call.observer();
        if (observer != null) {
            last = loop.background.callback(last, () -> news.accept(observer));
        }
    }

    private Duration elapsed() {
        return loop.now().minus(call.start());
    }
}
