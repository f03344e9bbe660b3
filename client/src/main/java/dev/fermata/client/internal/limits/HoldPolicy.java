package dev.fermata.client.internal.limits;

import java.time.Duration;

/**
 * What is known of the server's readiness to hold requests ({@code Prefer: wait}), and so how long to ask for. Shared by all waits.
 *
 * <p>Until the server has held a request it is asked for one second, so that a server that does not know of holding costs no more than
 * usual. A proxy that cuts held requests after a time is remembered: requests ask for a little less from then on.
 */
public final class HoldPolicy {

    /** It takes no longer to see whether a server holds. */
    private static final Duration PROBE = Duration.ofSeconds(1);

    private static final Duration SHORTEST = Duration.ofSeconds(1);
    private static final Duration FIRST_BAN = Duration.ofMinutes(1);
    private static final Duration LONGEST_BAN = Duration.ofMinutes(15);
    /**
     * Probes that may fail in a row before a request without a hold is tried. If that succeeds, one more probe shows whether it is the
     * hold that fails: an outage says nothing about it.
     */
    private static final int PROBES = 3;
    /**
     * After this many requests held in full, the whole time is tried again. The number doubles each time that this fails.
     */
    private static final int TRUSTED = 5;
    /** A held request must watch its jobs for this many times the patience. */
    private static final int WORTH = 5;
    /** A response that comes so early was not held. */
    private static final Duration EARLY = Duration.ofMillis(500);
    /** An early response counts nothing if a job ended, little if one moved on, and much if none did. */
    public static final int END = 0;

    public static final int NORMAL = 1;
    public static final int ODD = 4;
    /** At this count of early responses the server is not believed to hold. */
    private static final int TOO_EARLY = 20;

    private static final Duration PAUSE = Duration.ofMillis(5);
    /** A job that was watched for this number of holds is a long one. */
    private static final int LONG = 2;
    /** More holds of one job count no more: jobs like it would have been found out to be long. */
    private static final int MOST_HOLDS = 3;
    /** The mean is over about this number of the latest jobs. */
    private static final int LATEST_JOBS = 8;

    private final Duration wanted;
    private final Duration requestTimeout;
    private final Duration leastWatch;
    private Duration ceiling;
    private int inFull;
    private int trusted = TRUSTED;
    private Duration longestHeld = Duration.ZERO;
    private Duration lastCut = Duration.ZERO;
    private Duration lastCutAt = Duration.ZERO;
    private boolean lastBelieved;
    private Duration ceilingBefore = Duration.ZERO;
    /** How long the latest held requests have watched their jobs, times the number of jobs. */
    private Duration usualWatch;

    /** How long the last request was held that was not to be held for less, and whose jobs have not ended meanwhile. */
    private Duration wholeHold = Duration.ZERO;
    /** For how many holds a job was watched, as a mean of the latest that ended; until one has, jobs share requests. */
    private double holdsPerJob = 1.5;

    private boolean tried;
    private boolean proven;
    private boolean untilEnd;
    private int failedProbes;
    /** Whether the next valid response has to be one to a request without a hold. */
    private boolean comparing;

    private Duration bannedUntil = Duration.ZERO;
    private Duration ban = FIRST_BAN;

    /**
     * How long a request may ask to be held.
     *
     * @param longest zero for not at all
     * @param proven whether the server has held a request
     * @param untilEnd whether it holds until a job has ended
     */
    public record Offer(Duration longest, boolean proven, boolean untilEnd) {
        public static final Offer NONE = new Offer(Duration.ZERO, false, false);
    }

    /**
     * @param wanted how long a request may be held; zero for never
     * @param patience what one request is worth
     */
    public HoldPolicy(Duration wanted, Duration requestTimeout, Duration patience) {
        this.wanted = wanted;
        this.ceiling = wanted;
        this.requestTimeout = requestTimeout;
        // A caller who allows only short holds, or is very patient, has a reason.
        this.leastWatch = min(patience.multipliedBy(WORTH), wanted.dividedBy(2));
        this.usualWatch = leastWatch.multipliedBy(2);
    }

    public Offer offer(Duration now) {
        if (now.compareTo(bannedUntil) < 0 || wanted.isZero() || comparing) {
            return Offer.NONE;
        }
        return proven
                ? new Offer(ceiling, true, untilEnd)
                : new Offer(min(PROBE, min(requestTimeout.dividedBy(2), wanted)), false, false);
    }

    /** Whether no moment is better for a poll than now: the server holds, or the caller is the first to find that out. */
    public boolean pollsAtOnce(Duration now) {
        boolean first = !tried && !wanted.isZero();
        tried = true;
        return first || holds(now);
    }

    /** Whether a held request follows the last one, so that nobody pauses by schedule. */
    public boolean holds(Duration now) {
        return offer(now).proven() && !holdsTooBriefly();
    }

    /** Whether requests are held so briefly that each costs more than it brings: then polling by schedule is cheaper. */
    public boolean holdsTooBriefly() {
        return usualWatch.compareTo(leastWatch) < 0 || ceiling.compareTo(leastWatch) < 0;
    }

