package dev.fermata.client.backend;

import dev.fermata.client.internal.json.JsonPointer;
import dev.fermata.client.internal.json.JsonValue;
import dev.fermata.client.internal.text.Printable;
import dev.fermata.client.internal.text.ServerUri;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A server that is described by {@link JsonBackendBuilder}. Immutable. */
final class JsonBackend implements Backend {

    /** What the JSON may say about a job, beside its result and kind. */
    enum Place {
        STATE,
        PROGRESS,
        STAGE,
        ERROR_CODE,
        ERROR_MESSAGE,
        CREATED_AT,
        FINISHED_AT,
        EXPECTED_AT
    }

    private final String name;
    private final ServerUri server;
    private final String template;
    private final Map<String, String> headers;
    private final Map<String, JobState> words;
    private final Map<Place, JsonPointer> places;
    private final Map<String, JsonPointer> results;
    private final List<JsonPointer> kinds;
    private final double progressScale;

    JsonBackend(JsonBackendBuilder settings) {
        name = settings.name;
        server = settings.server;
        template = settings.template;
        headers = new LinkedHashMap<>(settings.headers);
        words = Map.copyOf(settings.words);
        places = Map.copyOf(settings.places);
        results = new LinkedHashMap<>(settings.results);
        kinds = List.copyOf(settings.kinds);
        progressScale = settings.progressScale;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public HttpRequest statusRequest(String id) {
        return server.request(template.replace(JsonBackendBuilder.ID, ServerUri.segment(id)), headers)
                .build();
    }

    @Override
    public Snapshot read(String id, HttpHeaders head, byte[] body) {
        JsonValue json = Json.read(body);
        // Cleaned first, so that the words of the builder are compared with what a person sees.
        String word = Printable.clean(at(json, Place.STATE).textOr(""));
        if (word.isEmpty()) {
            throw new MalformedResponseException(
                    "the response has no state at " + places.get(Place.STATE) + ": " + Json.excerpt(body));
        }
        JobState state = words.getOrDefault(word.toLowerCase(Locale.ROOT), JobState.UNKNOWN);
        Snapshot.Builder snapshot = Snapshot.builder(id, state)
                .word(word)
                .stage(at(json, Place.STAGE).text())
                .progress(at(json, Place.PROGRESS).number() / progressScale)
                .createdAt(Json.instant(at(json, Place.CREATED_AT)))
                .finishedAt(Json.instant(at(json, Place.FINISHED_AT)))
                .expectedAt(Json.instant(at(json, Place.EXPECTED_AT)))
                .kind(kind(json));
        if (state == JobState.FAILED) {
            snapshot.error(at(json, Place.ERROR_CODE).text(), message(at(json, Place.ERROR_MESSAGE)));
        }
        if (state.isTerminal()) {
            snapshot.result(results(json)).json(json.toString());
        }
        return snapshot.build();
    }

    /** {@code name/part/part}: what stands before a slash is the more general kind. */
    private String kind(JsonValue json) {
        StringBuilder kind = new StringBuilder(name);
        kinds.forEach(pointer -> kind.append('/').append(part(json.at(pointer))));
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

    private Map<String, String> results(JsonValue json) {
        Map<String, String> found = new LinkedHashMap<>();
        results.forEach((part, pointer) -> {
            String text = json.at(pointer).text();
            if (text != null) {
                found.put(part, text);
            }
        });
        return found;
    }

    /** Some servers send an object where others send a sentence. */
    private static @Nullable String message(JsonValue error) {
        return error.isObject() || error.isArray() ? error.toString() : error.text();
    }

    private JsonValue at(JsonValue json, Place place) {
        JsonPointer pointer = places.get(place);
        return pointer == null ? JsonValue.MISSING : json.at(pointer);
    }

    /** The name and the masked URL. */
    @Override
    public String toString() {
        String masked = Printable.masked(URI.create(template.replace(JsonBackendBuilder.ID, "%7Bid%7D")));
        return "JsonBackend[" + name + ", " + masked.replace("%7Bid%7D", JsonBackendBuilder.ID) + "]";
    }
}
