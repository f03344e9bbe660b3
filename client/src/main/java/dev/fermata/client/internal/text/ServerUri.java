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
import java.util.Objects;
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
    private static final String PORTS = "allowed is 1 to " + MAX_PORT;

    /** A host and perhaps a port and more, without a scheme and user information. */
    private static final Pattern NO_SCHEME = Pattern.compile("([\\w.-]+|\\[[0-9a-fA-F:]+])(:\\d{1,5})?([/?#][^@]*)?");

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
        requireScheme(Objects.requireNonNull(uri, "server").toString());
        return of(uri, uri.toString());
    }

    /**
     * Reads and checks a URL.
     *
     * @throws IllegalArgumentException as {@link #of} does, and if the text is not a URL
     */
    public static ServerUri parse(String text) {
        return template(text, "");
    }

    /**
     * Reads and checks a URL that has a placeholder in its path or query. Messages show it as it was given.
     *
     * @throws IllegalArgumentException as {@link #parse} does
     */
    public static ServerUri template(String given, String placeholder) {
        requireScheme(given);
        String text = placeholder.isEmpty() ? given : given.replace(placeholder, "id");
        try {
            return of(new URI(text), given);
        } catch (URISyntaxException e) {
            // The exception's own message repeats the whole URL, secrets included.
            String where = Printable.maskedInput(given).equals(text) ? " at index " + e.getIndex() : "";
            String reason = Character.toLowerCase(e.getReason().charAt(0))
                    + e.getReason().substring(1);
            throw unusable(given, "it is not a URL (" + reason + where + ")", ALLOWED);
        }
    }

    private static ServerUri of(URI uri, String given) {
        if (uri.getHost() == null) {
            throw withoutHost(uri, given);
        }
        if (uri.getPort() == 0 || uri.getPort() > MAX_PORT) {
            throw unusable(given, "its port is " + uri.getPort(), PORTS);
        }
        String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
        return new ServerUri(URI.create(origin(uri) + uri.getRawPath() + query), basic(uri, given));
    }

    /**
     * The exception for a URL that is of no use. Its message is {@code server URL is '...'; what is wrong; what to do}.
     *
     * @param given shown masked
     */
    public static IllegalArgumentException refused(String given, String wrong, String toDo) {
        return new IllegalArgumentException(
                "server URL is '" + Printable.maskedInput(given) + "'; " + wrong + "; " + toDo);
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

    /** The URL with a path added to its own. Its query is kept; a query of the path comes before it. */
    public String below(String path) {
        String query = uri.getRawQuery();
        String more = query == null || query.isEmpty() ? "" : (path.indexOf('?') < 0 ? "?" : "&") + query;
        return origin() + path() + path + more;
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

    private static @Nullable String basic(URI uri, String given) {
        String raw = uri.getRawUserInfo();
        if (raw == null || raw.isEmpty()) {
            return null;
        }
        String user = raw.split(":", 2)[0];
        String decoded = uri.getUserInfo() + (raw.contains(":") ? "" : ":");
        if (user.toLowerCase(Locale.ROOT).contains("%3a") || decoded.contains("\uFFFD")) {
            throw unusable(
                    given,
                    "its user information cannot become Basic authentication (RFC 7617)",
                    "allowed is a user name without a colon, and percent-encoding of UTF-8");
        }
        return "Basic " + Base64.getEncoder().encodeToString(decoded.getBytes(StandardCharsets.UTF_8));
    }

    private static void requireScheme(String text) {
        if (!text.equals(Printable.clean(text))) {
            throw refused(text, "it has a character that cannot be printed, or a space at an end", "remove it");
        }
        if (NO_SCHEME.matcher(text).matches()) {
            throw refused(text, "it has no scheme", "did you mean http://" + Printable.maskedInput(text) + "?");
        }
        if (!text.regionMatches(true, 0, "http://", 0, 7) && !text.regionMatches(true, 0, "https://", 0, 8)) {
            throw refused(text, "it does not begin with http:// or https://", ALLOWED);
        }
    }

    /** {@link #refused}; if the URL may be read in two ways, that alone, because the details may be parts of a password. */
    private static IllegalArgumentException unusable(String given, String wrong, String toDo) {
        return Printable.maskedInput(given).endsWith("://" + Printable.HIDDEN)
                ? refused(
                        given,
                        "it is not clear where its user name and password end",
                        "percent-encode special characters in them: @ is %40, / is %2F, ? is %3F, # is %23")
                : refused(given, wrong, toDo);
    }

    /** {@link URI#getHost} is null. */
    private static IllegalArgumentException withoutHost(URI uri, String given) {
        String authority = uri.getRawAuthority() == null ? "" : uri.getRawAuthority();
        String hostAndPort = authority.substring(authority.lastIndexOf('@') + 1);
        int colon = hostAndPort.indexOf(':');
        String host = colon < 0 ? hostAndPort : hostAndPort.substring(0, colon);
        if (host.isEmpty()) {
            return unusable(given, "it has no host", ALLOWED);
        }
        if (colon >= 0 && !isPort(hostAndPort.substring(colon + 1))) {
            return unusable(given, "its port is not a number", PORTS);
        }
        if (host.contains("_")) {
            return unusable(
                    given,
                    "Java's HTTP client cannot use a host name with an underscore",
                    "use another name, such as an alias with a hyphen (in a compose file: networks, default, aliases: "
                            + host.replace('_', '-') + "), or the IP address");
        }
        return unusable(given, "its host is not a valid host name", inAscii(host));
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
