package dev.fermata.simulator.report;

import java.util.Locale;

/** A report as a page without scripts. All text of clients is escaped. */
final class Html {

    private static final String HEAD = """
            <!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
            <title>Fermata: report</title><style>
            :root{color-scheme:light dark}body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}
            table{border-collapse:collapse;width:100%%}th,td{text-align:left;padding:.25rem .5rem;border-bottom:1px solid #8886;vertical-align:top}
            h2{overflow-wrap:anywhere}.g{font-size:1.5em;font-weight:700;padding-right:.5rem}.fail{font-weight:700}
            code{overflow-wrap:anywhere}</style>
            <h1>How well the clients wait</h1><p>At %s of the simulator's time, patience %s s.</p>
            """;

    private Html() {}

    static String of(Report report) {
        StringBuilder html = new StringBuilder(
                String.format(Locale.ROOT, HEAD, escaped(report.at()), Text.number(report.patience())));
        if (!report.complete()) {
            html.append("<p>").append(Text.NOT_COMPLETE).append(' ').append(report.unnamed());
            html.append(" requests came from clients beyond the first 256.</p>");
        }
        report.clients().forEach(client -> add(html, client));
        return html.append("</html>\n").toString();
    }

    private static void add(StringBuilder html, ClientReport client) {
        html.append("<h2><span class=g>").append(client.grade()).append("</span>");
        html.append(escaped(client.client())).append("</h2><p>").append(escaped(client.reasons()));
        html.append(
                "</p><table><tr><th>jobs<th>ends seen<th>polls<th>held<th>polls a job<th>mean delay<th>cost<th>best<tr>");
        Delay delay = client.delay();
        Cost cost = client.cost();
        cells(
                html,
                client.jobs(),
                client.ended(),
                client.polls(),
                client.held(),
                Text.number(client.requestsPerJob()),
                delay == null ? "-" : Text.number(delay.mean()) + " s",
                cost == null ? "-" : Text.number(cost.perJob()),
                cost == null ? "-" : Text.number(cost.best()));
        html.append("</table><table><tr><th>verdict<th>rule<th>wrong<th>clause");
        for (RuleResult result : client.rules()) {
            html.append("<tr><td class=").append(result.verdict()).append('>');
            html.append(result.verdict().toString().replace('_', ' '));
            cells(html, result.rule().sentence() + examples(result), result.broken() + " of " + result.checked());
            cells(html, result.rule().clause());
        }
        html.append("</table>");
        if (cost != null) {
            html.append("<table><tr><th>schedule on the same jobs<th>requests<th>delay<th>cost");
            cost.peers().forEach(peer -> {
                html.append("<tr>");
                cells(html, peer.schedule(), Text.number(peer.requests()), Text.number(peer.delay()) + " s");
                cells(html, Text.number(peer.cost()));
            });
            html.append("</table>");
        }
    }

    private static String examples(RuleResult result) {
        StringBuilder all = new StringBuilder();
        result.first()
                .forEach(each -> all.append(" | ")
                        .append(each.at())
                        .append(' ')
                        .append(each.request())
                        .append(": ")
                        .append(each.detail()));
        return all.toString();
    }

    private static void cells(StringBuilder html, Object... values) {
        for (Object value : values) {
            html.append("<td>").append(escaped(String.valueOf(value)));
        }
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
