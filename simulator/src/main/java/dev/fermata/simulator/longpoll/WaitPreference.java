package dev.fermata.simulator.longpoll;

/**
 * How a request wants to be held.
 *
 * @param seconds for how long at most; 0 when it is not to be held
 * @param terminal whether only an end is news, and no change before it
 */
public record WaitPreference(int seconds, boolean terminal) {

    public static final WaitPreference NONE = new WaitPreference(0, false);

    /** As {@code Preference-Applied} says it; empty when it is not to be held. */
    public String applied() {
        if (seconds == 0) {
            return "";
        }
        return terminal ? "wait=" + seconds + ", until=terminal" : "wait=" + seconds;
    }
}
