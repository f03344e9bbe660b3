package dev.fermata.simulator.dialect.fal;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.fermata.simulator.access.ApiKeys;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Signs webhooks with Ed25519, and shows the public key as a JSON Web Key Set (RFC 7517, RFC 8037). Each simulator has a new key. */
final class WebhookKey {

    private static final String ALGORITHM = "Ed25519";
    /** Whose jobs they are, as far as receivers know. */
    private static final String USER = "fermata-simulator";
    /** The length of a public key, which is at the end of its encoding (RFC 8410). */
    private static final int PUBLIC_KEY = 32;

    private final KeyPair keys;

    private WebhookKey(KeyPair keys) {
        this.keys = keys;
    }

    static WebhookKey create() {
        try {
            return new WebhookKey(KeyPairGenerator.getInstance(ALGORITHM).generateKeyPair());
        } catch (GeneralSecurityException impossible) {
            throw impossible(impossible);
        }
    }

    ObjectNode set() {
        byte[] encoded = keys.getPublic().getEncoded();
        byte[] x = Arrays.copyOfRange(encoded, encoded.length - PUBLIC_KEY, encoded.length);
        ObjectNode set = JsonMapper.shared().createObjectNode();
        set.putArray("keys")
                .addObject()
                .put("kty", "OKP")
                .put("crv", ALGORITHM)
                .put("use", "sig")
                .put("alg", "EdDSA")
                .put("kid", HexFormat.of().formatHex(ApiKeys.sha256(x), 0, 8))
                .put("x", Base64.getUrlEncoder().withoutPadding().encodeToString(x));
        return set;
    }

    /** The header fields of a webhook. */
    Map<String, String> headers(String job, long seconds, byte[] body) {
        String time = Long.toString(seconds);
        String signed = String.join("\n", job, USER, time, HexFormat.of().formatHex(ApiKeys.sha256(body)));
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("X-Fal-Webhook-Request-Id", job);
        headers.put("X-Fal-Webhook-User-Id", USER);
        headers.put("X-Fal-Webhook-Timestamp", time);
        headers.put("X-Fal-Webhook-Signature", HexFormat.of().formatHex(signature(signed.getBytes(UTF_8))));
        return headers;
    }

    private byte[] signature(byte[] signed) {
        try {
            Signature signer = Signature.getInstance(ALGORITHM);
            signer.initSign(keys.getPrivate());
            signer.update(signed);
            return signer.sign();
        } catch (GeneralSecurityException impossible) {
            throw impossible(impossible);
        }
    }

    private static IllegalStateException impossible(GeneralSecurityException problem) {
        return new IllegalStateException("every Java since 15 has " + ALGORITHM, problem);
    }
}
