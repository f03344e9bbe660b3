package dev.fermata.client;

import java.time.Duration;

/**
 * What is known of a server's readiness to hold requests ({@code Prefer: wait}), and so how long to ask for next. Shared by all
 * waits of a client; not thread-safe: whoever owns it guards it. {@code now} is on any one scale.
 *
 * <p>Until the server has said {@code Preference-Applied} it is only asked for a second, so that a silent one costs no more than
 * usual. When a held request is cut (by a proxy, as a rule) there is no holding for a while, and then for half as long
 * as it was cut at.
 */
final class Holding {

    private static final Duration BREATH = Duration.ofMillis(5);
    /** The {@link Answer.Hold#oddity} of an early answer when the job has not moved on, and when it has. */
    static final int ODD = 4;

    static final int NORMAL = 1;

    /** From here on a server is not believed to hold at all. */
    static final int TOO_HASTY = 20;

    private static final Duration HASTE = Duration.ofMillis(500);

    /** It takes no longer to see whether a server holds. */
    private static final Duration PROBE = Duration.ofSeconds(1);

    private static final Duration FIRST_BAN = Duration.ofMinutes(1);
    private static final Duration LONGEST_BAN = Duration.ofMinutes(15);
    private static final Duration SHORTEST = Duration.ofSeconds(1);

    /** After so many requests held in full, a longer time is tried. */
    private static final int TRUSTED = 10;

    /** A held request must bring so many times what it is worth, in time for which the jobs are watched. */
    private static final int WORTH = 5;

    private final Duration requestTimeout;
    private final Duration wanted;
    private final Duration dear;
    private Duration longest;
    private int inFull;
    private Duration brought;
    private boolean proven;
    private boolean tried;
    private boolean untilEnd;
    private Duration bannedUntil = Duration.ZERO;
    private Duration ban = FIRST_BAN;

    /**
     * How long a request may ask to be held.
     *
     * @param longest zero for not at all
     * @param proven whether the server has shown that it does hold
     * @param untilEnd whether it has shown that it holds until a job has ended
     */
    record Offer(Duration longest, boolean proven, boolean untilEnd) {
        static final Offer NONE = new Offer(Duration.ZERO, false, false);

        /** Of somebody whose request is held that long already. */
        Offer held(Duration hold) {
            return new Offer(hold, true, untilEnd);
        }

        Offer atMost(Duration limit) {
            return new Offer(min(limit, longest), proven, untilEnd);
        }
    }

    /**
     * @param longest how long a request may be held
     * @param patience what one request is worth
     */
    Holding(Duration longest, Duration requestTimeout, Duration patience) {
        this.wanted = longest;
        this.longest = longest;
        this.requestTimeout = requestTimeout;
        // Who allows but short holds, or is very patient, has a reason.
        this.dear = min(patience.multipliedBy(WORTH), longest.dividedBy(2));
        this.brought = dear.multipliedBy(2);
    }

    Offer offer(Duration now) {
        if (now.compareTo(bannedUntil) < 0 || longest.isZero()) {
            return Offer.NONE;
        }
        return proven
                ? new Offer(longest, true, untilEnd)
                : new Offer(min(PROBE, min(requestTimeout.dividedBy(2), longest)), false, false);
    }

    /** Whether nobody has found out yet whether the server holds; to be told so is to be the one who does. */
    boolean isToBeTried() {
        boolean first = !tried && !longest.isZero();
        tried = true;
        return first;
    }

    /** An answer that is no trouble. */
    void answered(Duration took, Duration asked, Preference applied) {
        if (asked.isZero()) {
            return;
        }
        proven = applied.isHeld();
        untilEnd = applied.untilEnd();
        if (proven && took.compareTo(applied.hold().multipliedBy(9).dividedBy(10)) >= 0) {
            ban = FIRST_BAN;
            if (++inFull == TRUSTED) {
                inFull = 0;
                longest = min(wanted, longest.multipliedBy(2));
            }
        }
    }

    /**
     * A request was held for so long and told of no end.
     *
     * @param jobs so many were watched meanwhile
     */
    void brought(Duration took, Duration asked, int jobs) {
        boolean full = took.compareTo(asked.multipliedBy(9).dividedBy(10)) >= 0;
        boolean telling = !asked.isZero() && (!full || asked.compareTo(dear) >= 0);
        if (telling && proven) {
            Duration one = min(took.multipliedBy(jobs), dear.multipliedBy(4));
            brought = brought.plus(one).dividedBy(2);
        }
    }

    /**
     * Whether requests are held so briefly that each costs more than it brings: then they are to be sent no more often than
     * polls.
     */
    boolean isDear() {
        return brought.compareTo(dear) < 0 || longest.compareTo(dear) < 0;
    }

    /**
     * Trouble with a request that was to be held. Where the server is known to hold, trouble that comes at once is another
     * matter.
     */
    void failed(Duration now, Duration took, Duration asked) {
        boolean cut = took.compareTo(SHORTEST) >= 0;
        if (asked.isZero() || proven && !cut) {
            return;
        }
        if (proven) {
            longest = max(SHORTEST, min(took, asked).dividedBy(2));
        }
        forbid(now);
    }

    /** The server says that it holds, and does not. */
    void hasty(Duration now) {
        forbid(now);
    }

    private void forbid(Duration now) {
        if (now.compareTo(bannedUntil) < 0) {
            return;
        }
        proven = false;
        untilEnd = false;
        inFull = 0;
        bannedUntil = now.plus(ban);
        ban = ban.multipliedBy(2).compareTo(LONGEST_BAN) < 0 ? ban.multipliedBy(2) : LONGEST_BAN;
    }

    /**
     * How hasty a server has been of late, given one more held answer. It is normal that one comes early when the job has moved
     * on, and odd when it has not.
     */
    static int hasty(Progress before, Answer.Hold hold, Duration now) {
        Duration asked = before.awaitedSince();
        return asked == null ? 0 : hasty(before.hastyHolds(), now.minus(asked), hold.applied(), hold.oddity());
    }

    static int hasty(int before, Duration took, Duration applied, int oddity) {
        boolean early = took.compareTo(HASTE) < 0 && took.compareTo(applied.dividedBy(2)) < 0;
        return early ? Math.min(TOO_HASTY, before + oddity) : 0;
    }

    /** The pause before the next held request. One odd answer is no reason for any: an end might fall into it. */
    static Duration breath(int hasty) {
        return BREATH.multipliedBy(Math.max(0, hasty - ODD));
    }

    private static Duration min(Duration a, Duration b) {
        return a.compareTo(b) <= 0 ? a : b;
    }

    private static Duration max(Duration a, Duration b) {
        return a.compareTo(b) >= 0 ? a : b;
    }
}
