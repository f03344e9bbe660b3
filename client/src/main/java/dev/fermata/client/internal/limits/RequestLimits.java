package dev.fermata.client.internal.limits;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How many requests all waits of a waiter may send: at once, in a second, and after failures; and for how many jobs one request may
 * ask.
 *
 * <p><b>In flight.</b> A number of requests at once. <b>Distance.</b> Requests keep the least spacing that is set, and after a 429
 * a distance that grows with each further one and shrinks with each success. After a 429 with {@code Retry-After} no wait polls for that time.
 *
 * <p><b>Retries.</b> A bucket of tokens, one for each request that follows a failure. It fills at a low rate, and by one token for
 * each success of a request that followed no failure: few failures among many successes delay nobody. In an outage all waits
 * together slow down to the low rate. When the server is back, the rate grows by half each second, and so does what the bucket
 * holds: the waits return within seconds, and not all at once.
 *
 * <p><b>Jobs in a request.</b> A server that turns a bulk request down may do so because of one job, or because there are too many,
 * or because it knows no such request. So the next one asks for half as many, down to single polls. The number grows again as bulk
 * requests are answered.
 */
public final class RequestLimits {

    /** A 429 concerns the caller, so it stops all waits. But one response must not stop them for ever. */
    private static final Duration LONGEST_QUIET = Duration.ofMinutes(1);
    /** After a 429 that names no time, requests keep this distance; twice as much after each further one. */
    private static final Duration FIRST_DISTANCE = Duration.ofMillis(250);

    private static final Duration LONGEST_DISTANCE = Duration.ofSeconds(5);
    private static final Duration NO_DISTANCE = Duration.ofMillis(5);
    /** A longer distance is halved by each success, a shorter one becomes a little shorter, and not too often. */
    private static final Duration LONG_DISTANCE = Duration.ofSeconds(1);

    private static final Duration SHRINKS_AFTER = Duration.ofMillis(200);
    /** The room that a canceled request leaves is free after this time without another wait given up. */
    private static final Duration FREE_AFTER = Duration.ofMillis(20);

    private static final Duration FREE_AT_LATEST = Duration.ofMillis(200);
    /** After this time the retry rate may grow again. */
    private static final Duration RATE_GROWS_AFTER = Duration.ofSeconds(1);
    /** A server that seems to answer for one job at a time only is tried with two this often. */
    private static final Duration SINGLES = Duration.ofMinutes(1);

    private final Limits limits;
    private final int mostJobs;

    private int inFlight;
    private int canceled;
    private Duration canceledAt = Duration.ZERO;
    private Duration abandonedAt = Duration.ZERO;

    private Duration spacedUntil = Duration.ZERO;
    private Duration quietUntil = Duration.ZERO;
    private Duration distance = Duration.ZERO;
    private Duration sentAt = Duration.ZERO;
    private Duration throttledAt = Duration.ZERO;
    private Duration shrunkAt = Duration.ZERO;

    private double retryRate;
    private double tokens;
    private Duration filledAt = Duration.ZERO;
    private Duration rateGrownAt = Duration.ZERO;

    private int jobs;
    private Duration singleUntil = Duration.ZERO;

    /**
     * What the caller allows.
     *
     * @param inFlight requests at once
     * @param spacing the least time from one request to the next; zero for no limit
     * @param retryBurst requests in a row that follow failures; 1 or more
     * @param retriesPerSecond the rate at which that recovers by itself; more than zero
     */
    public record Limits(int inFlight, Duration spacing, int retryBurst, double retriesPerSecond) {}

    /** @param mostJobs for how many jobs the backend can ask with one request */
    public RequestLimits(Limits limits, int mostJobs) {
        this.limits = limits;
        this.mostJobs = mostJobs;
        this.jobs = mostJobs;
        this.retryRate = limits.retriesPerSecond();
        this.tokens = limits.retryBurst();
    }

    public boolean isOpen(Duration now, boolean urgent) {
        return now.compareTo(opensAt(now, urgent)) >= 0;
    }

    /**
     * From when on a request may be sent if there is room for it.
     *
     * @param urgent for the last poll of a wait, which would be lost if it had to keep the whole distance
     */
    public Duration opensAt(Duration now, boolean urgent) {
        Duration least = urgent && distance.compareTo(FIRST_DISTANCE) > 0 ? FIRST_DISTANCE : distance;
        return latest(now, latest(sentAt.plus(least), latest(spacedUntil, quietUntil)));
    }

    private static Duration latest(Duration a, Duration b) {
        return a.compareTo(b) >= 0 ? a : b;
    }

    /** Whether one more request may be in flight. */
    public boolean hasRoom(Duration now) {
        if (canceled > 0 && now.compareTo(freeAt()) >= 0) {
            inFlight -= canceled;
            canceled = 0;
        }
        return inFlight < limits.inFlight();
    }

    /** When the room that canceled requests leave is free; null if there is none. */
    public @Nullable Duration roomAt() {
        return canceled == 0 ? null : freeAt();
    }

