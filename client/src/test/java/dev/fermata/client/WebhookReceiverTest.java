package dev.fermata.client;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fermata.client.World.Reply;
import dev.fermata.client.backend.Backend;
import dev.fermata.client.schedule.PollSchedule;
import dev.fermata.client.webhook.FalKeys;
import dev.fermata.client.webhook.Receipt;
import dev.fermata.client.webhook.Receipt.Result;
import dev.fermata.client.webhook.WebhookFormat;
import dev.fermata.client.webhook.WebhookReceiver;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.Signature;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

class WebhookReceiverTest {

    private static final Instant NOW = Instant.parse("2026-01-01T01:00:00Z");
    private static final String TIME = String.valueOf(NOW.getEpochSecond());
    private static final byte[] KEY = "0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.UTF_8);
    private static final String SECRET = "whsec_" + Base64.getEncoder().encodeToString(KEY);
    private static final Duration END = ofSeconds(100);

    /** Polls once an hour, so that only a webhook can end a wait earlier. */
    private final World world = new World((request, now) ->
            Reply.ok("{\"id\":\"42\",\"state\":\"" + (now.compareTo(END) < 0 ? "running" : "completed") + "\"}"));

    private final Waiter waiter = world.waiter(Waiter.builder(Backend.fermata(URI.create("http://server")))
            .schedule(PollSchedule.fixed(Duration.ofHours(1)))
            .hold(Duration.ZERO));

    private WebhookReceiver receiver(WebhookFormat format) {
        return WebhookReceiver.of(waiter, format).withClock(() -> NOW);
    }

    private static byte[] hmac(byte[] key, String message) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(message.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static byte[] bytes(String text) {
        return text.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    }

    private static Map<String, List<String>> headers(String... pairs) {
        Map<String, List<String>> headers = new TreeMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            headers.put(pairs[i], List.of(pairs[i + 1]));
        }
        return headers;
    }

    private static Map<String, List<String>> standard(String id, String time, String body) {
        String signed = id + "." + time + "." + body;
        String signature = "v1," + Base64.getEncoder().encodeToString(hmac(KEY, signed));
        return headers("webhook-id", id, "webhook-timestamp", time, "webhook-signature", "v1,AAAA " + signature);
    }

