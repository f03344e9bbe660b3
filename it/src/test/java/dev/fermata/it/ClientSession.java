package dev.fermata.it;

import java.util.Map;
import tools.jackson.databind.JsonNode;

/** A client that nobody here wrote, and what is to be called in it. */
public interface ClientSession extends AutoCloseable {

    /**
     * @param fields arguments of the call, among them {@code server}, the URL of the simulator
     * @return {@code {"value": ...}}, or {@code {"error": ...}} with what the client threw
     */
    JsonNode answer(String call, Map<String, ?> fields) throws Exception;

    /** What the client returned. */
    default JsonNode value(String call, Map<String, ?> fields) throws Exception {
        JsonNode answer = answer(call, fields);
        if (!answer.has("value")) {
            throw new AssertionError(call + " ended with " + answer);
        }
        return answer.path("value");
    }

    @Override
    void close();
}
