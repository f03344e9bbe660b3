package dev.fermata.simulator.webhook;

import dev.fermata.simulator.http.field.Authority;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
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

    /**
     * The parts of a callback URL.
     *
     * @param host in lower case, without brackets and final dot
     * @param authority as it was written: for the Host field
     * @param path with the query
     */
    public record WebhookTarget(boolean secure, String host, int port, String authority, String path) {

        private static final int LONGEST = 2_048;
        private static final Authority NOWHERE = new Authority("", -1);

        /** @throws IllegalArgumentException if no webhook can be sent to this URL, allowed or not */
        public static WebhookTarget of(URI uri) {
            check(uri.toString().length() <= LONGEST, "is longer than " + LONGEST + " characters", "");
            String url = "is '" + uri + "'";
            String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
            check(scheme.equals("http") || scheme.equals("https"), url, "allowed are http and https");
            String authority = String.valueOf(uri.getRawAuthority());
            // Not quoted, because the part before the @ is often a password.
            check(!authority.contains("@"), "has user-info", "remove it; the signature shows who sent the webhook");
            check(!authority.matches("\\[.*%.*"), url, "addresses with a zone are not taken");
            check(uri.getPort() != 0 && uri.getPort() <= 65_535, url, "ports are 1 to 65535");
            Authority where = Authority.of(uri).orElse(NOWHERE);
            check(
                    where != NOWHERE && where.port() != 0 && !IpAddresses.unusual(where.host()),
                    url,
                    "it takes the name of a host, or an address such as 127.0.0.1 or [::1] in its usual form, and perhaps a"
                            + " port from 1 to 65535");
            boolean secure = scheme.equals("https");
            String host = plain(where.host());
            int port = where.port() > 0 ? where.port() : secure ? 443 : 80;
            return new WebhookTarget(secure, host, port, authority, path(URI.create(uri.toASCIIString())));
        }

        /** The receiver: host and port. */
        public String origin() {
            return host + ":" + port;
        }

        /** For logs and records: without the query, which is often a secret. */
        public String shown() {
            int query = path.indexOf('?');
            return (secure ? "https://" : "http://")
                    + authority
                    + (query < 0 ? path : path.substring(0, query) + "?...");
        }

        /** The same for text that may not be a target. */
        public static String shown(String url) {
            try {
                return of(URI.create(url)).shown();
            } catch (IllegalArgumentException unusable) {
                return "(not a usable URL)";
            }
        }

        /** The address, if the host is one. */
        public Optional<InetAddress> literal() {
            return IpAddresses.literal(host);
        }

        static String plain(String host) {
            String open = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
            String rooted = open.endsWith(".") ? open.substring(0, open.length() - 1) : open;
            return rooted.toLowerCase(Locale.ROOT);
        }

        private static String path(URI uri) {
            String path = uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
            return uri.getRawQuery() == null ? path : path + "?" + uri.getRawQuery();
        }

        private static void check(boolean fine, String is, String allowed) {
            if (!fine) {
                throw new IllegalArgumentException("callback_url " + is + (allowed.isEmpty() ? "" : "; " + allowed));
            }
        }
    }
}
