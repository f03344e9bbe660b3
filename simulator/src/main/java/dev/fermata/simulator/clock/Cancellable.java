package dev.fermata.simulator.clock;

/** Something that will happen, unless it is canceled. Safe for use by many threads. */
@FunctionalInterface
public interface Cancellable {

    /**
     * Prevents what has not begun. Calling it again changes nothing.
     *
     * @return whether this call prevented it
     */
    boolean cancel();
}
