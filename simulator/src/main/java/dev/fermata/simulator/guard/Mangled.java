package dev.fermata.simulator.guard;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.fermata.simulator.http.Response;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Answers that are well-formed and not true, whatever the dialect: it goes by what all of them call things. Pure. */
final class Mangled {

    private static final Set<String> STATES = Set.of("state", "status", "result");
    private static final Set<String> RESULTS = Set.of("result", "results", "outputs", "output");
    private static final Set<String> ASKED = Set.of("source_url", "callback_url");

    private Mangled() {}

    /** Every state is that word. */
    static Response states(Response response, String word) {
        return changed(response, object -> {
            for (String name : STATES) {
                if (object.path(name).isString()) {
                    object.put(name, word);
                }
            }
        });
    }

    /** Nothing says where the result is. */
    static Response results(Response response) {
        return changed(
                response,
                object -> object.remove(List.copyOf(object.propertyNames()).stream()
                        .filter(name -> isResult(name, object.path(name)))
                        .toList()));
    }

    private static boolean isResult(String name, JsonNode value) {
        return value.isContainer() ? RESULTS.contains(name) : name.endsWith("url") && !ASKED.contains(name);
    }

    private static Response changed(Response response, Consumer<ObjectNode> change) {
        byte[] body = response.body();
        if (response.status() >= 300 || body.length == 0 || body[0] != '{' && body[0] != '[') {
            return response;
        }
        try {
            JsonNode tree = JsonMapper.shared().readTree(body);
            change(tree, change);
            return response.withBody(tree.toString().getBytes(UTF_8));
        } catch (JacksonException notJson) {
            return response;
        }
    }

    private static void change(JsonNode node, Consumer<ObjectNode> change) {
        if (node instanceof ObjectNode object) {
            change.accept(object);
        }
        node.forEach(child -> change(child, change));
    }
}
