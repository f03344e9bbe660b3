package dev.fermata.simulator.dialect.replicate;

import dev.fermata.simulator.setting.SettingKey;
import dev.fermata.simulator.setting.SettingValues;
import dev.fermata.simulator.setting.ValueType;
import dev.fermata.simulator.setting.ValueTypes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** What is uncertain in this API: no public source settles it, so it is adjustable. */
final class ReplicateOptions {

    /** The word for a prediction that was canceled before it ran. */
    enum EarlyCancellation {
        ABORTED,
        CANCELED
    }

    /** The output of a prediction; at the real API, it depends on the model. */
    enum OutputForm {
        URL,
        LIST
    }

    /** Which events a webhook without a filter gets. */
    enum UnfilteredEvents {
        OUTPUT,
        ALL
    }

    private static final List<SettingKey<?>> KEYS = new ArrayList<>();

    static final SettingKey<EarlyCancellation> EARLY_CANCELLATION = key(
            "canceled_early",
            ValueTypes.word(EarlyCancellation.class),
            EarlyCancellation.ABORTED,
            "The status of a prediction that was canceled before it ran.");
    static final SettingKey<OutputForm> OUTPUT = key(
            "output", ValueTypes.word(OutputForm.class), OutputForm.URL, "Whether output is a URL or a list with it.");
    static final SettingKey<Duration> DATA_KEPT = key(
            "data_kept",
            ValueTypes.duration(Duration.ofSeconds(1), Duration.ofDays(1_000)),
            Duration.ofHours(1),
            "How long after its end a prediction has input, output and logs, and the URL of its output is valid.");
    static final SettingKey<UnfilteredEvents> DEFAULT_EVENTS = key(
            "default_events",
            ValueTypes.word(UnfilteredEvents.class),
            UnfilteredEvents.OUTPUT,
            "What a webhook without webhook_events_filter gets: output and completed (output), or all events.");
    static final SettingKey<Boolean> HTTPS_ONLY =
            key("https_only", ValueTypes.yesOrNo(), false, "Whether webhooks go to https only, as at the real API.");

    static final List<SettingKey<?>> ALL = Collections.unmodifiableList(KEYS);

    private final SettingValues values;

    ReplicateOptions(SettingValues values) {
        this.values = values;
    }

    <T> T get(SettingKey<T> key) {
        return values.get(key);
    }

    private static <T> SettingKey<T> key(String name, ValueType<T> type, T byDefault, String meaning) {
        SettingKey<T> key = new SettingKey<>("replicate." + name, type, byDefault, meaning);
        KEYS.add(key);
        return key;
    }
}
