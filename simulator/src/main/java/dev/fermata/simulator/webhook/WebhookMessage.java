package dev.fermata.simulator.webhook;

import java.util.LinkedHashMap;
import java.util.Locale;
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

        /** @param seconds when the attempt is made, in seconds since 1970, by the machine's clock unless the simulator's is frozen */
        Map<String, String> headers(String id, long seconds, byte[] body);

        /** The same fields with a wrong signature: one character differs. */
        default Signer forged() {
            return (id, seconds, body) -> {
                Map<String, String> fields = new LinkedHashMap<>(headers(id, seconds, body));
                fields.replaceAll((name, value) ->
                        name.toLowerCase(Locale.ROOT).contains("signature") ? withOtherCharacter(value) : value);
                return fields;
            };
        }

        private static String withOtherCharacter(String signature) {
            // Not one of the last, which can be padding.
            int place = Math.max(0, signature.length() - 8);
            char other = signature.charAt(place) == 'a' ? 'b' : 'a';
            return signature.substring(0, place) + other + signature.substring(place + 1);
        }
    }
}
