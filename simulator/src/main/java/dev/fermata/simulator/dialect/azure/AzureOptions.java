package dev.fermata.simulator.dialect.azure;

import dev.fermata.simulator.dialect.VendorDialect.Vendor.OptionKeys;
import dev.fermata.simulator.setting.SettingKey;
import dev.fermata.simulator.setting.ValueType;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What is uncertain in this API: no public source settles it, so it is adjustable. */
final class AzureOptions {

    /** As {@link #OPERATION_VERSION}: that of the request. */
    static final String OF_REQUEST = "";

    private static final OptionKeys KEYS = new OptionKeys(AzureDialect.NAME);

    static final SettingKey<Optional<Duration>> RETRY_AFTER = KEYS.key(
            "retry_after",
            ValueType.optional("none", ValueType.duration(Duration.ofSeconds(1), Duration.ofHours(1))),
            Optional.empty(),
            "The Retry-After of an operation that is not over, in whole seconds.");
    static final SettingKey<Duration> ITERATION_LAG = KEYS.key(
            "iteration_lag",
            ValueType.duration(Duration.ZERO, Duration.ofHours(1)),
            Duration.ZERO,
            "For how long the iteration and the translation still say Running when the operation is over.");
    static final SettingKey<String> OPERATION_VERSION = KEYS.key(
            "operation_version",
            ValueType.orWord(
                    "request",
                    OF_REQUEST,
                    ValueType.matching("[0-9a-z-]{1,40}", "a version such as 2025-05-20", "VERSION")),
            OF_REQUEST,
            "The api-version in Operation-Location: the one of the request, or always this one.");
    static final SettingKey<Integer> REPEAT_STATUS = KEYS.key(
            "repeat_status",
            ValueType.whole(200, 201),
            201,
            "The status for a repeated PUT with the same id and the same body.");
    static final SettingKey<Boolean> EARLY_ITERATION = KEYS.key(
            "early_iteration",
            ValueType.yesOrNo(),
            false,
            "Whether an iteration can be created before the import and the iteration before it are over, or gets 400.");
    static final SettingKey<Boolean> DELETE_UNKNOWN = KEYS.key(
            "delete_unknown",
            ValueType.yesOrNo(),
            true,
            "Whether the deletion of a translation that does not exist gets 204, or 404.");
    static final SettingKey<Boolean> DELETE_UNFINISHED = KEYS.key(
            "delete_unfinished",
            ValueType.yesOrNo(),
            true,
            "Whether a translation that is not over can be deleted, or gets 409.");
    static final SettingKey<Duration> LINKS_VALID = KEYS.key(
            "links_valid",
            ValueType.duration(Duration.ofSeconds(1), Duration.ofDays(1_000)),
            Duration.ofHours(24),
            "How long the URLs of files are valid, unless --signed-urls is set.");
    static final SettingKey<Integer> PAGE_SIZE = KEYS.key(
            "page_size",
            ValueType.whole(1, 1_000),
            100,
            "How many items a page of a list has, if the request has no maxpagesize or a greater one.");
    static final SettingKey<String> KEY_CODE = KEYS.key(
            "key_code",
            ValueType.matching("[A-Za-z0-9]{1,50}", "a code such as Unauthorized", "CODE"),
            "401",
            "The error code for a missing key and a wrong one.");

    static final List<SettingKey<?>> ALL = KEYS.all();

    private AzureOptions() {}
}
