package dev.fermata.simulator.dialect.heygen;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.fermata.simulator.webhook.WebhookMessage;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Signs deliveries as HeyGen does: the hexadecimal HMAC-SHA256 of the body, with the text of the secret as the key. The new and the old
 * name of the header field are both sent.
 *
 * @param secret asked for each attempt, because it may be rotated; null if the delivery is not signed
 */
record HeyGenSignature(Supplier<@Nullable String> secret) implements WebhookMessage.Signer {

    private static final String ALGORITHM = "HmacSHA256";

    @Override
    public Map<String, String> headers(String id, long seconds, byte[] body) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Heygen-Event-Id", id);
        headers.put("Heygen-Timestamp", Long.toString(seconds));
        String key = secret.get();
        if (key != null) {
            String signature = signature(key, body);
            headers.put("Heygen-Signature", signature);
            headers.put("Signature", signature);
        }
        return headers;
    }

    private static String signature(String key, byte[] body) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(key.getBytes(UTF_8), ALGORITHM));
            return HexFormat.of().formatHex(mac.doFinal(body));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every Java has " + ALGORITHM, impossible);
        }
    }

    @Override
    public String toString() {
        return "HeyGenSignature";
    }
}
