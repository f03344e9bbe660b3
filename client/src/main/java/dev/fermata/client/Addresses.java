package dev.fermata.client;

import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Addresses of servers, checked and put together. */
final class Addresses {

    private Addresses() {}

    /** Refuses what is no http or https address with a host. */
    static URI server(URI server) {
        String scheme = server.getScheme();
        boolean http = "http".equalsIgnoreCase(scheme) || "https".equalsIgnoreCase(scheme);
        if (!http || server.getHost() == null || server.getPort() > 65_535) {
            throw new IllegalArgumentException(
                    "server address is '" + server + "'; allowed is http://HOST:PORT or https://HOST:PORT");
        }
        return server;
    }

    /** The path of a server's address without a slash at its end. */
    static String path(URI server) {
        return server.getRawPath().replaceFirst("/+$", "");
    }

    /** A server's address with a path added to its own; its query is dropped. */
    static String below(URI server, String path) {
        return server.getScheme() + "://" + server.getRawAuthority() + path(server) + path;
    }

    /**
     * An id as a segment of a path, or as part of a query: nothing in it can lead elsewhere.
     *
     * @throws IllegalArgumentException for an id that means another place in a path, however it is written (RFC 3986, 5.2.4)
     */
    static String encode(String id) {
        if (id.isEmpty() || id.equals(".") || id.equals("..")) {
            throw new IllegalArgumentException("the job's id is '" + id + "', which cannot be part of an address");
        }
        if (isPlain(id)) {
            return id;
        }
        return URLEncoder.encode(id, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** Most ids are, and a request may name a thousand. */
    private static boolean isPlain(String id) {
        for (int i = 0; i < id.length(); i++) {
            char c = id.charAt(i);
            boolean plain =
                    c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-' || c == '_';
            if (!plain) {
                return false;
            }
        }
        return true;
    }

    /** A request for JSON with these headers. */
    static HttpRequest.Builder request(String uri, Map<String, String> headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(uri)).header("Accept", "application/json");
        headers.forEach(request::setHeader);
        return request;
    }
}
