package dev.fermata.simulator.webhook;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one receiver is sent, usually when a job ends.
 *
 * @param id the same for all attempts; null for the usual one
 * @param signer null for signatures as Standard Webhooks says, with the secret of the simulator
 * @param retries null for the usual ones
 */
public record WebhookMessage(
        String url,
        byte[] body,
        @Nullable String id,
        @Nullable Signer signer,
        @Nullable RetrySchedule retries) {

    /** Signed and retried as Standard Webhooks says. */
    public static WebhookMessage standard(String url, byte[] body) {
        return new WebhookMessage(url, body, null, null, null);
    }

    /** Makes the header fields that show who sent a webhook. Called for each attempt, on any thread. */
    @FunctionalInterface
    public interface Signer {

        /** @param seconds when the attempt is made, in seconds since 1970 */
        Map<String, String> headers(String id, long seconds, byte[] body);
    }
}
