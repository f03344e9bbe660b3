package dev.fermata.simulator.dialect.fal;

import dev.fermata.simulator.setting.SettingKey;
import dev.fermata.simulator.setting.SettingValues;
import dev.fermata.simulator.setting.ValueType;
import dev.fermata.simulator.setting.ValueTypes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** What is uncertain in this API: no public source settles it, so it is adjustable. */
final class FalOptions {

    /** Which logs an event of a stream has. */
    enum StreamedLogs {
        NEW,
        ALL
    }

    private static final List<SettingKey<?>> KEYS = new ArrayList<>();

    static final SettingKey<Integer> PENDING_STATUS =
            key("pending_status", ValueTypes.whole(200, 202), 202, "The status code for a job that is not over.");
    static final SettingKey<Integer> CANCEL_STATUS = key(
            "cancel_status", ValueTypes.whole(200, 202), 202, "The status code for a cancellation that is accepted.");
    static final SettingKey<Integer> EARLY_RESULT_STATUS = key(
            "early_result_status",
            ValueTypes.whole(400, 499),
            400,
            "The status code for the result of a job that is not over.");
    static final SettingKey<Boolean> ERROR_IN_STATUS = key(
            "error_in_status",
            ValueTypes.yesOrNo(),
            true,
            "Whether the status of a job that has failed has error and error_type, or only its result tells.");
    static final SettingKey<StreamedLogs> STREAMED_LOGS = key(
            "streamed_logs",
            ValueTypes.word(StreamedLogs.class),
            StreamedLogs.NEW,
            "Whether an event of a stream has the logs since the event before (new), or all of them.");
    static final SettingKey<String> START_TIMEOUT = key(
            "start_timeout",
            ValueTypes.matching("[a-z_]{1,50}", "an error type such as startup_timeout", "TYPE"),
            "request_timeout",
            "The error type of a job that does not begin to run within X-Fal-Request-Timeout.");
    static final SettingKey<Boolean> HTTPS_ONLY =
            key("https_only", ValueTypes.yesOrNo(), false, "Whether webhooks go to https only.");

    static final List<SettingKey<?>> ALL = Collections.unmodifiableList(KEYS);

    private final SettingValues values;

    FalOptions(SettingValues values) {
        this.values = values;
    }

    <T> T get(SettingKey<T> key) {
        return values.get(key);
    }

    private static <T> SettingKey<T> key(String name, ValueType<T> type, T byDefault, String meaning) {
        SettingKey<T> key = new SettingKey<>(FalDialect.NAME + "." + name, type, byDefault, meaning);
        KEYS.add(key);
        return key;
    }
}
