package dev.fermata.client;

import java.net.URI;
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
 * @param languages into which languages
 * @param title for people
 * @param callback where the server sends a webhook when a job has ended
 * @param metadata whatever the caller wants to find again
 */
public record Submission(
        URI source,
        List<String> languages,
        Optional<String> title,
        Optional<URI> callback,
        Map<String, String> metadata) {

    /** Checks and copies. */
    public Submission {
        languages = List.copyOf(languages);
        metadata = Map.copyOf(metadata);
        if (languages.isEmpty()) {
            throw new IllegalArgumentException("languages is empty; name at least one, such as es");
        }
    }

    /** This video into these languages. */
    public static Submission of(URI source, String... languages) {
        return new Submission(source, List.of(languages), Optional.empty(), Optional.empty(), Map.of());
    }

    /** With a title. */
    public Submission withTitle(String title) {
        return new Submission(source, languages, Optional.of(title), callback, metadata);
    }

    /** With an address for webhooks. */
    public Submission withCallback(URI callback) {
        return new Submission(source, languages, title, Optional.of(callback), metadata);
    }

    /** With one more entry of metadata. */
    public Submission withMetadata(String key, String value) {
        Map<String, String> more = new LinkedHashMap<>(metadata);
        more.put(key, value);
        return new Submission(source, languages, title, callback, more);
    }
}
