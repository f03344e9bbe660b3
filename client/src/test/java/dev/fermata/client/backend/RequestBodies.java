package dev.fermata.client.backend;

import java.net.http.HttpRequest;

/** What requests send, for tests in other packages. */
public final class RequestBodies {

    private RequestBodies() {}

    public static String text(HttpRequest request) {
        return Responses.body(request);
    }
}
