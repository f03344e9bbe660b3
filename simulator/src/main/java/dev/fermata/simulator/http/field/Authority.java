package dev.fermata.simulator.http.field;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A host and perhaps a port: the authority of an {@code http} URL, and what the {@code Host} field says (RFC 9110, section
 * 7.2). Immutable.
 *
 * <p>A name may have an underscore, as services in compose files often have; {@link URI} finds no host in such a URL. It
 * has no percent-encoding, for a name server knows none, and no comma, which joins two fields to one.
 *
 * @param host as written: an IPv6 address keeps its brackets
 * @param port -1 when none is written
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

    /** Empty when the text is no host, or no host and port, in every detail. */
    public static Optional<Authority> of(String text) {
        int end = hostEnd(text);
        int port = end < 0 ? -2 : port(text, end);
        return port < -1 ? Optional.empty() : Optional.of(new Authority(text.substring(0, end), port));
    }

    /** That of a URL, without its user info. */
    public static Optional<Authority> of(URI url) {
        String authority = url.getRawAuthority();
        return authority == null ? Optional.empty() : of(authority.substring(authority.lastIndexOf('@') + 1));
    }

    /** Whether {@link #of(String)} finds one. */
    public static boolean isOne(String text) {
        int end = hostEnd(text);
        return end >= 0 && port(text, end) >= -1;
    }

    /** Where the host ends; -1 when there is none, or something else. */
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

    /** In brackets. Nothing is looked up: in brackets there is no name. */
    private static boolean isIpV6(String text) {
        try {
            return IP_V6.matcher(text).matches() && InetAddress.getByName(text).getAddress().length > 0;
        } catch (UnknownHostException notOne) {
            return false;
        }
    }

    /** -1 when there is none, -2 when there is something else. */
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

    /** As it is written. */
    @Override
    public String toString() {
        return port < 0 ? host : host + ":" + port;
    }
}
