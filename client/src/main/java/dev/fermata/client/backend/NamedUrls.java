package dev.fermata.client.backend;

import dev.fermata.client.internal.text.Printable;
import dev.fermata.client.internal.text.ServerUri;
import java.net.URI;
import java.net.http.HttpRequest;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Pattern;

/** Which of the URLs that answers name are followed, and which credentials every URL of the server has in its query. Thread-safe. */
final class NamedUrls {

    private static final System.Logger LOG = System.getLogger(NamedUrls.class.getName());

    /** Names of parameters that hold credentials, such as {@code api_key} and {@code access_token}. */
    private static final Pattern CREDENTIAL =
            Pattern.compile(".*(auth|key|token|secret|password|credential|signature).*|sig|code");

    private final String server;
    private final Set<String> allowed;
    private final List<String> credentials;
    private final AtomicBoolean noted = new AtomicBoolean();

    /**
     * @param server of the polls, with the query that they have
     * @param allowed other origins
     */
    NamedUrls(ServerUri server, String query, Set<String> allowed) {
        this.server = server.origin();
        this.allowed = Set.copyOf(allowed);
        credentials = Arrays.stream(query.split("&"))
                .filter(parameter -> !parameter.contains("{"))
                .filter(parameter -> CREDENTIAL
                        .matcher(name(parameter).toLowerCase(Locale.ROOT))
                        .matches())
                .toList();
    }

    private static String name(String parameter) {
        return parameter.replaceFirst("=.*", "");
    }

    /** The next URL of a job, which an answer named; empty if it is ignored, which the log says once. */
    Optional<URI> followed(URI usual, URI named) {
        if (named.isAbsolute() && allowed.contains(origin(named))) {
            return Optional.of(named);
        }
        Optional<URI> next = ServerUri.resolve(usual, named);
        if (next.isEmpty() && !noted.getAndSet(true)) {
            String origin = origin(named);
            LOG.log(
                    System.Logger.Level.WARNING,
                    "an answer names '" + Printable.masked(named) + "' for the next poll, which is not on " + server
                            + ", and is ignored; polls go to their usual URL"
                            + (origin.isEmpty()
                                    ? ""
                                    : "; call allowOrigin with " + origin + " if you trust that server"));
        }
        return next;
    }

    private static String origin(URI uri) {
        try {
            return ServerUri.of(uri).origin();
        } catch (IllegalArgumentException unusable) {
            return "";
        }
    }

    /** The request with the credentials that its query lacks; as it is if it goes to another server. */
    HttpRequest authorized(HttpRequest request) {
        URI uri = request.uri();
        if (credentials.isEmpty() || !origin(uri).equals(server)) {
            return request;
        }
        String query = uri.getRawQuery() == null ? "" : uri.getRawQuery();
        List<String> present =
                Arrays.stream(query.split("&")).map(NamedUrls::name).toList();
        String missing = String.join(
                "&",
                credentials.stream()
                        .filter(parameter -> !present.contains(name(parameter)))
                        .toList());
        if (missing.isEmpty()) {
            return request;
        }
        String whole = uri.toString().replaceFirst("[?#].*", "") + "?" + query + (query.isEmpty() ? "" : "&") + missing;
        return HttpRequest.newBuilder(request, (name, value) -> true)
                .uri(URI.create(whole))
                .build();
    }
}
