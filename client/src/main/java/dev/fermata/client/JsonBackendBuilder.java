package dev.fermata.client;

import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JsonPointer;

/**
 * Describes a server that tells a job's state as JSON; see {@link Backend#json}. Not thread-safe; the backends that it builds
 * are.
 *
 * <p>Places in the JSON are JSON pointers (RFC 6901), such as {@code /data/status}. Words are compared without regard to case.
 * A word that was not named means "not yet": nothing unknown ever ends a wait.
 *
 * <pre>{@code
 * Backend backend = Backend.json("https://api.example.com/v2/jobs/{id}")
 *         .header("Authorization", "Bearer " + key)
 *         .state("/data/status")
 *         .completed("success", "done")
 *         .failed("error")
 *         .errorMessage("/data/error/message")
 *         .build();
 * }</pre>
 */
public final class JsonBackendBuilder {

    static final String ID = "{id}";

    final String template;
    final Map<String, String> headers = new LinkedHashMap<>();
    final Map<String, JobState> words = new HashMap<>();
    final Map<JsonBackend.Place, JsonPointer> places = new HashMap<>();
    final Map<String, JsonPointer> results = new LinkedHashMap<>();
    final List<JsonPointer> kinds = new ArrayList<>();
    double progressScale = 1;
    String name = "json";

    JsonBackendBuilder(String template) {
        if (!template.contains(ID)) {
            throw new IllegalArgumentException("template is '" + template + "'; it must hold " + ID
                    + " where the job's id goes, such as https://api.example.com/jobs/{id}");
        }
        Addresses.server(URI.create(template.replace(ID, "any")));
        this.template = template;
    }

    /** Where the state is. Needed. */
    public JsonBackendBuilder state(String pointer) {
        return place(JsonBackend.Place.STATE, pointer);
    }

    /** Words that mean: done. At least one is needed. */
    public JsonBackendBuilder completed(String... words) {
        return words(JobState.COMPLETED, words);
    }

    /** Words that mean: failed. */
    public JsonBackendBuilder failed(String... words) {
        return words(JobState.FAILED, words);
    }

    /** Words that mean: canceled. */
    public JsonBackendBuilder canceled(String... words) {
        return words(JobState.CANCELED, words);
    }

    /** Words that mean: not begun. They need not be named, but then count as unknown. */
    public JsonBackendBuilder queued(String... words) {
        return words(JobState.QUEUED, words);
    }

    /** Words that mean: under way. They need not be named, but then count as unknown. */
    public JsonBackendBuilder running(String... words) {
        return words(JobState.RUNNING, words);
    }

    /** Where the progress is, as a part from 0 to 1. */
    public JsonBackendBuilder progress(String pointer) {
        progressScale = 1;
        return place(JsonBackend.Place.PROGRESS, pointer);
    }

    /** Where the progress is, as a percentage from 0 to 100. */
    public JsonBackendBuilder progressPercent(String pointer) {
        progressScale = 100;
        return place(JsonBackend.Place.PROGRESS, pointer);
    }

    /** Where it says what a running job is doing. */
    public JsonBackendBuilder stage(String pointer) {
        return place(JsonBackend.Place.STAGE, pointer);
    }

    /** Where the code of a failed job's error is. */
    public JsonBackendBuilder errorCode(String pointer) {
        return place(JsonBackend.Place.ERROR_CODE, pointer);
    }

    /** Where the message of a failed job's error is. */
    public JsonBackendBuilder errorMessage(String pointer) {
        return place(JsonBackend.Place.ERROR_MESSAGE, pointer);
    }

    /** Where it says when the job was submitted: RFC 3339, or seconds since 1970. */
    public JsonBackendBuilder createdAt(String pointer) {
        return place(JsonBackend.Place.CREATED_AT, pointer);
    }

    /** Where it says when the job ended: RFC 3339, or seconds since 1970. */
    public JsonBackendBuilder finishedAt(String pointer) {
        return place(JsonBackend.Place.FINISHED_AT, pointer);
    }

    /** Where it says when the job should end: RFC 3339, or seconds since 1970. */
    public JsonBackendBuilder expectedAt(String pointer) {
        return place(JsonBackend.Place.EXPECTED_AT, pointer);
    }

    /** Where a part of a completed job's result is, such as an address, and how to call it. */
    public JsonBackendBuilder result(String name, String pointer) {
        results.put(name, compile(pointer));
        return this;
    }

    /**
     * A header to send with every request, such as {@code Authorization}.
     *
     * @throws IllegalArgumentException if HTTP does not allow that name or value
     */
    public JsonBackendBuilder header(String name, String value) {
        headers.put(name, value);
        Addresses.request(template.replace(ID, "any"), headers);
        return this;
    }

    /**
     * Where there is something by which the length of jobs differs, such as the mode, the language or the length of the video;
     * from what matters most to what matters least. Each sort of job gets a history of its own, which starts from what is
     * known of all. Numbers count by their magnitude: 61 and 119 are the same (above 60, up to 120, and so on, doubling), 130
     * is another.
     */
    public JsonBackendBuilder kind(String... pointers) {
        kinds.clear();
        Arrays.stream(pointers).map(JsonBackendBuilder::compile).forEach(kinds::add);
        return this;
    }

    /** What its jobs are called in a {@link DurationHistory}, such as {@code example/dubbing}. Default: {@code json}. */
    public JsonBackendBuilder name(String name) {
        this.name = name;
        return this;
    }

    /**
     * The backend.
     *
     * @throws IllegalArgumentException if it was not said where the state is, or which word means that a job is done
     */
    public Backend build() {
        if (!places.containsKey(JsonBackend.Place.STATE)) {
            throw new IllegalArgumentException("it is not said where the state is; call state(\"/status\")");
        }
        if (!words.containsValue(JobState.COMPLETED)) {
            throw new IllegalArgumentException("no word means that a job is done; call completed(\"completed\")");
        }
        return new JsonBackend(this);
    }

    private JsonBackendBuilder words(JobState state, String... more) {
        Arrays.stream(more).map(word -> word.toLowerCase(Locale.ROOT)).forEach(word -> {
            Optional<JobState> other =
                    Optional.ofNullable(words.put(word, state)).filter(before -> before != state);
            if (other.isPresent()) {
                throw new IllegalArgumentException(
                        "'" + word + "' is to mean " + other.get() + " and " + state + "; a word has one meaning");
            }
        });
        return this;
    }

    private JsonBackendBuilder place(JsonBackend.Place place, String pointer) {
        places.put(place, compile(pointer));
        return this;
    }

    private static JsonPointer compile(String pointer) {
        if (!pointer.isEmpty() && !pointer.startsWith("/")) {
            throw new IllegalArgumentException("pointer is '" + pointer
                    + "'; a JSON pointer begins with a slash, such as /data/status, or is empty for the whole answer");
        }
        return JsonPointer.compile(pointer);
    }
}
