package dev.fermata.simulator.dialect.azure;

import dev.fermata.simulator.dialect.VendorDialect.VendorCall;
import io.netty.handler.codec.http.HttpMethod;

/** All calls of the API. A table without code, so that a server that nobody asks for them starts as fast as without them. */
enum AzureCall implements VendorCall {
    LIST_TRANSLATIONS(HttpMethod.GET, Paths.TRANSLATIONS),
    PUT_TRANSLATION(HttpMethod.PUT, Paths.TRANSLATION),
    GET_TRANSLATION(HttpMethod.GET, Paths.TRANSLATION),
    DELETE_TRANSLATION(HttpMethod.DELETE, Paths.TRANSLATION),
    LIST_ITERATIONS(HttpMethod.GET, Paths.ITERATIONS),
    PUT_ITERATION(HttpMethod.PUT, Paths.ITERATIONS + "/{iteration}"),
    GET_ITERATION(HttpMethod.GET, Paths.ITERATIONS + "/{iteration}"),
    GET_OPERATION(HttpMethod.GET, Paths.ROOT + "/operations/{id}"),
    GET_EVENT_HUB(HttpMethod.GET, Paths.EVENT_HUB),
    PUT_EVENT_HUB(HttpMethod.PUT, Paths.EVENT_HUB),
    DELETE_EVENT_HUB(HttpMethod.DELETE, Paths.EVENT_HUB),
    PING_EVENT_HUB(HttpMethod.POST, Paths.EVENT_HUB + ":ping");

    private static final class Paths {
        static final String ROOT = "/videotranslation";
        static final String TRANSLATIONS = ROOT + "/translations";
        static final String TRANSLATION = TRANSLATIONS + "/{id}";
        static final String ITERATIONS = TRANSLATION + "/iterations";
        static final String EVENT_HUB = ROOT + "/configurations/event-hub";
    }

    private final HttpMethod method;
    private final String path;

    AzureCall(HttpMethod method, String path) {
        this.method = method;
        this.path = path;
    }

    @Override
    public HttpMethod method() {
        return method;
    }

    @Override
    public String path() {
        return path;
    }

    @Override
    public boolean listsJobs() {
        return this == LIST_TRANSLATIONS || this == LIST_ITERATIONS;
    }
}
