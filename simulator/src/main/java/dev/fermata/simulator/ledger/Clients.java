package dev.fermata.simulator.ledger;

import dev.fermata.simulator.clock.Micros;
import dev.fermata.simulator.http.Request;
import dev.fermata.simulator.report.Rule;
import dev.fermata.simulator.report.RuleResult.Offence;
import dev.fermata.simulator.text.Printable;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.util.AsciiString;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** All clients. There are at most 256, because a client can invent names. */
final class Clients {

    static final int MOST = 256;
    private static final AsciiString CLIENT_ID = AsciiString.cached("x-client-id");
    private static final int LONGEST_NAME = 80;
    /** Enough to recognize a key, and too little to use it. */
    private static final int SHOWN = 4;

    private final List<ClientRecord> all = new ArrayList<>();
    private final Map<Identity, ClientRecord> byIdentity = new HashMap<>();
    /** The clients that poll at one instant. */
    private final Crowd crowd = new Crowd();

    private long unnamed;

    /** How a client is told apart: by {@code X-Client-Id}, else by API key, else by {@code User-Agent} and address. */
    private record Identity(
            String text, boolean isKey, @Nullable InetAddress address) {

        // By hand: those that a record makes load many classes before the first response.
        @Override
        public int hashCode() {
            return text.hashCode();
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Identity that
                    && isKey == that.isKey
                    && text.equals(that.text)
                    && Objects.equals(address, that.address);
        }

        static Identity of(Request request, @Nullable String key) {
            String id = request.header(CLIENT_ID);
            if (id != null && !id.isBlank()) {
                return new Identity(id, false, null);
            }
            String agent = request.header(HttpHeaderNames.USER_AGENT);
            return key != null
                    ? new Identity(key, true, null)
                    : new Identity(
                            agent == null ? "no User-Agent" : agent,
                            false,
                            request.remote().getAddress());
        }

        String name() {
            String shown = isKey ? "key " + text.substring(0, Math.min(SHOWN, text.length() / 2)) + "..." : text;
            return address == null ? shown : shown + " at " + address.getHostAddress();
        }
    }

    /** Null for a client beyond the limit. */
    @Nullable
    ClientRecord of(Request request, @Nullable String key) {
        Identity identity = Identity.of(request, key);
        ClientRecord known = byIdentity.get(identity);
        if (known == null && all.size() < MOST) {
            return add(identity);
        }
        unnamed += known == null ? 1 : 0;
        return known;
    }

    private ClientRecord add(Identity identity) {
        String name = Printable.cut(identity.name(), LONGEST_NAME);
        boolean taken = all.stream().anyMatch(each -> each.name.equals(name));
        String unique = taken ? name + " (client " + (all.size() + 1) + ")" : name;
        ClientRecord made = new ClientRecord(all.size(), unique, this);
        all.add(made);
        byIdentity.put(identity, made);
        return made;
    }

    /** A client polls once more. Many clients that do so at the same instant are in step. */
    void polled(ClientRecord client, long at) {
        if (crowd.isOver(at)) {
            if (crowd.size > 1) {
                judge();
            }
            crowd.begin(at);
        }
        if (client.polledAt < crowd.began) {
            crowd.size++;
        }
        client.polledAt = at;
    }

    private void judge() {
        long waiting = all.stream().filter(ClientRecord::isWaiting).count();
        if (!Crowd.isMany(waiting)) {
            return;
        }
        for (ClientRecord each : all) {
            if (each.polledAt >= crowd.began) {
                each.check(Rule.SPREAD);
                if (crowd.isMostOf(waiting)) {
                    each.broken(
                            Rule.SPREAD,
                            () -> new Offence(
                                    Micros.instant(crowd.began).toString(),
                                    "polls of " + crowd.size + " clients",
                                    null,
                                    "they came within 0.1 s; " + waiting + " clients wait"));
                }
            }
        }
    }

    List<ClientRecord> all() {
        return all;
    }

    /** How many requests came from clients beyond the limit. */
    long unnamed() {
        return unnamed;
    }

    void clear() {
        all.clear();
        byIdentity.clear();
        unnamed = 0;
    }
}
