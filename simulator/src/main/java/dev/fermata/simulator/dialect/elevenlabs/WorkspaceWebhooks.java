package dev.fermata.simulator.dialect.elevenlabs;

import dev.fermata.simulator.dialect.BoundedMap;
import dev.fermata.simulator.dialect.RequestFields;
import dev.fermata.simulator.dialect.Services;
import dev.fermata.simulator.http.Request;
import dev.fermata.simulator.http.Response;
import dev.fermata.simulator.job.store.Job;
import dev.fermata.simulator.job.store.JobIds.IdSequence;
import dev.fermata.simulator.text.Printable;
import dev.fermata.simulator.webhook.WebhookSecret;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code /v1/workspace/webhooks}: the receivers that projects name, each with a secret of its own. Thread-safe. */
final class WorkspaceWebhooks {

    private static final int MOST = 100;
    private static final int LONGEST = 1_000;

    /**
     * One of them.
     *
     * @param retried whether a delivery that fails is repeated
     * @param createdAt in microseconds
     */
    record Webhook(
            String id, String name, String url, String secret, boolean disabled, boolean retried, long createdAt) {}

    private final Services services;
    private final ElevenLabsAnswers answers;
    private final IdSequence ids;
    private final BoundedMap<Webhook> byId = new BoundedMap<>(MOST);

    WorkspaceWebhooks(Services services, ElevenLabsAnswers answers) {
        this.services = services;
        this.answers = answers;
        ids = new IdSequence("wh_", services.seed());
    }

    /** The ids that a project names. */
    static List<String> ids(Job preparation) {
        String ids = ElevenLabsJobs.of(preparation, ProjectJson.WEBHOOKS);
        return ids.isEmpty() ? List.of() : List.of(ids.split(","));
    }

    @Nullable
    Webhook find(String id) {
        return byId.get(id);
    }

    void refuseUnknown(List<String> given) {
        for (String id : given) {
            if (byId.get(id) == null) {
                throw ElevenLabsErrors.invalid(
                        "webhook_ids",
                        "There is no webhook '" + Printable.value(id) + "'. POST /v1/workspace/webhooks creates one.");
            }
        }
    }

    Response create(Request request, ObjectNode body) {
        return answers.once(request, () -> {
            RequestFields fields = RequestFields.ignoringOthers(body, "");
            RequestFields settings = fields.object("settings");
            if (settings == null) {
                throw ElevenLabsErrors.invalid("settings", "The field 'settings' is missing.");
            }
            settings.required("auth_type", settings.word("auth_type", List.of("hmac")));
            String name = settings.required("name", settings.text("name", LONGEST));
            String url = settings.required("webhook_url", settings.url("webhook_url"));
            services.refuseBadTarget("settings.webhook_url", url);
            settings.map("request_headers", 50, LONGEST);
            String secret = WebhookSecret.generate().text();
            Webhook added = new Webhook(ids.next(), name, url, secret, false, false, services.now());
            byId.put(added.id(), added);
            return ElevenLabsAnswers.ok(
                    ElevenLabsAnswers.object().put("webhook_id", added.id()).put("webhook_secret", secret));
        });
    }

    Response change(Request request, ObjectNode body) {
        RequestFields fields = RequestFields.ignoringOthers(body, "");
        String name = fields.required("name", fields.text("name", LONGEST));
        boolean disabled = fields.yes("is_disabled", false);
        fields.required("is_disabled", body.path("is_disabled").isBoolean() ? "" : null);
        fields.map("request_headers", 50, LONGEST);
        Webhook changed = byId.change(
                request.value(0),
                old -> new Webhook(
                        old.id(),
                        name,
                        old.url(),
                        old.secret(),
                        disabled,
                        fields.yes("retry_enabled", old.retried()),
                        old.createdAt()));
        return done(changed, request);
    }

    Response delete(Request request) {
        return done(byId.remove(request.value(0)), request);
    }

    private static Response done(@Nullable Webhook found, Request request) {
        if (found == null) {
            throw ElevenLabsErrors.unknown("webhook", request.value(0));
        }
        return ElevenLabsAnswers.done();
    }

    Response list(Request request) {
        boolean usages = "true".equalsIgnoreCase(request.query("include_usages"));
        ObjectNode body = ElevenLabsAnswers.object();
        ArrayNode all = body.putArray("webhooks");
        byId.newestFirst().forEach(webhook -> all.add(json(webhook, usages)));
        return ElevenLabsAnswers.ok(body);
    }

    private static ObjectNode json(Webhook webhook, boolean usages) {
        ObjectNode json = ElevenLabsAnswers.object()
                .put("name", webhook.name())
                .put("webhook_id", webhook.id())
                .put("webhook_url", webhook.url())
                .put("is_disabled", webhook.disabled())
                .put("is_auto_disabled", false)
                .put("created_at_unix", webhook.createdAt() / 1_000_000)
                .put("auth_type", "hmac");
        if (usages) {
            json.putArray("usage").addObject().put("usage_type", "Dubbing");
            json.putArray("events");
        } else {
            json.putNull("usage").putNull("events");
        }
        return json.putNull("most_recent_failure_error_code").putNull("most_recent_failure_timestamp");
    }

    void reset() {
        byId.clear();
        ids.reset();
    }
}