    private Duration freeAt() {
        Duration soonest = abandonedAt.plus(FREE_AFTER);
        Duration latest = canceledAt.plus(FREE_AT_LATEST);
        return soonest.compareTo(latest) < 0 ? soonest : latest;
    }

    /** A request, or another round of one, was sent. */
    public void sent(Duration now) {
        spacedUntil = now.plus(limits.spacing());
        sentAt = now;
    }

    public void began() {
        inFlight++;
    }

    /** A request is over, of which so many were in flight. */
    public void ended(int copies) {
        inFlight -= copies;
    }

    /** Waits are given up now. */
    public void abandoning(Duration now) {
        abandonedAt = now;
    }

    /** A request was canceled, of which so many were in flight. */
    public void canceled(int copies, Duration now) {
        if (now.minus(abandonedAt).compareTo(FREE_AFTER) >= 0) {
            inFlight -= copies;
            return;
        }
        canceledAt = canceled == 0 ? now : canceledAt;
        canceled += copies;
    }

    /** Takes a token for a request that follows a failure, if there is one. */
    public boolean takeRetry(Duration now) {
        fillTokens(now);
        if (tokens < 1) {
            return false;
        }
        tokens--;
        return true;
    }

    /** When there will be a token for a request that follows a failure. */
    public Duration retryAt(Duration now) {
        fillTokens(now);
        return tokens >= 1 ? now : now.plusNanos((long) Math.ceil((1 - tokens) / retryRate * 1e9));
    }

    private void fillTokens(Duration now) {
        double seconds = now.minus(filledAt).toNanos() / 1e9;
        tokens = Math.max(tokens, Math.min(mostTokens(), tokens + seconds * retryRate));
        filledAt = now;
    }

    /** What is taken is refilled slowly at first, so that the waits that an outage has kept do not return all at once. */
    private double mostTokens() {
        return Math.min(limits.retryBurst(), Math.max(1, retryRate / 10));
    }

    /**
     * A request succeeded.
     *
     * @param retry whether it followed a failure
     */
    public void succeeded(Duration now, boolean retry) {
        if (!retry) {
            tokens = Math.max(tokens, Math.min(mostTokens(), tokens + 1));
        }
        if (now.minus(rateGrownAt).compareTo(RATE_GROWS_AFTER) >= 0) {
            fillTokens(now);
            // Faster than a full bucket each second it need not be.
            double fastest = Math.max(limits.retryBurst(), limits.retriesPerSecond()) * 1024;
            retryRate = Math.min(1.5 * retryRate, fastest);
            rateGrownAt = now;
        }
        if (distance.compareTo(LONG_DISTANCE) > 0) {
            distance = distance.dividedBy(2);
        } else if (now.minus(shrunkAt).compareTo(SHRINKS_AFTER) >= 0) {
            distance = distance.compareTo(NO_DISTANCE) < 0
                    ? Duration.ZERO
                    : distance.multipliedBy(4).dividedBy(5);
            shrunkAt = now;
        }
    }

    /**
     * A request failed.
     *
     * @param statusCode 0 if there was no response
     */
    public void failed(Duration now, int statusCode, Duration retryAfter) {
        fillTokens(now);
        retryRate = limits.retriesPerSecond();
        rateGrownAt = now;
        if (statusCode == 429) {
            // The server wants fewer requests: it does not get many at once, not even of retries.
            tokens = Math.min(tokens, 1);
            slowDown(now, retryAfter);
        } else if ((statusCode == 0 || statusCode >= 500) && mostJobs > 1 && retryAfter.isZero()) {
            // Perhaps too many requests, too. If one can ask for all jobs, all waits share what is sent: little is
            // lost.
            slowDown(now, Duration.ZERO);
        }
    }

    private void slowDown(Duration now, Duration retryAfter) {
        if (!retryAfter.isZero()) {
            Duration until = now.plus(retryAfter.compareTo(LONGEST_QUIET) < 0 ? retryAfter : LONGEST_QUIET);
            quietUntil = latest(quietUntil, until);
        } else if (now.minus(throttledAt).compareTo(distance) >= 0) {
            // Requests that were in flight together count once.
            Duration more = distance.isZero() ? FIRST_DISTANCE : distance.multipliedBy(2);
            distance = more.compareTo(LONGEST_DISTANCE) < 0 ? more : LONGEST_DISTANCE;
            throttledAt = now;
            sentAt = now;
        }
    }

    /** For how many jobs one request may ask. */
    public int jobsPerRequest(Duration now) {
        if (jobs == 1 && mostJobs > 1 && now.compareTo(singleUntil) >= 0) {
            jobs = 2;
        }
        return jobs;
    }

    /** A request for that many jobs was turned down. */
    public void turnedDown(int size, Duration now) {
        jobs = Math.max(1, Math.min(jobs, size / 2));
        if (jobs == 1) {
            singleUntil = now.plus(SINGLES);
        }
    }

    /** A request for that many jobs was answered. */
    public void answered(int size) {
        if (size > 1 && size >= jobs) {
            jobs = Math.min(mostJobs, 2 * jobs);
        }
    }
}
