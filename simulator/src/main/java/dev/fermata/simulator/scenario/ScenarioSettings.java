package dev.fermata.simulator.scenario;

import dev.fermata.simulator.job.Distribution;
import dev.fermata.simulator.job.DistributionText;
import dev.fermata.simulator.job.Failure;
import dev.fermata.simulator.job.Hints;
import dev.fermata.simulator.job.JobChecks;
import dev.fermata.simulator.job.JobProfile;
import dev.fermata.simulator.job.ProgressCurve;
import dev.fermata.simulator.job.Stage;
import dev.fermata.simulator.job.Weighted;
import dev.fermata.simulator.setting.SettingKey;
import dev.fermata.simulator.setting.SettingTree;
import dev.fermata.simulator.setting.SettingValues;
import dev.fermata.simulator.setting.ValueType;
import dev.fermata.simulator.setting.ValueTypes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** All settings of a scenario but its faults: the one schema of files, of the admin routes, and of {@link ScenarioSpec#with}. */
public final class ScenarioSettings {

    private static final List<SettingKey<?>> KEYS = new ArrayList<>();
    private static final JobProfile USUAL = JobProfile.defaults();
    private static final long LONGEST_STATUS = 1_000_000_000;
    private static final ValueType<Double> WEIGHT = ValueTypes.number(0, 1e9, "0 (left out) to 1000000000");

    static final SettingKey<Distribution> QUEUE_TIME = key(
            "jobs.queue_time",
            distribution(),
            Distribution.exponential(Duration.ofSeconds(1)),
            "how long a job is queued");
    static final SettingKey<Distribution> RUNNING_TIME = key(
            "jobs.running_time",
            distribution(),
            Distribution.logNormal(Duration.ofSeconds(20), 0.3),
            "how long it runs after that");
    static final SettingKey<Duration> VIDEO_LENGTH = key(
            "jobs.video_length", ValueTypes.duration(), USUAL.videoLength(), "assumed when a request does not tell");
    static final SettingKey<Double> ERROR_CHANCE =
            key("jobs.error_chance", ValueTypes.chance(), 0.0, "the probability that a job fails");
    static final SettingKey<Double> ERRORS_AFTER = key(
            "jobs.errors_after",
            ValueTypes.number(0, 1, "0 to 1, a part of the running time"),
            0.0,
            "the part of the running time after which failures strike; 1 is the very end");
    static final SettingKey<Weighted<Failure>> ERRORS =
            key("jobs.errors", new FailuresType(), USUAL.failureModel().failures(), "what jobs fail of");
    static final List<SettingKey<Double>> STAGES = stages();
    static final SettingKey<Double> STAGE_JITTER = key(
            "jobs.stages.jitter",
            ValueTypes.number(0, 1, "0 (none) to 1 (up to none or double)"),
            USUAL.stages().jitter(),
            "how much the stages differ from job to job");
    static final SettingKey<Weighted<ProgressCurve>> PROGRESS =
            key("jobs.progress", new ProgressType(), USUAL.progress(), "what running jobs say of their progress");
    static final SettingKey<Boolean> TELLS_PROGRESS =
            key("hints.progress", ValueTypes.yesOrNo(), USUAL.hints().progress(), "whether progress is told");
    static final SettingKey<Hints.Expected> EXPECTED = key(
            "hints.expected",
            ValueTypes.word(Hints.Expected.class),
            USUAL.hints().expected(),
            "where expected_at and Retry-After come from");
    static final SettingKey<Double> HINT_FACTOR = key(
            "hints.factor",
            ValueTypes.number(0.001, 1_000, "0.001 to 1000"),
            USUAL.hints().factor(),
            "what they are multiplied with; below 1 is too optimistic");
    static final SettingKey<Integer> LIMIT_REQUESTS =
            key("limits.requests", ValueTypes.limit(1_000_000_000), 0, "requests of one client per window");
    static final SettingKey<Duration> LIMIT_WINDOW =
            key("limits.window", ValueTypes.positiveDuration(), Duration.ofSeconds(60), "how long that window is");
    static final SettingKey<Integer> LIMIT_JOBS =
            key("limits.jobs", ValueTypes.limit(100_000), 0, "jobs of one client that are not over, at once");
    static final SettingKey<Double> WEBHOOKS_LOST =
            key("webhooks.lost_chance", ValueTypes.chance(), 0.0, "the probability that nothing is sent, ever");
    static final SettingKey<Double> WEBHOOKS_LATE =
            key("webhooks.late_chance", ValueTypes.chance(), 0.0, "the probability that the first attempt comes late");
    static final SettingKey<Distribution> WEBHOOKS_LATE_BY =
            key("webhooks.late_by", distribution(), Distribution.exponential(Duration.ofSeconds(30)), "how late");
    static final SettingKey<Double> WEBHOOKS_DUPLICATED =
            key("webhooks.duplicate_chance", ValueTypes.chance(), 0.0, "the probability that it is sent once more");
    static final SettingKey<Double> WEBHOOKS_OUT_OF_ORDER = key(
            "webhooks.out_of_order_chance", ValueTypes.chance(), 0.0, "the probability that the next one overtakes it");
    public static final SettingKey<Duration> STATUS_DELAY = key(
            "status.total_delay",
            ValueTypes.seconds(LONGEST_STATUS),
            Duration.ofSeconds(30),
            "how long GET /status is pending; jobs too, unless jobs.* says otherwise");
    public static final SettingKey<Double> STATUS_ERROR_CHANCE = key(
            "status.error_chance",
            ValueTypes.chance(),
            0.1,
            "the probability that it ends in error; jobs too, unless jobs.* says otherwise");
    /** 0 for never. */
    public static final SettingKey<Duration> STATUS_RESET = key(
            "status.reset_interval",
            ValueTypes.secondsOr(LONGEST_STATUS, "never"),
            Duration.ofSeconds(20),
            "how long after its end its job is replaced; jobs of others never are");

    static final List<SettingKey<?>> ALL = Collections.unmodifiableList(KEYS);
    static final SettingTree TREE = new SettingTree(ALL, List.of("name", "description", "from", "faults"));

    private ScenarioSettings() {}

    /**
     * The total delay and the error chance of the small system hold for the jobs of all dialects, if somebody sets them and nobody
     * sets the same of jobs: a job takes as long and fails as often, at its end.
     */
    static SettingValues withStatusForJobs(SettingValues given) {
        SettingValues values = given;
        if (given.isSet(STATUS_DELAY) && !given.isSet(QUEUE_TIME) && !given.isSet(RUNNING_TIME)) {
            Duration delay = given.get(STATUS_DELAY);
            Duration allowed = delay.compareTo(JobChecks.LONGEST) > 0 ? JobChecks.LONGEST : delay;
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

    private static ValueType<Distribution> distribution() {
        return ValueTypes.text(
                text -> Optional.of(DistributionText.parse(text)), DistributionText::of, DistributionText.ALLOWED);
    }

    private static List<SettingKey<Double>> stages() {
        List<SettingKey<Double>> keys = new ArrayList<>();
        for (Stage stage : Stage.values()) {
            if (stage != Stage.QUEUED) {
                keys.add(key(
                        "jobs.stages." + stage.word().replace('-', '_'),
                        WEIGHT,
                        stage.weight(),
                        "its share of the running time"));
            }
        }
        return List.copyOf(keys);
    }
}
