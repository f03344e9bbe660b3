package dev.fermata.client.webhook;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** What the formats have in common. */
final class Signatures {

    private static final int MAX_DIGITS = 12;

    private Signatures() {}

    /** HMAC-SHA256 (RFC 2104) over the parts, one after the other. */
    static byte[] hmac(byte[] key, byte[]... parts) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            for (byte[] part : parts) {
                mac.update(part);
            }
            return mac.doFinal();
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("each Java has HmacSHA256", impossible);
        }
    }

    static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("each Java has SHA-256", impossible);
        }
    }

    static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    /** In a time that does not show where the two differ. */
    static boolean isEqual(String expected, String given) {
        return MessageDigest.isEqual(bytes(expected), bytes(given));
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /**
     * Refuses a webhook whose time is too far from now, in either direction: two clocks differ.
     *
     * @param seconds since 1970
     */
    static void requireRecent(String seconds, Instant now, Duration tolerance) {
        if (!seconds.matches("\\d{1," + MAX_DIGITS + "}")) {
            throw forged("its timestamp is not a number of seconds");
        }
        Duration off = Duration.between(Instant.ofEpochSecond(Long.parseLong(seconds)), now);
        if (off.abs().compareTo(tolerance) > 0) {
            throw forged("its timestamp is " + off.abs().toSeconds() + " s " + (off.isNegative() ? "ahead" : "ago")
                    + "; allowed are " + tolerance.toSeconds() + " s; check the clock of this machine");
        }
    }

    static WebhookRefusal forged(String why) {
        return new WebhookRefusal(Receipt.Result.FORGED, why);
    }
}
