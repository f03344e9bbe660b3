package dev.fermata.client;

import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A video to translate: one job for each language. Immutable.
 *
 * <pre>{@code
 * Submission.of(URI.create("https://example.com/talk.mp4"), "es", "fr").withTitle("A talk")
 * }</pre>
 *
 * @param source where the video is
 * @param sourceLanguage which language is spoken in it
 * @param languages into which languages
 * @param title for people
 * @param callback where the server sends a webhook when a job has ended
 * @param metadata whatever the caller wants to find again
 * @param scenario for a simulator alone: how these jobs are to go, by the names of its contract, such as {@code duration} or
 *     {@code outcome}. Values are texts, numbers, truth values, and lists and maps of such
 */
public record Submission(
        URI source,
        Optional<String> sourceLanguage,
        List<String> languages,
        Optional<String> title,
        Optional<URI> callback,
        Map<String, String> metadata,
        Map<String, Object> scenario) {

    /** Checks and copies. */
    public Submission {
        languages = List.copyOf(languages);
        metadata = Map.copyOf(metadata);
        scenario = Map.copyOf(scenario);
        if (languages.isEmpty()) {
            throw new IllegalArgumentException("languages is empty; name at least one, such as es");
        }
    }

    /** This video into these languages. */
    public static Submission of(URI source, String... languages) {
        return new Submission(
                source, Optional.empty(), List.of(languages), Optional.empty(), Optional.empty(), Map.of(), Map.of());
    }

    /** With the language that is spoken in the video. */
    public Submission withSourceLanguage(String language) {
        return new Submission(source, Optional.of(language), languages, title, callback, metadata, scenario);
    }

    /** With a title. */
    public Submission withTitle(String title) {
        return new Submission(source, sourceLanguage, languages, Optional.of(title), callback, metadata, scenario);
    }

    /** With an address for webhooks. */
    public Submission withCallback(URI callback) {
        return new Submission(source, sourceLanguage, languages, title, Optional.of(callback), metadata, scenario);
    }

    /** With one more entry of metadata. */
    public Submission withMetadata(String key, String value) {
        return new Submission(source, sourceLanguage, languages, title, callback, more(metadata, key, value), scenario);
    }

    /** For a simulator: with jobs that take so long. */
    public Submission withDuration(Duration duration) {
        return withScenario("duration", duration.toNanos() / 1e9);
    }

    /**
     * For a simulator: with one more thing said about how these jobs go.
     *
     * <pre>{@code
     * submission.withScenario("outcome", "failed").withScenario("faults", List.of(Map.of("fault", "reset_before")))
     * }</pre>
     */
    public Submission withScenario(String key, Object value) {
        return new Submission(source, sourceLanguage, languages, title, callback, metadata, more(scenario, key, value));
    }

    private static <T> Map<String, T> more(Map<String, T> map, String key, T value) {
        Map<String, T> more = new LinkedHashMap<>(map);
        more.put(key, value);
        return more;
    }
}
