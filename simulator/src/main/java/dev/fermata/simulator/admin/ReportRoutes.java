package dev.fermata.simulator.admin;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.fermata.simulator.clock.VirtualClock;
import dev.fermata.simulator.http.Answer;
import dev.fermata.simulator.http.Problem;
import dev.fermata.simulator.http.Request;
import dev.fermata.simulator.http.Response;
import dev.fermata.simulator.ledger.Ledger;
import dev.fermata.simulator.report.Report;
import dev.fermata.simulator.text.DurationText;
import dev.fermata.simulator.text.Nearest;
import dev.fermata.simulator.text.Printable;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code GET /admin/report}: how well each client waits. */
final class ReportRoutes {

    static final String[] PARAMETERS = {"client", "patience", "format"};
    /** So many names help. */
    private static final int SHOWN = 5;

    private static final List<String> FORMATS = List.of("json", "text", "html");

    private final Ledger ledger;
    private final VirtualClock clock;

    ReportRoutes(Ledger ledger, VirtualClock clock) {
        this.ledger = ledger;
        this.clock = clock;
    }

    Answer report(Request request) {
        String client = request.query("client");
        Report report;
        try {
            report = ledger.report(patience(request.query("patience")), client, clock.micros());
        } catch (IllegalArgumentException notAllowed) {
            return AdminBody.invalid(String.valueOf(notAllowed.getMessage()));
        }
        if (client != null && report.clients().isEmpty()) {
            List<String> names = ledger.clientNames();
            return Problem.of(
                    HttpResponseStatus.NOT_FOUND,
                    "client_not_found",
                    "There is no client '" + Printable.value(client) + "'."
                            + (names.isEmpty()
                                    ? " No client has sent a request yet."
                                    : Nearest.hint(client, names.subList(0, Math.min(SHOWN, names.size()))))
                            + (report.unnamed() > 0
                                    ? " Clients beyond the first " + names.size() + " have no report."
                                    : ""));
        }
        return shown(client == null ? report : report.only(client), request.query("format"));
    }

    private static double patience(@Nullable String text) {
        Duration patience = text == null
                ? Duration.ofSeconds(1)
                : DurationText.parse(text)
                        .filter(time -> !time.isNegative() && !time.isZero())
                        .orElseThrow(() -> new IllegalArgumentException("patience is '" + Printable.value(text)
                                + "'; allowed is a time of more than zero, such as 500ms or 2s"));
        return patience.toNanos() / 1e9;
    }

    private static Response shown(Report report, @Nullable String format) {
        return switch (format == null ? "json" : format) {
            case "json" -> response("application/json", report.json());
            case "text" -> response("text/plain; charset=utf-8", report.text());
            case "html" ->
                response("text/html; charset=utf-8", report.html())
                        .with("content-security-policy", "default-src 'none'; style-src 'unsafe-inline'");
            default ->
                AdminBody.invalid("format is '" + Printable.value(String.valueOf(format)) + "'; allowed is "
                        + String.join(", ", FORMATS));
        };
    }

    private static Response response(String type, String body) {
        return Response.of(HttpResponseStatus.OK, type, body.getBytes(UTF_8));
    }
}
