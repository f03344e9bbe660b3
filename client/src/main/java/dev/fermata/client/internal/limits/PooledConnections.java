package dev.fermata.client.internal.limits;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * How long the connections are unused that the JDK's client keeps in its pool, in the order in which it takes them: the one that is
 * unused for the longest time comes first. So a response just now says nothing of the next one, if several were used at once. The server
 * may have closed some of them, so none is older than it seems here. Of what other waiters use, nothing is known.
 */
public final class PooledConnections {

    /** After this time without use a connection may be dead: a server may close it, a firewall may forget it. */
    private static final Duration IDLE = Duration.ofSeconds(3);
    /** After so many, the old ones are taken for closed: to connect each time costs more than they are worth. */
    private static final int MOST_PASSED_OVER = 8;

    /** When each was used last. */
    private final Deque<Duration> usedAt = new ArrayDeque<>();
    /** How many requests in a row got new connections because of old ones. */
    private int passedOver;

    /** Whether the next one may be dead. Where there is none, the next request makes one. */
    public boolean isOld(Duration now) {
        Duration next = usedAt.peekFirst();
        return next != null && now.minus(next).compareTo(IDLE) > 0;
    }

    /** A request takes the next one. Returns whether that may be dead. */
    public boolean take(Duration now) {
        boolean wasOld = isOld(now);
        usedAt.pollFirst();
        passedOver = 0;
        return wasOld;
    }

    /** A request gets a new connection, which is not kept. */
    public void passOver(Duration now) {
        passedOver = isOld(now) ? passedOver + 1 : 0;
        if (passedOver == MOST_PASSED_OVER) {
            forgetOld(now);
        }
    }

    /** A response came over one that was taken. If that was an old one, the server drops none without a word. */
    public void putBack(boolean wasOld, Duration now) {
        if (wasOld) {
            forgetOld(now);
        }
        usedAt.addLast(now);
    }

    private void forgetOld(Duration now) {
        while (isOld(now)) {
            usedAt.pollFirst();
        }
    }
}
