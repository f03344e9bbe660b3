package dev.fermata.bench.traps;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/**
 * One poll as the users of these libraries write it: the JDK's clients with their time-outs set, and an exception for bad
 * answers.
 */
final class Polls {

    private static final Duration TIMEOUT = Duration.ofMillis(500);
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private Polls() {}

    /** The word of the status. */
    static String ask(URI server) throws IOException, InterruptedException {
        return word(HTTP.send(request(server), HttpResponse.BodyHandlers.ofString()));
    }

    static String askUnchecked(URI server) {
        try {
            return ask(server);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }

    static CompletableFuture<String> askAsync(URI server) {
        return HTTP.sendAsync(request(server), HttpResponse.BodyHandlers.ofString())
                .thenApply(Polls::wordUnchecked);
    }

    /** The JDK's older client. */
    static String askByConnection(URI server) throws IOException {
        HttpURLConnection connection = (HttpURLConnection) server.toURL().openConnection();
        connection.setConnectTimeout((int) TIMEOUT.toMillis());
        connection.setReadTimeout((int) TIMEOUT.toMillis());
        try (InputStream body = connection.getInputStream()) {
            return word(new String(body.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    static boolean isOver(String word) {
        return !word.equals("pending");
    }

    private static HttpRequest request(URI server) {
        return HttpRequest.newBuilder(server)
                .version(HttpClient.Version.HTTP_1_1)
                .timeout(TIMEOUT)
                .build();
    }

    private static String wordUnchecked(HttpResponse<String> response) {
        try {
            return word(response);
        } catch (IOException bad) {
            throw new UncheckedIOException(bad);
        }
    }

    private static String word(HttpResponse<String> response) throws IOException {
        if (response.statusCode() != 200) {
            throw new IOException("status " + response.statusCode());
        }
        return word(response.body());
    }

    private static String word(String body) {
        return body.strip().replaceAll(".*\":\"|\"}", "");
    }
}
