package dev.fermata.client;

import java.time.Duration;

/**
 * How many jobs one request asks for at most. A server that turns a request for many down may do so because of one of them, or
 * because there are too many, or because it knows no such request at all; so the next ones ask for half as many, down to
 * single ones, before anybody is refused. It grows again as requests for many are answered. Thread-safe.
 */
final class Batch {

    /** A server that seems to answer for one job at a time only is tried with two so often. */
    private static final Duration SINGLES = Duration.ofMinutes(1);

    private final int most;
    private int limit;
    private Duration singleUntil = Duration.ZERO;

    /** @param most as many as the backend allows */
    Batch(int most) {
        this.most = most;
        this.limit = most;
    }

    synchronized int most(Duration now) {
        if (limit == 1 && most > 1 && now.compareTo(singleUntil) >= 0) {
            limit = 2;
        }
        return limit;
    }

    /** A request for so many was turned down. */
    synchronized void refused(int jobs, Duration now) {
        limit = Math.max(1, Math.min(limit, jobs / 2));
        if (limit == 1) {
            singleUntil = now.plus(SINGLES);
        }
    }

    /** A request for so many was answered. */
    synchronized void answered(int jobs) {
        if (jobs > 1 && jobs >= limit) {
            limit = Math.min(most, 2 * limit);
        }
    }
}
