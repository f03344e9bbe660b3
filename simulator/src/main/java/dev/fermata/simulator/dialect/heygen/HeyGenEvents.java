package dev.fermata.simulator.dialect.heygen;

import dev.fermata.simulator.clock.Micros;
import dev.fermata.simulator.dialect.BoundedMap;
import dev.fermata.simulator.dialect.Services;
import dev.fermata.simulator.dialect.heygen.Batches.Batch;
import dev.fermata.simulator.dialect.heygen.HeyGenJobs.Kind;
import dev.fermata.simulator.dialect.heygen.HeyGenOptions.WebhookKeys;
import dev.fermata.simulator.dialect.heygen.Subscribers.Subscriber;
import dev.fermata.simulator.job.Snapshot;
import dev.fermata.simulator.job.State;
import dev.fermata.simulator.job.store.Job;
import dev.fermata.simulator.job.store.JobIds.IdSequence;
import dev.fermata.simulator.setting.SettingValues;
import dev.fermata.simulator.webhook.RetrySchedule;
import dev.fermata.simulator.webhook.WebhookMessage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The events at the end of jobs, as webhooks and as a history. A job without webhooks is in the history too. Thread-safe. */
final class HeyGenEvents {

    private static final int MOST = 10_000;
    /** How long a webhook that is not delivered is sent again. */
    private static final Duration RETRIED = Duration.ofHours(24);

    /**
     * Something that happened.
     *
     * @param entity the id of the job or batch
     * @param at in microseconds
     */
    record Event(String id, String type, ObjectNode data, String entity, long at) {

        private static final long BYTES = 1_000;

        /** The nodes of the data take as much as its text, and some more for each field. */
        long bytes() {
            return BYTES + 2L * data.toString().length();
        }

        ObjectNode json() {
            ObjectNode json = Replies.object().put("event_id", id).put("event_type", type);
            json.set("event_data", data);
            return json.put("created_at", Micros.instant(at).toString());
        }
    }

    private final Services services;
    private final SettingValues options;
    private final TranslationJson json;
    private final Batches batches;
    private final Subscribers subscribers;
    private final IdSequence ids;
    private final BoundedMap<Event> history = new BoundedMap<>(MOST, Event::bytes);

    HeyGenEvents(
            Services services, SettingValues options, TranslationJson json, Batches batches, Subscribers subscribers) {
        this.services = services;
        this.options = options;
        this.json = json;
        this.batches = batches;
        this.subscribers = subscribers;
        ids = new IdSequence("evt_", services.seed());
    }

    List<Event> newestFirst() {
        return history.newestFirst();
    }

    /** What is sent for the end of a job: its own event, and that of its batch if it was the last item. */
    List<WebhookMessage> ended(Job job, long at) {
        List<WebhookMessage> messages = new ArrayList<>();
        boolean completed = job.at(at).state() == State.COMPLETED;
        boolean proofread = Kind.PROOFREAD.is(job);
        String type = proofread
                ? completed ? EventTypes.PROOFREAD : EventTypes.PROOFREAD_FAILED
                : completed ? EventTypes.TRANSLATED : EventTypes.TRANSLATION_FAILED;
        ObjectNode data = proofread ? ofProofread(job, at) : ofTranslation(job, at);
        send(type, data, job.id(), at, job.spec().callbackUrl(), messages);
        Batch batch = batches.finishedWith(job, at);
        if (batch != null) {
            send(EventTypes.BATCH, batches.summary(batch, at), batch.id(), at, batch.callbackUrl(), messages);
        }
        return messages;
    }

    private ObjectNode ofTranslation(Job job, long at) {
        Snapshot snapshot = job.at(at);
        ObjectNode data = Replies.object().put(options.get(HeyGenOptions.WEBHOOK_ID), job.id());
        if (snapshot.state() == State.COMPLETED) {
            data.put("url", json.urls().of(job.id(), ".mp4", at));
        } else {
            data.put("message", TranslationJson.failure(snapshot));
        }
        return data.put("callback_id", job.spec().metadata().get(HeyGenJobs.CALLBACK_ID))
                .put("output_language", json.names().shown(job.spec().targetLanguage()));
    }

