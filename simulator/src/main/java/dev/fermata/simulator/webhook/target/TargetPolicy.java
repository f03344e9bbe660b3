package dev.fermata.simulator.webhook.target;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * Where webhooks may go: to the loopback, and to what is allowed by host name or by network. Immutable.
 *
 * <p>Asked twice. When a job is submitted, about the URL, without looking anything up; and before each connection, about
 * every address that the name stands for then.
 *
 * <p>A host that is allowed by name may be at any address, except at those that are nobody's (unspecified, multicast,
 * broadcast), which are never allowed, and at link-local ones, where clouds keep secrets: these take a network that is
 * itself link-local. The simulator itself is never a target.
 */
public final class TargetPolicy {

    private static final Pattern NAME =
            Pattern.compile("[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?(\\.[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?)*");
    private static final List<IpNetwork> LOOPBACK = List.of(IpNetwork.parse("127.0.0.0/8"), IpNetwork.parse("::1/128"));
    private static final String WAY_OUT = "webhooks go to the loopback only, unless the simulator is started with"
            + " --webhook-allow and the host or its network";

    private final Set<String> names = new HashSet<>();
    private final List<IpNetwork> networks = new ArrayList<>();
    private final Predicate<InetSocketAddress> itself;

    /**
     * @param allowed host names, addresses and networks
     * @param itself whether the simulator listens there
     * @throws IllegalArgumentException with what is allowed
     */
    public TargetPolicy(List<String> allowed, Predicate<InetSocketAddress> itself) {
        this.itself = itself;
        allowed.forEach(this::allow);
    }

    private void allow(String entry) {
        String host = WebhookTarget.plain(entry.strip());
        Optional<InetAddress> address = IpAddresses.literal(host);
        if (entry.contains("/")) {
            networks.add(IpNetwork.parse(entry.strip()));
        } else if (address.isPresent()) {
            networks.add(IpNetwork.of(address.get()));
        } else if (NAME.matcher(host).matches() && !IpAddresses.disguised(host)) {
            names.add(host);
        } else {
            throw new IllegalArgumentException(
                    "allowed webhook target is '" + entry
                            + "'; allowed is a host name, an address, or a network such as 10.0.0.0/8, without scheme and port");
        }
    }

    /** What is wrong with the URL. A name that only an allowed network may hold passes: its address is checked later. */
    public Optional<String> problem(String url) {
        try {
            return problem(new URI(url));
        } catch (URISyntaxException unreadable) {
            return Optional.of("callback_url is no URL: " + unreadable.getReason());
        }
    }

    public Optional<String> problem(URI url) {
        WebhookTarget target;
        try {
            target = WebhookTarget.of(url);
        } catch (IllegalArgumentException unusable) {
            return Optional.of(String.valueOf(unusable.getMessage()));
        }
        String is = "callback_url is '" + url + "'; ";
        if (IpAddresses.isLocalhost(target.host())) {
            return problem(target, IpAddresses.LOOPBACK).map(is::concat);
        }
        if (target.literal().isPresent()) {
            return problem(target, List.of(target.literal().get())).map(is::concat);
        }
        if (IpAddresses.disguised(target.host())) {
            return Optional.of(is + "addresses are taken in their usual form only, such as 127.0.0.1");
        }
        boolean mayPass = names.contains(target.host()) || !networks.isEmpty();
        return mayPass ? Optional.empty() : Optional.of(is + WAY_OUT);
    }

    /** Why the target may not be connected to, when it stands for these addresses: each has to be allowed. */
    public Optional<String> problem(WebhookTarget target, List<InetAddress> addresses) {
        return addresses.stream()
                .flatMap(address -> problem(target, address).stream())
                .findFirst();
    }

    private Optional<String> problem(WebhookTarget target, InetAddress address) {
        String where = target.host() + (target.literal().isPresent() ? "" : " (" + address.getHostAddress() + ")");
        if (IpAddresses.nobodys(address)) {
            return Optional.of(where + " is not the address of one machine");
        }
        if (itself.test(new InetSocketAddress(address, target.port()))) {
            return Optional.of(where + ":" + target.port() + " is the simulator itself, which takes no webhooks");
        }
        boolean linkLocal = IpAddresses.linkLocal(address);
        if (within(LOOPBACK, address, false) || within(networks, address, linkLocal)) {
            return Optional.empty();
        }
        if (linkLocal) {
            return Optional.of(where + " is link-local, which only a link-local --webhook-allow network allows");
        }
        return names.contains(target.host()) ? Optional.empty() : Optional.of(where + " is not allowed: " + WAY_OUT);
    }

    private static boolean within(List<IpNetwork> networks, InetAddress address, boolean linkLocal) {
        return networks.stream().anyMatch(network -> network.contains(address) && (!linkLocal || network.linkLocal()));
    }
}
