package dev.fermata.client;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The requests that are held at the moment. Waits that began at different times are held by different requests; when these become
 * many and one request could do for all, the next one takes the small ones over. Thread-safe.
 */
final class Herd {

    /** So many held requests are put up with: merging breaks connections off, so it must not be done for each new wait. */
    private static final int ENOUGH = 8;

    private final int most;
    private final Set<Exchange> held = new LinkedHashSet<>();

    /** @param most how many jobs one request can ask for */
    Herd(int most) {
        this.most = most;
    }

    synchronized void add(Exchange exchange) {
        held.add(exchange);
    }

    synchronized void remove(Exchange exchange) {
        held.remove(exchange);
    }

    synchronized boolean isEmpty() {
        return held.isEmpty();
    }

    /** Which requests a new one for so many jobs should take over: the smallest, as many as fit. */
    synchronized List<Exchange> absorbable(int size) {
        if (most == 1 || held.size() < ENOUGH) {
            return List.of();
        }
        List<Exchange> bySize = new ArrayList<>(held);
        bySize.sort(Comparator.comparingInt(exchange -> exchange.targets().size()));
        List<Exchange> taken = new ArrayList<>();
        int room = most - size;
        for (Exchange exchange : bySize) {
            room -= exchange.targets().size();
            if (room < 0) {
                break;
            }
            taken.add(exchange);
        }
        return taken;
    }
}
