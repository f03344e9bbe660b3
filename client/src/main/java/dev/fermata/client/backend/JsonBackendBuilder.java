package dev.fermata.client.backend;

import dev.fermata.client.internal.text.Checks;
import dev.fermata.client.internal.text.ServerUri;
import java.net.URI;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Describes a server that shows a job's state over HTTP; see {@link Backend#json}. Not thread-safe; the backends that it builds are.
 *
 * <p>A <em>place</em> is a JSON pointer (RFC 6901), such as {@code /data/status}, {@code header:NAME}, or {@code status-code}; of several
 * places the first one that says something counts. In a list, {@code [type=Complete]} is the first element with that value.
 *
 * <p>A <em>condition</em> is {@code /error} (it is set: neither null, false, 0 nor empty), {@code /done = true}, {@code /conclusion != success,
 * skipped} (it is there, and is none of these), {@code /percent >= 100}, or several with {@code and} between them. A condition that names
 * status codes also counts for answers that are an error or a redirection to HTTP.
 *
 * <p>Words are compared without regard to case. A word that you do not name means {@link JobState#UNKNOWN}, which never ends a wait. If
 * words and conditions speak for several states, the first of failed, canceled, completed, needs attention, running and queued counts.
 * Without a place of the state, a job for which no condition holds is running.
 *
 * <p>A time is a string by RFC 3339 or RFC 1123, or a number of seconds, milliseconds, microseconds or nanoseconds since 1970. One that
 * cannot be read, that is before 1970-01-02 (a number: 2001-09-09), or from 2200 on is ignored, and the log says so once.
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

    RequestTemplate poll;
    final Map<String, String> headers = new LinkedHashMap<>();
    final Map<String, JobState> words = new HashMap<>();
    JobState otherWords = JobState.UNKNOWN;
    final Map<JobState, List<Condition>> conditions = new EnumMap<>(JobState.class);
    final List<Condition> rejections = new ArrayList<>();
    final List<Condition> transients = new ArrayList<>();
    final Map<JobRules.Part, List<Place>> places = new EnumMap<>(JobRules.Part.class);
    final Map<String, Place> results = new LinkedHashMap<>();
    final List<Place> kinds = new ArrayList<>();
    final Set<String> origins = new HashSet<>();
    BodyFormat format = BodyFormat.JSON;
    boolean lenient;
    double progressScale = 1;
    String name = "json";
    boolean neverFails;
    Optional<ZoneId> zone = Optional.empty();
    Optional<JsonBackend.JobList> bulk = Optional.empty();
    Optional<JsonBackend.NewJob> submit = Optional.empty();
    Optional<RequestTemplate> cancel = Optional.empty();

    JsonBackendBuilder(RequestTemplate poll) {
        this.poll = poll;
    }

    /** Where the state is. */
    public JsonBackendBuilder state(String... places) {
        return place(JobRules.Part.STATE, places);
    }

    /** Words that mean {@link JobState#COMPLETED}. */
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

    /** Words that mean {@link JobState#QUEUED}. If you do not name them, they count as unknown. */
    public JsonBackendBuilder queued(String... words) {
        return words(JobState.QUEUED, words);
    }

    /** Words that mean {@link JobState#RUNNING}. You need not name them; then they count as unknown. */
    public JsonBackendBuilder running(String... words) {
        return words(JobState.RUNNING, words);
    }

    /** Words that mean {@link JobState#NEEDS_ATTENTION}, such as {@code paused} or {@code waiting_for_input}. */
    public JsonBackendBuilder needsAttention(String... words) {
        return words(JobState.NEEDS_ATTENTION, words);
    }

    /** What each word means that you do not name. Default: {@link JobState#UNKNOWN}. */
    public JsonBackendBuilder otherWords(JobState state) {
        otherWords = Objects.requireNonNull(state, "state");
        return this;
    }

    /** The job is in this state if the condition holds. */
    public JsonBackendBuilder when(JobState state, String condition) {
        conditions
                .computeIfAbsent(Objects.requireNonNull(state, "state"), first -> new ArrayList<>())
                .add(Condition.of(condition));
        return this;
    }

    /** There is no job that fails, so that no rule for that is missing. */
    public JsonBackendBuilder neverFails() {
        neverFails = true;
        return this;
    }

    /** The server rejects the request if the condition holds, such as {@code /code != 0}: the wait ends. */
    public JsonBackendBuilder rejectedWhen(String condition) {
        rejections.add(Condition.of(condition));
        return this;
    }

    /** The poll has failed and is repeated if the condition holds, such as {@code status-code = 403 and header:Retry-After}. */
    public JsonBackendBuilder transientWhen(String condition) {
        transients.add(Condition.of(condition));
        return this;
    }

    /** Where the progress is, as a number from 0 to 1. */
    public JsonBackendBuilder progress(String... places) {
        progressScale = 1;
        return place(JobRules.Part.PROGRESS, places);
    }

    /** Where the progress is, as a percentage from 0 to 100. */
    public JsonBackendBuilder progressPercent(String... places) {
        progressScale = 100;
        return place(JobRules.Part.PROGRESS, places);
    }

    /** Where the stage is: what a running job is doing. */
    public JsonBackendBuilder stage(String... places) {
        return place(JobRules.Part.STAGE, places);
    }

    /** Where the error code of a failed job is. Default: {@code /code} in what the condition for the failure found. */
    public JsonBackendBuilder errorCode(String... places) {
        return place(JobRules.Part.ERROR_CODE, places);
    }

    /** Where the error message of a failed job is: a text, or an object or a list that has one. Default: as for the code. */
    public JsonBackendBuilder errorMessage(String... places) {
        return place(JobRules.Part.ERROR_MESSAGE, places);
    }

    /** Where the time of the submission is. */
    public JsonBackendBuilder createdAt(String... places) {
        return place(JobRules.Part.CREATED_AT, places);
    }

    /** Where the time of the end is. */
    public JsonBackendBuilder finishedAt(String... places) {
        return place(JobRules.Part.FINISHED_AT, places);
    }

    /** Where the time is at which the server expects the end. */
    public JsonBackendBuilder expectedAt(String... places) {
        return place(JobRules.Part.EXPECTED_AT, places);
    }

    /** The zone of times that state none. Default: such times are ignored. */
    public JsonBackendBuilder timeZone(ZoneId zone) {
        this.zone = Optional.of(Objects.requireNonNull(zone, "zone"));
        return this;
    }

    /** Where a part of a completed job's result is, such as a URL, and its name in {@link Snapshot#result}. */
    public JsonBackendBuilder result(String name, String place) {
        results.put(Objects.requireNonNull(name, "name"), Place.of(place));
        return this;
    }

    /** Where the URL of the next poll is: in the answer to a poll or to the submission. See {@link #allowOrigin}. */
    public JsonBackendBuilder nextPoll(String... places) {
        return place(JobRules.Part.NEXT_POLL, places);
    }

    /** A server, beside that of the polls, to which polls may go if an answer names it; they have the same headers there. */
    public JsonBackendBuilder allowOrigin(URI server) {
        origins.add(ServerUri.of(server).origin());
        return this;
    }

    /** What the bodies of answers hold. Default: {@link BodyFormat#JSON}. */
    public JsonBackendBuilder format(BodyFormat format) {
        this.format = Objects.requireNonNull(format, "format");
        return this;
    }

    /** Ignores what follows the first JSON value of a body. Default: such an answer cannot be read. */
    public JsonBackendBuilder lenient() {
        lenient = true;
        return this;
    }

    /** A header that every request has, such as {@code Authorization}. */
    public JsonBackendBuilder header(String name, String value) {
        Checks.header(name, value);
        headers.put(name, value);
        return this;
    }

    /**
     * How to poll several jobs with one request.
     *
     * @param request with <code>{ids}</code>, such as {@code /v2/jobs?ids={ids}}
     * @param jobs the place of the list of jobs, or of an object with the jobs by id
     * @param id the place of the id in each element; so are all other places
     * @param most how many ids a request may have
     */
    public JsonBackendBuilder bulk(RequestTemplate request, String jobs, String id, int most) {
        bulk = Optional.of(new JsonBackend.JobList(
                RequestTemplate.on(poll.server(), request, Set.of(RequestTemplate.IDS)),
                Place.all(jobs),
                Place.all(id),
                Checks.atLeastOne("most", most)));
        return this;
    }

    /**
     * How to submit a job. The request has an {@code Idempotency-Key}. It is repeated after transient failures if it names
     * <code>{key}</code>, because then the server takes a key twice for one intent; else only if the server surely did nothing.
     *
     * @param request with <code>{source}</code>, <code>{source_language}</code>, <code>{language}</code> or
     *     <code>{languages}</code>, <code>{title}</code> and <code>{callback}</code>
     * @param id the places of the id, or of a list of ids, in the answer; of a URL there, the id is where the URL of the polls has it
     */
    public JsonBackendBuilder submit(RequestTemplate request, String... id) {
        RequestTemplate checked = RequestTemplate.on(poll.server(), request, RequestTemplate.SUBMISSION);
        submit = Optional.of(new JsonBackend.NewJob(checked, Place.all(id)));
        return this;
    }

    /** How to cancel a job, such as {@code RequestTemplate.of("DELETE", "/v2/jobs/{id}")}. An end counts if the answer has the id. */
    public JsonBackendBuilder cancel(RequestTemplate request) {
        cancel = Optional.of(RequestTemplate.on(poll.server(), request, Set.of(RequestTemplate.ID)));
        return this;
    }

    /**
     * Where the values are on which the duration of a job depends, such as the mode or the length of the video; the most important one
     * first. Each kind of job has its own history. Numbers count by magnitude: 61 and 119 are one kind (up to 120), and 130 is another.
     */
    public JsonBackendBuilder kind(String... places) {
        kinds.clear();
        kinds.addAll(Place.all(places));
        return this;
    }

    /** The most general kind of its jobs, such as {@code example/dubbing}: printable ASCII. Default: {@code json}. */
    public JsonBackendBuilder name(String name) {
        Checks.printable("name", name);
        this.name = name;
        return this;
    }

    /** @throws IllegalArgumentException if nothing says when a job is completed, or if a failed job would count as completed */
    public Backend build() {
        return new JsonBackend(this);
    }

    private JsonBackendBuilder words(JobState state, String... more) {
        for (String word : Objects.requireNonNull(more, "words")) {
            String lower =
                    Objects.requireNonNull(word, "words has a null in it").toLowerCase(Locale.ROOT);
            JobState before = words.put(lower, state);
            if (before != null && before != state) {
                throw new IllegalArgumentException(
                        "the word '" + lower + "' is set as " + before + " and as " + state + "; set it once");
            }
        }
        return this;
    }

    private JsonBackendBuilder place(JobRules.Part part, String... texts) {
        places.put(part, Place.all(texts));
        return this;
    }
}
