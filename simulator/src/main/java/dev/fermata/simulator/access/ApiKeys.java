package dev.fermata.simulator.access;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.fermata.simulator.http.Problem;
import dev.fermata.simulator.http.Request;
import dev.fermata.simulator.http.Response;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.util.AsciiString;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The API keys with which clients may send requests. Immutable. */
public final class ApiKeys {

    private static final String BEARER = "Bearer ";
    /** As fal writes it. */
    private static final String KEY = "Key ";

    /** Their hashes are known, because every request is asked for them. */
    private static final List<AsciiString> HEADERS = List.of(
            AsciiString.cached("x-api-key"),
            AsciiString.cached("xi-api-key"),
            AsciiString.cached("ocp-apim-subscription-key"));

    private static final List<String> SCHEMES = List.of(BEARER, KEY);
    private static final int LONGEST_KEPT = 64;

    private final List<byte[]> keys;

    /** @param keys the allowed ones; if there are none, no key is needed */
    public ApiKeys(List<String> keys) {
        this.keys = keys.stream().map(key -> key.getBytes(UTF_8)).toList();
    }

    /** 401 without a key, 403 with an unknown one; null if the request is allowed. */
    @Nullable
    Response refusal(Request request) {
        if (keys.isEmpty()) {
            return null;
        }
        String given = of(request);
        if (given == null) {
            return Problem.of(
                    HttpResponseStatus.UNAUTHORIZED,
                    "api_key_required",
                    "There is no API key. Send 'Authorization: Bearer KEY' or 'X-API-Key: KEY'.",
                    "www-authenticate",
                    "Bearer");
        }
        if (knows(given)) {
            return null;
        }
        Response unknown =
                Problem.of(HttpResponseStatus.FORBIDDEN, "api_key_unknown", "This API key is not known here.");
        // The formats of vendors make a 401 of it, which must not differ from the other one, and has this field.
        return request.errors() == Problem.Format.PROBLEM_DETAILS
                ? unknown
                : unknown.with("www-authenticate", "Bearer");
    }

    private boolean knows(String given) {
        byte[] bytes = given.getBytes(UTF_8);
        boolean known = false;
        for (byte[] key : keys) {
            // All of them, so that the time does not show which one is alike.
            known |= MessageDigest.isEqual(key, bytes);
        }
        return known;
    }

    /** The key of a request, in any of the fields in which clients send one. */
    public static @Nullable String of(Request request) {
        String authorization = request.header(HttpHeaderNames.AUTHORIZATION);
        for (int i = 0; authorization != null && i < SCHEMES.size(); i++) {
            String key = after(SCHEMES.get(i), authorization);
            if (key != null) {
                return key;
            }
        }
        for (AsciiString header : HEADERS) {
            String key = request.header(header);
            if (key != null) {
                return key;
            }
        }
        return null;
    }

    /** Identifies the client: by its API key, or else by its address. Short, whatever the client sent. */
    public static String client(Request request) {
        String key = of(request);
        return key != null
                ? client(key)
                : "address " + request.remote().getAddress().getHostAddress();
    }

    /** Many of these are kept, and a header may be long. */
    static String client(String key) {
        return key.length() <= LONGEST_KEPT
                ? "key " + key
                : "digest " + Base64.getEncoder().encodeToString(sha256(key.getBytes(UTF_8)));
    }

    static @Nullable String bearer(Request request) {
        String authorization = request.header(HttpHeaderNames.AUTHORIZATION);
        return authorization == null ? null : after(BEARER, authorization);
    }

    private static @Nullable String after(String scheme, String authorization) {
        return authorization.regionMatches(true, 0, scheme, 0, scheme.length())
                ? authorization.substring(scheme.length()).strip()
                : null;
    }

    /** A short digest of a text that clients send and that may be long. */
    public static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java has SHA-256", impossible);
        }
    }
}
