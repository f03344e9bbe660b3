package dev.fermata.simulator.files;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.fermata.simulator.clock.Micros;
import dev.fermata.simulator.http.Problem;
import dev.fermata.simulator.http.Problem.RefusedException;
import dev.fermata.simulator.http.Request;
import dev.fermata.simulator.http.field.Authority;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/** The URLs of results, and who may fetch them: every client, or only one with a signed URL that has not expired. */
public final class ResultUrls {

    private static final String ALGORITHM = "HmacSHA256";

    /** Of the host and the port of a request. No name is longer; of a longer one, links would take memory without bound. */
    private static final int LONGEST = 260;

    /** Without a slash at its end. */
    private final String base;

    /** The same for clients that use TLS. */
    private final String tlsBase;
    /** Whether links in a response begin as the request did, and with {@code base} only if there is no request. */
    private final boolean asAsked;

    private final String prefix;
    /** 0 when URLs are not signed. */
    private final long validity;
    /** Whether the expiry is rounded up, so that a job has the same ETag for some time. */
    private final boolean rounded;

    private final SecretKeySpec key;
    /** Those of the last request. Nearly all requests are alike. If threads race, one computes it again. */
    private @Nullable Asked last;

    private record Asked(String host, String prefix, boolean tls, ResultUrls urls) {

        boolean alike(String otherHost, String otherPrefix, boolean overTls) {
            return tls == overTls && host.equals(otherHost) && prefix.equals(otherPrefix);
        }
    }

    private ResultUrls(
            String base,
            String tlsBase,
            boolean asAsked,
            String prefix,
            long validity,
            boolean rounded,
            SecretKeySpec key) {
        this.base = base;
        this.tlsBase = tlsBase;
        this.asAsked = asAsked;
        this.prefix = prefix;
        this.validity = validity;
        this.rounded = rounded;
        this.key = key;
    }

    /** URLs that anybody may use for as long as the job is there. One that is signed all the same is checked. */
    public static ResultUrls open(URI base) {
        return new ResultUrls(text(base), text(base), false, "", 0, true, newKey());
    }

    /** URLs that expire after at least {@code validity} and at most twice that, whole seconds. */
    public static ResultUrls signed(URI base, Duration validity) {
        return new ResultUrls(text(base), text(base), false, "", Math.max(1, validity.toSeconds()), true, newKey());
    }

    /**
     * The same for a server without public URL: {@link #in} begins with the scheme, host and port that the client used.
     *
     * @param tls of the server, for requests over TLS that name no host
     */
    public ResultUrls asAsked(URI tls) {
        return new ResultUrls(base, text(tls), true, prefix, validity, rounded, key);
    }

    /**
     * For a dialect whose URLs are always signed: valid for exactly that long from each response, unless the validity is set for
     * all dialects.
     */
    public ResultUrls orSignedFor(Duration byDefault) {
        return validity > 0 ? this : new ResultUrls(base, tlsBase, asAsked, prefix, byDefault.toSeconds(), false, key);
    }

    private static SecretKeySpec newKey() {
        byte[] secret = new byte[32];
        new SecureRandom().nextBytes(secret);
        return new SecretKeySpec(secret, ALGORITHM);
    }

    private static String text(URI base) {
        String text = base.toString();
        return text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
    }

    /** What clients reach the server at, with the prefix that they asked with, and without a slash at its end. */
    public String root() {
        return base + prefix;
    }

    /** What clients asked with, such as {@code /fermata}; empty for none. */
    public String prefix() {
        return prefix;
    }

    /** The same URLs for a response to that request: they begin as the request did. */
    public ResultUrls in(Request request) {
        String host = request.authority();
        boolean tls = request.isOverTls();
        Asked known = last;
        if (known == null || !known.alike(host, request.prefix(), tls)) {
            ResultUrls urls = at(asAsked ? address(host, tls) : base, request.prefix());
            known = new Asked(host, request.prefix(), tls, urls);
            last = known;
        }
        return known.urls;
    }

    private String address(String authority, boolean tls) {
        Authority host = Authority.of(authority).orElse(null);
        if (host == null || host.host().length() > LONGEST) {
            return tls ? tlsBase : base;
        }
        return (tls ? "https://" : "http://") + host;
    }

    /** The same URLs for who asked with that prefix, such as {@code /fermata}. */
    public ResultUrls under(String other) {
        return at(base, other);
    }

    /** The same URLs with another beginning. */
    public ResultUrls at(String beginning, String other) {
        return new ResultUrls(beginning, tlsBase, asAsked, other, validity, rounded, key);
    }

    /**
     * The URL of a file that a response shows at that time.
     *
     * @param extension with its dot
     */
    public String of(String id, String extension, long now) {
        String name = id + extension;
        String url = root() + "/files/" + name;
        if (validity == 0) {
            return url;
        }
        long seconds = now / 1_000_000;
        long expires = rounded ? (seconds / validity + 2) * validity : seconds + validity;
        return url + "?expires=" + expires + "&signature=" + signature(key, name, Long.toString(expires));
    }

    /** Refuses a request with a wrong signature, or with an expired URL. */
    void check(Request request, long now) {
        if (validity == 0 && request.query("signature") == null) {
            return;
        }
        String name = request.pathInDialect().substring("/files/".length());
        String expires = String.valueOf(request.query("expires"));
        byte[] given = String.valueOf(request.query("signature")).getBytes(US_ASCII);
        if (!MessageDigest.isEqual(given, signature(key, name, expires).getBytes(US_ASCII))) {
            throw forbidden(
                    "invalid_signature",
                    "The signature does not belong to this URL. Use the whole URL that the job shows.");
        }
        // Signed here, so it is a number.
        long until = Long.parseLong(expires);
        if (now >= until * 1_000_000) {
            throw forbidden(
                    "url_expired",
                    "This URL expired at " + Micros.instant(until * 1_000_000)
                            + ". Ask for the job again for a new one. If it has none, or still this one, the result is"
                            + " gone for good.");
        }
    }

    private static RefusedException forbidden(String code, String detail) {
        return new RefusedException(Problem.of(HttpResponseStatus.FORBIDDEN, code, detail));
    }

    private static String signature(SecretKeySpec key, String name, String expires) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            return HexFormat.of().formatHex(mac.doFinal((name + "\n" + expires).getBytes(US_ASCII)));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every Java has " + ALGORITHM, impossible);
        }
    }
}
