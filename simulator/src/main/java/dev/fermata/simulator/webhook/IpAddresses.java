package dev.fermata.simulator.webhook;

import dev.fermata.simulator.webhook.TargetPolicy.WebhookTarget;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** IP addresses: how they are written, and of which kind they are. Asks no name server. */
final class IpAddresses {

    /** Without leading zeros, because some programs read 010 as eight and others as ten. */
    private static final Pattern DECIMAL = Pattern.compile("(0|[1-9]\\d{0,2})(\\.(0|[1-9]\\d{0,2})){3}");
    /** What some resolvers read as an address and others as a name: 127.1, 0x7f.0.0.1, 2130706433, 0177.0.0.1. */
    private static final Pattern NUMERIC = Pattern.compile("(.*\\.)?(\\d+|0[xX][0-9a-fA-F]*)\\.?");

    /** Of localhost, which is never resolved (RFC 6761). */
    static final List<InetAddress> LOOPBACK =
            List.of(ip(127, 0, 0, 1), ip(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1));

    private IpAddresses() {}

    public static Optional<InetAddress> literal(String host) {
        boolean written = host.contains(":") && !host.contains("%")
                || DECIMAL.matcher(host).matches();
        try {
            // With colons or of four numbers, it is not resolved.
            return written ? Optional.of(InetAddress.getByName(host)) : Optional.empty();
        } catch (UnknownHostException notAnAddress) {
            return Optional.empty();
        }
    }

    /** Whether it looks like an address, but not in the usual form. */
    static boolean unusual(String host) {
        return NUMERIC.matcher(host).matches() && literal(host).isEmpty();
    }

    static boolean isLocalhost(String host) {
        return host.equals("localhost") || host.endsWith(".localhost");
    }

    /** Whether it is not the address of one machine: unspecified, multicast, broadcast. */
    static boolean ofNoMachine(InetAddress address) {
        return any(address, ip -> ip.isAnyLocalAddress() || ip.isMulticastAddress() || zeroOrReserved(ip));
    }

    /** Whether it is valid on the local link only. Metadata services of clouds have such addresses. */
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

    /** The IPv4 address in an IPv6 address: IPv4-compatible, NAT64, 6to4. Java itself converts mapped ones. */
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

    /** A range of addresses, such as 10.0.0.0/8 or fd00::/8. */
    static final class IpNetwork {

        private final InetAddress base;
        private final byte[] prefix;
        private final int bits;

        private IpNetwork(InetAddress base, int bits) {
            this.base = base;
            this.prefix = base.getAddress();
            this.bits = bits;
        }

        static IpNetwork of(InetAddress only) {
            return new IpNetwork(only, only.getAddress().length * 8);
        }

        /** @throws IllegalArgumentException with what is allowed */
        static IpNetwork parse(String text) {
            int slash = text.indexOf('/');
            InetAddress base = IpAddresses.literal(WebhookTarget.plain(text.substring(0, slash)))
                    .orElseThrow(() -> notAllowed(text));
            String bits = text.substring(slash + 1);
            if (!bits.matches("\\d{1,3}") || Integer.parseInt(bits) > base.getAddress().length * 8) {
                throw notAllowed(text);
            }
            return new IpNetwork(base, Integer.parseInt(bits));
        }

        boolean contains(InetAddress address) {
            byte[] other = address.getAddress();
            if (other.length != prefix.length) {
                return false;
            }
            int whole = bits / 8;
            int rest = bits % 8;
            return Arrays.equals(prefix, 0, whole, other, 0, whole)
                    && (rest == 0 || (prefix[whole] & 0xFF) >> (8 - rest) == (other[whole] & 0xFF) >> (8 - rest));
        }

        boolean linkLocal() {
            return IpAddresses.linkLocal(base);
        }

        private static IllegalArgumentException notAllowed(String text) {
            return new IllegalArgumentException(
                    "'" + text + "' is not a network; allowed is a network such as 10.0.0.0/8 or fd00::/8");
        }
    }
}
