package dev.fermata.client.webhook;

import dev.fermata.client.internal.http.HttpTransport;
import dev.fermata.client.internal.http.HttpTransport.Response;
import dev.fermata.client.internal.http.HttpTransport.Reuse;
import dev.fermata.client.internal.http.TransportProblem;
import dev.fermata.client.internal.json.JsonReader;
import dev.fermata.client.internal.json.JsonReader.JsonException;
import dev.fermata.client.internal.json.JsonValue;
import dev.fermata.client.internal.text.ServerUri;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The public keys by which fal signs webhooks: a JSON Web Key Set (RFC 7517) of keys for Ed25519 (RFC 8037). Kept for a day; an unknown
 * signature has them fetched again, at most once a minute. Thread-safe.
 */
public final class FalKeys {

    private static final Duration KEPT = Duration.ofHours(24);
    private static final Duration AGAIN = Duration.ofMinutes(1);
    /** Of the whole exchange, to the last byte. */
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    /**
     * From the begin of a fetch that failed. Nobody can have a server fetch keys all the time that does not get any: so it is longer than
     * {@link #TIMEOUT}.
     */
    private static final Duration AFTER_FAILURE = Duration.ofSeconds(20);

    private static final int MAX_BYTES = 64 << 10;
    /** What comes before the 32 bytes of such a key in its usual encoding (RFC 8410, section 4). */
    private static final byte[] HEAD = HexFormat.of().parseHex("302a300506032b6570032100");

    private final Callable<byte[]> source;
    /** Read without the lock: a fetch holds up no webhook that one of these keys has signed. */
    private volatile KeySet known = new KeySet(List.of(), Instant.MIN);

    private Instant failed = Instant.MIN;

    private FalKeys(Callable<byte[]> source) {
        this.source = Objects.requireNonNull(source, "source");
    }

    static FalKeys fromFal() {
        return at(URI.create("https://rest.fal.ai/.well-known/jwks.json"));
    }

    /**
     * Keys at a URL, such as {@code http://localhost:8000/fal/.well-known/jwks.json} for Fermata's simulator.
     *
     * @throws IllegalArgumentException if that is not an http or https URL with a host
     */
    public static FalKeys at(URI uri) {
        return at(uri, TIMEOUT);
    }

    static FalKeys at(URI uri, Duration timeout) {
        ServerUri server = ServerUri.of(uri);
        HttpRequest request = server.request(server.uri().toString(), Map.of())
                .timeout(timeout)
                .build();
        HttpClient client = HttpClient.newBuilder().connectTimeout(timeout).build();
        return of(() -> fetch(HttpTransport.over(client, Runnable::run), request, timeout));
    }

    /**
     * Keys that your code gets, as JSON; an exception means that they cannot be had now. Give the code a time limit: webhooks with another
     * key wait for it.
     */
    public static FalKeys of(Callable<byte[]> source) {
        return new FalKeys(source);
    }

    private static byte[] fetch(HttpTransport transport, HttpRequest request, Duration timeout) throws Exception {
        CompletableFuture<Response> exchange = transport.send(request, MAX_BYTES, Reuse.ANY);
        try {
            Response response = exchange.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
            if (response.statusCode() != 200) {
                throw new IOException("the server of the keys answered " + response.statusCode());
            }
            return response.body();
        } catch (TimeoutException late) {
            throw new IOException(TransportProblem.timeout(timeout).sentence(), late);
        } catch (ExecutionException failed) {
            TransportProblem problem = TransportProblem.of(failed, request.uri());
            boolean tooLong = problem.kind() == TransportProblem.ProblemKind.TOO_LONG;
            throw new IOException(
                    tooLong ? "the set of keys is longer than " + MAX_BYTES + " bytes" : problem.sentence(), failed);
        } finally {
            exchange.cancel(true);
        }
    }

    boolean isSignature(byte[] message, byte[] signature, Instant now) {
        KeySet before = known;
        boolean old = before.fetched.plus(KEPT).isBefore(now);
        if (!old && before.hasSigned(message, signature)) {
            return true;
        }
        if (!old && now.isBefore(before.fetched.plus(AGAIN))) {
            return false;
        }
        return fetchedAfter(before, now).hasSigned(message, signature);
    }

    /** One fetch serves all webhooks that need it. */
    private synchronized KeySet fetchedAfter(KeySet before, Instant now) {
        if (known != before) {
            return known;
        }
        if (now.isBefore(failed.plus(AFTER_FAILURE))) {
            throw new WebhookRefusal(Receipt.Result.UNVERIFIED, "fal's keys could not be had a moment ago");
        }
        try {
            known = new KeySet(parsed(source.call()), now);
            return known;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new WebhookRefusal(
                    Receipt.Result.UNVERIFIED, "the thread was interrupted while it fetched fal's keys");
        } catch (Exception unavailable) {
            failed = now;
            throw new WebhookRefusal(Receipt.Result.UNVERIFIED, "fal's keys cannot be had now: " + unavailable);
        }
    }

    private static List<PublicKey> parsed(byte[] json) throws GeneralSecurityException {
        List<PublicKey> keys = new ArrayList<>();
        try {
            for (JsonValue key : JsonReader.read(json).path("keys").items()) {
                byte[] x = Base64.getUrlDecoder().decode(key.path("x").textOr(""));
                if (key.path("crv").textOr("").equals("Ed25519") && x.length == 32) {
                    keys.add(KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(encoded(x))));
                }
            }
        } catch (JsonException | IllegalArgumentException unreadable) {
            throw new GeneralSecurityException("the set of keys cannot be read", unreadable);
        }
        if (keys.isEmpty()) {
            throw new GeneralSecurityException("the set has no key for Ed25519");
        }
        return keys;
    }

    private static byte[] encoded(byte[] x) {
        byte[] encoded = new byte[HEAD.length + x.length];
        System.arraycopy(HEAD, 0, encoded, 0, HEAD.length);
        System.arraycopy(x, 0, encoded, HEAD.length, x.length);
        return encoded;
    }

    private record KeySet(List<PublicKey> keys, Instant fetched) {

        boolean hasSigned(byte[] message, byte[] signature) {
            return keys.stream().anyMatch(key -> {
                try {
                    Signature verifier = Signature.getInstance("Ed25519");
                    verifier.initVerify(key);
                    verifier.update(message);
                    return verifier.verify(signature);
                } catch (GeneralSecurityException notSigned) {
                    return false;
                }
            });
        }
    }
}
