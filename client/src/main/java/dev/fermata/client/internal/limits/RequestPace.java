package dev.fermata.client.internal.limits;

import java.time.Duration;

/** When the next request may be sent, as far as the number in flight, the rate and the server's wish for quiet are concerned. */
public final class RequestPace {

    /** A 429 concerns the caller, so it silences all waits. But one response must not silence them for ever. */
    private static final Duration LONGEST_QUIET = Duration.ofMinutes(1);
    /** After a 429 that names no time, requests keep this distance; twice as much after each further one. */
    private static final Duration FIRST_SPACING = Duration.ofMillis(250);

    private static final Duration LONGEST_SPACING = Duration.ofSeconds(5);
    private static final Duration NO_SPACING = Duration.ofMillis(5);
    /** A longer distance is halved by each success, a shorter one becomes a little shorter, and not too often. */
    private static final Duration LONG_SPACING = Duration.ofSeconds(1);

    private static final Duration GROWTH = Duration.ofMillis(200);
    /** The room that a canceled request leaves is free after this time without another wait given up. */
    private static final Duration CALM = Duration.ofMillis(20);

    private static final Duration LONGEST_UNREST = Duration.ofMillis(200);

    private final int mostInFlight;
    private final Duration leastSpacing;
    private int inFlight;
    private int canceled;
    private Duration canceledAt = Duration.ZERO;
    private Duration abandonedAt = Duration.ZERO;
    private Duration spacedUntil = Duration.ZERO;
    private Duration quietUntil = Duration.ZERO;
    private Duration spacing = Duration.ZERO;
    private Duration sentAt = Duration.ZERO;
    private Duration throttledAt = Duration.ZERO;
    private Duration relaxedAt = Duration.ZERO;

    public RequestPace(int mostInFlight, Duration leastSpacing) {
        this.mostInFlight = mostInFlight;
        this.leastSpacing = leastSpacing;
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
        Duration distance = urgent && spacing.compareTo(FIRST_SPACING) > 0 ? FIRST_SPACING : spacing;
        return latest(now, latest(sentAt.plus(distance), latest(spacedUntil, quietUntil)));
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
        return inFlight < mostInFlight;
    }

    /** When the room that canceled requests leave is free; {@code null} if there is none. */
    public @org.jspecify.annotations.Nullable Duration roomAt() {
        return canceled == 0 ? null : freeAt();
    }

    private Duration freeAt() {
        Duration calm = abandonedAt.plus(CALM);
        Duration latest = canceledAt.plus(LONGEST_UNREST);
        return calm.compareTo(latest) < 0 ? calm : latest;
    }

    public void sent(Duration now) {
        spacedUntil = now.plus(leastSpacing);
        sentAt = now;
    }

    public void began() {
        inFlight++;
    }

    public void ended() {
        inFlight--;
    }

    /** Waits are given up now. */
    public void abandoning(Duration now) {
        abandonedAt = now;
    }

    /** A request was canceled. */
    public void canceled(Duration now) {
        if (now.minus(abandonedAt).compareTo(CALM) >= 0) {
            inFlight--;
            return;
        }
        canceledAt = canceled == 0 ? now : canceledAt;
        canceled++;
    }

    /** The server says that there are too many requests. */
    public void throttled(Duration now, Duration retryAfter) {
        if (!retryAfter.isZero()) {
            Duration until = now.plus(retryAfter.compareTo(LONGEST_QUIET) < 0 ? retryAfter : LONGEST_QUIET);
            quietUntil = until.compareTo(quietUntil) > 0 ? until : quietUntil;
        } else if (now.minus(throttledAt).compareTo(spacing) >= 0) {
            // Requests that were in flight together count once.
            Duration more = spacing.isZero() ? FIRST_SPACING : spacing.multipliedBy(2);
            spacing = more.compareTo(LONGEST_SPACING) < 0 ? more : LONGEST_SPACING;
            throttledAt = now;
            sentAt = now;
        }
    }

    /** A request succeeded. */
    public void succeeded(Duration now) {
        if (spacing.compareTo(LONG_SPACING) > 0) {
            spacing = spacing.dividedBy(2);
        } else if (now.minus(relaxedAt).compareTo(GROWTH) >= 0) {
            spacing = spacing.compareTo(NO_SPACING) < 0
                    ? Duration.ZERO
                    : spacing.multipliedBy(4).dividedBy(5);
            relaxedAt = now;
        }
    }
}
