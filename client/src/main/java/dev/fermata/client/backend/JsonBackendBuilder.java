package dev.fermata.client.backend;

import dev.fermata.client.internal.json.JsonPointer;
import dev.fermata.client.internal.text.Checks;
import dev.fermata.client.internal.text.ServerUri;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Describes a server that shows a job's state as JSON; see {@link Backend#json}. Not thread-safe; the backends that it
 * builds are.
 *
 * <p>Places in the JSON are JSON pointers (RFC 6901), such as {@code /data/status}. Words are compared without regard
 * to case. A word that you do not name means {@link JobState#UNKNOWN}, which never ends a wait.
 *
 * <p>A time is a string by RFC 3339, or a number of seconds, milliseconds, microseconds or nanoseconds since 1970. A
 * time before 1970-01-02 or from 2200 on is ignored, as is one that cannot be read.
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

    /** Scheme and authority; path and query; a fragment, which is never sent. */
    private static final Pattern PARTS = Pattern.compile("([^:/?#]+://[^/?#]*)([^#]*)(#.*)?", Pattern.DOTALL);

    final ServerUri server;
    /** Without user information. */
    final String template;

    final Map<String, String> headers = new LinkedHashMap<>();
    final Map<String, JobState> words = new HashMap<>();
    final Map<JsonBackend.Place, JsonPointer> places = new HashMap<>();
    final Map<String, JsonPointer> results = new LinkedHashMap<>();
    final List<JsonPointer> kinds = new ArrayList<>();
    double progressScale = 1;
    String name = "json";

    JsonBackendBuilder(String template) {
        Matcher parts = PARTS.matcher(Objects.requireNonNull(template, "template"));
        String beginning = parts.matches() ? parts.group(1) : "";
        String place = parts.matches() ? parts.group(2) : template;
        if (!place.contains(ID) || beginning.contains(ID)) {
            throw ServerUri.refused(
                    template,
                    place.contains(ID)
                            ? "it has " + ID + " before its path"
                            : "it has no " + ID + " in its path or query",
                    "put " + ID + " where the job's id goes, such as https://api.example.com/jobs/" + ID);
        }
        server = ServerUri.template(template, ID);
        this.template = server.origin() + place;
    }

    /** Where the state is. Required. */
    public JsonBackendBuilder state(String pointer) {
        return place(JsonBackend.Place.STATE, pointer);
    }

    /** Words that mean {@link JobState#COMPLETED}. At least one is required. */
    public JsonBackendBuilder completed(String... words) {
        return words(JobState.COMPLETED, words);
    }

    /** Words that mean {@link JobState#FAILED}. */
    public JsonBackendBuilder failed(String... words) {
        return words(JobState.FAILED, words);
    }

    /** Words that mean {@link JobState#CANCELED}. */
    public JsonBackendBuilder canceled(String... words) {
        return words(JobState.CANCELED, words);
    }

    /** Words that mean {@link JobState#QUEUED}. You need not name them; then they count as unknown. */
    public JsonBackendBuilder queued(String... words) {
        return words(JobState.QUEUED, words);
    }

    /** Words that mean {@link JobState#RUNNING}. You need not name them; then they count as unknown. */
    public JsonBackendBuilder running(String... words) {
        return words(JobState.RUNNING, words);
    }

    /** Where the progress is, as a number from 0 to 1. */
    public JsonBackendBuilder progress(String pointer) {
        progressScale = 1;
        return place(JsonBackend.Place.PROGRESS, pointer);
    }

    /** Where the progress is, as a percentage from 0 to 100. */
    public JsonBackendBuilder progressPercent(String pointer) {
        progressScale = 100;
        return place(JsonBackend.Place.PROGRESS, pointer);
    }

    /** Where the stage is: what a running job is doing. */
    public JsonBackendBuilder stage(String pointer) {
        return place(JsonBackend.Place.STAGE, pointer);
    }

    /** Where the error code of a failed job is. */
    public JsonBackendBuilder errorCode(String pointer) {
        return place(JsonBackend.Place.ERROR_CODE, pointer);
    }

    /** Where the error message of a failed job is. */
    public JsonBackendBuilder errorMessage(String pointer) {
        return place(JsonBackend.Place.ERROR_MESSAGE, pointer);
    }

    /** Where the time of the submission is. */
    public JsonBackendBuilder createdAt(String pointer) {
        return place(JsonBackend.Place.CREATED_AT, pointer);
    }

    /** Where the time of the end is. */
    public JsonBackendBuilder finishedAt(String pointer) {
        return place(JsonBackend.Place.FINISHED_AT, pointer);
    }

    /** Where the time is at which the server expects the end. */
    public JsonBackendBuilder expectedAt(String pointer) {
        return place(JsonBackend.Place.EXPECTED_AT, pointer);
    }

    /** Where a part of a completed job's result is, such as a URL, and its name in {@link Snapshot#result}. */
    public JsonBackendBuilder result(String name, String pointer) {
        results.put(Objects.requireNonNull(name, "name"), JsonPointer.of(pointer));
        return this;
    }

    /**
     * A header that every request has, such as {@code Authorization}.
     *
     * @throws IllegalArgumentException if HTTP does not allow that name or value
     */
    public JsonBackendBuilder header(String name, String value) {
        Checks.header(name, value);
        headers.put(name, value);
        return this;
    }

    /**
     * Where the values are on which the duration of a job depends, such as the mode, the language or the length of the
     * video; the most important one first. Each kind of job gets its own history of durations, which starts from that
     * of all jobs. Numbers count by magnitude: 61 and 119 are one kind (above 60, up to 120), and 130 is another (up to
     * 240, and so on, doubling).
     */
    public JsonBackendBuilder kind(String... pointers) {
        Objects.requireNonNull(pointers, "pointers");
        kinds.clear();
        Arrays.stream(pointers).map(JsonPointer::of).forEach(kinds::add);
        return this;
    }

    /**
     * The most general kind of its jobs, such as {@code example/dubbing}. Default: {@code json}.
     *
     * @throws IllegalArgumentException if the name is not 1 to 255 printable characters of ASCII
     */
    public JsonBackendBuilder name(String name) {
        Checks.printable("name", name);
        this.name = name;
        return this;
    }

    /**
     * The backend.
     *
     * @throws IllegalArgumentException if you did not say where the state is, or which word means that a job is
     *     completed
     */
    public Backend build() {
        if (!places.containsKey(JsonBackend.Place.STATE)) {
            throw new IllegalArgumentException("the place of the state is not set; call state(\"/status\")");
        }
        if (!words.containsValue(JobState.COMPLETED)) {
            throw new IllegalArgumentException("no word means that a job is completed; call completed(\"completed\")");
        }
        return new JsonBackend(this);
    }

    private JsonBackendBuilder words(JobState state, String... more) {
        Arrays.stream(Objects.requireNonNull(more, "words"))
                .map(word ->
                        Objects.requireNonNull(word, "words has a null in it").toLowerCase(Locale.ROOT))
                .forEach(word -> {
                    Optional<JobState> other =
                            Optional.ofNullable(words.put(word, state)).filter(before -> before != state);
                    if (other.isPresent()) {
                        throw new IllegalArgumentException("the word '" + word + "' is set as " + other.get()
                                + " and as " + state + "; set it once");
                    }
                });
        return this;
    }

    private JsonBackendBuilder place(JsonBackend.Place place, String pointer) {
        places.put(place, JsonPointer.of(pointer));
        return this;
    }
}
