package dev.fermata.simulator.dialect.fal;

import static dev.fermata.simulator.Requests.json;
import static dev.fermata.simulator.dialect.fal.Fal.BODY;
import static dev.fermata.simulator.dialect.fal.Fal.SPEED;
import static dev.fermata.simulator.dialect.fal.Fal.ok;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.simulator.webhook.Receiver;
import dev.fermata.simulator.webhook.Receiver.Got;
import java.math.BigInteger;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.EdECPoint;
import java.security.spec.EdECPublicKeySpec;
import java.security.spec.NamedParameterSpec;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

/** What the webhook of a job gets, and how a receiver knows that it is no forgery. */
@Timeout(60)
class FalWebhooksTest {

    private final Fal api = new Fal(builder -> builder);
    private final Receiver receiver = Receiver.start(() -> api.clock.now());

    @AfterEach
    void stop() {
        api.close();
        receiver.close();
    }

    private String submit() throws Exception {
        return ok(api.post(SPEED + "?fal_webhook=" + receiver.url(), BODY))
                .path("request_id")
                .asString();
    }

    @Test
    void getsTheOutput() throws Exception {
        String id = submit();
        api.simulator.job(id).finish();
        JsonNode body = receiver.got.get(0).json();
        assertThat(body.path("request_id").asString()).isEqualTo(id);
        assertThat(body.path("gateway_request_id").asString()).isEqualTo(id);
        assertThat(body.path("status").asString()).isEqualTo("OK");
        assertThat(body.has("error")).isFalse();
        assertThat(body.path("payload")).isEqualTo(json(api.result(id)));
    }

    @Test
    void getsTheErrorOfAJobThatFails() throws Exception {
        String id = submit();
        api.simulator.job(id).fail("file_download_error", "It is not there.");
        JsonNode body = receiver.got.get(0).json();
        assertThat(body.path("status").asString()).isEqualTo("ERROR");
        assertThat(body.path("error").asString()).isEqualTo("Invalid status code: 422");
        assertThat(body.path("payload")).isEqualTo(json(api.result(id)));
    }

    @Test
    void isSignedByAKeyOfTheSet() throws Exception {
        String id = submit();
        api.simulator.job(id).finish();
        Got got = receiver.got.get(0);
        assertThat(got.header("X-fal-webhook-request-id")).isEqualTo(id);
        assertThat(got.header("X-fal-webhook-timestamp")).isEqualTo(Long.toString(Fal.START.getEpochSecond()));
        assertThat(isSigned(got, got.body())).isTrue();
        assertThat(isSigned(got, "{}".getBytes(UTF_8))).isFalse();
    }

    private boolean isSigned(Got got, byte[] body) throws Exception {
        String message = String.join(
                "\n",
                got.header("X-fal-webhook-request-id"),
                got.header("X-fal-webhook-user-id"),
                got.header("X-fal-webhook-timestamp"),
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(body)));
        Signature verifier = Signature.getInstance("Ed25519");
        verifier.initVerify(
                key(json(api.get("/.well-known/jwks.json")).at("/keys/0/x").asString()));
        verifier.update(message.getBytes(UTF_8));
        return verifier.verify(HexFormat.of().parseHex(got.header("X-fal-webhook-signature")));
    }

    /** The bytes of the point in reverse order; the first bit says whether x is odd (RFC 8032, section 5.1.2). */
    private static PublicKey key(String x) throws Exception {
        byte[] bytes = Base64.getUrlDecoder().decode(x);
        for (int i = 0; i < bytes.length / 2; i++) {
            byte first = bytes[i];
            bytes[i] = bytes[bytes.length - 1 - i];
            bytes[bytes.length - 1 - i] = first;
        }
        boolean odd = bytes[0] < 0;
        bytes[0] &= 0x7F;
        EdECPoint point = new EdECPoint(odd, new BigInteger(1, bytes));
        return KeyFactory.getInstance("Ed25519")
                .generatePublic(new EdECPublicKeySpec(NamedParameterSpec.ED25519, point));
    }

    @Test
    void isSentTenMoreTimesInTwoHours() throws Exception {
        receiver.answer = got -> Receiver.Reply.of(500);
        String id = submit();
        api.simulator.job(id).finish();
        api.clock.advance(Duration.ofHours(2));
        assertThat(receiver.got).hasSize(11);
        api.clock.advance(Duration.ofHours(24));
        assertThat(receiver.got).hasSize(11);
        assertThat(receiver.got.get(1).at()).isEqualTo(Fal.START.plusSeconds(7));
    }
}
