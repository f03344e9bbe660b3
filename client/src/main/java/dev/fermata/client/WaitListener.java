package dev.fermata.client;

import dev.fermata.client.backend.JobState;
import dev.fermata.client.backend.Snapshot;
import dev.fermata.client.internal.text.Printable;
import dev.fermata.client.internal.wait.PollResult;
import dev.fermata.client.internal.wait.WaitObserver;
import dev.fermata.client.internal.wait.WaitState;
import dev.fermata.client.internal.wait.WaitStateMachine.Action;
import dev.fermata.client.internal.wait.WaitStateMachine.PauseUntil;
import dev.fermata.client.schedule.PollSchedule.PollReason;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Is called at each step of a wait. Override what you want to know; a listener never changes what the client sends.
 *
 * <p>All methods are called on the callback executor, for one wait in the order of what happens, for several waits at once. They may
 * take their time: no deadline, no poll and no outcome waits for them. So the last calls for a wait may come after its outcome;
 * {@link Waiter#close} gives them a fifth of a second. What a method throws is logged and ignored.
 *
 * <pre>{@code
 * Waiter.builder(backend).listener(WaitListener.onPolls(event -> System.out.println(event.id() + ": " + event.text())))
 * }</pre>
 */
public interface WaitListener {

    /** A poll is sent. */
    default void onPollSent(PollEvent event) {}

    /** A poll is sent, and the server is asked to hold it; called after {@link #onPollSent}. */
    default void onPollHeld(PollEvent event) {}

    /** A poll is sent because the one before failed; called after {@link #onPollSent}. */
    default void onPollRetried(PollEvent event) {}

    /** The server answered a poll: the job has not ended, or it has. */
    default void onPollAnswered(PollEvent event) {}

    /** A poll found that the job goes no further until somebody acts; called after {@link #onPollAnswered}, once until it moves. */
    default void onAttentionNeeded(PollEvent event) {}

    /** A poll failed: a transient failure, or a rejection. */
    default void onPollFailed(PollEvent event) {}

    /** The wait ended. A wait that is canceled, or that a closed waiter ends, has no outcome. */
    default void onWaitEnded(Outcome outcome) {}

    /** A listener for each poll that was answered or failed. */
    static WaitListener onPolls(Consumer<? super PollEvent> action) {
        Objects.requireNonNull(action, "action");
        return new WaitListener() {
            @Override
            public void onPollAnswered(PollEvent event) {
                action.accept(event);
            }

            @Override
            public void onPollFailed(PollEvent event) {
                action.accept(event);
            }
        };
    }

    /**
     * One step of one poll. Immutable.
     *
     * <pre>{@code
     * listener.onPollFailed(PollEvent.builder("job-1").poll(3).text("status 503").build());
     * }</pre>
     */
    final class PollEvent {

        private final String id;
        private final int poll;
        private final Duration elapsed;
        private final String text;
        private final @Nullable Snapshot snapshot;
        private final @Nullable Duration nextPoll;
        private final PollReason reason;
        private final Duration hold;
        private final boolean rejected;

        private PollEvent(Builder builder) {
            this.id = builder.id;
            this.poll = builder.poll;
            this.elapsed = builder.elapsed;
            this.text = builder.text;
            this.snapshot = builder.snapshot;
            this.nextPoll = builder.nextPoll;
            this.reason = builder.reason;
            this.hold = builder.hold;
            this.rejected = builder.rejected;
        }

        /** For tests of listeners. By default it is the first poll of that job, at the beginning of the wait; nothing is known. */
        public static Builder builder(String id) {
            return new Builder(id);
        }

        /** The job; empty if the backend has only one. */
        public String id() {
            return id;
        }

        /** The number of the poll, from 1. */
        public int poll() {
            return poll;
        }

        /** The time since the wait began. */
        public Duration elapsed() {
            return elapsed;
        }

        /** The server's word for the state, or a sentence that says what went wrong; empty for a poll that is sent. */
        public String text() {
            return text;
        }

        /** What is known of the job; empty before the first valid response. */
        public Optional<Snapshot> snapshot() {
            return Optional.ofNullable(snapshot);
        }

        /** The time until the next poll; empty if there will be none, or if this poll is under way. */
        public Optional<Duration> nextPoll() {
            return Optional.ofNullable(nextPoll);
        }

        /** What decided the moment of the next poll, or of this one if it is sent. */
        public PollReason reason() {
            return reason;
        }

        /** How long the server is asked to hold this poll; zero for not at all. */
        public Duration hold() {
            return hold;
        }

        /** Whether the server rejected this poll, perhaps not for good: a job that is not there yet is 404. */
        public boolean rejected() {
            return rejected;
        }

        @Override
        public String toString() {
            return Printable.clean("poll " + poll + " of job " + id + ": " + (text.isEmpty() ? "sent" : text));
        }

        /** Each method sets what the event's method of that name returns; null stands for empty. Not thread-safe. */
        public static final class Builder {

            private final String id;
            private int poll = 1;
            private Duration elapsed = Duration.ZERO;
            private String text = "";
            private @Nullable Snapshot snapshot;
            private @Nullable Duration nextPoll;
            private PollReason reason = PollReason.SCHEDULE;
            private Duration hold = Duration.ZERO;
            private boolean rejected;

            private Builder(String id) {
                this.id = Objects.requireNonNull(id, "id");
            }

            public Builder poll(int poll) {
                this.poll = poll;
                return this;
            }

            public Builder elapsed(Duration elapsed) {
                this.elapsed = Objects.requireNonNull(elapsed, "elapsed");
                return this;
            }

            public Builder text(String text) {
                this.text = Objects.requireNonNull(text, "text");
                return this;
            }

            public Builder snapshot(@Nullable Snapshot snapshot) {
                this.snapshot = snapshot;
                return this;
            }

            public Builder nextPoll(@Nullable Duration nextPoll) {
                this.nextPoll = nextPoll;
                return this;
            }

            public Builder reason(PollReason reason) {
                this.reason = Objects.requireNonNull(reason, "reason");
                return this;
            }

            public Builder hold(Duration hold) {
                this.hold = Objects.requireNonNull(hold, "hold");
                return this;
            }

            public Builder rejected(boolean rejected) {
                this.rejected = rejected;
                return this;
            }

            public PollEvent build() {
                return new PollEvent(this);
            }
        }

        /** Turns what the engine observes into calls of a listener, one after the other on the callback executor. */
        static final class Feed implements WaitObserver {

            private final String id;
            private final WaitListener listener;
            private final WaiterThreads threads;
            private CompletableFuture<Void> last = CompletableFuture.completedFuture(null);
            private boolean neededAttention;

            Feed(String id, WaitListener listener, WaiterThreads threads) {
                this.id = id;
                this.listener = listener;
                this.threads = threads;
            }

            @Override
            public void sent(WaitState state, Duration elapsed, PollReason reason, Duration hold) {
                tell(() -> {
                    PollEvent event = event(state, elapsed, reason).hold(hold).build();
                    listener.onPollSent(event);
                    if (!hold.isZero()) {
                        listener.onPollHeld(event);
                    }
                    if (state.failures() > 0) {
                        listener.onPollRetried(event);
                    }
                });
            }

            @Override
            public void received(WaitState state, Duration elapsed, PollResult result, Action action) {
                if (action instanceof PauseUntil pause && pause.reason() != PollReason.END) {
                    Duration next = pause.at().minus(elapsed);
                    answered(state, elapsed, result, next.isNegative() ? Duration.ZERO : next, pause.reason());
                } else {
                    answered(state, elapsed, result, null, PollReason.END);
                }
            }

            @Override
            public void stays(WaitState state, Duration elapsed, @Nullable Snapshot known) {
                PollResult notEnded = new PollResult.Running(known, Instant.EPOCH, Duration.ZERO, null);
                answered(state, elapsed, notEnded, null, PollReason.HOLD);
            }

            private void answered(
                    WaitState state, Duration elapsed, PollResult result, @Nullable Duration next, PollReason reason) {
                Builder event = event(state, elapsed, reason).nextPoll(next);
                tell(() -> onReceived(event.text(result.text()), result));
            }

            private void onReceived(Builder received, PollResult result) {
                PollEvent event =
                        received.rejected(result instanceof PollResult.Rejected).build();
                if (!(result instanceof PollResult.Running || result instanceof PollResult.Terminal)) {
                    listener.onPollFailed(event);
                    return;
                }
                listener.onPollAnswered(event);
                Snapshot job = event.snapshot;
                boolean needed = job != null && job.state() == JobState.NEEDS_ATTENTION;
                if (needed && !neededAttention) {
                    listener.onAttentionNeeded(event);
                }
                neededAttention = needed;
            }

            @Override
            public void ended(WaitObserver.WaitResult result) {
                tell(() -> listener.onWaitEnded(WaiterCalls.outcome(result)));
            }

            private Builder event(WaitState state, Duration elapsed, PollReason reason) {
                Builder event = builder(id).poll(state.polls()).elapsed(elapsed);
                return event.snapshot(state.last()).reason(reason);
            }

            private void tell(Runnable call) {
                last = threads.callback(last, call);
            }
        }
    }
}
