package dev.fermata.simulator.dialect.elevenlabs;

import dev.fermata.simulator.dialect.elevenlabs.ElevenLabsJobs.Kind;
import dev.fermata.simulator.dialect.elevenlabs.ElevenLabsOptions.WebhookData;
import dev.fermata.simulator.dialect.elevenlabs.Projects.Project;
import dev.fermata.simulator.dialect.elevenlabs.WorkspaceWebhooks.Webhook;
import dev.fermata.simulator.job.State;
import dev.fermata.simulator.job.store.Job;
import dev.fermata.simulator.setting.SettingValues;
import dev.fermata.simulator.webhook.RetrySchedule;
import dev.fermata.simulator.webhook.WebhookMessage;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** What happens at the end of jobs of projects, and what the webhooks of the project get then. */
record ElevenLabsEvents(SettingValues options, Projects projects, WorkspaceWebhooks webhooks, ProjectJson json) {

    /** A webhook has no request whose prefix it could repeat. */
    private static final String PREFIX = "/" + ElevenLabsDialect.NAME;
    /** With five pauses, each twice as long as the one before, the last one ends after so many times the first. */
    private static final int PAUSES = 1 + 2 + 4 + 8 + 16;

    /** Called on the clock's thread. */
    List<WebhookMessage> ended(Job job, long at) {
        Project project =
                projects.project(ElevenLabsJobs.of(job, ElevenLabsJobs.PROJECT)).orElse(null);
        if (project == null) {
            return List.of();
        }
        boolean completed = job.at(at).state() == State.COMPLETED;
        if (Kind.LANGUAGE.is(job)) {
            String type = completed ? "dubbing_language_completed" : "dubbing_language_failed";
            Optional<LanguageTarget> target = projects.target(ElevenLabsJobs.of(job, ElevenLabsJobs.LANGUAGE));
            return target.filter(one -> one.run().job() == job.number())
                    .map(one -> messages(
                            project,
                            job,
                            type,
                            json.language(one, json.services().results().under(PREFIX), at),
                            at))
                    .orElse(List.of());
        }
        if (!completed) {
            projects.failLanguages(project);
        }
        String type = completed ? "dubbing_project_ready" : "dubbing_project_failed";
        return messages(project, job, type, json.project(project, true, at), at);
    }

    private List<WebhookMessage> messages(Project project, Job job, String type, ObjectNode data, long at) {
        ObjectNode body = ElevenLabsAnswers.object().put("type", type).put("event_timestamp", at / 1_000_000);
        if (options.get(ElevenLabsOptions.WEBHOOK_DATA) == WebhookData.BRIEF) {
            data.retain("project_id", "language_id", "status", "outputs", "error");
        }
        body.set("data", data);
        byte[] bytes = JsonMapper.shared().writeValueAsBytes(body);
        String id = "evt_" + job.id() + "_" + at / 1_000;
        return WorkspaceWebhooks.ids(projects.preparation(project)).stream()
                .flatMap(one -> Stream.ofNullable(webhooks.find(one)))
                .filter(webhook -> !webhook.disabled())
                .map(webhook -> new WebhookMessage(
                        webhook.url(), bytes, id, new ElevenLabsSignature(webhook.secret()), retries(webhook)))
                .toList();
    }

    /** Up to five retries, if the webhook wants them. */
    private RetrySchedule retries(Webhook webhook) {
        Duration first = options.get(ElevenLabsOptions.WEBHOOK_RETRY);
        return webhook.retried() ? RetrySchedule.doubling(first, first.multipliedBy(PAUSES)) : RetrySchedule.never();
    }
}
