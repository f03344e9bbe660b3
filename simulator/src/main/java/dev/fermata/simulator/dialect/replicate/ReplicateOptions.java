package dev.fermata.simulator.dialect.replicate;

import dev.fermata.simulator.dialect.VendorDialect.Vendor.OptionKeys;
import dev.fermata.simulator.setting.SettingKey;
import dev.fermata.simulator.setting.ValueType;
import java.time.Duration;
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

    private static final OptionKeys KEYS = new OptionKeys("replicate");

    static final SettingKey<EarlyCancellation> EARLY_CANCELLATION = KEYS.key(
            "canceled_early",
            ValueType.word(EarlyCancellation.class),
            EarlyCancellation.ABORTED,
            "The status of a prediction that was canceled before it ran.");
    static final SettingKey<OutputForm> OUTPUT = KEYS.key(
            "output", ValueType.word(OutputForm.class), OutputForm.URL, "Whether output is a URL or a list with it.");
    static final SettingKey<Duration> DATA_KEPT = KEYS.key(
            "data_kept",
            ValueType.duration(Duration.ofSeconds(1), Duration.ofDays(1_000)),
            Duration.ofHours(1),
            "How long after its end a prediction has input, output and logs, and the URL of its output is valid.");
    static final SettingKey<UnfilteredEvents> DEFAULT_EVENTS = KEYS.key(
            "default_events",
            ValueType.word(UnfilteredEvents.class),
            UnfilteredEvents.OUTPUT,
            "What a webhook without webhook_events_filter gets: output and completed (output), or all events.");
    static final SettingKey<Boolean> HTTPS_ONLY = KEYS.key(
            "https_only", ValueType.yesOrNo(), false, "Whether webhooks go to https only, as at the real API.");

    static final List<SettingKey<?>> ALL = KEYS.all();

    private ReplicateOptions() {}
}
