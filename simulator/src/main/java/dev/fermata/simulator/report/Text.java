package dev.fermata.simulator.report;

import java.util.Locale;
import java.util.stream.Collectors;

/** A report for a terminal. */
final class Text {

    static final String NOT_COMPLETE =
            "Not complete: some clients, jobs or paths were dropped from memory, so counts and verdicts may be wrong.";

    private Text() {}

    static String number(double value) {
        return String.format(Locale.ROOT, Math.abs(value) < 0.095 ? "%.3f" : "%.1f", value);
    }

    static String of(Report report) {
        StringBuilder text = new StringBuilder();
        if (report.clients().isEmpty()) {
            text.append("No client has sent a request yet.\n");
        }
        report.clients().forEach(client -> add(text, client, report.patience()));
        if (!report.complete()) {
            text.append(NOT_COMPLETE).append('\n');
        }
        if (report.unnamed() > 0) {
            text.append(report.unnamed()).append(" requests came from clients beyond the first 256.\n");
        }
        return text.toString();
    }

    private static void add(StringBuilder text, ClientReport client, double patience) {
        text.append(String.format(Locale.ROOT, "%-4s  %s%n", client.grade(), client.client()));
        text.append("      ").append(client.reasons()).append('\n');
        text.append(String.format(
                Locale.ROOT,
                "      jobs: %d, ends seen: %d, polls: %d (held: %d, streams: %d), for each job: %s%n",
                client.jobs(),
                client.ended(),
                client.polls(),
                client.held(),
                client.streams(),
                number(client.requestsPerJob())));
        Delay delay = client.delay();
        Cost cost = client.cost();
        if (delay != null && cost != null) {
            text.append(String.format(
                    Locale.ROOT,
                    "      detection delay: mean %s s, p50 %s s, p95 %s s, worst %s s; %s %% of the job%n",
                    number(delay.mean()),
                    number(delay.p50()),
                    number(delay.p95()),
                    number(delay.worst()),
                    number(100 * delay.shareOfJob())));
            text.append(String.format(
                    Locale.ROOT,
                    "      cost of a job at a patience of %s s: %s; the best schedule: %s; the best of ten known ones: %s (%s)%n",
                    number(patience),
                    number(cost.perJob()),
                    number(cost.best()),
                    number(cost.peers().get(0).cost()),
                    cost.peers().get(0).schedule()));
        }
        client.rules().stream()
                .filter(result -> result.verdict() != Verdict.NOT_TESTED)
                .forEach(result -> add(text, result));
        String untested = client.rules().stream()
                .filter(result -> result.verdict() == Verdict.NOT_TESTED)
                .map(result -> result.rule().toString())
                .collect(Collectors.joining(", "));
        if (!untested.isEmpty()) {
            text.append("      not tested: ").append(untested).append('\n');
        }
        if (client.forgotten() > 0) {
            text.append("      ").append(client.forgotten()).append(" of its jobs were dropped from memory\n");
        }
        text.append('\n');
    }

    private static void add(StringBuilder text, RuleResult result) {
        text.append(String.format(
                Locale.ROOT,
                "      %-4s  %s: %s (%d of %d wrong; %s)%n",
                result.verdict(),
                result.rule(),
                result.rule().sentence(),
                result.broken(),
                result.checked(),
                result.rule().clause()));
        for (Offence first : result.first()) {
            text.append("            ");
            if (!first.at().isEmpty()) {
                text.append(first.at()).append("  ");
            }
            text.append(first.request()).append(": ").append(first.detail()).append('\n');
        }
    }
}
