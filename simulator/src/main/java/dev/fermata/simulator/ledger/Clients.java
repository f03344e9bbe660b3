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
    /** By scope, then by text. To hash an {@link Identity}, the first request would load many classes. */
    private final Map<Object, Map<String, ClientRecord>> byIdentity = new HashMap<>();
    /** Of the last request. The next one is often of the same. */
    private @Nullable ClientRecord last;

    private final PollsAtOnce pollsAtOnce = new PollsAtOnce(all);
    private long unnamed;

    /**
     * What tells clients apart.
     *
     * @param scope an address, or a word for what does not depend on it
     */
    record Identity(Object scope, String text) {}

    /**
     * A client is told apart by {@code X-Client-Id}, else by API key, else by {@code User-Agent} and address. Null for a client beyond
     * the limit.
     */
    @Nullable
    ClientRecord of(Request request, @Nullable String key) {
        String id = request.header(CLIENT_ID);
        if (id != null && !id.isBlank()) {
            return of("id", id);
        }
        if (key != null) {
            return of("key", key);
        }
        String agent = request.header(HttpHeaderNames.USER_AGENT);
        return of(request.remote().getAddress(), agent == null ? "no User-Agent" : agent);
    }

    private @Nullable ClientRecord of(Object scope, String text) {
        String kept = text.length() <= LONGEST_KEPT ? text : text.substring(0, LONGEST_KEPT) + text.hashCode();
        ClientRecord before = last;
        if (before != null
                && before.identity.text().equals(kept)
                && before.identity.scope().equals(scope)) {
            return before;
        }
        ClientRecord known = byIdentity.getOrDefault(scope, Map.of()).get(kept);
        if (known == null && all.size() < MOST) {
            String name = unique(Printable.cut(name(scope, text), LONGEST_NAME));
            known = new ClientRecord(all.size(), new Identity(scope, kept), name, pollsAtOnce);
            all.add(known);
            byIdentity.computeIfAbsent(scope, any -> new HashMap<>()).put(kept, known);
        }
        unnamed += known == null ? 1 : 0;
        last = known;
        return known;
    }

    private static String name(Object scope, String text) {
        if (scope instanceof InetAddress address) {
            return text + " at " + address.getHostAddress();
        }
        return scope.equals("key") ? "key " + text.substring(0, Math.min(SHOWN, text.length() / 2)) + "..." : text;
    }

    private String unique(String name) {
        boolean taken = all.stream().anyMatch(each -> each.name.equals(name));
        return taken ? name + " (client " + (all.size() + 1) + ")" : name;
    }

    /** Judges polls at the same instant also if no other poll comes. */
    void endInstant(long now) {
        pollsAtOnce.end(now);
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
        last = null;
        pollsAtOnce.clear();
        unnamed = 0;
    }
}
