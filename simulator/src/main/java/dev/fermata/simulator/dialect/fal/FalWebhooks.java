package dev.fermata.simulator.dialect.fal;

import dev.fermata.simulator.dialect.Services;
import dev.fermata.simulator.job.store.Job;
import dev.fermata.simulator.webhook.RetrySchedule;
import dev.fermata.simulator.webhook.WebhookMessage;
import java.time.Duration;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** What is sent to the webhook of a job when it ends: the result, with the body that a client gets for it. */
record FalWebhooks(Services services, WebhookKey key) {

    /** A webhook has no request whose prefix it could repeat. */
    private static final String PREFIX = "/" + FalDialect.NAME;
    /** Ten more attempts. */
    private static final RetrySchedule RETRIES = RetrySchedule.doubling(Duration.ofSeconds(7), Duration.ofHours(2));

    List<WebhookMessage> at(Job job, long at) {
        String url = job.spec().callbackUrl();
        if (url == null) {
            return List.of();
        }
        String id = FalJobs.id(job);
        JobResult result = JobResult.of(job, job.at(at), services.results().under(PREFIX));
        ObjectNode body = JsonMapper.shared().createObjectNode();
        body.put("request_id", id).put("gateway_request_id", id).put("status", result.error() == null ? "OK" : "ERROR");
        if (result.error() != null) {
            body.put("error", "Invalid status code: " + result.status());
        }
        body.set("payload", result.body());
        return List.of(new WebhookMessage(
                url,
                JsonMapper.shared().writeValueAsBytes(body),
                null,
                (attempt, seconds, sent) -> key.headers(id, seconds, sent),
                RETRIES));
    }
}
