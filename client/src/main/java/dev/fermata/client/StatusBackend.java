package dev.fermata.client;

import java.net.URI;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * How to talk to the small system: {@code GET /status} out, {@code {"result": "..."}} in. It has one job at a time, so the id of
 * a job is ignored. Immutable.
 */
public final class StatusBackend implements Backend {

    private final URI uri;
    private final Map<String, String> headers;

    private StatusBackend(URI uri, Map<String, String> headers) {
        this.uri = uri;
        this.headers = headers;
    }

    static StatusBackend of(URI server) {
        return new StatusBackend(statusOf(Addresses.server(server)), Map.of());
    }

    private static URI statusOf(URI server) {
        String path = Addresses.path(server);
        String query = server.getRawQuery() == null ? "" : "?" + server.getRawQuery();
        String status = path.endsWith("/status") ? path : path + "/status";
        return URI.create(server.getScheme() + "://" + server.getRawAuthority() + status + query);
    }

    /**
     * With a header to send with every request, such as {@code Authorization}.
     *
     * @throws IllegalArgumentException if HTTP does not allow that name or value
     */
    public StatusBackend withHeader(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(name, value);
        StatusBackend backend = new StatusBackend(uri, more);
        backend.look("");
        return backend;
    }

    @Override
    public String name() {
        return "status";
    }

    /** The same address tells of one job after the other. */
    @Override
    public boolean tellsJobsApart() {
        return false;
    }

    @Override
    public HttpRequest look(String id) {
        return Addresses.request(uri.toString(), headers).build();
    }

    @Override
    public Snapshot read(String id, HttpHeaders head, byte[] body) {
        JsonNode result = Json.read(body).path("result");
        String word = result.stringValue("");
        JobState state = switch (word) {
            case "pending" -> JobState.RUNNING;
            case "completed" -> JobState.COMPLETED;
            case "error" -> JobState.FAILED;
            default -> throw new BadAnswerException("the answer has no known result: " + Json.excerpt(body));
        };
        return Snapshot.builder(id, state).word(word).kind(name()).build();
    }
}
