package dev.fermata.simulator.http.field;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A host and perhaps a port: the authority of an {@code http} URL, and the value of the {@code Host} field (RFC 9110, section 7.2).
 * Immutable.
 *
 * <p>A name may have an underscore, because services in compose files often have one; {@link URI} finds no host in such a URL. A name has
 * no percent-encoding, which a name server does not know, and no comma, which separates the values of several fields.
 *
 * @param host as it is written; an IPv6 address has brackets
 * @param port -1 without a port
 */
public record Authority(String host, int port) {

    private static final int LAST_PORT = 65_535;
    private static final Pattern IP_V6 = Pattern.compile("\\[[0-9A-Fa-f:.]{2,45}]");
    private static final boolean[] NAME = new boolean[128];

    static {
        for (char c = '0'; c <= 'z'; c++) {
            NAME[c] = c <= '9' || c >= 'a' || c >= 'A' && c <= 'Z';
        }
        for (char c : "-._~!$&'()*+;=".toCharArray()) {
            NAME[c] = true;
        }
    }

    /** Empty if the text is not exactly a host, or a host and a port. */
    public static Optional<Authority> of(String text) {
        int end = hostEnd(text);
        int port = end < 0 ? -2 : port(text, end);
        return port < -1 ? Optional.empty() : Optional.of(new Authority(text.substring(0, end), port));
    }

    /** The authority of a URL, without its user information. */
    public static Optional<Authority> of(URI url) {
        String authority = url.getRawAuthority();
        return authority == null ? Optional.empty() : of(authority.substring(authority.lastIndexOf('@') + 1));
    }

    /** Whether {@link #of(String)} finds one. */
    public static boolean isOne(String text) {
        int end = hostEnd(text);
        return end >= 0 && port(text, end) >= -1;
    }

    /** The index at which the host ends; -1 if the text does not begin with a host. */
    private static int hostEnd(String text) {
        if (text.startsWith("[")) {
            int end = text.indexOf(']') + 1;
            return end > 0 && isIpV6(text.substring(0, end)) ? end : -1;
        }
        int end = 0;
        while (end < text.length() && text.charAt(end) < 128 && NAME[text.charAt(end)]) {
            end++;
        }
        return end == 0 ? -1 : end;
    }

    /** Whether this is an address in brackets. In brackets there is no name, so no name server is asked. */
    private static boolean isIpV6(String text) {
        try {
            return IP_V6.matcher(text).matches() && InetAddress.getByName(text).getAddress().length > 0;
        } catch (UnknownHostException notOne) {
            return false;
        }
    }

    /** -1 without a port; -2 if the rest of the text is not a port. */
    private static int port(String text, int from) {
        if (from == text.length()) {
            return -1;
        }
        if (text.charAt(from) != ':') {
            return -2;
        }
        if (from + 1 == text.length()) {
            return -1;
        }
        int port = DelaySeconds.of(text.substring(from + 1)).orElse(LAST_PORT + 1);
        return port > LAST_PORT ? -2 : port;
    }

    /** The text of the host and the port. */
    @Override
    public String toString() {
        return port < 0 ? host : host + ":" + port;
    }
}
