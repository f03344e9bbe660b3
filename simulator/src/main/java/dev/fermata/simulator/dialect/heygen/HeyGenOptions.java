package dev.fermata.simulator.dialect.heygen;

import dev.fermata.simulator.dialect.VendorDialect.Vendor.OptionKeys;
import dev.fermata.simulator.setting.SettingKey;
import dev.fermata.simulator.setting.ValueType;
import java.time.Duration;
import java.util.List;

/** What is optional in this API, or uncertain: no public source settles it, so it is adjustable. */
final class HeyGenOptions {

    /** Whether names only are languages, as the real API says, or codes too, as the examples of its command line have them. */
    enum LanguageRule {
        LENIENT,
        STRICT
    }

    /** How a job shows its language. */
    enum LanguageShown {
        NAME,
        CODE
    }

    /** What happens to a request to delete a job that is not over. */
    enum Deletion {
        ACCEPT,
        REFUSE
    }

    /** What the response to the creation of a batch has. */
    enum BatchCreated {
        /** Its id alone. */
        ID,
        /** What is said of the batch as a whole. */
        SUMMARY
    }

    /** A batch with completed and failed items. */
    enum MixedBatch {
        COMPLETED,
        FAILED
    }

    /** What the index of an item counts. */
    enum ItemIndex {
        /** The items: one for each language. */
        ITEMS,
        /** The entries of the request. Those with several languages have several items with one index. */
        ENTRIES
    }

    /** The keys of a webhook. */
    enum WebhookKeys {
        ALL,
        /** Without event_id and created_at, as in version 1. */
        OLD
    }

    private static final OptionKeys KEYS = new OptionKeys("heygen");

    static final SettingKey<Boolean> LEGACY =
            KEYS.key("legacy", ValueType.yesOrNo(), false, "Whether the routes of the old API (v2) are served too.");
    static final SettingKey<LanguageRule> LANGUAGES = KEYS.key(
            "languages",
            ValueType.word(LanguageRule.class),
            LanguageRule.LENIENT,
            "Whether codes such as es are languages too (lenient), or only names (strict).");
    static final SettingKey<LanguageShown> OUTPUT_LANGUAGE = KEYS.key(
            "output_language",
            ValueType.word(LanguageShown.class),
            LanguageShown.NAME,
            "Whether a job shows its output_language as the name or the code.");
    static final SettingKey<Integer> JOBS_AT_ONCE = KEYS.key(
            "jobs_at_once",
            ValueType.limit(100_000),
            10,
            "How many unfinished jobs a client can have, unless the scenario sets limits.jobs. Batches do not count.");
    static final SettingKey<Duration> CREATE_TIME = KEYS.key(
            "create_time",
            ValueType.duration(Duration.ZERO, Duration.ofMinutes(10)),
            Duration.ZERO,
            "How long the response to a creation takes. Meanwhile its Idempotency-Key is in flight.");
    static final SettingKey<Duration> LINKS_VALID = KEYS.key(
            "links_valid",
            ValueType.duration(Duration.ofSeconds(1), Duration.ofDays(1_000)),
            Duration.ofDays(7),
            "How long the URLs of files are valid, unless --signed-urls is set.");
    static final SettingKey<Deletion> DELETE_UNFINISHED = KEYS.key(
            "delete_unfinished",
            ValueType.word(Deletion.class),
            Deletion.ACCEPT,
            "Whether a job that is not over can be deleted, or gets 409.");
    static final SettingKey<String> NOT_FOUND = KEYS.key(
            "not_found_code",
            ValueType.matching("[a-z_]{1,50}", "a code such as video_not_found", "CODE"),
            "resource_not_found",
            "The error code for a translation that does not exist.");
    static final SettingKey<Boolean> REQUEST_ID =
            KEYS.key("request_id", ValueType.yesOrNo(), true, "Whether responses have X-Request-Id.");
    static final SettingKey<BatchCreated> BATCH_CREATED = KEYS.key(
            "batch_created",
            ValueType.word(BatchCreated.class),
            BatchCreated.ID,
            "Whether the response to the creation of a batch has only batch_id, or also status, counts and the like"
                    + " (summary).");
    static final SettingKey<MixedBatch> MIXED_BATCH = KEYS.key(
            "mixed_batch",
            ValueType.word(MixedBatch.class),
            MixedBatch.COMPLETED,
            "The status of a batch with completed and failed items, when all are over.");
    static final SettingKey<ItemIndex> ITEM_INDEX = KEYS.key(
            "item_index",
            ValueType.word(ItemIndex.class),
            ItemIndex.ITEMS,
            "Whether item_index counts the items of a batch, or the entries of the request, which may have several"
                    + " languages.");
    static final SettingKey<WebhookKeys> WEBHOOK_KEYS = KEYS.key(
            "webhook_keys",
            ValueType.word(WebhookKeys.class),
            WebhookKeys.ALL,
            "Whether webhooks have event_id and created_at (all), or neither, as in version 1 (old).");
    static final SettingKey<String> WEBHOOK_ID = KEYS.key(
            "webhook_id",
            ValueType.matching("[a-z_]{1,50}", "a name such as video_translation_id", "NAME"),
            "video_translate_id",
            "The name of the id of a translation in the event_data of webhooks.");
    static final SettingKey<Boolean> WEBHOOK_EVENT = KEYS.key(
            "webhook_event",
            ValueType.yesOrNo(),
            false,
            "Whether webhooks have the key event too, which HeyGen's own n8n trigger needs.");
    static final SettingKey<Boolean> SIGN_CALLBACKS = KEYS.key(
            "sign_callbacks",
            ValueType.yesOrNo(),
            true,
            "Whether deliveries to a callback_url are signed, with the secret of --webhook-secret.");
    static final SettingKey<Boolean> REMEMBER_REFUSALS = KEYS.key(
            "remember_refusals",
            ValueType.yesOrNo(),
            false,
            "Whether a refused request with an Idempotency-Key is remembered, so that a repeated one is refused too.");
    static final SettingKey<Boolean> HTTPS_ONLY = KEYS.key(
            "https_only", ValueType.yesOrNo(), false, "Whether webhooks go to https only, as at the real API.");
    static final SettingKey<Duration> WEBHOOK_RETRY = KEYS.key(
            "webhook_retry",
            ValueType.duration(Duration.ofSeconds(1), Duration.ofHours(12)),
            Duration.ofSeconds(10),
            "The pause before the first retry of a webhook. Each further pause is twice as long, within 24 hours.");

    static final List<SettingKey<?>> ALL = KEYS.all();

    private HeyGenOptions() {}
}
