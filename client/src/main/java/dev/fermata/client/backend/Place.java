package dev.fermata.client.backend;

import dev.fermata.client.internal.json.JsonPointer;
import dev.fermata.client.internal.json.JsonValue;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/** Where a value is in an answer: {@code /data/status} in the body, {@code header:X-State}, or {@code status-code}. */
sealed interface Place {

    String STATUS_CODE = "status-code";
    String HEADER = "header:";

    /** In the body. */
    record InBody(JsonPointer pointer) implements Place {
        @Override
        public JsonValue in(Answer answer) {
            return answer.body().at(pointer);
        }

        @Override
        public String toString() {
            return pointer.text().isEmpty() ? "the whole body" : pointer.text();
        }
    }

    /** In a header. */
    record InHeader(String name) implements Place {
        @Override
        public JsonValue in(Answer answer) {
            return answer.headers().firstValue(name).map(JsonValue::of).orElse(JsonValue.MISSING);
        }

        @Override
        public String toString() {
            return HEADER + name;
        }
    }

    /** The status code of HTTP. */
    record StatusCode() implements Place {
        @Override
        public JsonValue in(Answer answer) {
            return answer.statusCode() == 0 ? JsonValue.MISSING : JsonValue.of(answer.statusCode());
        }

        @Override
        public String toString() {
            return STATUS_CODE;
        }
    }

    JsonValue in(Answer answer);

    /** @throws IllegalArgumentException if the text is no place */
    static Place of(String text) {
        if (Objects.requireNonNull(text, "place").contains("{id}")) {
            throw new IllegalArgumentException(
                    "place is '" + text
                            + "'; a place has no {id}, which is for URLs, headers and bodies; describe an answer with several jobs by bulk");
        }
        if (text.equals(STATUS_CODE)) {
            return new StatusCode();
        }
        if (text.startsWith(HEADER) && text.length() > HEADER.length()) {
            return new InHeader(text.substring(HEADER.length()).strip());
        }
        if (!text.isEmpty() && !text.startsWith("/")) {
            throw new IllegalArgumentException("place is '" + text
                    + "'; allowed are a JSON pointer, which begins with a slash, such as /data/status (an empty one is"
                    + " the whole body), header:NAME, and status-code");
        }
        return new InBody(JsonPointer.of(text));
    }

    static List<Place> all(String... texts) {
        return Arrays.stream(Objects.requireNonNull(texts, "places"))
                .map(Place::of)
                .toList();
    }

    /** What is at the first of these places that says something. */
    static JsonValue first(List<Place> places, Answer answer) {
        return places.stream()
                .map(place -> place.in(answer))
                .filter(JsonValue::isThere)
                .findFirst()
                .orElse(JsonValue.MISSING);
    }
}
