package dev.fermata.client.backend;

import dev.fermata.client.internal.text.Printable;
import java.net.URI;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A video to translate: one job for each target language. Immutable.
 *
 * <pre>{@code
 * Submission.of(URI.create("https://example.com/talk.mp4"), "es", "fr").withTitle("A talk")
 * }</pre>
 */
public sealed class Submission permits FermataSubmission {

    private final Content content;

    Submission(Content content) {
        this.content = content;
    }

    /**
     * This video into these languages.
     *
     * @param source the URL of the video
     * @param languages one or more target languages, such as {@code es}
     * @throws IllegalArgumentException if there is no language
     */
    public static Submission of(URI source, String... languages) {
        return new Submission(Content.of(source, languages));
    }

    /** The same, with the language that is spoken in the video. */
    public Submission withSourceLanguage(String language) {
        Content c = content;
        return with(new Content(
                c.source, Objects.requireNonNull(language, "language"), c.languages, c.title, c.callback, c.metadata));
    }

    /** The same, with a title for people. */
    public Submission withTitle(String title) {
        Content c = content;
        return with(new Content(
                c.source,
                c.sourceLanguage,
                c.languages,
                Objects.requireNonNull(title, "title"),
                c.callback,
                c.metadata));
    }

    /** The same, with the URL to which the server sends a webhook when a job has ended. */
    public Submission withCallback(URI callback) {
        Content c = content;
        return with(new Content(
                c.source,
                c.sourceLanguage,
                c.languages,
                c.title,
                Objects.requireNonNull(callback, "callback"),
                c.metadata));
    }

    /** The same, with one more entry of metadata: what you want to find again in the job. */
    public Submission withMetadata(String key, String value) {
        Content c = content;
        Map<String, String> more = plus(c.metadata, key, value);
        return with(new Content(c.source, c.sourceLanguage, c.languages, c.title, c.callback, more));
    }

    /** The URL of the video. */
    public URI source() {
        return content.source;
    }

    /** The language that is spoken in the video. */
    public Optional<String> sourceLanguage() {
        return Optional.ofNullable(content.sourceLanguage);
    }

    /** The target languages: one job for each. */
    public List<String> languages() {
        return content.languages;
    }

    /** A title for people. */
    public Optional<String> title() {
        return Optional.ofNullable(content.title);
    }

    /** The URL for webhooks. */
    public Optional<URI> callback() {
        return Optional.ofNullable(content.callback);
    }

    /** What you want to find again in the job, in the order in which it was added. Unmodifiable. */
    public Map<String, String> metadata() {
        return content.metadata;
    }

    @Override
    public boolean equals(@Nullable Object object) {
        return object instanceof Submission other && getClass() == other.getClass() && content.equals(other.content);
    }

    @Override
    public int hashCode() {
        return content.hashCode();
    }

    /** One line, such as {@code https://example.com/talk.mp4 to es, fr}; values in the URL's query are masked. */
    @Override
    public String toString() {
        return Printable.masked(content.source) + " to " + Printable.clean(String.join(", ", content.languages));
    }

    /** The same type of submission with other content. */
    Submission with(Content content) {
        return new Submission(content);
    }

    Content content() {
        return content;
    }

    /** Keeps the order: the request shows it. */
    static <T> Map<String, T> plus(Map<String, T> map, String key, T value) {
        Map<String, T> more = new LinkedHashMap<>(map);
        more.put(Objects.requireNonNull(key, "key"), Objects.requireNonNull(value, "value"));
        return Collections.unmodifiableMap(more);
    }

    /** What all submissions have. */
    record Content(
            URI source,
            @Nullable String sourceLanguage,
            List<String> languages,
            @Nullable String title,
            @Nullable URI callback,
            Map<String, String> metadata) {

        static Content of(URI source, String... languages) {
            Objects.requireNonNull(source, "source");
            if (Objects.requireNonNull(languages, "languages").length == 0) {
                throw new IllegalArgumentException("languages is empty; name at least one, such as es");
            }
            for (String language : languages) {
                Objects.requireNonNull(language, "languages has a null in it");
            }
            return new Content(source, null, List.of(languages), null, null, Map.of());
        }
    }
}
