package dev.fermata.client;

/**
 * Is told of every poll of a wait, in order.
 *
 * <p>Called on the client's threads: return quickly and do not block, or the next poll of this wait comes late, or its last
 * answer. What a listener throws is logged and ignored.
 */
@FunctionalInterface
public interface WaitListener {

    /** A poll was answered, or failed. */
    void onPoll(WaitEvent event);

    /** Not interested. */
    WaitListener NOBODY = event -> {};
}
