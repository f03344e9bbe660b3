package dev.fermata.simulator.fault;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.fermata.simulator.http.Response;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Changes JSON in responses and events so that it is well-formed and not true. It goes by names that all dialects use.
 */
final class JsonTamperer {

    private static final Set<String> STATES = Set.of("state", "status", "result");
    private static final Set<String> RESULTS = Set.of("result", "results", "outputs", "output");
    private static final Set<String> ASKED = Set.of("source_url", "callback_url");
    /** Metadata belong to the client, whatever their names are. */
    private static final String THEIRS = "metadata";

    private static final String DATA = "data: ";

    /** Changes an object, and returns whether there was anything to change. */
    private final Predicate<ObjectNode> tampering;

    private final Runnable tampered;

    private JsonTamperer(Predicate<ObjectNode> tampering, Runnable tampered) {
        this.tampering = tampering;
        this.tampered = tampered;
    }

    /**
     * Every state is that word.
     *
     * @param tampered called whenever something was changed
     */
    static JsonTamperer states(String word, Runnable tampered) {
        return new JsonTamperer(
                object -> {
                    List<String> wrong = STATES.stream()
                            .filter(name -> object.path(name).isString()
                                    && !object.path(name).asString().equals(word))
                            .toList();
                    wrong.forEach(name -> object.put(name, word));
                    return !wrong.isEmpty();
                },
                tampered);
    }

    /** Results and their URLs are left out. */
    static JsonTamperer results(Runnable tampered) {
        return new JsonTamperer(
                object -> {
                    List<String> left = List.copyOf(object.propertyNames()).stream()
                            .filter(name -> isResult(name, object.path(name)))
                            .toList();
                    object.remove(left);
                    return !left.isEmpty();
                },
                tampered);
    }

    private static boolean isResult(String name, JsonNode value) {
        return value.isContainer() ? RESULTS.contains(name) : name.endsWith("url") && !ASKED.contains(name);
    }

    /** Without ETag; else a later 304 would confirm what was changed. */
    Response tampered(Response response) {
        byte[] body = response.body();
        if (response.status() >= 300 || body.length == 0) {
            return response;
        }
        String text = new String(body, UTF_8);
        String changed = changed(text);
        return changed.equals(text)
                ? response
                : response.withBody(changed.getBytes(UTF_8)).without("etag");
    }

    /** The same for server-sent events; each must be whole. */
    byte[] tampered(byte[] events) {
        StringBuilder changed = new StringBuilder();
        for (String line : new String(events, UTF_8).split("(?<=\n)")) {
            boolean data = line.startsWith(DATA) && line.endsWith("\n");
            changed.append(data ? DATA + changed(line.substring(DATA.length(), line.length() - 1)) + '\n' : line);
        }
        return changed.toString().getBytes(UTF_8);
    }

    private String changed(String text) {
        if (!text.startsWith("{") && !text.startsWith("[")) {
            return text;
        }
        try {
            JsonNode tree = JsonMapper.shared().readTree(text);
            if (!change(tree)) {
                return text;
            }
            tampered.run();
            return tree.toString();
        } catch (JacksonException notJson) {
            return text;
        }
    }

    private boolean change(JsonNode node) {
        boolean changed = node instanceof ObjectNode object && tampering.test(object);
        if (node instanceof ObjectNode object) {
            for (Map.Entry<String, JsonNode> field : object.properties()) {
                changed |= !field.getKey().equals(THEIRS) && change(field.getValue());
            }
            return changed;
        }
        for (JsonNode child : node) {
            changed |= change(child);
        }
        return changed;
    }
}
