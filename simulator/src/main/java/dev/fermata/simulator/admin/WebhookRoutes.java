package dev.fermata.simulator.admin;

import dev.fermata.simulator.http.Answer;
import dev.fermata.simulator.http.Request;
import dev.fermata.simulator.webhook.Attempt;
import dev.fermata.simulator.webhook.Webhooks;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** {@code GET /admin/webhooks}: the last attempts to send webhooks, with their results. */
final class WebhookRoutes {

    private static final int MOST = 1_000;

    private final Webhooks webhooks;

    WebhookRoutes(Webhooks webhooks) {
        this.webhooks = webhooks;
    }

    Answer list(Request request) {
        String job = request.query("job");
        List<Attempt> attempts = job == null ? webhooks.attempts() : webhooks.attempts(job);
        ObjectNode all = JsonNodeFactory.instance.objectNode();
        all.set("counts", counts(webhooks.counts()));
        var list = all.putArray("attempts");
        attempts.subList(Math.max(0, attempts.size() - MOST), attempts.size())
                .forEach(attempt -> list.add(shown(attempt)));
        return AdminBody.ok(all);
    }

    private static ObjectNode counts(Attempt.Counts counts) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("delivered", counts.delivered())
                .put("retrying", counts.retrying())
                .put("given_up", counts.givenUp())
                .put("lost", counts.lost())
                .put("dropped", counts.dropped())
                .put("forgotten", counts.forgotten());
    }

    private static ObjectNode shown(Attempt attempt) {
        ObjectNode shown = JsonNodeFactory.instance.objectNode();
        shown.put("job", attempt.job())
                .put("webhook", attempt.webhook())
                .put("target", attempt.target())
                .put("attempt", attempt.number())
                .put("result", attempt.result().name().toLowerCase(Locale.ROOT))
                .put("planned_at", attempt.planned().toString())
                .put("sent_at", text(attempt.sent()))
                .put("status", attempt.status())
                .put("problem", attempt.problem())
                .put("next_at", text(attempt.next()))
                .put("forged", attempt.forged());
        return shown;
    }

    private static @Nullable String text(@Nullable Instant time) {
        return time == null ? null : time.toString();
    }
}
