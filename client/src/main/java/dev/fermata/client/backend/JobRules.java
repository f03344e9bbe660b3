package dev.fermata.client.backend;

import dev.fermata.client.internal.json.ErrorWords;
import dev.fermata.client.internal.json.JsonValue;
import dev.fermata.client.internal.json.StatedTimes;
import dev.fermata.client.internal.text.Printable;
import java.net.URI;
import java.time.Instant;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads an answer into a snapshot, by what a {@link JsonBackendBuilder} describes. Immutable. */
final class JobRules {

    /** What an answer may say about a job, beside its result and kind. */
    enum Part {
        STATE,
        PROGRESS,
        STAGE,
        ERROR_CODE,
        ERROR_MESSAGE,
        CREATED_AT,
        FINISHED_AT,
        EXPECTED_AT,
        NEXT_POLL
    }

    /** If an answer speaks for several states, the first of these counts: a job that is done with an error has failed. */
    private static final List<JobState> ORDER = List.of(
            JobState.FAILED,
            JobState.CANCELED,
            JobState.COMPLETED,
            JobState.NEEDS_ATTENTION,
            JobState.RUNNING,
            JobState.QUEUED);

    /** Words of a flag, which say nothing of a failure. */
    private static final Set<String> FLAGS = Set.of("true", "false", "yes", "no", "1", "0");

    private final String name;
    private final Map<String, JobState> words;
    private final JobState otherWords;
    private final Map<JobState, List<Condition>> conditions;
    private final Map<Part, List<Place>> places;
    private final Map<String, Place> results;
    private final List<Place> kinds;
    private final double progressScale;
    private final StatedTimes times;

    /** @throws IllegalArgumentException if a job would never be completed, or if one that failed would be */
    JobRules(JsonBackendBuilder settings) {
        name = settings.name;
        words = Map.copyOf(settings.words);
        otherWords = settings.otherWords;
        conditions = new EnumMap<>(JobState.class);
        settings.conditions.forEach((state, all) -> conditions.put(state, List.copyOf(all)));
        places = Map.copyOf(settings.places);
        results = new LinkedHashMap<>(settings.results);
        kinds = List.copyOf(settings.kinds);
        progressScale = settings.progressScale;
        times = new StatedTimes(settings.zone.orElse(null));
        requireCompletion();
        if (!settings.neverFails) {
            requireFailure();
        }
    }

    private void requireCompletion() {
        boolean always = conditions.containsKey(JobState.COMPLETED);
        if (stated().isEmpty() && !always) {
            throw new IllegalArgumentException("the place of the state is not set; call state(\"/status\")");
        }
        if (!knows(JobState.COMPLETED)) {
            throw new IllegalArgumentException("no word means that a job is completed; call completed(\"completed\")");
        }
    }

    /** A flag is true when the job is done, and also when it has failed. So a flag needs a condition for the failure. */
    private void requireFailure() {
        boolean condition = conditions.containsKey(JobState.FAILED);
        String flag = flag();
        if (!condition && flag != null) {
            throw new IllegalArgumentException(
                    "'" + flag + "' says that a job is done, and not how it ended, so a failed"
                            + " job would count as completed; add where the failure is, by when(JobState.FAILED, \"/error\")"
                            + " (in a file: \"failedWhen\": \"/error\"), or say neverFails() if there are no failures");
        }
        if (!condition && !words.containsValue(JobState.FAILED) && otherWords != JobState.FAILED) {
            throw new IllegalArgumentException("nothing says that a job has failed, so a failed job would count as"
                    + " completed, or the wait would go on to its deadline; add the words, by failed(\"error\"), or where"
                    + " the failure is, by when(JobState.FAILED, \"/error\") (in a file: \"failed\" or \"failedWhen\"),"
                    + " or say neverFails() if there are no failures");
        }
    }

    private boolean knows(JobState state) {
        return words.containsValue(state) || otherWords == state || conditions.containsKey(state);
    }

    /** The word of a flag that stands for a completed job; null if there is none. A word such as "success" says more. */
    private @Nullable String flag() {
        Stream<String> named = words.entrySet().stream()
                .filter(word -> word.getValue() == JobState.COMPLETED)
                .map(Map.Entry::getKey);
        Stream<String> asked = conditions.getOrDefault(JobState.COMPLETED, List.of()).stream()
                .flatMap(condition -> condition.terms().stream())
                .filter(term -> stated().contains(term.place()))
                .flatMap(term -> term.words().stream());
        return Stream.concat(named, asked).filter(FLAGS::contains).findFirst().orElse(null);
    }

    /** Whether an answer that HTTP calls an error or a redirection says something of the job. */
    boolean reads(Answer answer) {
        boolean word = stated().stream().anyMatch(Place.StatusCode.class::isInstance)
                && words.containsKey(String.valueOf(answer.statusCode()));
        return word
                || conditions.values().stream()
                        .flatMap(List::stream)
                        .anyMatch(condition -> condition.namesStatus() && condition.holds(answer));
    }

    /** @throws MalformedResponseException if the answer says nothing of the state */
    Snapshot read(String id, Answer answer) {
        // Cleaned first, so that the words of the builder are compared with what a person sees.
        String word = Printable.clean(first(Part.STATE, answer).textOr(""));
        JobState state = state(word, answer);
        Snapshot.Builder snapshot = Snapshot.builder(id, state)
                .stage(first(Part.STAGE, answer).text())
                .progress(first(Part.PROGRESS, answer).number() / progressScale)
                .createdAt(time(Part.CREATED_AT, answer))
                .finishedAt(time(Part.FINISHED_AT, answer))
                .expectedAt(time(Part.EXPECTED_AT, answer))
                .nextPoll(nextPoll(answer))
                .kind(kind(answer));
        if (!word.isEmpty()) {
            snapshot.word(word);
        }
        if (state == JobState.FAILED) {
            fail(snapshot, answer);
        }
        if (state.isTerminal()) {
            snapshot.result(results(answer)).json(json(answer));
        }
        return snapshot.build();
    }

