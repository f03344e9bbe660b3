package dev.fermata.simulator.webhook.target;

import java.net.InetAddress;
import java.util.Arrays;

/** A range of addresses, such as 10.0.0.0/8 or fd00::/8. */
final class IpNetwork {

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
        return new IllegalArgumentException("'" + text + "' is no network; allowed is such as 10.0.0.0/8 or fd00::/8");
    }
}
