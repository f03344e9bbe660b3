package dev.fermata.simulator.dialect.runway;

import dev.fermata.simulator.dialect.VendorDialect.VendorCall;
import dev.fermata.simulator.http.Route.LargeBody;
import io.netty.handler.codec.http.HttpMethod;

/** All calls of the API. A table without code, so that a server that nobody asks for them starts as fast as without them. */
enum RunwayCall implements VendorCall {
    CREATE(HttpMethod.POST, "/v1/voice_dubbing", LargeBody.JSON),
    GET(HttpMethod.GET, Tasks.PATH),
    DELETE(HttpMethod.DELETE, Tasks.PATH);

    private static final class Tasks {
        static final String PATH = "/v1/tasks/{id}";
    }

    private final HttpMethod method;
    private final String path;
    private final LargeBody largeBody;

    RunwayCall(HttpMethod method, String path) {
        this(method, path, LargeBody.NONE);
    }

    RunwayCall(HttpMethod method, String path, LargeBody largeBody) {
        this.method = method;
        this.path = path;
        this.largeBody = largeBody;
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
    public LargeBody largeBody() {
        return largeBody;
    }
}
