package dev.fermata.simulator.scenario;

import dev.fermata.simulator.job.Distribution;
import dev.fermata.simulator.job.JobProfile;
import dev.fermata.simulator.job.JobProfile.Hints;
import dev.fermata.simulator.job.ProgressCurve;
import dev.fermata.simulator.job.Snapshot.Failure;
import dev.fermata.simulator.job.Snapshot.Stage;
import dev.fermata.simulator.job.Weighted;
import dev.fermata.simulator.setting.SettingKey;
import dev.fermata.simulator.setting.SettingTree;
import dev.fermata.simulator.setting.SettingValues;
import dev.fermata.simulator.setting.ValueType;
import dev.fermata.simulator.text.Checks;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * The definitions of all settings of a scenario but its faults. Files, the admin routes, {@link ScenarioSpec#with} and
 * {@code docs/scenarios.md} go by them. A new setting is one more constant here, and a line in {@link ScenarioSpec}.
 */
public final class ScenarioSettings {

    private static final List<SettingKey<?>> KEYS = new ArrayList<>();
    private static final JobProfile USUAL = JobProfile.defaults();
    private static final Duration LONGEST_STATUS = Duration.ofSeconds(1_000_000_000);

    static final SettingKey<Distribution> QUEUE_TIME =
            key("jobs.queue_time", ScenarioValueTypes.DISTRIBUTION, USUAL.queueTime(), "How long a job is queued.");
    static final SettingKey<Distribution> RUNNING_TIME = key(
            "jobs.running_time",
            ScenarioValueTypes.DISTRIBUTION,
            USUAL.runningTime(),
            "How long a job runs after that.");
    static final SettingKey<Duration> VIDEO_LENGTH = key(
            "jobs.video_length",
            ValueType.duration(),
            USUAL.videoLength(),
            "How long a video is if its submission has no scenario.video_seconds; per_video_second multiplies by it.");
    static final SettingKey<Double> ERROR_CHANCE =
            key("jobs.error_chance", ValueType.chance(), 0.0, "The probability that a job fails.");
    static final SettingKey<Double> ERRORS_AFTER = key(
            "jobs.errors_after",
            ValueType.number(0, 1, "0 to 1, a part of the running time"),
            0.0,
            "The part of the running time after which a job may fail; 1 is the very end.");
    static final SettingKey<Weighted<Failure>> ERRORS = key(
            "jobs.errors",
            ScenarioValueTypes.FAILURES,
            USUAL.failureModel().failures(),
            "The errors of jobs that fail; one with twice the weight is twice as likely.");
    static final List<SettingKey<Double>> STAGES = Arrays.stream(Stage.values())
            .filter(stage -> stage != Stage.QUEUED)
            .map(ScenarioSettings::weight)
            .toList();
    static final SettingKey<Double> STAGE_JITTER = key(
            "jobs.stages.jitter",
            ValueType.number(0, 1, "0 (none) to 1 (up to none or double)"),
            USUAL.stages().jitter(),
            "How much the shares of the stages differ from job to job.");
    static final SettingKey<Weighted<ProgressCurve>> PROGRESS = key(
            "jobs.progress",
            ScenarioValueTypes.PROGRESS,
            USUAL.progress(),
            "The progress that running jobs show over time.");
    static final SettingKey<Boolean> TELLS_PROGRESS = key(
            "hints.progress", ValueType.yesOrNo(), USUAL.hints().progress(), "Whether responses show the progress.");
    static final SettingKey<Hints.Expected> EXPECTED = key(
            "hints.expected",
            ValueType.word(Hints.Expected.class),
            USUAL.hints().expected(),
            "Where expected_at and Retry-After come from: nothing, what such jobs usually take, or what this job takes.");
    static final SettingKey<Double> HINT_FACTOR = key(
            "hints.factor",
            ValueType.number(0.001, 1_000, "0.001 to 1000"),
            USUAL.hints().factor(),
            "What the expected time is multiplied by; less than 1 is too optimistic.");
    static final SettingKey<Integer> LIMIT_REQUESTS = key(
            "limits.requests", ValueType.limit(1_000_000_000), 0, "How many requests a client may send in a window.");
    static final SettingKey<Duration> LIMIT_WINDOW = key(
            "limits.window",
            ValueType.positiveDuration(),
            Duration.ofSeconds(60),
            "How long the window is; it begins with the client's first request.");
    static final SettingKey<Integer> LIMIT_JOBS = key(
            "limits.jobs", ValueType.limit(100_000), 0, "How many jobs of a client may be queued or running at once.");
    static final SettingKey<Double> WEBHOOKS_LOST =
            key("webhooks.lost_chance", ValueType.chance(), 0.0, "The probability that a webhook is never sent.");
    static final SettingKey<Double> WEBHOOKS_LATE =
            key("webhooks.late_chance", ValueType.chance(), 0.0, "The probability that its first attempt is late.");
    static final SettingKey<Distribution> WEBHOOKS_LATE_BY = key(
            "webhooks.late_by",
            ScenarioValueTypes.DISTRIBUTION,
            Distribution.exponential(Duration.ofSeconds(30)),
            "How late it is.");
    static final SettingKey<Double> WEBHOOKS_DUPLICATED = key(
            "webhooks.duplicate_chance",
            ValueType.chance(),
            0.0,
            "The probability that a webhook is sent again after it was delivered.");
    static final SettingKey<Double> WEBHOOKS_OUT_OF_ORDER = key(
            "webhooks.out_of_order_chance",
            ValueType.chance(),
            0.0,
            "The probability that a webhook comes after the next one.");
    static final SettingKey<Double> WEBHOOKS_FORGED = key(
            "webhooks.forged_chance",
            ValueType.chance(),
            0.0,
            "The probability that a copy with a wrong signature is sent before a webhook.");
    public static final SettingKey<Duration> STATUS_DELAY = key(
            "status.total_delay",
            ValueType.duration(Duration.ZERO, LONGEST_STATUS),
            Duration.ofSeconds(30),
            "How long a job stays pending. Once it is set, other jobs take as long, unless jobs.* says otherwise.");
    public static final SettingKey<Double> STATUS_ERROR_CHANCE = key(
            "status.error_chance",
            ValueType.chance(),
            0.1,
            "The probability that a job ends in error. Once it is set, other jobs fail as often, unless jobs.* says otherwise.");
    /** 0 for never. */
    public static final SettingKey<Duration> STATUS_RESET = key(
            "status.reset_interval",
            ValueType.orWord("never", Duration.ZERO, ValueType.duration(Duration.ofNanos(1), LONGEST_STATUS)),
            Duration.ofSeconds(20),
            "How long after its end the job of GET /status is replaced by a new one, which is pending.");

    public static final List<SettingKey<?>> ALL = Collections.unmodifiableList(KEYS);
    static final SettingTree TREE = new SettingTree(ALL, List.of("name", "description", "from", "faults"));

    private ScenarioSettings() {}

    /** What a change of the setting applies to, for people. */
    public static String appliesTo(SettingKey<?> key) {
        return switch (key.path().split("\\.")[0]) {
            case "jobs" -> "jobs submitted later";
            case "hints" -> "jobs submitted later";
            case "limits" -> "all clients, counted anew";
            case "webhooks" -> "webhooks planned later";
            default -> "`GET /status`, which begins anew";
        };
    }

    /**
     * The total delay and the error chance of the small system hold for the jobs of all dialects, if somebody sets them and nobody
     * sets the same of jobs: a job takes as long and fails as often, at its end.
     */
    static SettingValues withStatusForJobs(SettingValues given) {
        SettingValues values = given;
        if (given.isSet(STATUS_DELAY) && !given.isSet(QUEUE_TIME) && !given.isSet(RUNNING_TIME)) {
            Duration delay = given.get(STATUS_DELAY);
            Duration allowed = delay.compareTo(Checks.LONGEST) > 0 ? Checks.LONGEST : delay;
            values = values.with(QUEUE_TIME, Distribution.fixed(Duration.ZERO), from(STATUS_DELAY))
                    .with(RUNNING_TIME, Distribution.fixed(allowed), from(STATUS_DELAY));
            if (!given.isSet(ERRORS_AFTER)) {
                values = values.with(ERRORS_AFTER, 1.0, from(STATUS_DELAY));
            }
        }
        return given.isSet(STATUS_ERROR_CHANCE) && !given.isSet(ERROR_CHANCE)
                ? values.with(ERROR_CHANCE, given.get(STATUS_ERROR_CHANCE), from(STATUS_ERROR_CHANCE))
                : values;
    }

    private static String from(SettingKey<?> setting) {
        return "from " + setting.path();
    }

    private static <T> SettingKey<T> key(String path, ValueType<T> kind, T byDefault, String meaning) {
        SettingKey<T> key = new SettingKey<>(path, kind, byDefault, meaning);
        KEYS.add(key);
        return key;
    }

    private static SettingKey<Double> weight(Stage stage) {
        return key(
                "jobs.stages." + stage.word().replace('-', '_'),
                ValueType.number(0, 1e9, "0 (left out) to 1000000000"),
                stage.weight(),
                "The share of this stage in the running time.");
    }
}