    private ObjectNode ofProofread(Job job, long at) {
        ObjectNode data = Replies.object()
                .put("proofread_id", job.id())
                .put("output_language", json.names().shown(job.spec().targetLanguage()));
        String failure = TranslationJson.failure(job.at(at));
        return failure == null ? data : data.put("message", failure);
    }

    private void send(
            String type,
            ObjectNode data,
            String entity,
            long at,
            @Nullable String callback,
            List<WebhookMessage> messages) {
        Event event = new Event(ids.next(), type, data, entity, at);
        history.put(event.id(), event);
        ObjectNode body = event.json();
        if (options.get(HeyGenOptions.WEBHOOK_KEYS) == WebhookKeys.OLD) {
            body.remove(List.of("event_id", "created_at"));
        }
        if (options.get(HeyGenOptions.WEBHOOK_EVENT)) {
            body.put("event", type);
        }
        byte[] bytes = JsonMapper.shared().writeValueAsBytes(body);
        if (callback != null) {
            boolean signed = options.get(HeyGenOptions.SIGN_CALLBACKS);
            messages.add(message(
                    event,
                    callback,
                    bytes,
                    new HeyGenSignature(
                            () -> signed ? services.webhooks().secret().text() : null)));
        }
        for (Subscriber each : subscribers.newestFirst()) {
            if (each.wants(type)) {
                messages.add(message(event, each.url(), bytes, new HeyGenSignature(() -> secret(each))));
            }
        }
    }

    private String secret(Subscriber then) {
        Subscriber now = subscribers.find(then.id());
        return now == null ? then.secret() : now.secret();
    }

    private WebhookMessage message(Event event, String url, byte[] body, HeyGenSignature signature) {
        RetrySchedule retries = RetrySchedule.doubling(options.get(HeyGenOptions.WEBHOOK_RETRY), RETRIED);
        return new WebhookMessage(url, body, event.id(), signature, retries);
    }

    void reset() {
        history.clear();
        ids.reset();
    }

    /** The types of events for which one can subscribe. Only those of translations, proofreads and batches happen here. */
    static final class EventTypes {

        static final String TRANSLATED = "video_translate.success";
        static final String TRANSLATION_FAILED = "video_translate.fail";
        static final String PROOFREAD = "proofread_creation.success";
        static final String PROOFREAD_FAILED = "proofread_creation.fail";
        static final String BATCH = "batch.finished";

        /** With descriptions. */
        static final Map<String, String> ALL = new LinkedHashMap<>();

        static {
            ALL.put(TRANSLATED, "A video translation is completed.");
            ALL.put(TRANSLATION_FAILED, "A video translation has failed.");
            ALL.put("video_translate.preflight.validation_failed", "The input of a video translation is not valid.");
            ALL.put(
                    "video_translate.preflight.download_failed",
                    "The input of a video translation cannot be downloaded.");
            ALL.put(PROOFREAD, "A proofread is completed.");
            ALL.put(PROOFREAD_FAILED, "A proofread has failed.");
            ALL.put(BATCH, "All items of a batch are over.");
            ALL.put("personalized_video", "A personalized video has changed.");
            for (String other : new String[] {
                "avatar_video",
                "avatar_video_gif",
                "avatar_video_caption",
                "instant_avatar",
                "photo_avatar_generation",
                "photo_avatar_train",
                "photo_avatar_add_motion",
                "live_avatar",
                "video_agent",
                "hyperframes_video",
                "ai_clipping"
            }) {
                ALL.put(other + ".success", "Another kind of job is completed; not simulated.");
                ALL.put(other + ".fail", "Another kind of job has failed; not simulated.");
            }
        }

        private EventTypes() {}
    }
}
