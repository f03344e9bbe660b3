package dev.fermata.client;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The requests that are held at the moment, or pause between two rounds. Waits that began at different times are held by
 * different requests, and those who share one become fewer; when one request can do for several, the next one takes the small
 * ones over. Thread-safe.
 */
final class Herd {

    /** So many held requests are put up with: merging breaks connections off, so it must not be done for each new wait. */
    private static final int ENOUGH = 8;

    private final Batch batch;
    private final Set<Exchange> held = new LinkedHashSet<>();

    /** @param batch how many jobs one request can ask for */
    Herd(Batch batch) {
        this.batch = batch;
    }

    synchronized void add(Exchange exchange) {
        held.add(exchange);
    }

    /** Whether it was there. */
    synchronized boolean remove(Exchange exchange) {
        return held.remove(exchange);
    }

    synchronized boolean isEmpty() {
        return held.isEmpty();
    }

    /** Which requests a new one for so many jobs should take over: the smallest, as many as fit. */
    synchronized List<Exchange> absorbable(int size, Duration now) {
        int most = batch.most(now);
        if (most == 1 || held.size() < ENOUGH) {
            return List.of();
        }
        List<Exchange> taken = new ArrayList<>();
        int room = most - size;
        for (Sized exchange : bySize()) {
            room -= exchange.size();
            if (room < 0) {
                break;
            }
            taken.add(exchange.exchange());
        }
        return taken;
    }

    /**
     * From which requests this one should fill up for its next round: the smallest first, and none that is larger, so that few
     * waits have to move and the small ones vanish.
     */
    synchronized List<Exchange> donors(Exchange exchange, Duration now) {
        int most = batch.most(now);
        int size = exchange.size();
        List<Exchange> donors = new ArrayList<>();
        for (Sized sized : bySize()) {
            Exchange other = sized.exchange();
            // One that pauses has no connection to break off, and of one that vanishes there is none to come.
            boolean cheap = other.isPausing() || sized.size() <= most - size || held.size() >= ENOUGH;
            if (size < most && other != exchange && cheap && sized.size() <= size) {
                donors.add(other);
            }
        }
        return donors;
    }

    /** A request, and how many were aboard when it was looked at: they come and go while others are counted. */
    private record Sized(Exchange exchange, int size) {}

    private List<Sized> bySize() {
        return held.stream()
                .map(exchange -> new Sized(exchange, exchange.size()))
                .sorted(Comparator.comparingInt(Sized::size))
                .toList();
    }

    /** How many jobs more it has room for. */
    int room(Exchange exchange, Duration now) {
        return Math.max(0, batch.most(now) - exchange.size());
    }
}
