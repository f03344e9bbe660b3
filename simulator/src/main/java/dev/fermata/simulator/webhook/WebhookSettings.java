package dev.fermata.simulator.webhook;

import dev.fermata.simulator.http.Transport;
import java.util.List;

/**
 * How webhooks are sent. Immutable; each {@code withX} gives a changed copy.
 *
 * @param seed what goes wrong is drawn from it
 * @param secret what webhooks are signed with
 * @param allow where they may go besides the loopback: host names, addresses, and networks such as 10.0.0.0/8
 * @param deliveryFaults for jobs that are submitted from now on
 * @param transport what they go over
 */
public record WebhookSettings(
        long seed,
        WebhookSecret secret,
        List<String> allow,
        DeliveryFaults deliveryFaults,
        RetrySchedule retries,
        WebhookLimits limits,
        Transport transport) {

    public WebhookSettings {
        allow = List.copyOf(allow);
    }

    /** With a new secret, to the loopback only, without deliveryFaults, retried as Standard Webhooks suggests. */
    public static WebhookSettings of(long seed) {
        return new WebhookSettings(
                seed,
                WebhookSecret.generate(),
                List.of(),
                DeliveryFaults.none(),
                RetrySchedule.standard(),
                WebhookLimits.defaults(),
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

    public WebhookSettings withLimits(WebhookLimits other) {
        return new WebhookSettings(seed, secret, allow, deliveryFaults, retries, other, transport);
    }

    public WebhookSettings withTransport(Transport other) {
        return new WebhookSettings(seed, secret, allow, deliveryFaults, retries, limits, other);
    }
}
