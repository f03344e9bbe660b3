package dev.fermata.simulator;

import dev.fermata.simulator.engine.Failure;
import dev.fermata.simulator.engine.Hints;
import dev.fermata.simulator.engine.JobProfile;
import dev.fermata.simulator.engine.ProgressCurve;
import dev.fermata.simulator.engine.Stage;
import dev.fermata.simulator.engine.Weighted;
import dev.fermata.simulator.setting.Key;
import dev.fermata.simulator.setting.Kind;
import dev.fermata.simulator.setting.Kinds;
import dev.fermata.simulator.setting.Tree;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** All settings of a scenario but its faults: the one schema of files, of the admin routes, and of {@link Scenario#with}. */
final class ScenarioKeys {

    private static final List<Key<?>> KEYS = new ArrayList<>();
    private static final JobProfile USUAL = JobProfile.defaults();
    private static final long LONGEST_STATUS = 1_000_000_000;
    private static final Kind<Double> WEIGHT = Kinds.number(0, 1e9, "0 (left out) to 1000000000");

    static final Key<Spread> QUEUE_TIME =
            key("jobs.queue_time", spread(), Spread.exponential(Duration.ofSeconds(1)), "how long a job is queued");
    static final Key<Spread> RUNNING_TIME = key(
            "jobs.running_time",
            spread(),
            Spread.logNormal(Duration.ofSeconds(20), 0.3),
            "how long it runs after that");
    static final Key<Duration> VIDEO_LENGTH =
            key("jobs.video_length", Kinds.duration(), USUAL.videoLength(), "assumed when a request does not tell");
    static final Key<Double> ERROR_CHANCE =
            key("jobs.error_chance", Kinds.chance(), 0.0, "the probability that a job fails");
    static final Key<Double> ERRORS_AFTER = key(
            "jobs.errors_after",
            Kinds.number(0, 1, "0 to 1, a part of the running time"),
            0.0,
            "the part of the running time after which failures strike; 1 is the very end");
    static final Key<Weighted<Failure>> ERRORS =
            key("jobs.errors", new FailuresKind(), USUAL.failing().failures(), "what jobs fail of");
    static final List<Key<Double>> STAGES = stages();
    static final Key<Double> STAGE_JITTER = key(
            "jobs.stages.jitter",
            Kinds.number(0, 1, "0 (none) to 1 (up to none or double)"),
            USUAL.stages().jitter(),
            "how much the stages differ from job to job");
    static final Key<Weighted<ProgressCurve>> PROGRESS =
            key("jobs.progress", new ProgressKind(), USUAL.progress(), "what running jobs say of their progress");
    static final Key<Boolean> TELLS_PROGRESS =
            key("hints.progress", Kinds.yesOrNo(), USUAL.hints().progress(), "whether progress is told");
    static final Key<Hints.Expected> EXPECTED = key(
            "hints.expected",
            Kinds.word(Hints.Expected.class),
            USUAL.hints().expected(),
            "where expected_at and Retry-After come from");
    static final Key<Double> HINT_FACTOR = key(
            "hints.factor",
            Kinds.number(0.001, 1_000, "0.001 to 1000"),
            USUAL.hints().factor(),
            "what they are multiplied with; below 1 is too optimistic");
    static final Key<Integer> LIMIT_REQUESTS =
            key("limits.requests", Kinds.limit(1_000_000_000), 0, "requests of one client per window");
    static final Key<Duration> LIMIT_WINDOW =
            key("limits.window", Kinds.positiveDuration(), Duration.ofSeconds(60), "how long that window is");
    static final Key<Integer> LIMIT_JOBS =
            key("limits.jobs", Kinds.limit(100_000), 0, "jobs of one client that are not over, at once");
    static final Key<Double> WEBHOOKS_LOST =
            key("webhooks.lost_chance", Kinds.chance(), 0.0, "the probability that nothing is sent, ever");
    static final Key<Double> WEBHOOKS_LATE =
            key("webhooks.late_chance", Kinds.chance(), 0.0, "the probability that the first attempt comes late");
    static final Key<Spread> WEBHOOKS_LATE_BY =
            key("webhooks.late_by", spread(), Spread.exponential(Duration.ofSeconds(30)), "how late");
    static final Key<Double> WEBHOOKS_DUPLICATED =
            key("webhooks.duplicate_chance", Kinds.chance(), 0.0, "the probability that it is sent once more");
    static final Key<Double> WEBHOOKS_OUT_OF_ORDER =
            key("webhooks.out_of_order_chance", Kinds.chance(), 0.0, "the probability that the next one overtakes it");
    static final Key<Duration> STATUS_DELAY = key(
            "status.total_delay",
            Kinds.seconds(LONGEST_STATUS),
            Duration.ofSeconds(30),
            "how long GET /status is pending");
    static final Key<Double> STATUS_ERROR_CHANCE =
            key("status.error_chance", Kinds.chance(), 0.1, "the probability that it ends in error");
    /** 0 for never. */
    static final Key<Duration> STATUS_RESET = key(
            "status.reset_interval",
            Kinds.secondsOr(LONGEST_STATUS, "never"),
            Duration.ofSeconds(20),
            "how long after its end its job is replaced");

    static final List<Key<?>> ALL = Collections.unmodifiableList(KEYS);
    static final Tree TREE = new Tree(ALL, List.of("name", "description", "from", "faults"));

    private ScenarioKeys() {}

    private static <T> Key<T> key(String path, Kind<T> kind, T byDefault, String meaning) {
        Key<T> key = new Key<>(path, kind, byDefault, meaning);
        KEYS.add(key);
        return key;
    }

    private static Kind<Spread> spread() {
        return Kinds.text(text -> Optional.of(Spread.parse(text)), Spread::toString, Spread.ALLOWED);
    }

    private static List<Key<Double>> stages() {
        List<Key<Double>> keys = new ArrayList<>();
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
