package dev.fermata.simulator.clock;

/** A task that can be canceled until it begins. Safe for use by many threads. */
@FunctionalInterface
public interface Cancellable {

    /**
     * Cancels the task, unless it has begun. A second call changes nothing.
     *
     * @return whether this call canceled it
     */
    boolean cancel();
}
