package dev.fermata.simulator.ledger;

import dev.fermata.simulator.http.Request;
import dev.fermata.simulator.text.Printable;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.util.AsciiString;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Tells clients apart: by {@code X-Client-Id}, else by API key, else by {@code User-Agent} and address. There are at most 256, because a
 * client can invent names.
 */
final class Clients {

    static final int MOST = 256;
    private static final AsciiString CLIENT_ID = AsciiString.cached("x-client-id");
    private static final int LONGEST_NAME = 80;
    /** Enough to recognize a key, and too little to use it. */
    private static final int SHOWN = 4;

    private final List<ClientRecord> all = new ArrayList<>();
    private final Fleet fleet = new Fleet(all);
    private final Map<String, ClientRecord> declared = new HashMap<>();
    private final Map<String, ClientRecord> byKey = new HashMap<>();
    private final Map<InetAddress, Map<String, ClientRecord>> byAgent = new HashMap<>();
    private long unnamed;
    /** Most requests come from the client of the request before. */
    private @Nullable ClientRecord latest;

    private String latestAgent = "";
    private @Nullable InetAddress latestAddress;

    /** Null for a client beyond the limit. */
    @Nullable
    ClientRecord of(Request request, @Nullable String key) {
        String given = request.header(CLIENT_ID);
        String id = given == null || given.isBlank() ? null : given;
        ClientRecord known = id != null ? declared.get(id) : key != null ? byKey.get(key) : ofAgent(request);
        if (known == null && all.size() < MOST) {
            known = add(request, id, key);
            latestAddress = null;
        }
        unnamed += known == null ? 1 : 0;
        return known;
    }

    private @Nullable ClientRecord ofAgent(Request request) {
        InetAddress address = request.remote().getAddress();
        String agent = agent(request);
        if (agent.equals(latestAgent) && address.equals(latestAddress)) {
            return latest;
        }
        Map<String, ClientRecord> here = byAgent.get(address);
        latest = here == null ? null : here.get(agent);
        latestAgent = agent;
        latestAddress = address;
        return latest;
    }

    private static String agent(Request request) {
        String agent = request.header(HttpHeaderNames.USER_AGENT);
        return agent == null ? "" : agent;
    }

    private ClientRecord add(Request request, @Nullable String id, @Nullable String key) {
        if (id != null) {
            return add(declared, id, id);
        }
        if (key != null) {
            return add(byKey, key, "key " + key.substring(0, Math.min(SHOWN, key.length() / 2)) + "...");
        }
        InetAddress address = request.remote().getAddress();
        String agent = agent(request);
        return add(
                byAgent.computeIfAbsent(address, any -> new HashMap<>()),
                agent,
                (agent.isEmpty() ? "no User-Agent" : agent) + " at " + address.getHostAddress());
    }

    private ClientRecord add(Map<String, ClientRecord> place, String key, String name) {
        ClientRecord made = new ClientRecord(all.size(), unique(Printable.cut(name, LONGEST_NAME)), fleet);
        all.add(made);
        place.put(key, made);
        return made;
    }

    private String unique(String name) {
        boolean taken = all.stream().anyMatch(each -> each.name.equals(name));
        return taken ? name + " (client " + (all.size() + 1) + ")" : name;
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
        declared.clear();
        byKey.clear();
        byAgent.clear();
        latestAddress = null;
        unnamed = 0;
    }
}
