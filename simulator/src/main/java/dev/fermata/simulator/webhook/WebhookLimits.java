package dev.fermata.simulator.webhook;

import java.time.Duration;

/**
 * How much of anything webhooks may take. Everything is finite. Durations are of real time.
 *
 * @param connect for connecting to one address, and for the TLS handshake
 * @param exchange for one attempt from looking up the name to the last byte of the answer
 * @param maxClockWait how long moving the clock by hand waits for one answer
 * @param answer bytes of an answer; the rest is not read
 * @param atOnce attempts under way
 * @param perReceiver of those, to one host and port, so that one that hangs does not stop the others
 * @param unfinished webhooks that are neither delivered nor given up; beyond that those that failed longest ago are
 *     dropped, and when none failed yet, new ones
 * @param remembered attempts that can be read back
 */
public record WebhookLimits(
        Duration connect,
        Duration exchange,
        Duration maxClockWait,
        int answer,
        int atOnce,
        int perReceiver,
        int unfinished,
        int remembered) {

    private static final Duration LONGEST = Duration.ofMinutes(10);
    /** The clock gives up on a task that takes longer than 30 s. */
    private static final Duration LONGEST_CLOCK_WAIT = Duration.ofSeconds(20);

    private static final WebhookLimits DEFAULTS = new WebhookLimits(
            Duration.ofSeconds(5), Duration.ofSeconds(15), Duration.ofSeconds(5), 64 * 1024, 64, 32, 10_000, 10_000);

    public WebhookLimits {
        duration("connect", connect, LONGEST);
        duration("exchange", exchange, LONGEST);
        duration("patience", maxClockWait, LONGEST_CLOCK_WAIT);
        count("answer", answer, 16 * 1024 * 1024);
        count("atOnce", atOnce, 10_000);
        count("perReceiver", perReceiver, 10_000);
        count("unfinished", unfinished, 10_000_000);
        count("remembered", remembered, 10_000_000);
    }

    public static WebhookLimits defaults() {
        return DEFAULTS;
    }

    public WebhookLimits withTimes(Duration connect, Duration exchange, Duration maxClockWait) {
        return new WebhookLimits(connect, exchange, maxClockWait, answer, atOnce, perReceiver, unfinished, remembered);
    }

    public WebhookLimits withAtOnce(int atOnce, int perReceiver) {
        return new WebhookLimits(connect, exchange, maxClockWait, answer, atOnce, perReceiver, unfinished, remembered);
    }

    public WebhookLimits withUnfinished(int unfinished) {
        return new WebhookLimits(connect, exchange, maxClockWait, answer, atOnce, perReceiver, unfinished, remembered);
    }

    public WebhookLimits withRemembered(int remembered) {
        return new WebhookLimits(connect, exchange, maxClockWait, answer, atOnce, perReceiver, unfinished, remembered);
    }

    private static void duration(String name, Duration value, Duration longest) {
        if (value.isNegative() || value.isZero() || value.compareTo(longest) > 0) {
            throw new IllegalArgumentException("webhook limit " + name + " is " + value
                    + "; allowed is more than 0 and at most " + longest.toSeconds() + " s");
        }
    }

    private static void count(String name, int value, int most) {
        if (value < 1 || value > most) {
            throw new IllegalArgumentException("webhook limit " + name + " is " + value + "; allowed is 1 to " + most);
        }
    }
}
