package dev.fermata.client.internal.text;

import java.net.IDN;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The URL of a server: checked, and without user information. User information, as in {@code
 * https://user:password@host}, becomes Basic authentication (RFC 7617) of each {@link #request}. No message shows it,
 * nor a value of the query. Immutable.
 */
public final class ServerUri {

    private static final String ALLOWED = "allowed is a URL such as http://localhost:8000 or https://api.example.com";
    private static final int MAX_PORT = 65_535;

    /** A host and perhaps a port and a path, without a scheme; nothing in it can be a password. */
    private static final Pattern NO_SCHEME = Pattern.compile("([\\w.-]+|\\[[0-9a-fA-F:]+])(:\\d{1,5})?(/[^?#@\\s]*)?");

    private final URI uri;
    private final @Nullable String authorization;

    private ServerUri(URI uri, @Nullable String authorization) {
        this.uri = uri;
        this.authorization = authorization;
    }

    /**
     * Checks a URL.
     *
     * @throws IllegalArgumentException if it is not an http or https URL with a host that Java's HTTP client can use
     */
    public static ServerUri of(URI uri) {
        requireScheme(uri.toString());
        if (uri.getHost() == null) {
            throw new IllegalArgumentException(hostProblem(uri));
        }
        if (uri.getPort() == 0 || uri.getPort() > MAX_PORT) {
            throw new IllegalArgumentException(
                    "the port of the server URL is " + uri.getPort() + "; allowed is 1 to " + MAX_PORT);
        }
        String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
        return new ServerUri(URI.create(origin(uri) + uri.getRawPath() + query), basic(uri));
    }

    /**
     * Reads and checks a URL.
     *
     * @throws IllegalArgumentException as {@link #of} does, and if the text is not a URL
     */
    public static ServerUri parse(String text) {
        requireScheme(text);
        try {
            return of(new URI(text));
        } catch (URISyntaxException e) {
            // The exception's own message repeats the whole URL, secrets included.
            throw new IllegalArgumentException(
                    "the server URL cannot be read: " + e.getReason() + " at index " + e.getIndex() + "; " + ALLOWED);
        }
    }

    /** The URL without user information and fragment. */
    public URI uri() {
        return uri;
    }

    /** Scheme, host and port, such as {@code http://localhost:8000}. */
    public String origin() {
        return origin(uri);
    }

    /** The path without a slash at its end; empty if there is none. */
    public String path() {
        return uri.getRawPath().replaceFirst("/+$", "");
    }

    /** The URL with a path added to its own; its query is dropped. */
    public String below(String path) {
        return origin() + path() + path;
    }

    /**
     * A GET for JSON on this server.
     *
     * @param uri a URL on this server
     * @param headers sent as they are; {@code Authorization} among them wins over the user information of the URL
     */
    public HttpRequest.Builder request(String uri, Map<String, String> headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(uri)).header("Accept", "application/json");
        if (authorization != null) {
            request.setHeader("Authorization", authorization);
        }
        headers.forEach(request::setHeader);
        return request;
    }

    /**
     * Checks a header that requests are to have.
     *
     * @throws IllegalArgumentException if HTTP does not allow the name or the value; the message does not show the
     *     value
     */
    public static void checkHeader(String name, String value) {
        HttpRequest.Builder request = HttpRequest.newBuilder();
        // The JDK's own message about a bad name is good; the one about a bad value shows the value, often a key.
        request.setHeader(name, "any");
        try {
            request.setHeader(name, value);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("the value of the header " + name
                    + " has a character that HTTP does not allow (RFC 9110, section 5.5),"
                    + " such as a line break; a key that was read from a file often ends with one");
        }
    }

    /**
     * An id as a segment of a path, or as a value in a query: nothing in it can lead to another place.
     *
     * @throws IllegalArgumentException for an id that means another place in a path however it is written (RFC 3986,
     *     section 5.2.4)
     */
    public static String segment(String id) {
        if (id.isEmpty() || id.equals(".") || id.equals("..")) {
            throw new IllegalArgumentException("the job's id is '" + id + "', which cannot be part of a URL");
        }
        return isPlain(id) ? id : URLEncoder.encode(id, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /**
     * The URL that a server named for the next request, resolved against the URL of the first one. Empty if it has another
     * scheme, host or port, because headers with credentials would go there; and if it is no http or https URL at all.
     */
    public static Optional<URI> resolve(URI first, URI next) {
        try {
            URI resolved = resolved(first, next);
            boolean usable = resolved.getScheme() != null && resolved.getHost() != null;
            if (!usable || !origin(resolved).equals(origin(first))) {
                return Optional.empty();
            }
            String query = resolved.getRawQuery() == null ? "" : "?" + resolved.getRawQuery();
            return Optional.of(URI.create(origin(resolved) + resolved.getRawPath() + query));
        } catch (IllegalArgumentException unusable) {
            return Optional.empty();
        }
    }

    /** The URL, masked. */
    @Override
    public String toString() {
        return Printable.masked(uri);
    }

    /** {@link URI#resolve} drops the last segment before a query alone, and the slash after a host alone. */
    private static URI resolved(URI first, URI next) {
        String path = first.getRawPath().isEmpty() ? "/" : first.getRawPath();
        URI base = URI.create(origin(first) + path);
        boolean sameDocument =
                next.getScheme() == null && next.getRawAuthority() == null && "".equals(next.getRawPath());
        if (!sameDocument) {
            return base.resolve(next);
        }
        String query = next.getRawQuery() == null ? first.getRawQuery() : next.getRawQuery();
        return query == null ? base : URI.create(base + "?" + query);
    }

    /** In lower case, and without a port that the scheme implies: equal for equal origins (RFC 6454, section 4). */
    private static String origin(URI uri) {
        String scheme = uri.getScheme().toLowerCase(Locale.ROOT);
        int implied = scheme.equals("https") ? 443 : 80;
        String port = uri.getPort() < 0 || uri.getPort() == implied ? "" : ":" + uri.getPort();
        return scheme + "://" + uri.getHost().toLowerCase(Locale.ROOT) + port;
    }

    private static @Nullable String basic(URI uri) {
        String raw = uri.getRawUserInfo();
        if (raw == null || raw.isEmpty()) {
            return null;
        }
        String user = raw.split(":", 2)[0];
        String decoded = uri.getUserInfo() + (raw.contains(":") ? "" : ":");
        if (user.toLowerCase(Locale.ROOT).contains("%3a") || decoded.contains("\uFFFD")) {
            throw new IllegalArgumentException(
                    "the user information in the server URL cannot become Basic authentication (RFC 7617):"
                            + " the user name must not have a colon, and percent-encoding must be that of UTF-8");
        }
        return "Basic " + Base64.getEncoder().encodeToString(decoded.getBytes(StandardCharsets.UTF_8));
    }

    private static void requireScheme(String text) {
        if (text.regionMatches(true, 0, "http://", 0, 7) || text.regionMatches(true, 0, "https://", 0, 8)) {
            return;
        }
        if (NO_SCHEME.matcher(text).matches()) {
            throw new IllegalArgumentException(
                    "server URL is '" + text + "', which has no scheme; did you mean http://" + text + "?");
        }
        throw new IllegalArgumentException("the server URL does not begin with http:// or https://; " + ALLOWED);
    }

    /** Why {@link URI#getHost} is null. */
    private static String hostProblem(URI uri) {
        String authority = uri.getRawAuthority() == null ? "" : uri.getRawAuthority();
        String hostAndPort = authority.substring(authority.lastIndexOf('@') + 1);
        String afterHost = uri.toString().substring(uri.toString().indexOf(authority) + authority.length());
        if (afterHost.contains("@") || authority.indexOf('@') != authority.lastIndexOf('@')) {
            // What looks like the host may be part of a password.
            return "the server URL has no readable host; if its user name or password has a special character,"
                    + " percent-encode it: @ is %40, / is %2F, ? is %3F, # is %23";
        }
        int colon = hostAndPort.lastIndexOf(':');
        String host = Printable.clean(colon < 0 ? hostAndPort : hostAndPort.substring(0, colon));
        if (host.isEmpty()) {
            return "the server URL has no host; " + ALLOWED;
        }
        if (colon >= 0 && !isPort(hostAndPort.substring(colon + 1))) {
            return "the port after the host '" + host + "' is not a number from 1 to " + MAX_PORT;
        }
        if (host.contains("_")) {
            return "the host of the server URL is '" + host + "'; Java's HTTP client cannot use a host name with an"
                    + " underscore; use another name, such as an alias with a hyphen (in a compose file: networks,"
                    + " default, aliases: " + host.replace('_', '-') + "), or the IP address";
        }
        return "the host of the server URL is '" + host + "', which is not a valid host name; " + inAscii(host);
    }

    private static String inAscii(String host) {
        try {
            String ascii = IDN.toASCII(host);
            return ascii.equals(host) ? ALLOWED : "did you mean " + ascii + "?";
        } catch (IllegalArgumentException noName) {
            return ALLOWED;
        }
    }

    private static boolean isPort(String text) {
        return text.isEmpty() || text.matches("0*[0-9]{1,5}") && Integer.parseInt(text) <= MAX_PORT;
    }

    /** Most ids are, and a request may name a thousand. */
    private static boolean isPlain(String id) {
        for (int i = 0; i < id.length(); i++) {
            char c = id.charAt(i);
            boolean letter = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
            if (!letter && !(c >= '0' && c <= '9') && c != '-' && c != '_') {
                return false;
            }
        }
        return true;
    }
}
