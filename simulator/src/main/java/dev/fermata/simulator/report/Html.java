package dev.fermata.simulator.report;

import dev.fermata.simulator.report.ClientReport.Cost;
import java.util.Locale;
import java.util.stream.Collectors;

/** A report as a page without scripts. All text of clients is escaped. */
final class Html {

    private static final String HEAD = """
            <!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
            <title>Fermata: report</title><style>
            :root{color-scheme:light dark}body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}
            table{border-collapse:collapse;width:100%%}th,td{text-align:left;padding:.25rem .5rem;border-bottom:1px solid #8886;vertical-align:top}
            h2,td{overflow-wrap:anywhere}.g{font-size:1.5em;font-weight:700;padding-right:.5rem}.fail{font-weight:700}</style>
            <h1>How well the clients wait</h1><p>At %s of the simulator's time, patience %s s.
            """;

    private Html() {}

    static String of(Report report) {
        StringBuilder html = new StringBuilder(
                String.format(Locale.ROOT, HEAD, escaped(report.at()), Text.number(report.patience())));
        Text.gaps(report).forEach(gap -> html.append("<p>").append(escaped(gap)));
        report.clients().forEach(client -> add(html, client, report.patience()));
        return html.append("</html>\n").toString();
    }

    private static void add(StringBuilder html, ClientReport client, double patience) {
        html.append("<h2><span class=g>").append(client.grade()).append("</span>");
        html.append(escaped(client.client())).append("</h2>");
        Text.facts(client, patience).forEach(fact -> html.append("<p>").append(escaped(fact)));
        html.append("<table><tr><th>verdict<th>rule<th>wrong<th>clause");
        for (RuleResult result : client.rules()) {
            html.append("<tr class=").append(result.verdict()).append('>');
            String first = result.first().stream().map(each -> " | " + each).collect(Collectors.joining());
            cells(
                    html,
                    result.verdict().toString().replace('_', ' '),
                    result.rule().sentence() + first,
                    result.broken() + " of " + result.checked(),
                    result.rule().clause());
        }
        html.append("</table>");
        Cost cost = client.cost();
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

    private static void cells(StringBuilder html, String... values) {
        for (String value : values) {
            html.append("<td>").append(escaped(value));
        }
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
