package dev.fermata.simulator.ledger;

import dev.fermata.simulator.clock.Micros;
import dev.fermata.simulator.report.Rule;
import dev.fermata.simulator.report.RuleResult.Offence;
import java.util.List;

/** The polls at the same instant, which lasts 0.1 s. If most of many waiting jobs are polled then, their clients are in step. */
final class PollsAtOnce {

    private static final long INSTANT = 100_000;
    /** Fewer jobs need not spread. */
    private static final int MANY = 10;

    private final List<ClientRecord> clients;
    private long began;
    private int polls;

    PollsAtOnce(List<ClientRecord> clients) {
        this.clients = clients;
    }

    /** A client polls once more for a job, without being held. Each job counts once. */
    void polled(ClientRecord client, long at, long before) {
        end(at);
        if (polls > 0 && before >= began) {
            return;
        }
        began = polls == 0 ? at : began;
        client.atOnce++;
        polls++;
    }

    /** The instant may be over. */
    void end(long now) {
        if (polls > 0 && now - began >= INSTANT) {
            judge();
            clients.forEach(ClientRecord::endInstant);
            polls = 0;
        }
    }

    /** Whether there were polls in the present instant. */
    boolean hasBegun() {
        return polls > 0;
    }

    void clear() {
        polls = 0;
    }

    private void judge() {
        long all = clients.stream().mapToLong(each -> each.waiting(began)).sum();
        if (all < MANY) {
            return;
        }
        long counted = polls;
        for (ClientRecord each : clients) {
            long own = each.waiting(began);
            if (each.atOnce > 0 && (own >= MANY || counted > 1)) {
                each.check(Rule.SPREAD);
                if (areInStep(each.atOnce, own) || areInStep(counted, all)) {
                    String detail = each.atOnce + " of its " + own + " jobs, and " + counted + " of all " + all;
                    each.broken(
                            Rule.SPREAD,
                            () -> new Offence(
                                    Micros.instant(began).toString(), "polls within 0.1 s", null, "for " + detail));
                }
            }
        }
    }

    private static boolean areInStep(long polls, long jobs) {
        return jobs >= MANY && 2 * polls >= jobs;
    }
}
