package dev.fermata.client;

import java.util.Objects;
import java.util.function.Consumer;

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
}
