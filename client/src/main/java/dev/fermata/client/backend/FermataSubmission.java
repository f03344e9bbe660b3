package dev.fermata.client.backend;

import dev.fermata.client.internal.text.Checks;
import java.net.URI;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A submission that tells Fermata's simulator how its jobs go. Immutable.
 *
 * <pre>{@code
 * FermataSubmission.of(URI.create("https://example.com/talk.mp4"), "es").withDuration(Duration.ofSeconds(20))
 * }</pre>
 */
public final class FermataSubmission extends Submission {

    private final Map<String, Object> scenario;

    private FermataSubmission(Content content, Map<String, Object> scenario) {
        super(content);
        this.scenario = scenario;
    }

    /**
     * This video into these languages.
     *
     * @throws IllegalArgumentException if there is no language
     */
    public static FermataSubmission of(URI source, String... languages) {
        return new FermataSubmission(Content.of(source, languages), Map.of());
    }

    /** The same as another submission; its scenario is kept if it has one. */
    public static FermataSubmission of(Submission submission) {
        Objects.requireNonNull(submission, "submission");
        return submission instanceof FermataSubmission same
                ? same
                : new FermataSubmission(submission.content(), Map.of());
    }

    /**
     * The same, with jobs that take this long.
     *
     * @throws IllegalArgumentException if the duration is negative or above 365 days
     */
    public FermataSubmission withDuration(Duration duration) {
        return withScenario("duration", Checks.zeroOrMore("duration", duration).toNanos() / 1e9);
    }

    /**
     * The same, with one more setting of the simulator's scenario for these jobs.
     *
     * <pre>{@code
     * submission.withScenario("outcome", "failed").withScenario("faults", List.of(Map.of("fault", "reset_before")))
     * }</pre>
     *
     * @param key a name from the simulator's contract, such as {@code outcome}
     * @param value a text, a number, a truth value, or a list or a map of such
     * @throws IllegalArgumentException if the value is something else
     */
    public FermataSubmission withScenario(String key, Object value) {
        return new FermataSubmission(content(), plus(scenario, key, copied(key, value)));
    }

    /** The settings of the simulator's scenario for these jobs, in the order in which they were added. Unmodifiable. */
    public Map<String, Object> scenario() {
        return scenario;
    }

    @Override
    public FermataSubmission withSourceLanguage(String language) {
        return (FermataSubmission) super.withSourceLanguage(language);
    }

    @Override
    public FermataSubmission withTitle(String title) {
        return (FermataSubmission) super.withTitle(title);
    }

    @Override
    public FermataSubmission withCallback(URI callback) {
        return (FermataSubmission) super.withCallback(callback);
    }

    @Override
    public FermataSubmission withMetadata(String key, String value) {
        return (FermataSubmission) super.withMetadata(key, value);
    }

    @Override
    FermataSubmission with(Content content) {
        return new FermataSubmission(content, scenario);
    }

    @Override
    public boolean equals(@Nullable Object object) {
        return super.equals(object) && object instanceof FermataSubmission other && scenario.equals(other.scenario);
    }

    @Override
    public int hashCode() {
        return 31 * super.hashCode() + scenario.hashCode();
    }

    /** As for {@link Submission}, with the scenario. */
    @Override
    public String toString() {
        return super.toString() + (scenario.isEmpty() ? "" : ", scenario " + scenario);
    }

    /** A copy that nobody else can change. */
    private static Object copied(String key, @Nullable Object value) {
        if (value instanceof String || value instanceof Number || value instanceof Boolean) {
            return value;
        }
        if (value instanceof List<?> list) {
            return list.stream().map(element -> copied(key, element)).toList();
        }
        if (value instanceof Map<?, ?> map) {
            Map<String, Object> copy = new LinkedHashMap<>();
            map.forEach((name, element) -> copy.put(String.valueOf(name), copied(key, element)));
            return Collections.unmodifiableMap(copy);
        }
        throw new IllegalArgumentException("scenario '" + key + "' holds " + value
                + "; allowed are texts, numbers, truth values, and lists and maps of them");
    }
}