    /**
     * A job that was submitted just now.
     *
     * @param answer says where it is polled; null if nothing does
     */
    Snapshot submitted(String id, @Nullable Answer answer) {
        return Snapshot.builder(id, JobState.QUEUED)
                .nextPoll(answer == null ? null : nextPoll(answer))
                .kind(name)
                .build();
    }

    /**
     * A job that is being canceled: by its word, if the answer has one. {@code {"status": "success"}} is about the request: that the job
     * has completed or failed counts only in an answer that names the job.
     */
    Snapshot canceled(String id, Answer answer) {
        if (stated().isEmpty()) {
            return canceling(id);
        }
        try {
            Snapshot job = read(id, answer);
            boolean otherEnd = job.state() == JobState.COMPLETED || job.state() == JobState.FAILED;
            return otherEnd && !names(id, answer.body()) ? canceling(id) : job;
        } catch (MalformedResponseException noState) {
            return canceling(id);
        }
    }

    private static boolean names(String id, JsonValue value) {
        String text = value.textOr("");
        return text.equals(id)
                || text.endsWith("/" + id)
                || Stream.concat(value.items().stream(), value.members().values().stream())
                        .anyMatch(part -> names(id, part));
    }

    private Snapshot canceling(String id) {
        return Snapshot.builder(id, JobState.UNKNOWN)
                .word("canceling")
                .kind(name)
                .build();
    }

    private JobState state(String word, Answer answer) {
        JobState said = word.isEmpty() ? null : words.getOrDefault(word.toLowerCase(Locale.ROOT), otherWords);
        for (JobState state : ORDER) {
            boolean holds = conditions.getOrDefault(state, List.of()).stream().anyMatch(each -> each.holds(answer));
            if (state == said || holds) {
                return state;
            }
        }
        if (said == null) {
            // A page of a proxy says nothing of the job.
            answer.requireReadable();
        }
        if (said == null && !stated().isEmpty()) {
            String where =
                    String.join(" or ", stated().stream().map(Place::toString).toList());
            throw new MalformedResponseException("the response has no state at " + where + ": " + answer.excerpt());
        }
        return said == null ? JobState.RUNNING : said;
    }

    private List<Place> stated() {
        return places.getOrDefault(Part.STATE, List.of());
    }

    private JsonValue first(Part part, Answer answer) {
        List<Place> all = places.get(part);
        return all == null ? JsonValue.MISSING : Place.first(all, answer);
    }

    private @Nullable Instant time(Part part, Answer answer) {
        List<Place> all = places.get(part);
        return all == null ? null : times.read(all.get(0).toString(), Place.first(all, answer));
    }

    /** What is no URL is ignored: the poll goes where it went before. */
    private @Nullable URI nextPoll(Answer answer) {
        String text = first(Part.NEXT_POLL, answer).text();
        try {
            return text == null ? null : URI.create(text);
        } catch (IllegalArgumentException noUrl) {
            return null;
        }
    }

    /** Where the builder does not say where the error is, it is where the condition for a failure found something. */
    private void fail(Snapshot.Builder snapshot, Answer answer) {
        JsonValue error = conditions.getOrDefault(JobState.FAILED, List.of()).stream()
                .filter(condition -> condition.holds(answer))
                .flatMap(condition -> condition.terms().stream())
                .map(term -> term.place().in(answer))
                .findFirst()
                .orElse(JsonValue.MISSING);
        JsonValue code = places.containsKey(Part.ERROR_CODE) ? first(Part.ERROR_CODE, answer) : error.path("code");
        JsonValue message = places.containsKey(Part.ERROR_MESSAGE) ? first(Part.ERROR_MESSAGE, answer) : error;
        snapshot.error(code.text(), message(message));
    }

    /** Some servers send an object or a list where others send a sentence. */
    private static @Nullable String message(JsonValue error) {
        String words = ErrorWords.of(error);
        return !words.isEmpty() ? words : error.isObject() || error.isArray() ? error.toString() : error.text();
    }

    private Map<String, String> results(Answer answer) {
        Map<String, String> found = new LinkedHashMap<>();
        results.forEach((part, place) -> {
            String text = place.in(answer).text();
            if (text != null) {
                found.put(part, text);
            }
        });
        return found;
    }

    private static String json(Answer answer) {
        return answer.body() == JsonValue.MISSING ? "" : answer.body().toString();
    }

    /** {@code name/part/part}: what stands before a slash is the more general kind. */
    private String kind(Answer answer) {
        StringBuilder kind = new StringBuilder(name);
        kinds.forEach(place -> kind.append('/').append(part(place.in(answer))));
        return kind.toString();
    }

    private static String part(JsonValue value) {
        double number = value.isString() ? Double.NaN : value.number();
        return Double.isNaN(number) ? value.textOr("").replace('/', '_') : magnitude(number);
    }

    /** {@code up to 60}, {@code up to 120}, {@code up to 240}, and so on, doubling. */
    private static String magnitude(double number) {
        double bound = 60;
        while (number > bound && bound < 1e12) {
            bound *= 2;
        }
        return "up to " + (long) bound;
    }
}
