package dev.fermata.client.webhook;

import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/** Which webhooks came lately. Bounded: of too many the oldest are forgotten. Thread-safe. */
final class ReplayMemory {

    private static final int MOST = 10_000;
    /** HeyGen repeats a delivery for so long. */
    private static final Duration KEPT = Duration.ofHours(24);

    private final Map<String, Instant> seen = new LinkedHashMap<>();

    synchronized boolean isNew(String signature, Instant now) {
        Iterator<Instant> oldest = seen.values().iterator();
        while (oldest.hasNext() && isOld(oldest.next(), now)) {
            oldest.remove();
        }
        if (seen.putIfAbsent(signature, now) != null) {
            return false;
        }
        if (seen.size() > MOST) {
            seen.remove(seen.keySet().iterator().next());
        }
        return true;
    }

    private static boolean isOld(Instant received, Instant now) {
        return received.plus(KEPT).isBefore(now);
    }
}
