package dev.fermata.simulator.ledger;

import dev.fermata.simulator.clock.Micros;
import dev.fermata.simulator.ledger.Timeline.Kind;
import dev.fermata.simulator.report.Rule;
import dev.fermata.simulator.report.RuleResult.Offence;
import dev.fermata.simulator.setting.MemoryShare;
import dev.fermata.simulator.text.Printable;
import dev.fermata.simulator.webhook.Attempt;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** How the receivers of webhooks answer. A webhook counts for the client that submitted its job. */
final class WebhookScore {

    static final int MOST = MemoryShare.LEDGER.count(8_000, Ledger.BYTES / 8_000, 1);

    private final Timeline timeline;
    private final Clients clients;
    /** The clients that submitted jobs, by the number of the job. */
    private final RecentEntries<Long, ClientRecord> submitters = new RecentEntries<>(MOST);
    /** The ids of those that were answered with 2xx. */
    private final Set<String> delivered = Collections.newSetFromMap(new RecentEntries<>(MOST));

    WebhookScore(Timeline timeline, Clients clients) {
        this.timeline = timeline;
        this.clients = clients;
    }

    void submitted(long job, ClientRecord client) {
        if (submitters.size() == MOST) {
            submitters.values().iterator().next().forgottenSubmissions++;
        }
        submitters.put(job, client);
    }

    @Nullable
    ClientRecord submitter(long job) {
        return submitters.get(job);
    }

    void attempted(Attempt attempt, long job, long now) {
        Instant sent = attempt.sent();
        if (sent == null) {
            return;
        }
        int status = attempt.status() == null ? 0 : attempt.status();
        boolean accepted = status >= SeenResponse.OK && status < SeenResponse.REDIRECT;
        ClientRecord client = submitters.get(job);
        timeline.add(Kind.WEBHOOK, client == null ? -1 : client.index, job, Micros.of(sent), now, status, -1);
        if (client != null) {
            Rule rule = attempt.forged()
                    ? Rule.WEBHOOK_FORGED
                    : delivered.contains(attempt.webhook()) ? Rule.WEBHOOK_REPEATED : Rule.WEBHOOK_ANSWERED;
            client.check(rule);
            if (accepted == attempt.forged()) {
                client.broken(rule, () -> offence(attempt, sent));
            }
        }
        if (accepted && !attempt.forged()) {
            if (client != null) {
                client.acceptsWebhooks = true;
            }
            delivered.add(attempt.webhook());
            // If nobody knows any more who submitted the job, it may be any of those that ask for it.
            for (ClientRecord each : client == null ? clients.all() : List.of(client)) {
                JobRecord record = each.known(job, 0);
                if (record != null) {
                    record.informed();
                }
            }
        }
    }

    private static Offence offence(Attempt attempt, Instant sent) {
        String request = Printable.cut("POST " + attempt.target(), SeenRequest.LONGEST_PATH);
        String answer = attempt.status() == null
                ? String.valueOf(attempt.problem())
                : "it was answered with " + attempt.status();
        return new Offence(sent.toString(), request, attempt.job(), answer);
    }

    void clear() {
        submitters.clear();
        delivered.clear();
    }
}
