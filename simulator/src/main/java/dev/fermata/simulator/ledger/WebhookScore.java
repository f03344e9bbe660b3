package dev.fermata.simulator.ledger;

import dev.fermata.simulator.clock.Micros;
import dev.fermata.simulator.ledger.Timeline.Kind;
import dev.fermata.simulator.report.Rule;
import dev.fermata.simulator.report.RuleResult.Offence;
import dev.fermata.simulator.text.Printable;
import dev.fermata.simulator.webhook.Attempt;
import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** How the receivers of webhooks answer. A webhook counts for the client that submitted its job. */
final class WebhookScore {

    private static final int MOST = 10_000;
    private static final int LONGEST_TARGET = 120;
    private static final int SUCCESS = 200;
    private static final int REDIRECT = 300;

    private final Timeline timeline;
    /** The clients that submitted jobs, by the number of the job. */
    private final Map<Long, ClientRecord> submitters = new RecentEntries<>(MOST);
    /** The ids of those that were answered with 2xx. */
    private final Set<String> delivered = Collections.newSetFromMap(new RecentEntries<>(MOST));

    WebhookScore(Timeline timeline) {
        this.timeline = timeline;
    }

    void submitted(long job, ClientRecord client) {
        submitters.put(job, client);
    }

    void attempted(Attempt attempt, long job, long now) {
        Instant sent = attempt.sent();
        if (sent == null) {
            return;
        }
        Integer status = attempt.status();
        boolean accepted = status != null && status >= SUCCESS && status < REDIRECT;
        ClientRecord client = submitters.get(job);
        int index = client == null ? -1 : client.index;
        timeline.add(Kind.WEBHOOK, index, job, Micros.of(sent), now, status == null ? 0 : status, -1);
        if (client != null) {
            judge(attempt, accepted, client, sent);
        }
        if (accepted && !attempt.forged()) {
            delivered.add(attempt.webhook());
        }
    }

    private void judge(Attempt attempt, boolean accepted, ClientRecord client, Instant sent) {
        Rule rule = attempt.forged()
                ? Rule.WEBHOOK_FORGED
                : delivered.contains(attempt.webhook()) ? Rule.WEBHOOK_REPEATED : Rule.WEBHOOK_ANSWERED;
        client.check(rule);
        if (accepted == attempt.forged()) {
            client.broken(rule, () -> offence(attempt, sent));
        }
    }

    private static Offence offence(Attempt attempt, Instant sent) {
        @Nullable Integer status = attempt.status();
        String answer = status == null ? String.valueOf(attempt.problem()) : "it was answered with " + status;
        return new Offence(
                sent.toString(), Printable.cut("POST " + attempt.target(), LONGEST_TARGET), attempt.job(), answer);
    }

    void clear() {
        submitters.clear();
        delivered.clear();
    }
}
