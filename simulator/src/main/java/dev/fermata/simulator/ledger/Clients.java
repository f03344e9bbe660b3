package dev.fermata.simulator.ledger;

import dev.fermata.simulator.http.Request;
import dev.fermata.simulator.setting.MemoryShare;
import dev.fermata.simulator.text.Printable;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.util.AsciiString;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** All clients. There are at most 256, because a client can invent names. */
final class Clients {

    static final int MOST = MemoryShare.LEDGER.count(256, Ledger.BYTES / 256, 1);
    private static final AsciiString CLIENT_ID = AsciiString.cached("x-client-id");
    private static final int LONGEST_NAME = 80;
    private static final int LONGEST_KEPT = 200;
    /** Enough to recognize a key, and too little to use it. */
    private static final int SHOWN = 4;

    private final List<ClientRecord> all = new ArrayList<>();
    private final Map<List<Object>, ClientRecord> byIdentity = new HashMap<>();
    private final Crowd crowd = new Crowd(all);
    private long unnamed;

    /**
     * A client is told apart by {@code X-Client-Id}, else by API key, else by {@code User-Agent} and address. Null for a client beyond
     * the limit.
     */
    @Nullable
    ClientRecord of(Request request, @Nullable String key) {
        String id = request.header(CLIENT_ID);
        if (id != null && !id.isBlank()) {
            return of(List.of(kept(id)), () -> id);
        }
        if (key != null) {
            int shown = Math.min(SHOWN, key.length() / 2);
            return of(List.of("key", kept(key)), () -> "key " + key.substring(0, shown) + "...");
        }
        String agent = request.header(HttpHeaderNames.USER_AGENT);
        String known = agent == null ? "no User-Agent" : agent;
        InetAddress address = request.remote().getAddress();
        return of(List.of(kept(known), address), () -> known + " at " + address.getHostAddress());
    }

    private static String kept(String text) {
        return text.length() <= LONGEST_KEPT ? text : text.substring(0, LONGEST_KEPT) + text.hashCode();
    }

    private @Nullable ClientRecord of(List<Object> identity, Supplier<String> name) {
        ClientRecord known = byIdentity.get(identity);
        if (known == null && all.size() < MOST) {
            known = new ClientRecord(all.size(), unique(Printable.cut(name.get(), LONGEST_NAME)), crowd);
            all.add(known);
            byIdentity.put(identity, known);
        }
        unnamed += known == null ? 1 : 0;
        return known;
    }

    private String unique(String name) {
        boolean taken = all.stream().anyMatch(each -> each.name.equals(name));
        return taken ? name + " (client " + (all.size() + 1) + ")" : name;
    }

    /** Judges polls at the same instant also if no other poll comes. */
    void endCrowd(long now) {
        crowd.end(now);
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
        crowd.clear();
        unnamed = 0;
    }
}
