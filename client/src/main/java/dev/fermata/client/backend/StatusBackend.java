package dev.fermata.client.backend;

import dev.fermata.client.internal.text.Checks;
import dev.fermata.client.internal.text.ServerUri;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How to talk to the small system: {@code GET /status}, answered with {@code {"result": "pending"}}, {@code
 * "completed"} or {@code "error"}. It has one job at a time, so the id of a job is ignored. Immutable; see {@link
 * Backend#status}.
 */
public final class StatusBackend implements Backend {

    private final ServerUri server;
    private final String url;
    private final Map<String, String> headers;

    private StatusBackend(ServerUri server, Map<String, String> headers) {
        this.server = server;
        this.url = statusUrl(server);
        this.headers = headers;
    }

    static StatusBackend of(URI server) {
        return new StatusBackend(ServerUri.of(server), Map.of());
    }

    private static String statusUrl(ServerUri server) {
        String query =
                server.uri().getRawQuery() == null ? "" : "?" + server.uri().getRawQuery();
        String path = server.path();
        return server.origin() + path + (path.endsWith("/status") ? "" : "/status") + query;
    }

    /**
     * The same, with a header that every request has, such as {@code Authorization}.
     *
     * @throws IllegalArgumentException if HTTP does not allow that name or value
     */
    public StatusBackend withHeader(String name, String value) {
        Checks.header(name, value);
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new StatusBackend(server, more);
    }

    @Override
    public String name() {
        return "status";
    }

    /** False: the same URL shows one job after the other. */
    @Override
    public boolean tellsJobsApart() {
        return false;
    }

    @Override
    public HttpRequest statusRequest(String id) {
        return server.request(url, headers).build();
    }

    @Override
    public Snapshot read(String id, HttpHeaders head, byte[] body) {
        String word = String.valueOf(Json.read(body).path("result").string());
        JobState state = switch (word) {
            case "pending" -> JobState.RUNNING;
            case "completed" -> JobState.COMPLETED;
            case "error" -> JobState.FAILED;
            default -> throw new MalformedResponseException("the response has no known result: " + Json.excerpt(body));
        };
        return Snapshot.builder(id, state).word(word).kind(name()).build();
    }

    /** The name and the masked URL. */
    @Override
    public String toString() {
        return "StatusBackend[" + ServerUri.parse(url) + "]";
    }
}
