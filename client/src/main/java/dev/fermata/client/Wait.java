package dev.fermata.client;

import dev.fermata.client.Decision.Ending;
import dev.fermata.client.Decision.Finish;
import dev.fermata.client.Decision.PauseUntil;
import dev.fermata.client.Decision.Send;
import dev.fermata.client.WaitMachine.Step;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One wait under way: carries out what {@link WaitMachine} decides.
 *
 * <p>At any moment either a request is under way or a timer runs, never both and never two, so the steps follow one another;
 * only the deadline and {@link #abandon} come from outside. The lock guards the fields and is never held while foreign code
 * runs.
 */
final class Wait {

    private static final System.Logger LOG = System.getLogger(Wait.class.getName());
    private static final Runnable NOTHING = () -> {};

    private final Driver driver;
    private final WaitMachine machine;
    private final StatusBackend backend;
    private final WaitListener listener;
    private final Duration start;
    private final CompletableFuture<Ending> ending = new CompletableFuture<>();

    private Progress progress = Progress.NONE;
    private Runnable cancelTimer = NOTHING;
    private Runnable cancelDeadline = NOTHING;
    private @Nullable CompletableFuture<HttpResponse<byte[]>> request;

    Wait(Driver driver, WaitMachine machine, StatusBackend backend, WaitListener listener) {
        this.driver = driver;
        this.machine = machine;
        this.backend = backend;
        this.listener = listener;
        this.start = driver.time.now();
    }

    /** Completed on the timer's or a pool's thread: attach only what is quick and cannot block. */
    CompletableFuture<Ending> ending() {
        return ending;
    }

    synchronized Progress progress() {
        return progress;
    }

    Duration elapsed() {
        return driver.time.now().minus(start);
    }

    void begin() {
        synchronized (this) {
            cancelDeadline = driver.time.schedule(start.plus(machine.maxWait()), this::wake);
        }
        perform(step(() -> machine.begin(driver.random.getAsDouble())));
    }

    /** Ends the wait from outside: timer and request are gone when this returns. Does nothing to a wait that has ended. */
    void abandon(Throwable reason) {
        if (ending.completeExceptionally(reason)) {
            release();
        }
    }

    /** On the timer's thread, so whatever is told to the listener goes by way of the pool. */
    private void wake() {
        Optional<Step> step = step(() -> machine.wake(progress, elapsed()));
        perform(step);
        step.ifPresent(last -> driver.workers().execute(() -> tell(last)));
    }

    private void answered(@Nullable HttpResponse<byte[]> response, @Nullable Throwable problem) {
        try {
            Answer answer = response != null
                    ? backend.read(response, driver.time.wallClock())
                    : Answer.trouble(Problems.sentence(problem, backend.uri()));
            Optional<Step> step = step(() -> {
                cancelTimer.run();
                request = null;
                return machine.decide(progress, answer, elapsed(), driver.random.getAsDouble());
            });
            step.ifPresent(this::tell);
            perform(step);
        } catch (RuntimeException | Error broken) {
            abandon(broken);
        }
    }

    /** Nothing if the wait has ended. A schedule that throws ends the wait: it must never hang. */
    private synchronized Optional<Step> step(Supplier<Step> decide) {
        if (ending.isDone()) {
            return Optional.empty();
        }
        try {
            Step step = decide.get();
            progress = step.progress();
            return Optional.of(step);
        } catch (RuntimeException | Error broken) {
            abandon(broken);
            return Optional.empty();
        }
    }

    private void perform(Optional<Step> step) {
        step.map(Step::decision).ifPresent(decision -> {
            if (decision instanceof Finish finish) {
                if (ending.complete(finish.ending())) {
                    release();
                }
            } else if (decision instanceof PauseUntil pause) {
                setTimer(pause.at(), this::wake);
            } else if (decision instanceof Send send) {
                ask(send.abandonAt());
            }
        });
    }

    private void ask(Duration abandonAt) {
        CompletableFuture<HttpResponse<byte[]>> sent = driver.send(backend);
        synchronized (this) {
            request = sent;
        }
        // The JDK's own request timeout ends at the headers before 26; this one covers the whole exchange.
        setTimer(abandonAt, () -> sent.cancel(true));
        sent.whenCompleteAsync(this::answered, driver.workers());
        if (ending.isDone()) {
            sent.cancel(true);
        }
    }

    private synchronized void setTimer(Duration at, Runnable task) {
        if (!ending.isDone()) {
            cancelTimer = driver.time.schedule(start.plus(at), task);
        }
    }

    private synchronized void release() {
        cancelTimer.run();
        cancelDeadline.run();
        if (request != null) {
            request.cancel(true);
        }
    }

    private void tell(Step step) {
        step.heard().ifPresent(heard -> {
            Duration now = elapsed();
            boolean pausing = step.decision() instanceof PauseUntil;
            Optional<Duration> next =
                    pausing ? Optional.of(((PauseUntil) step.decision()).at().minus(now)) : Optional.empty();
            WaitEvent.Why why = pausing ? ((PauseUntil) step.decision()).why() : WaitEvent.Why.END;
            try {
                listener.onPoll(new WaitEvent(step.progress().polls(), now, heard, next, why));
            } catch (RuntimeException broken) {
                LOG.log(System.Logger.Level.WARNING, "a WaitListener threw; the wait goes on", broken);
            }
        });
    }
}
