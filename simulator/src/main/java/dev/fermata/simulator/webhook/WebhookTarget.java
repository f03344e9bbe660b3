package dev.fermata.simulator.webhook;

import dev.fermata.simulator.http.field.Authority;
import java.net.InetAddress;
import java.net.URI;
import java.util.Locale;
import java.util.Optional;

/**
 * The parts of a callback URL.
 *
 * @param host in lower case, without brackets and final dot
 * @param authority as it was written: for the Host field
 * @param path with the query
 */
public record WebhookTarget(boolean secure, String host, int port, String authority, String path) {

    private static final int LONGEST = 2_048;
    private static final Authority NOWHERE = new Authority("", -1);

    /** @throws IllegalArgumentException if no webhook can be sent to this URL, allowed or not */
    public static WebhookTarget of(URI uri) {
        check(uri.toString().length() <= LONGEST, "is longer than " + LONGEST + " characters", "");
        String url = "is '" + uri + "'";
        String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
        check(scheme.equals("http") || scheme.equals("https"), url, "allowed are http and https");
        String authority = String.valueOf(uri.getRawAuthority());
        // Not quoted, because the part before the @ is often a password.
        check(!authority.contains("@"), "has user-info", "remove it; the signature shows who sent the webhook");
        check(!authority.matches("\\[.*%.*"), url, "addresses with a zone are not taken");
        check(uri.getPort() != 0 && uri.getPort() <= 65_535, url, "ports are 1 to 65535");
        Authority where = Authority.of(uri).orElse(NOWHERE);
        check(
                where != NOWHERE && where.port() != 0 && !IpAddresses.unusual(where.host()),
                url,
                "it takes the name of a host, or an address such as 127.0.0.1 or [::1] in its usual form, and perhaps a"
                        + " port from 1 to 65535");
        boolean secure = scheme.equals("https");
        String host = plain(where.host());
        int port = where.port() > 0 ? where.port() : secure ? 443 : 80;
        return new WebhookTarget(secure, host, port, authority, path(URI.create(uri.toASCIIString())));
    }

    /** The receiver: host and port. */
    public String origin() {
        return host + ":" + port;
    }

    /** For logs and records: without the query, which is often a secret. */
    public String shown() {
        int query = path.indexOf('?');
        return (secure ? "https://" : "http://") + authority + (query < 0 ? path : path.substring(0, query) + "?...");
    }

    /** The same for text that may not be a target. */
    public static String shown(String url) {
        try {
            return of(URI.create(url)).shown();
        } catch (IllegalArgumentException unusable) {
            return "(not a usable URL)";
        }
    }

    /** The address, if the host is one. */
    public Optional<InetAddress> literal() {
        return IpAddresses.literal(host);
    }

    static String plain(String host) {
        String open = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
        String rooted = open.endsWith(".") ? open.substring(0, open.length() - 1) : open;
        return rooted.toLowerCase(Locale.ROOT);
    }

    private static String path(URI uri) {
        String path = uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
        return uri.getRawQuery() == null ? path : path + "?" + uri.getRawQuery();
    }

    private static void check(boolean fine, String is, String allowed) {
        if (!fine) {
            throw new IllegalArgumentException("callback_url " + is + (allowed.isEmpty() ? "" : "; " + allowed));
        }
    }
}
