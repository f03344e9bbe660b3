package dev.fermata.client.internal.limits;

import java.time.Duration;

/**
 * How many jobs one request may ask for. A server that turns a bulk request down may do so because of one job, or because there are
 * too many, or because it knows no such request. So the next one asks for half as many, down to single polls, before a job is
 * rejected. The number grows again as bulk requests are answered.
 */
public final class BulkSize {

    /** A server that seems to answer for one job at a time only is tried with two this often. */
    private static final Duration SINGLES = Duration.ofMinutes(1);

    private final int most;
    private int limit;
    private Duration singleUntil = Duration.ZERO;

    /** @param most what the backend allows */
    public BulkSize(int most) {
        this.most = most;
        this.limit = most;
    }

    public int most(Duration now) {
        if (limit == 1 && most > 1 && now.compareTo(singleUntil) >= 0) {
            limit = 2;
        }
        return limit;
    }

    /** A request for that many jobs was turned down. */
    public void refused(int jobs, Duration now) {
        limit = Math.max(1, Math.min(limit, jobs / 2));
        if (limit == 1) {
            singleUntil = now.plus(SINGLES);
        }
    }

    /** A request for that many jobs was answered. */
    public void answered(int jobs) {
        if (jobs > 1 && jobs >= limit) {
            limit = Math.min(most, 2 * limit);
        }
    }
}
