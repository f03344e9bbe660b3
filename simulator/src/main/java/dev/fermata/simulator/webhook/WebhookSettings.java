package dev.fermata.simulator.webhook;

import dev.fermata.simulator.http.Transport;
import dev.fermata.simulator.setting.MemoryShare;
import dev.fermata.simulator.text.Checks;
import java.time.Duration;
import java.util.List;

/**
 * How webhooks are sent. Immutable; each {@code withX} gives a changed copy.
 *
 * @param seed faults are drawn from it
 * @param secret signs the webhooks
 * @param allow allowed targets besides the loopback: host names, addresses, and networks such as 10.0.0.0/8
 * @param deliveryFaults for jobs that are submitted from now on
 * @param transport the transport of their connections
 */
public record WebhookSettings(
        long seed,
        WebhookSecret secret,
        List<String> allow,
        DeliveryFaults deliveryFaults,
        RetrySchedule retries,
        Limits limits,
        Transport transport) {

    public WebhookSettings {
        allow = List.copyOf(allow);
    }

    /** With a new secret, to the loopback only, without faults, retried as Standard Webhooks suggests. */
    public static WebhookSettings of(long seed) {
        return new WebhookSettings(
                seed,
                WebhookSecret.generate(),
                List.of(),
                DeliveryFaults.none(),
                RetrySchedule.standard(),
                Limits.defaults(),
                Transport.best());
    }

    public WebhookSettings withSecret(WebhookSecret other) {
        return new WebhookSettings(seed, other, allow, deliveryFaults, retries, limits, transport);
    }

    public WebhookSettings withAllow(List<String> other) {
        return new WebhookSettings(seed, secret, other, deliveryFaults, retries, limits, transport);
    }

    public WebhookSettings withDeliveryFaults(DeliveryFaults other) {
        return new WebhookSettings(seed, secret, allow, other, retries, limits, transport);
    }

    public WebhookSettings withRetries(RetrySchedule other) {
        return new WebhookSettings(seed, secret, allow, deliveryFaults, other, limits, transport);
    }

    public WebhookSettings withLimits(Limits other) {
        return new WebhookSettings(seed, secret, allow, deliveryFaults, retries, other, transport);
    }

    public WebhookSettings withTransport(Transport other) {
        return new WebhookSettings(seed, secret, allow, deliveryFaults, retries, limits, other);
    }

    /**
     * Bounds of time, bytes and numbers. Durations are of real time.
     *
     * @param connect for connecting to one address, and for the TLS handshake
     * @param exchange for one attempt, from resolving the name to the last byte of the response
     * @param maxClockWait how long a move of the clock by hand waits for one response
     * @param maxResponseBytes bytes of a response; the rest is not read
     * @param atOnce attempts at once
     * @param perReceiver of those, to one host and port, so that a receiver that hangs does not stop the others
     * @param unfinished webhooks that are neither delivered nor given up. If there are more, the one that failed first is dropped;
     *     if none has failed, new ones are
     * @param unfinishedBytes about how much memory they may take, in all
     * @param remembered attempts that are kept for reading
     */
    public record Limits(
            Duration connect,
            Duration exchange,
            Duration maxClockWait,
            int maxResponseBytes,
            int atOnce,
            int perReceiver,
            int unfinished,
            long unfinishedBytes,
            int remembered) {

        private static final Duration LONGEST = Duration.ofMinutes(10);
        /** The clock does not wait for a task that takes longer than 30 s. */
        private static final Duration LONGEST_CLOCK_WAIT = Duration.ofSeconds(20);

        private static final Limits DEFAULTS = new Limits(
                Duration.ofSeconds(5),
                Duration.ofSeconds(15),
                Duration.ofSeconds(5),
                64 * 1024,
                64,
                32,
                10_000,
                MemoryShare.WEBHOOKS.bytes(),
                MemoryShare.WEBHOOK_ATTEMPTS.count(10_000, 1_600, 1));

        public Limits {
            duration("connect", connect, LONGEST);
            duration("exchange", exchange, LONGEST);
            duration("maxClockWait", maxClockWait, LONGEST_CLOCK_WAIT);
            count("maxResponseBytes", maxResponseBytes, 16 * 1024 * 1024);
            count("atOnce", atOnce, 10_000);
            count("perReceiver", perReceiver, 10_000);
            count("unfinished", unfinished, 10_000_000);
            Checks.that(unfinishedBytes >= 1, "webhook limit unfinishedBytes", unfinishedBytes, "1 or more");
            count("remembered", remembered, 10_000_000);
        }

        public static Limits defaults() {
            return DEFAULTS;
        }

        public Limits withTimes(Duration connect, Duration exchange, Duration maxClockWait) {
            return new Limits(
                    connect,
                    exchange,
                    maxClockWait,
                    maxResponseBytes,
                    atOnce,
                    perReceiver,
                    unfinished,
                    unfinishedBytes,
                    remembered);
        }

        public Limits withAtOnce(int atOnce, int perReceiver) {
            return new Limits(
                    connect,
                    exchange,
                    maxClockWait,
                    maxResponseBytes,
                    atOnce,
                    perReceiver,
                    unfinished,
                    unfinishedBytes,
                    remembered);
        }

        public Limits withUnfinished(int unfinished, long unfinishedBytes) {
            return new Limits(
                    connect,
                    exchange,
                    maxClockWait,
                    maxResponseBytes,
                    atOnce,
                    perReceiver,
                    unfinished,
                    unfinishedBytes,
                    remembered);
        }

        public Limits withRemembered(int remembered) {
            return new Limits(
                    connect,
                    exchange,
                    maxClockWait,
                    maxResponseBytes,
                    atOnce,
                    perReceiver,
                    unfinished,
                    unfinishedBytes,
                    remembered);
        }

        private static void duration(String name, Duration value, Duration longest) {
            boolean allowed = !value.isNegative() && !value.isZero() && value.compareTo(longest) <= 0;
            Checks.that(
                    allowed, "webhook limit " + name, value, "more than 0 and at most " + longest.toSeconds() + " s");
        }

        private static void count(String name, int value, int most) {
            Checks.that(value >= 1 && value <= most, "webhook limit " + name, value, "1 to " + most);
        }
    }
}
