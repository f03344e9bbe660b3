package dev.fermata.it.exam;

import dev.fermata.it.ScriptSession;
import java.io.IOException;
import java.net.URI;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The client of a vendor in its own language, with its own interval. Its key names it. It has no deadline. */
final class ScriptedClient implements Candidate {

    /** The default of those that poll by milliseconds. */
    private static final int INTERVAL = 500;

    private final ScriptSession session;
    private final boolean hasInterval;
    private final String key;
    private final URI server;
    private int jobs;

    ScriptedClient(String script, String key, URI server) throws IOException {
        session = new ScriptSession(script);
        hasInterval = script.endsWith(".mjs");
        this.key = key;
        this.server = server;
    }

    @Override
    public boolean takeJob(@Nullable String callback) throws Exception {
        // Another video each time: after an error, its users would not submit the same again.
        String video = "https://example.com/talk-" + ++jobs + ".mp4";
        JsonNode id = session.value("create", Map.of("server", server.toString(), "key", key, "video", video));
        Map<String, ?> wait = hasInterval
                ? Map.of("server", server.toString(), "key", key, "id", id.asString(), "interval", INTERVAL)
                : Map.of("server", server.toString(), "key", key, "id", id.asString());
        session.value("wait", wait);
        return true;
    }

    @Override
    public void close() {
        session.close();
    }
}
