package dev.fermata.client.vendor;

import dev.fermata.client.backend.MalformedResponseException;
import dev.fermata.client.internal.json.JsonReader;
import dev.fermata.client.internal.json.JsonReader.JsonException;
import dev.fermata.client.internal.json.JsonValue;
import dev.fermata.client.internal.text.Checks;
import dev.fermata.client.internal.text.Printable;
import dev.fermata.client.internal.text.ServerUri;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * Where a vendor's API is, what each request to it has, and what each submission has beside the source and the language. Immutable.
 *
 * @param credentials the header that holds the key
 * @param inputs in the order in which they were added
 */
record VendorServer(ServerUri uri, Map<String, String> credentials, Map<String, JsonValue> inputs) {

    /**
     * @param uri the vendor's own
     * @param value what the header holds before the key, such as {@code "Bearer "}, and the key
     */
    static VendorServer of(String uri, String header, String value) {
        Checks.header(header, value);
        return new VendorServer(ServerUri.parse(uri), Map.of(header, value), Map.of());
    }

    /** @throws IllegalArgumentException if the key is empty, or cannot be sent in a header */
    static String key(String key) {
        if (Objects.requireNonNull(key, "key").isBlank()) {
            throw new IllegalArgumentException("key is empty; allowed is the key of your account");
        }
        return key;
    }

    VendorServer at(URI other) {
        return new VendorServer(ServerUri.of(other), credentials, inputs);
    }

    VendorServer with(String input, Object value) {
        Map<String, JsonValue> more = new LinkedHashMap<>(inputs);
        more.put(Objects.requireNonNull(input, "name"), JsonValue.of(Objects.requireNonNull(value, "value")));
        return new VendorServer(uri, credentials, more);
    }

    /** A GET. */
    HttpRequest.Builder request(String path) {
        return uri.request(uri.below(path), credentials);
    }

    HttpRequest.Builder post(String path, JsonValue body) {
        return request(path).header("Content-Type", "application/json").POST(BodyPublishers.ofString(body.toString()));
    }

    /** @throws MalformedResponseException if it is not JSON */
    static JsonValue json(byte[] body) {
        try {
            return JsonReader.read(body);
        } catch (JsonException problem) {
            throw new MalformedResponseException("the response " + problem.getMessage(), problem);
        }
    }

    /** An id goes to terminals and logs, and cannot be cleaned without becoming that of another job. */
    static String newId(JsonValue stated, String where) {
        String id = stated.textOr("");
        if (id.isEmpty() || !id.equals(Printable.clean(id))) {
            throw new MalformedResponseException("the response has no id that can be printed at " + where);
        }
        return id;
    }

    /** All texts, numbers and truth values below a value: {@code {"video": {"url": "x"}}} becomes {@code video.url}. */
    static Map<String, String> texts(String name, JsonValue value) {
        Map<String, String> texts = new LinkedHashMap<>();
        collect(name, value, texts);
        return texts;
    }

    private static void collect(String name, JsonValue value, Map<String, String> texts) {
        String text = value.text();
        if (text != null) {
            texts.put(name, text);
        }
        value.members().forEach((key, member) -> collect(below(name, key), member, texts));
        for (int i = 0; i < value.items().size(); i++) {
            collect(below(name, String.valueOf(i)), value.items().get(i), texts);
        }
    }

    private static String below(String name, String key) {
        return name.isEmpty() ? key : name + "." + key;
    }

    /** The masked URL: neither the key nor the inputs. */
    @Override
    public String toString() {
        return uri.toString();
    }
}
