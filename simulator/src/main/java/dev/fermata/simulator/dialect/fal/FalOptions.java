package dev.fermata.simulator.dialect.fal;

import dev.fermata.simulator.dialect.VendorDialect.Vendor.OptionKeys;
import dev.fermata.simulator.setting.SettingKey;
import dev.fermata.simulator.setting.ValueType;
import java.util.List;

/** What is uncertain in this API: no public source settles it, so it is adjustable. */
final class FalOptions {

    /** Which logs an event of a stream has. */
    enum StreamedLogs {
        NEW,
        ALL
    }

    private static final OptionKeys KEYS = new OptionKeys(FalDialect.NAME);

    static final SettingKey<Integer> PENDING_STATUS =
            KEYS.key("pending_status", ValueType.whole(200, 202), 202, "The status code for a job that is not over.");
    static final SettingKey<Integer> CANCEL_STATUS = KEYS.key(
            "cancel_status", ValueType.whole(200, 202), 202, "The status code for a cancellation that is accepted.");
    static final SettingKey<Integer> EARLY_RESULT_STATUS = KEYS.key(
            "early_result_status",
            ValueType.whole(400, 499),
            400,
            "The status code for the result of a job that is not over.");
    static final SettingKey<Boolean> ERROR_IN_STATUS = KEYS.key(
            "error_in_status",
            ValueType.yesOrNo(),
            true,
            "Whether the status of a job that has failed has error and error_type, or only its result tells.");
    static final SettingKey<StreamedLogs> STREAMED_LOGS = KEYS.key(
            "streamed_logs",
            ValueType.word(StreamedLogs.class),
            StreamedLogs.NEW,
            "Whether an event of a stream has the logs since the event before (new), or all of them.");
    static final SettingKey<String> START_TIMEOUT = KEYS.key(
            "start_timeout",
            ValueType.matching("[a-z_]{1,50}", "an error type such as startup_timeout", "TYPE"),
            "request_timeout",
            "The error type of a job that does not begin to run within X-Fal-Request-Timeout.");
    static final SettingKey<Boolean> HTTPS_ONLY =
            KEYS.key("https_only", ValueType.yesOrNo(), false, "Whether webhooks go to https only.");

    static final List<SettingKey<?>> ALL = KEYS.all();

    private FalOptions() {}
}
