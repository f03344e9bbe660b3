package dev.fermata.simulator.webhook;

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
 * Which targets webhooks may have: the loopback, and hosts and networks that are allowed. Immutable.
 *
 * <p>It is asked twice: about the URL when a job is submitted, without resolving the name; and about every address of the name before
 * each connection.
 *
 * <p>A host that is allowed by name may have any address but two kinds. Unspecified, multicast and broadcast addresses are never
 * allowed. Link-local addresses, where clouds keep secrets, need an allowed network that is itself link-local. The simulator itself is
 * never a target.
 */
public final class TargetPolicy {

    private static final Pattern NAME =
            Pattern.compile("[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?(\\.[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?)*");
    private static final List<IpAddresses.IpNetwork> LOOPBACK =
            List.of(IpAddresses.IpNetwork.parse("127.0.0.0/8"), IpAddresses.IpNetwork.parse("::1/128"));
    private static final String WHAT_TO_DO = "webhooks go to the loopback only, unless the simulator is started with"
            + " --webhook-allow and the host or its network";

    private final Set<String> names = new HashSet<>();
    private final List<IpAddresses.IpNetwork> networks = new ArrayList<>();
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
            networks.add(IpAddresses.IpNetwork.parse(entry.strip()));
        } else if (address.isPresent()) {
            networks.add(IpAddresses.IpNetwork.of(address.get()));
        } else if (NAME.matcher(host).matches() && !IpAddresses.unusual(host)) {
            names.add(host);
        } else {
            throw new IllegalArgumentException(
                    "allowed webhook target is '" + entry
                            + "'; allowed is a host name, an address, or a network such as 10.0.0.0/8, without scheme and port");
        }
    }

    /** What is wrong with the URL. A name passes if there are allowed networks, because its address is checked later. */
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
        if (IpAddresses.unusual(target.host())) {
            return Optional.of(is + "addresses are taken in their usual form only, such as 127.0.0.1");
        }
        boolean mayPass = names.contains(target.host()) || !networks.isEmpty();
        return mayPass ? Optional.empty() : Optional.of(is + WHAT_TO_DO);
    }

    /** Why the target with these addresses is not allowed. Each address has to be allowed. */
    public Optional<String> problem(WebhookTarget target, List<InetAddress> addresses) {
        return addresses.stream()
                .flatMap(address -> problem(target, address).stream())
                .findFirst();
    }

    private Optional<String> problem(WebhookTarget target, InetAddress address) {
        String where = target.host() + (target.literal().isPresent() ? "" : " (" + address.getHostAddress() + ")");
        if (IpAddresses.ofNoMachine(address)) {
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
        return names.contains(target.host()) ? Optional.empty() : Optional.of(where + " is not allowed: " + WHAT_TO_DO);
    }

    private static boolean within(List<IpAddresses.IpNetwork> networks, InetAddress address, boolean linkLocal) {
        return networks.stream().anyMatch(network -> network.contains(address) && (!linkLocal || network.linkLocal()));
    }
}
