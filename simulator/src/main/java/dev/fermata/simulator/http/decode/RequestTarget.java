package dev.fermata.simulator.http.decode;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.fermata.simulator.http.field.Authority;
import dev.fermata.simulator.text.Checks;
import io.netty.handler.codec.http.HttpMethod;
import java.io.ByteArrayOutputStream;
import java.util.HexFormat;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The target of a request line (RFC 9112, section 3.2). Immutable.
 *
 * @param path without slashes at its end. It is decoded, except {@code %2F} and {@code %25}: {@code %2F} does not separate segments, and
 *     without {@code %25} it could not be distinguished from {@code %252F}
 * @param query the text after the question mark, as it was sent; empty without one
 * @param authority of the absolute form, which proxies send. It has precedence over the {@code Host} field
 */
public record RequestTarget(
        String path, String query, @Nullable Authority authority) {

    private static final String SCHEME_END = "://";
    private static final byte[] SLASH = "%2F".getBytes(UTF_8);
    private static final byte[] PERCENT = "%25".getBytes(UTF_8);

    /** @throws InvalidRequestException if it is not a target, or not a target for this method */
    public static RequestTarget of(HttpMethod method, String text) {
        if (text.startsWith("/")) {
            return isPlain(text) ? new RequestTarget(text, "", null) : parsed(text, text, null);
        }
        if (HttpMethod.CONNECT.equals(method) || text.equals("*") && HttpMethod.OPTIONS.equals(method)) {
            return new RequestTarget(text, "", null);
        }
        return absolute(text);
    }

    /** Decodes {@code %2F} and {@code %25} in a segment of a path, or in a part of one. */
    public static String decoded(String segment) {
        return segment.indexOf('%') < 0 ? segment : segment.replace("%2F", "/").replace("%25", "%");
    }

    /** Whether the path needs no decoding. Most paths do not, and this check is fast. */
    private static boolean isPlain(String path) {
        for (int i = 0; i < path.length(); i++) {
            char c = path.charAt(i);
            if (c <= ' ' || c >= 0x7F || c == '%' || c == '?' || c == '#') {
                return false;
            }
        }
        return path.length() == 1 || path.charAt(path.length() - 1) != '/';
    }

    private static RequestTarget absolute(String text) {
        int scheme = text.indexOf(SCHEME_END);
        String name = scheme < 0 ? "" : text.substring(0, scheme).toLowerCase(Locale.ROOT);
        if (!name.equals("http") && !name.equals("https")) {
            throw InvalidRequestException.target(text, "is not allowed; a target begins with '/' or with http://");
        }
        int from = scheme + SCHEME_END.length();
        int end = from;
        while (end < text.length() && "/?#".indexOf(text.charAt(end)) < 0) {
            end++;
        }
        Authority authority = Authority.of(text.substring(from, end))
                .orElseThrow(() -> InvalidRequestException.target(
                        text, "has no valid host; allowed is a host and perhaps a port, as RFC 3986 defines them"));
        return parsed(text, text.substring(end), authority);
    }

    private static RequestTarget parsed(String text, String rest, @Nullable Authority authority) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c <= ' ' || c >= 0x7F) {
                throw InvalidRequestException.target(
                        text, "has a character that is not allowed; send its UTF-8 bytes percent-encoded");
            }
            if (c == '#') {
                throw InvalidRequestException.target(
                        text, "has a fragment, which only the client needs; leave out # and the text after it");
            }
        }
        int mark = rest.indexOf('?');
        String path = mark < 0 ? rest : rest.substring(0, mark);
        return new RequestTarget(trimmed(decoded(text, path)), mark < 0 ? "" : rest.substring(mark + 1), authority);
    }

    private static String trimmed(String path) {
        int end = path.length();
        while (end > 1 && path.charAt(end - 1) == '/') {
            end--;
        }
        return end == 0 ? "/" : path.substring(0, end);
    }

    private static String decoded(String text, String path) {
        if (path.indexOf('%') < 0) {
            return path;
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(path.length());
        for (int i = 0; i < path.length(); i++) {
            if (path.charAt(i) != '%') {
                bytes.write(path.charAt(i));
                continue;
            }
            int value = encoded(text, path, i + 1);
            if (value == '/' || value == '%') {
                bytes.writeBytes(value == '/' ? SLASH : PERCENT);
            } else {
                bytes.write(value);
            }
            i += 2;
        }
        if (Checks.badUtf8(bytes.toByteArray()) > 0) {
            throw InvalidRequestException.target(
                    text, "is not UTF-8; send the UTF-8 bytes of the path, percent-encoded");
        }
        return bytes.toString(UTF_8);
    }

    private static int encoded(String text, String path, int from) {
        int end = from + 2;
        if (end > path.length()
                || !HexFormat.isHexDigit(path.charAt(from))
                || !HexFormat.isHexDigit(path.charAt(from + 1))) {
            throw InvalidRequestException.target(
                    text,
                    "is not percent-encoded; after each % there must be two hexadecimal digits; write % itself as %25");
        }
        return HexFormat.fromHexDigits(path, from, end);
    }
}
