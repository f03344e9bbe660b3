package dev.fermata.simulator.webhook;

import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Which receivers are worth waiting for. One that once kept the clock waiting for too long is not waited for until it has
 * answered in time again, so that a receiver that hangs costs one wait and not one for each webhook. Safe for use by many
 * threads.
 */
final class SlowReceivers {

    private static final int REMEMBERED = 1_000;

    private final Set<String> slow = new LinkedHashSet<>();

    synchronized boolean waitsFor(String receiver) {
        return !slow.contains(receiver);
    }

    synchronized void keptWaiting(String receiver) {
        if (slow.add(receiver) && slow.size() > REMEMBERED) {
            slow.remove(slow.iterator().next());
        }
    }

    synchronized void answeredInTime(String receiver) {
        slow.remove(receiver);
    }
}