    private static Receipt receive(WebhookReceiver receiver, Map<String, List<String>> headers, String body) {
        return receiver.receive(headers, body.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void aWaitEndsAtOnceWhenAWebhookComes() {
        WebhookReceiver receiver = receiver(WebhookFormat.fermata(SECRET));
        CompletableFuture<Outcome> outcome = waiter.awaitAsync("42", ofMinutes(30));
        world.pass(END);
        String body = "{\"type\":\"job.completed\",\"data\":{\"id\":\"42\"}}";
        assertThat(receive(receiver, standard("m1", TIME, body), body).statusCode())
                .isEqualTo(200);
        world.pass(ofMillis(50));
        assertThat(Rejections.outcome(outcome)).isInstanceOf(Outcome.Completed.class);
    }

    @Test
    void aWebhookThatComesTooEarlyOrTwiceEndsNoWait() {
        WebhookReceiver receiver = receiver(WebhookFormat.fermata(SECRET));
        CompletableFuture<Outcome> outcome = waiter.awaitAsync("42", ofMinutes(30));
        String body = "{\"type\":\"job.completed\",\"data\":{\"id\":\"42\"}}";
        world.pass(ofSeconds(10));
        assertThat(receive(receiver, standard("m1", TIME, body), body).result()).isEqualTo(Result.ACCEPTED);
        assertThat(receive(receiver, standard("m1", TIME, body), body).result()).isEqualTo(Result.REPEATED);
        world.pass(ofSeconds(10));
        assertThat(outcome).isNotDone();
        assertThat(world.sent()).hasSize(2);
        world.pass(ofMinutes(30));
        assertThat(Rejections.outcome(outcome)).isInstanceOf(Outcome.Completed.class);
    }

    @Test
    void aWebhookBeforeTheWaitHasItPollAtOnce() {
        World later = new World((request, now) -> Reply.ok(
                request.method().equals("POST")
                        ? "{\"jobs\":[{\"id\":\"42\",\"state\":\"queued\"}]}"
                        : "{\"id\":\"42\",\"state\":\"completed\"}"));
        Waiter late = later.waiter(Waiter.builder(Backend.fermata(URI.create("http://server")))
                .schedule(PollSchedule.fixed(Duration.ofHours(1)))
                .hold(Duration.ZERO));
        late.submitAllAsync(
                dev.fermata.client.backend.Submission.of(URI.create("http://v/1"), "es"), "key", ofSeconds(5));
        later.pass(ofSeconds(5));
        String body = "{\"data\":{\"id\":\"42\"}}";
        WebhookReceiver.of(late, WebhookFormat.fermata(SECRET))
                .withClock(() -> NOW)
                .receive(standard("m1", TIME, body), body.getBytes(StandardCharsets.UTF_8));
        CompletableFuture<Outcome> outcome = late.awaitAsync("42", ofMinutes(30));
        later.pass(ofMillis(50));
        assertThat(Rejections.outcome(outcome)).isInstanceOf(Outcome.Completed.class);
    }

    @Test
    void aForgedWebhookChangesNothing() {
        WebhookReceiver receiver = receiver(WebhookFormat.fermata(SECRET));
        CompletableFuture<Outcome> outcome = waiter.awaitAsync("42", ofMinutes(30));
        world.pass(END);
        String body = "{\"data\":{\"id\":\"42\"}}";
        Receipt forged = receive(receiver, standard("m1", TIME, body), body + " ");
        assertThat(forged.statusCode()).isEqualTo(401);
        assertThat(forged.explanation()).isEqualTo("its signature is not that of the secret");
        assertThat(receive(receiver, headers(), body).explanation()).isEqualTo("it has no header webhook-id");
        world.pass(ofMinutes(1));
        assertThat(outcome).isNotDone();
        assertThat(world.sent()).hasSize(1);
    }

    @Test
    void anOldWebhookAndOneFromTheFutureAreRefused() {
        WebhookReceiver receiver = receiver(WebhookFormat.fermata(SECRET));
        for (int off : new int[] {-301, 301}) {
            String time = String.valueOf(NOW.getEpochSecond() + off);
            Receipt receipt = receive(receiver, standard("m1", time, "{}"), "{}");
            assertThat(receipt.result()).isEqualTo(Result.FORGED);
            assertThat(receipt.explanation()).contains("301 s", "check the clock");
        }
        String close = String.valueOf(NOW.getEpochSecond() + 299);
        assertThat(receive(receiver, standard("m1", close, "{}"), "{}").explanation())
                .isEqualTo("it is about no job");
    }

    @Test
    void heyGenSignsTheBodyAloneUnderTwoNames() {
        String body = "{\"event_type\":\"video_translate.success\",\"event_data\":{\"video_translate_id\":\"42\"}}";
        String signature = HexFormat.of().formatHex(hmac(SECRET.getBytes(StandardCharsets.UTF_8), body));
        for (String name : List.of("Heygen-Signature", "signature")) {
            assertThat(receive(receiver(WebhookFormat.heyGen(SECRET)), headers(name, signature), body))
                    .isEqualTo(new Receipt(Result.ACCEPTED, "polls for 42"));
        }
        String old = String.valueOf(NOW.getEpochSecond() - 301);
        assertThat(receive(
                                receiver(WebhookFormat.heyGen(SECRET)),
                                headers("Heygen-Signature", signature, "Heygen-Timestamp", old),
                                body)
                        .result())
                .isEqualTo(Result.FORGED);
        assertThat(receive(receiver(WebhookFormat.heyGen("other")), headers("Signature", signature), body)
                        .result())
                .isEqualTo(Result.FORGED);
    }

    @Test
    void elevenLabsSignsTheTimeWithTheBody() {
        String body = "{\"type\":\"dubbing_language_completed\",\"data\":{\"project_id\":\"p\",\"language_id\":\"l\"}}";
        String v0 = HexFormat.of().formatHex(hmac(SECRET.getBytes(StandardCharsets.UTF_8), TIME + "." + body));
        assertThat(receive(
                        receiver(WebhookFormat.elevenLabs(SECRET)),
                        headers("ElevenLabs-Signature", "t=" + TIME + ",v0=" + v0),
                        body))
                .isEqualTo(new Receipt(Result.ACCEPTED, "polls for p/l, p"));
        assertThat(receive(
                                receiver(WebhookFormat.elevenLabs(SECRET)),
                                headers("ElevenLabs-Signature", "t=" + TIME + "0,v0=" + v0),
                                body)
                        .result())
                .isEqualTo(Result.FORGED);
        assertThat(receive(
                                receiver(WebhookFormat.elevenLabs(SECRET)),
                                headers("ElevenLabs-Signature", "nonsense"),
                                body)
                        .result())
                .isEqualTo(Result.FORGED);
    }

    @Test
    void falSignsWithAKeyThatAnybodyCanFetch() throws GeneralSecurityException {
        KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        byte[] encoded = pair.getPublic().getEncoded();
        String x = Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(Arrays.copyOfRange(encoded, encoded.length - 32, encoded.length));
        int[] fetched = {0};
        FalKeys keys = FalKeys.of(() -> {
            if (fetched[0]++ == 0) {
                throw new java.io.IOException("no route");
            }
            return bytes("{'keys':[{'kty':'OKP','crv':'Ed25519','x':'" + x + "'}]}");
        });
        String body = "{\"request_id\":\"42\",\"status\":\"OK\"}";
        String digest = HexFormat.of()
                .formatHex(MessageDigest.getInstance("SHA-256").digest(body.getBytes(StandardCharsets.UTF_8)));
        Signature signer = Signature.getInstance("Ed25519");
        signer.initSign(pair.getPrivate());
        signer.update(("42\nuser\n" + TIME + "\n" + digest).getBytes(StandardCharsets.UTF_8));
        Map<String, List<String>> headers = headers(
                "x-fal-webhook-request-id",
                "42",
                "x-fal-webhook-user-id",
                "user",
                "x-fal-webhook-timestamp",
                TIME,
                "x-fal-webhook-signature",
                HexFormat.of().formatHex(signer.sign()));
        Instant[] now = {NOW};
        WebhookReceiver fal =
                WebhookReceiver.of(waiter, WebhookFormat.fal(keys)).withClock(() -> now[0]);
        assertThat(receive(fal, headers, body).statusCode()).isEqualTo(503);
        assertThat(receive(fal, headers, body).statusCode()).isEqualTo(503);
        assertThat(fetched[0]).isEqualTo(1);
        now[0] = NOW.plusSeconds(21);
        assertThat(receive(fal, headers, body)).isEqualTo(new Receipt(Result.ACCEPTED, "polls for 42"));
        assertThat(receive(fal, headers, body + " ").result()).isEqualTo(Result.FORGED);
        assertThat(receive(fal, headers, body + " ").result()).isEqualTo(Result.FORGED);
        assertThat(fetched[0]).isEqualTo(2);
    }

    @Test
    void whatCannotBeReadIsRefused() {
        WebhookReceiver unsigned = receiver(WebhookFormat.unsigned("/id"));
        assertThat(receive(unsigned, headers(), "no json").statusCode()).isEqualTo(400);
        assertThat(unsigned.receive(headers(), new byte[WebhookReceiver.MAX_BYTES + 1])
                        .statusCode())
                .isEqualTo(413);
        assertThatThrownBy(() -> WebhookFormat.replicate("whsec_?"))
                .isInstanceOf(IllegalArgumentException.class)
                .message()
                .doesNotContain("?");
        assertThatThrownBy(() -> WebhookFormat.heyGen(" ")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aServerMayGiveOneHeaderAtATime() {
        String body = "{\"data\":{\"id\":\"42\"}}";
        Map<String, List<String>> headers = standard("m1", TIME, body);
        Receipt receipt = receiver(WebhookFormat.fermata(SECRET))
                .receive(
                        name -> headers.containsKey(name) ? headers.get(name).get(0) : null,
                        body.getBytes(StandardCharsets.UTF_8));
        assertThat(receipt.result()).isEqualTo(Result.ACCEPTED);
    }

    @Test
    void theLastTenThousandWebhooksAreKnownAgain() {
        WebhookReceiver receiver = receiver(WebhookFormat.heyGen(SECRET));
        for (int i = 0; i < 10_010; i++) {
            assertThat(receiveNumbered(receiver, i)).isEqualTo(Result.ACCEPTED);
        }
        for (int i = 10; i < 10_010; i++) {
            assertThat(receiveNumbered(receiver, i)).isEqualTo(Result.REPEATED);
        }
        assertThat(receiveNumbered(receiver, 0)).isEqualTo(Result.ACCEPTED);
    }

    private static Result receiveNumbered(WebhookReceiver heyGen, int number) {
        String body = "{\"event_data\":{\"number\":" + number + "}}";
        String signature = HexFormat.of().formatHex(hmac(SECRET.getBytes(StandardCharsets.UTF_8), body));
        return receive(heyGen, headers("Signature", signature), body).result();
    }

    @Test
    void anUnsignedWebhookIsAReasonToPollEachTime() {
        WebhookReceiver unsigned = receiver(WebhookFormat.unsigned("/id"));
        assertThat(receive(unsigned, headers(), "{\"id\":\"42\"}").result()).isEqualTo(Result.ACCEPTED);
        assertThat(receive(unsigned, headers(), "{\"id\":\"42\"}").result()).isEqualTo(Result.ACCEPTED);
        assertThat(receive(unsigned, headers(), "{\"id\":\"4\\u001b2\"}").explanation())
                .isEqualTo("polls for 4 2");
    }
}
