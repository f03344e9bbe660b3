package dev.fermata.simulator.dialect.elevenlabs;

import dev.fermata.simulator.dialect.VendorDialect.Vendor.OptionKeys;
import dev.fermata.simulator.setting.SettingKey;
import dev.fermata.simulator.setting.ValueType;
import java.time.Duration;
import java.util.List;

/** What is uncertain in this API: no public source settles it, so it is adjustable. */
final class ElevenLabsOptions {

    /** The error of a failed project or language. */
    enum JobError {
        /** All keys of the two other forms. */
        UNION,
        /** As the specification says: code, message, retryable. */
        BARE,
        /** As the JavaScript client wants it: message_type, error. */
        REALTIME,
        /** Null, as for those that failed before there were errors. */
        NONE
    }

    /** What the scenario's chance of errors and stuck jobs is about. */
    enum Failing {
        LANGUAGE,
        PROJECT
    }

    /** The words for a dub that is not over. */
    enum EarlyWords {
        /** Only dubbing. */
        DOCUMENTED,
        /** Also queued, preparing and cloning. */
        ALL
    }

    /** What the detail of an error has. */
    enum ErrorFields {
        /** Only status and message. */
        STATUS,
        /** Also type, code and request_id. */
        ALL
    }

    /** The body of the older route for transcripts as subtitles. */
    enum OldTranscript {
        /** A string in JSON. */
        JSON,
        /** The text itself. */
        TEXT
    }

    /** What the data of a webhook has. */
    enum WebhookData {
        /** What a GET of the project or language says. */
        FULL,
        /** The ids, the status, outputs and error. */
        BRIEF
    }

    private static final OptionKeys KEYS = new OptionKeys(ElevenLabsDialect.NAME);

    static final SettingKey<JobError> JOB_ERROR = KEYS.key(
            "job_error",
            ValueType.word(JobError.class),
            JobError.UNION,
            "The error of a failed project or language: with the keys of all forms (union), as the specification says"
                    + " (bare), as the JavaScript client wants it (realtime), or null (none).");
    static final SettingKey<Failing> FAILING = KEYS.key(
            "failing",
            ValueType.word(Failing.class),
            Failing.LANGUAGE,
            "Whether the chance of errors and stuck jobs is about languages, or about the preparation of projects.");
    static final SettingKey<EarlyWords> STATUSES = KEYS.key(
            "statuses",
            ValueType.word(EarlyWords.class),
            EarlyWords.DOCUMENTED,
            "Whether a dub that is not over is always dubbing (documented), or also queued, preparing and cloning"
                    + " (all).");
    static final SettingKey<ErrorFields> ERROR_FIELDS = KEYS.key(
            "error_fields",
            ValueType.word(ErrorFields.class),
            ErrorFields.ALL,
            "Whether the detail of an error has only status and message, or also type, code and request_id.");
    static final SettingKey<OldTranscript> OLD_TRANSCRIPT = KEYS.key(
            "old_transcript",
            ValueType.word(OldTranscript.class),
            OldTranscript.JSON,
            "Whether the older route for transcripts answers with subtitles as a string in JSON (json) or as they are"
                    + " (text).");
    static final SettingKey<Boolean> IDEMPOTENCY = KEYS.key(
            "idempotency",
            ValueType.yesOrNo(),
            true,
            "Whether a repeated creation with the same Idempotency-Key creates nothing.");
    static final SettingKey<Integer> JOBS_AT_ONCE = KEYS.key(
            "jobs_at_once",
            ValueType.limit(100_000),
            10,
            "How many unfinished dubs and languages a client can have, unless the scenario sets limits.jobs.");
    static final SettingKey<Boolean> RETRY_AFTER = KEYS.key(
            "retry_after",
            ValueType.yesOrNo(),
            true,
            "Whether 429 for too many jobs or requests has Retry-After. A fault that sets it has it anyway.");
    static final SettingKey<Boolean> CONCURRENCY = KEYS.key(
            "concurrency_headers",
            ValueType.yesOrNo(),
            false,
            "Whether the response to a creation has current-concurrent-requests and maximum-concurrent-requests.");
    static final SettingKey<Duration> LINKS_VALID = KEYS.key(
            "links_valid",
            ValueType.duration(Duration.ofSeconds(1), Duration.ofDays(1_000)),
            Duration.ofHours(1),
            "How long the URLs of outputs are valid, unless --signed-urls is set.");
    static final SettingKey<Boolean> SUBTITLES =
            KEYS.key("subtitles", ValueType.yesOrNo(), true, "Whether outputs have the URL of subtitles, or null.");
    static final SettingKey<String> NOT_FOUND = KEYS.key(
            "not_found_code",
            ValueType.matching("[a-z_]{1,50}", "a code such as dubbing_not_found", "CODE"),
            "dubbing_not_found",
            "The error code for a dub, a project, a language or a webhook that does not exist.");
    static final SettingKey<WebhookData> WEBHOOK_DATA = KEYS.key(
            "webhook_data",
            ValueType.word(WebhookData.class),
            WebhookData.FULL,
            "Whether data of a webhook is what a GET says (full), or only ids, status, outputs and error (brief).");
    static final SettingKey<Duration> WEBHOOK_RETRY = KEYS.key(
            "webhook_retry",
            ValueType.duration(Duration.ofSeconds(1), Duration.ofHours(12)),
            Duration.ofSeconds(10),
            "The pause before the first retry of a webhook with retry_enabled. Each further pause is twice as long.");

    static final List<SettingKey<?>> ALL = KEYS.all();

    private ElevenLabsOptions() {}
}
