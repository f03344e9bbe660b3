package dev.fermata.simulator.ledger;

import dev.fermata.simulator.clock.Micros;
import dev.fermata.simulator.report.Offence;
import dev.fermata.simulator.report.Rule;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** All clients together: do many of them poll at the same instant? */
final class Fleet {

    private static final long INSTANT = 100_000;
    private static final int MANY = 10;

    private final List<ClientRecord> clients;
    private final Set<ClientRecord> now = new LinkedHashSet<>();
    private long began;

    /** @param clients all of them, as they come */
    Fleet(List<ClientRecord> clients) {
        this.clients = clients;
    }

    /** A client polls once more. */
    void polled(ClientRecord client, long at) {
        if (at - began >= INSTANT) {
            if (now.size() > 1) {
                judge();
            }
            now.clear();
            began = at;
        }
        now.add(client);
    }

    private void judge() {
        long waiting = clients.stream().filter(ClientRecord::isWaiting).count();
        if (waiting < MANY) {
            return;
        }
        for (ClientRecord each : now) {
            each.check(Rule.SPREAD);
            if (2L * now.size() >= waiting) {
                each.broken(
                        Rule.SPREAD,
                        new Offence(
                                Micros.instant(began).toString(),
                                "polls of " + now.size() + " clients",
                                null,
                                "they came within 0.1 s; " + waiting + " clients wait"));
            }
        }
    }
}
