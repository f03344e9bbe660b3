package dev.fermata.client;

import java.time.Duration;

/**
 * A bucket of tokens, one for each request that follows trouble, shared by all waits of a client. It fills slowly by itself and
 * quickly with good answers: in an outage all waits together slow down to a trickle, and come back one after the other. Not
 * thread-safe.
 */
final class RetryBudget {

    private final double most;
    private final double perSecond;
    private double tokens;
    private Duration filledAt = Duration.ZERO;

    /**
     * @param most 1 or more
     * @param perSecond more than zero
     */
    RetryBudget(int most, double perSecond) {
        this.most = most;
        this.perSecond = perSecond;
        this.tokens = most;
    }

    /** Takes a token, if there is one. */
    boolean take(Duration now) {
        fill(now);
        if (tokens < 1) {
            return false;
        }
        tokens--;
        return true;
    }

    /** When there will be a token. */
    Duration next(Duration now) {
        fill(now);
        return tokens >= 1 ? now : now.plusNanos((long) Math.ceil((1 - tokens) / perSecond * 1e9));
    }

    /** A good answer. */
    void refund() {
        tokens = Math.min(most, tokens + 1);
    }

    private void fill(Duration now) {
        double seconds = now.minus(filledAt).toNanos() / 1e9;
        tokens = Math.min(most, tokens + seconds * perSecond);
        filledAt = now;
    }
}
