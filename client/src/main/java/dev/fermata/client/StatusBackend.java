package dev.fermata.client;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** How to talk to the small system: {@code GET /status} out, {@code {"result": "..."}} in. */
record StatusBackend(URI uri, Map<String, String> headers) {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final int EXCERPT = 60;

    /** The address of the status, given that of the server: {@code /status} is added unless it is there. */
    static URI statusOf(URI server) {
        String scheme = server.getScheme();
        boolean http = "http".equalsIgnoreCase(scheme) || "https".equalsIgnoreCase(scheme);
        if (!http || server.getHost() == null || server.getPort() > 65_535) {
            throw new IllegalArgumentException(
                    "server address is '" + server + "'; allowed is http://HOST:PORT or https://HOST:PORT");
        }
        String path = server.getRawPath().replaceFirst("/+$", "");
        String query = server.getRawQuery() == null ? "" : "?" + server.getRawQuery();
        String status = path.endsWith("/status") ? path : path + "/status";
        return URI.create(scheme + "://" + server.getRawAuthority() + status + query);
    }

    HttpRequest request() {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri).header("Accept", "application/json");
        headers.forEach(request::setHeader);
        return request.build();
    }

    Answer read(HttpResponse<byte[]> response, Instant now) {
        int status = response.statusCode();
        if (RequestRefusedException.isRefusal(status)) {
            return new Answer.Refused(status);
        }
        Duration retryAfter = RetryAfter.of(response.headers(), now);
        if (status < 200 || status > 299) {
            return new Answer.Trouble("the server answered with status " + status, retryAfter);
        }
        try {
            JsonNode result = JSON.readTree(response.body()).path("result");
            return switch (result.stringValue("")) {
                case "pending" -> new Answer.Pending(retryAfter);
                case "completed" -> new Answer.Final(Status.COMPLETED);
                case "error" -> new Answer.Final(Status.ERROR);
                default ->
                    new Answer.Trouble("the answer has no known result: " + excerpt(response.body()), retryAfter);
            };
        } catch (JacksonException notJson) {
            return new Answer.Trouble("the answer is not JSON: " + excerpt(response.body()), retryAfter);
        }
    }

    private static String excerpt(byte[] body) {
        String beginning = new String(body, 0, Math.min(body.length, EXCERPT), StandardCharsets.UTF_8);
        String clean = Problems.printable(beginning);
        return clean.isEmpty() ? "nothing readable" : "'" + clean + (body.length > EXCERPT ? "...'" : "'");
    }
}
