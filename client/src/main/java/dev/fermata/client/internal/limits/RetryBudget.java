package dev.fermata.client.internal.limits;

import java.time.Duration;

/**
 * A bucket of tokens, one for each request that follows a failure, shared by all waits of a waiter. It fills at a low rate, and by
 * one token for each success of a request that followed no failure: few failures among many successes delay nobody. In an outage
 * all waits together slow down to the low rate. When the server is back, the rate grows by half each second, and so does what
 * the bucket holds: the waits return within seconds, and not all at once.
 */
public final class RetryBudget {

    private static final Duration GROWTH = Duration.ofSeconds(1);

    private final double most;
    private final double perSecond;
    private double rate;
    private double tokens;
    private Duration filledAt = Duration.ZERO;
    private Duration grownAt = Duration.ZERO;

    /**
     * @param most 1 or more
     * @param perSecond more than zero
     */
    public RetryBudget(int most, double perSecond) {
        this.most = most;
        this.perSecond = perSecond;
        this.rate = perSecond;
        this.tokens = most;
    }

    /** Takes a token, if there is one. */
    public boolean take(Duration now) {
        fill(now);
        if (tokens < 1) {
            return false;
        }
        tokens--;
        return true;
    }

    /** When there will be a token. */
    public Duration next(Duration now) {
        fill(now);
        return tokens >= 1 ? now : now.plusNanos((long) Math.ceil((1 - tokens) / rate * 1e9));
    }

    /** @param retry whether the request followed a failure */
    public void succeeded(Duration now, boolean retry) {
        if (!retry) {
            tokens = Math.max(tokens, Math.min(mostNow(), tokens + 1));
        }
        if (now.minus(grownAt).compareTo(GROWTH) >= 0) {
            fill(now);
            // Faster than a full bucket each second it need not be.
            rate = Math.min(1.5 * rate, Math.max(most, perSecond) * 1024);
            grownAt = now;
        }
    }

    /** The server says that there are too many requests: it does not get many at once. */
    public void throttled() {
        tokens = Math.min(tokens, 1);
    }

    /** A request failed. */
    public void failed(Duration now) {
        fill(now);
        rate = perSecond;
        grownAt = now;
    }

    private void fill(Duration now) {
        double seconds = now.minus(filledAt).toNanos() / 1e9;
        tokens = Math.max(tokens, Math.min(mostNow(), tokens + seconds * rate));
        filledAt = now;
    }

    /** What is taken is refilled slowly at first, so that the waits that an outage has kept do not return all at once. */
    private double mostNow() {
        return Math.min(most, Math.max(1, rate / 10));
    }
}
