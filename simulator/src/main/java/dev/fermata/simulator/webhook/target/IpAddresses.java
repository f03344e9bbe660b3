package dev.fermata.simulator.webhook.target;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** Addresses as numbers: how they are written, and what kind they are. Asks no name server. */
public final class IpAddresses {

    /** Without leading zeros: whether 010 is eight or ten depends on whom one asks. */
    private static final Pattern DECIMAL = Pattern.compile("(0|[1-9]\\d{0,2})(\\.(0|[1-9]\\d{0,2})){3}");
    /** What some resolvers take for an address and others for a name: 127.1, 0x7f.0.0.1, 2130706433, 0177.0.0.1. */
    private static final Pattern NUMERIC = Pattern.compile("(.*\\.)?(\\d+|0[xX][0-9a-fA-F]*)\\.?");

    /** For localhost, which is never looked up (RFC 6761). */
    static final List<InetAddress> LOOPBACK =
            List.of(ip(127, 0, 0, 1), ip(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1));

    private IpAddresses() {}

    public static Optional<InetAddress> literal(String host) {
        boolean written = host.contains(":") && !host.contains("%")
                || DECIMAL.matcher(host).matches();
        try {
            // Colons, or four numbers: nothing that would be looked up.
            return written ? Optional.of(InetAddress.getByName(host)) : Optional.empty();
        } catch (UnknownHostException notAnAddress) {
            return Optional.empty();
        }
    }

    /** Whether it looks like an address, but is none in its usual form. */
    static boolean disguised(String host) {
        return NUMERIC.matcher(host).matches() && literal(host).isEmpty();
    }

    static boolean isLocalhost(String host) {
        return host.equals("localhost") || host.endsWith(".localhost");
    }

    /** Whether it is nobody's in particular: unspecified, multicast, broadcast. */
    static boolean nobodys(InetAddress address) {
        return any(address, ip -> ip.isAnyLocalAddress() || ip.isMulticastAddress() || zeroOrReserved(ip));
    }

    /** Whether it holds on the local link only. The metadata services of clouds live there. */
    static boolean linkLocal(InetAddress address) {
        return any(address, InetAddress::isLinkLocalAddress);
    }

    private static boolean any(InetAddress address, Predicate<InetAddress> kind) {
        return kind.test(address) || embedded(address).filter(kind).isPresent();
    }

    private static boolean zeroOrReserved(InetAddress address) {
        int first = address.getAddress()[0] & 0xFF;
        return address instanceof Inet4Address && (first == 0 || first >= 240);
    }

    /** The IPv4 address that a gateway may find in an IPv6 address: IPv4-compatible, NAT64, 6to4. Mapped ones Java undoes. */
    private static Optional<InetAddress> embedded(InetAddress address) {
        byte[] b = address.getAddress();
        if (b.length == 4) {
            return Optional.empty();
        }
        if ((b[0] & 0xFF) == 0x20 && b[1] == 0x02) {
            return Optional.of(ip(b[2], b[3], b[4], b[5]));
        }
        boolean nat64 = startsWith(b, 0, 0x64, 0xFF, 0x9B, 0, 0, 0, 0, 0, 0, 0, 0);
        boolean compatible = startsWith(b, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0) && !address.isLoopbackAddress();
        return nat64 || compatible ? Optional.of(ip(b[12], b[13], b[14], b[15])) : Optional.empty();
    }

    private static boolean startsWith(byte[] address, int... prefix) {
        for (int i = 0; i < prefix.length; i++) {
            if ((address[i] & 0xFF) != prefix[i]) {
                return false;
            }
        }
        return true;
    }

    private static InetAddress ip(int... numbers) {
        byte[] bytes = new byte[numbers.length];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) numbers[i];
        }
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException impossible) {
            throw new IllegalStateException(Arrays.toString(bytes), impossible);
        }
    }
}
