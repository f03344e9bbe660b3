package dev.fermata.simulator.dialect.fal;

import dev.fermata.simulator.dialect.VendorDialect.VendorCall;
import dev.fermata.simulator.http.Route.LargeBody;
import io.netty.handler.codec.http.HttpMethod;

/** All calls of the API. A table without code, so that a server that nobody asks for them starts as fast as without them. */
enum FalCall implements VendorCall {
    STATUS(HttpMethod.GET, Paths.JOB + "/status"),
    STREAM(HttpMethod.GET, Paths.JOB + "/status/stream"),
    RESULT(HttpMethod.GET, Paths.JOB),
    CANCEL(HttpMethod.PUT, Paths.JOB + "/cancel"),
    SUBMIT(HttpMethod.POST, Paths.APP, LargeBody.JSON),
    /** An app has functions under its name, such as {@code v2/translate/speed}. They are no part of the path of a job. */
    SUBMIT_1(HttpMethod.POST, Paths.APP + "/{first}", LargeBody.JSON),
    SUBMIT_2(HttpMethod.POST, Paths.APP + "/{first}/{second}", LargeBody.JSON),
    SUBMIT_3(HttpMethod.POST, Paths.APP + "/{first}/{second}/{third}", LargeBody.JSON),
    SUBMIT_4(HttpMethod.POST, Paths.APP + "/{first}/{second}/{third}/{fourth}", LargeBody.JSON),
    /** At the real API it is on another host, and needs no key. */
    KEYS(HttpMethod.GET, "/.well-known/jwks.json");

    private final HttpMethod method;
    private final String path;
    private final LargeBody largeBody;

    FalCall(HttpMethod method, String path) {
        this(method, path, LargeBody.NONE);
    }

    FalCall(HttpMethod method, String path, LargeBody largeBody) {
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

    private static final class Paths {
        static final String APP = "/{owner}/{alias}";
        static final String JOB = APP + "/requests/{id}";
    }
}
