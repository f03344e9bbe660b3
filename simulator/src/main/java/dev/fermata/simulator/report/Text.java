package dev.fermata.simulator.report;

import dev.fermata.simulator.report.ClientReport.Cost;
import dev.fermata.simulator.report.ClientReport.Delay;
import dev.fermata.simulator.report.ClientReport.Peer;
import dev.fermata.simulator.report.RuleResult.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** A report for a terminal, and its sentences. */
final class Text {

    private static final String FORGOTTEN = "dropped from memory (jobs, submissions, paths, lists): ";

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
        gaps(report).forEach(gap -> text.append(gap).append('\n'));
        return text.toString();
    }

    /** What the report cannot say. */
    static List<String> gaps(Report report) {
        List<String> gaps = new ArrayList<>();
        if (report.forgotten() > 0) {
            gaps.add("Not complete, " + FORGOTTEN + report.forgotten() + ". Counts and verdicts may be wrong.");
        }
        if (report.unnamed() > 0) {
            gaps.add("Not complete: " + report.unnamed() + " requests came from clients beyond the first "
                    + report.clients().size() + ", which have no grade.");
        }
        return gaps;
    }

    /** What is counted of one client. */
    static List<String> facts(ClientReport client, double patience) {
        List<String> facts = new ArrayList<>();
        facts.add(client.reasons());
        facts.add(
                "jobs: " + client.jobs() + ", ends seen: " + client.ended() + ", polls: " + client.polls() + " (held: "
                        + client.held() + ", streams: " + client.streams() + "), for each job: "
                        + number(client.requestsPerJob()));
        Delay delay = client.delay();
        if (delay != null) {
            facts.add("detection delay: mean " + number(delay.mean()) + " s, p50 " + number(delay.p50()) + " s, p95 "
                    + number(delay.p95()) + " s, worst " + number(delay.worst()) + " s; "
                    + number(100 * delay.shareOfJob()) + " % of the job");
        }
        Cost cost = client.cost();
        if (cost != null) {
            Peer cheapest = cost.peers().get(0);
            facts.add("cost of a job at a patience of " + number(patience) + " s: " + number(cost.perJob())
                    + "; the best schedule: " + number(cost.best()) + "; the best of ten known ones: "
                    + number(cheapest.cost()) + " (" + cheapest.schedule() + ")");
        }
        if (client.forgotten() > 0) {
            facts.add(FORGOTTEN + client.forgotten());
        }
        return facts;
    }

    private static void add(StringBuilder text, ClientReport client, double patience) {
        text.append(String.format(Locale.ROOT, "%-4s  %s%n", client.grade(), client.client()));
        facts(client, patience)
                .forEach(fact -> text.append("      ").append(fact).append('\n'));
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
        text.append('\n');
    }

    private static void add(StringBuilder text, RuleResult result) {
        Rule rule = result.rule();
        text.append("      " + result.verdict() + "  " + rule + ": " + rule.sentence() + " (" + result.broken() + " of "
                + result.checked() + " wrong; " + rule.clause() + ")\n");
        result.first().forEach(each -> text.append("            ").append(each).append('\n'));
    }
}