    /**
     * A valid response.
     *
     * @param asked for how long the request was to be held
     * @param held whether the server says that it held the request, or would have
     * @param untilJobEnds whether it says so, too, that it holds until a job has ended
     * @param ended whether it says that a job has ended
     * @param jobs how many jobs the request watched
     * @return whether it is new that the server holds, or may be again
     */
    public boolean responded(
            Duration took, Duration asked, boolean held, boolean untilJobEnds, boolean ended, int jobs) {
        if (asked.isZero()) {
            boolean again = comparing && proven;
            comparing = false;
            return again;
        }
        boolean before = proven;
        boolean full = took.compareTo(asked.multipliedBy(9).dividedBy(10)) >= 0;
        // A server may hold without saying so (RFC 7240, section 3), and a proxy may drop what it says.
        boolean silently = full && asked.compareTo(SHORTEST) >= 0 && took.compareTo(asked.plus(EARLY)) <= 0;
        boolean whole = !ended && took.compareTo(EARLY) >= 0 && asked.compareTo(ceiling) >= 0;
        wholeHold = whole ? took : wholeHold;
        failedProbes = 0;
        proven = held || silently || before && (full || ended);
        untilEnd = held ? untilJobEnds : untilEnd && proven;
        if (proven && (full || ended)) {
            longestHeld = max(longestHeld, min(took, asked));
        }
        if (proven && full) {
            heldInFull();
        }
        if (proven && !ended && (!full || asked.compareTo(leastWatch) >= 0)) {
            usualWatch = usualWatch
                    .plus(min(took.multipliedBy(jobs), leastWatch.multipliedBy(4)))
                    .dividedBy(2);
        }
        return proven && !before;
    }

    /** A job has ended that was watched for that long. */
    public void jobEnded(Duration watched) {
        if (proven) {
            holdsPerJob += (Math.min(MOST_HOLDS, wholeHolds(watched)) - holdsPerJob) / LATEST_JOBS;
        }
    }

    /**
     * Whether it saves requests if a job that is watched for that long shares its requests with others. By itself it takes one more for each whole
     * hold. With others it takes one more however long it lasts: at its end the others are asked for again.
     */
    public boolean isSharingCheaper(Duration watched) {
        return holdsPerJob >= 1 || wholeHolds(watched) >= LONG;
    }

    /** How often the server could hold a request for the whole time meanwhile; a little less than that is enough. */
    private long wholeHolds(Duration watched) {
        return wholeHold.isZero() ? 0 : watched.dividedBy(wholeHold.minus(wholeHold.dividedBy(100)));
    }

    private void heldInFull() {
        ban = FIRST_BAN;
        if (++inFull >= trusted) {
            inFull = 0;
            ceiling = wanted;
        }
    }

    /**
     * A request that was to be held failed, and the server may have got it.
     *
     * @return whether the request was cut after a while, so that a shorter one may be sent at once
     */
    public boolean failed(Duration now, Duration took, Duration asked) {
        if (asked.isZero()) {
            return false;
        }
        if (!proven || took.compareTo(SHORTEST) < 0) {
            // Something else may be wrong: after some failures, a request without a hold shows that.
            comparing = ++failedProbes == PROBES;
            if (failedProbes > PROBES) {
                forbid(now);
            }
            return false;
        }
        if (!isBelieved(now, took)) {
            return false;
        }
        trusted = asked.equals(wanted) ? 2 * trusted : trusted;
        inFull = 0;
        boolean cut = took.compareTo(asked) < 0;
        Duration held = cut ? took.minus(max(SHORTEST, took.dividedBy(10))) : asked.dividedBy(2);
        ceiling = max(SHORTEST, Duration.ofSeconds(held.toSeconds()));
        return cut;
    }

    /**
     * Whether it was a proxy that cut the request after a time, and not the link that went down. With the link, requests of different
     * age end together; and a proxy cuts no request earlier than those that it let pass, unless it does so again.
     */
    private boolean isBelieved(Duration now, Duration took) {
        boolean again = took.minus(lastCut).abs().compareTo(lastCut.dividedBy(10)) <= 0;
        if (now.minus(took).compareTo(lastCutAt) < 0) {
            if (!again) {
                ceiling = max(ceiling, ceilingBefore);
                lastCut = Duration.ZERO;
            }
            return again && lastBelieved;
        }
        ceilingBefore = ceiling;
        lastBelieved = again || took.compareTo(longestHeld) >= 0;
        lastCut = took;
        lastCutAt = now;
        longestHeld = lastBelieved ? Duration.ZERO : longestHeld;
        return lastBelieved;
    }

    /** Counts early responses in a row: {@code before} is the count so far. After too many no request is held for a while. */
    public int early(int before, Duration now, Duration took, Duration asked, int weight) {
        boolean early = took.compareTo(EARLY) < 0 && took.compareTo(asked.dividedBy(2)) < 0;
        int count = early ? Math.min(TOO_EARLY, before + weight) : 0;
        if (count == TOO_EARLY) {
            forbid(now);
        }
        return count;
    }

    /** The pause before the next held request. One odd response is no reason for a pause: a job might end in it. */
    public static Duration pauseAfter(int early) {
        return PAUSE.multipliedBy(Math.max(0, early - ODD));
    }

    /** The server says that it holds, and does not; or it cannot be asked to. */
    private void forbid(Duration now) {
        if (now.compareTo(bannedUntil) < 0) {
            return;
        }
        proven = false;
        untilEnd = false;
        failedProbes = 0;
        inFull = 0;
        bannedUntil = now.plus(ban);
        ban = min(LONGEST_BAN, ban.multipliedBy(2));
    }

    private static Duration min(Duration a, Duration b) {
        return a.compareTo(b) <= 0 ? a : b;
    }

    private static Duration max(Duration a, Duration b) {
        return a.compareTo(b) >= 0 ? a : b;
    }
}
