package dev.fermata.client.backend;

import dev.fermata.client.internal.json.JsonReader;
import dev.fermata.client.internal.json.JsonReader.JsonException;
import dev.fermata.client.internal.json.JsonValue;
import dev.fermata.client.internal.text.ContentType;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A response whose body is read when a place in it is asked for: a HEAD request has none, and some answers need none. */
final class Answer {

    private final int statusCode;
    private final HttpHeaders headers;
    private final byte[] bytes;
    private final BodyFormat format;
    private final boolean lenient;
    private @Nullable JsonValue body;
    /** What is wrong with the body; null if nothing is. */
    private @Nullable MalformedResponseException unreadable;

    /** @param lenient whether anything may follow the first JSON value */
    Answer(int statusCode, HttpHeaders headers, byte[] bytes, BodyFormat format, boolean lenient) {
        this.statusCode = statusCode;
        this.headers = headers;
        this.bytes = bytes;
        this.format = format;
        this.lenient = lenient;
    }

    /** One entry of an answer about several jobs. */
    Answer(Answer whole, JsonValue entry) {
        this(0, whole.headers, whole.bytes, whole.format, whole.lenient);
        this.body = entry;
    }

    int statusCode() {
        return statusCode;
    }

    boolean isSuccess() {
        return statusCode >= 200 && statusCode <= 299;
    }

    HttpHeaders headers() {
        return headers;
    }

    /**
     * The tree of the body; nothing if the body is empty or is not in the format: the status or a header may say all that counts, beside
     * a page for people or a file.
     */
    JsonValue body() {
        if (body == null) {
            body = isBlank() ? JsonValue.MISSING : readable();
        }
        return body;
    }

    private JsonValue readable() {
        try {
            return parsed();
        } catch (MalformedResponseException notInTheFormat) {
            unreadable = notInTheFormat;
            return JsonValue.MISSING;
        }
    }

    /** @throws MalformedResponseException if the body is not in the format */
    void requireReadable() {
        body();
        if (unreadable != null) {
            throw unreadable;
        }
    }

    String excerpt() {
        return Json.excerpt(bytes);
    }

    private boolean isBlank() {
        for (byte b : bytes) {
            if (b != ' ' && b != '\n' && b != '\r' && b != '\t') {
                return false;
            }
        }
        return true;
    }

    private JsonValue parsed() {
        return switch (format) {
            case JSON -> lenient ? Json.parsed(bytes, JsonReader::readFirst) : Json.read(bytes);
            case JSON_LINES ->
                lastLine(text().lines().filter(line -> !line.isBlank()).toList());
            case XML -> XmlTree.read(bytes, ContentType.of(headers).charset().isPresent());
            case TEXT -> JsonValue.of(text().strip());
        };
    }

    private String text() {
        return JsonReader.text(bytes);
    }

    /** The server may be writing the last one just now. */
    private static JsonValue lastLine(List<String> lines) {
        if (lines.isEmpty()) {
            return JsonValue.MISSING;
        }
        for (int i = lines.size() - 1; i > 0 && i >= lines.size() - 2; i--) {
            try {
                return JsonReader.read(lines.get(i).getBytes(StandardCharsets.UTF_8));
            } catch (JsonException incomplete) {
                // The line before it is complete.
            }
        }
        return Json.read(lines.get(Math.max(0, lines.size() - 3)).getBytes(StandardCharsets.UTF_8));
    }
}
