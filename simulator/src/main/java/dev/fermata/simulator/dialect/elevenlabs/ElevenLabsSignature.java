package dev.fermata.simulator.dialect.elevenlabs;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.fermata.simulator.webhook.WebhookMessage;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Signs deliveries as ElevenLabs does: {@code t=SECONDS,v0=SIGNATURE} without a space, because the vendor's clients do not trim. The
 * signature is the hexadecimal HMAC-SHA256 of the seconds, a dot and the body, with the text of the secret as the key.
 */
record ElevenLabsSignature(String secret) implements WebhookMessage.Signer {

    private static final String ALGORITHM = "HmacSHA256";

    @Override
    public Map<String, String> headers(String id, long seconds, byte[] body) {
        return Map.of("ElevenLabs-Signature", "t=" + seconds + ",v0=" + signature(seconds, body));
    }

    private String signature(long seconds, byte[] body) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(secret.getBytes(UTF_8), ALGORITHM));
            mac.update((seconds + ".").getBytes(UTF_8));
            return HexFormat.of().formatHex(mac.doFinal(body));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every Java has " + ALGORITHM, impossible);
        }
    }

    @Override
    public String toString() {
        return "ElevenLabsSignature";
    }
}
