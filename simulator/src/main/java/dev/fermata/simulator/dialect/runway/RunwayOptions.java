package dev.fermata.simulator.dialect.runway;

import dev.fermata.simulator.dialect.VendorDialect.Vendor.OptionKeys;
import dev.fermata.simulator.setting.SettingKey;
import dev.fermata.simulator.setting.ValueType;
import java.time.Duration;
import java.util.List;

/** What is uncertain in this API: no public source settles it, so it is adjustable. */
final class RunwayOptions {

    /** The status of a task that does not run yet. */
    enum Waiting {
        PENDING,
        /** As beyond the limit of tasks that run at once. */
        THROTTLED
    }

    /** What is left of a task that was deleted before its end. */
    enum Canceled {
        /** A task with the status CANCELLED. */
        SHOWN,
        /** Nothing: it is not found. */
        GONE
    }

    private static final OptionKeys KEYS = new OptionKeys(RunwayDialect.NAME);

    static final SettingKey<Waiting> WAITING = KEYS.key(
            "waiting", ValueType.word(Waiting.class), Waiting.PENDING, "The status of a task that does not run yet.");
    static final SettingKey<Canceled> CANCELED = KEYS.key(
            "canceled",
            ValueType.word(Canceled.class),
            Canceled.SHOWN,
            "Whether a task that was deleted before its end is CANCELLED (shown), or is not found (gone).");
    static final SettingKey<Boolean> VERSION_REQUIRED = KEYS.key(
            "version_required",
            ValueType.yesOrNo(),
            true,
            "Whether a request without X-Runway-Version is refused with 400.");
    static final SettingKey<Integer> CREDITS =
            KEYS.key("credits", ValueType.whole(0, 1_000_000), 10, "What a task costs. One that fails is free.");
    static final SettingKey<Duration> LINKS_VALID = KEYS.key(
            "links_valid",
            ValueType.duration(Duration.ofSeconds(1), Duration.ofDays(1_000)),
            Duration.ofHours(24),
            "How long the URLs of an output are valid, unless --signed-urls is set.");

    static final List<SettingKey<?>> ALL = KEYS.all();

    private RunwayOptions() {}
}
