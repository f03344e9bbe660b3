package dev.fermata.client;

/**
 * Is told of every poll of a wait, in order.
 *
 * <p>Called on threads of the client's own that do nothing else, for several waits at once. While it is told of a poll, the next
 * poll of that wait is put off, down to the last look; nothing else is: no deadline, no outcome, no other wait. The last event
 * may so come after the outcome; {@link Waiter#close} gives it a fifth of a second. What a listener throws is logged and ignored.
 */
@FunctionalInterface
public interface WaitListener {

    /** A poll was answered, or failed. */
    void onPoll(WaitEvent event);

    /** Not interested. */
    WaitListener NOBODY = event -> {};
}
