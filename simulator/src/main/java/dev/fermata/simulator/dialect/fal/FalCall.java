package dev.fermata.simulator.dialect.fal;

import io.netty.handler.codec.http.HttpMethod;

/** All calls of the API. A table without code, so that a server that nobody asks for them starts as fast as without them. */
enum FalCall {
    STATUS(HttpMethod.GET, Paths.JOB + "/status"),
    STREAM(HttpMethod.GET, Paths.JOB + "/status/stream"),
    RESULT(HttpMethod.GET, Paths.JOB),
    CANCEL(HttpMethod.PUT, Paths.JOB + "/cancel"),
    SUBMIT(HttpMethod.POST, Paths.APP),
    /** An app has functions under its name, such as {@code v2/translate/speed}. They are no part of the path of a job. */
    SUBMIT_1(HttpMethod.POST, Paths.APP + "/{first}"),
    SUBMIT_2(HttpMethod.POST, Paths.APP + "/{first}/{second}"),
    SUBMIT_3(HttpMethod.POST, Paths.APP + "/{first}/{second}/{third}"),
    SUBMIT_4(HttpMethod.POST, Paths.APP + "/{first}/{second}/{third}/{fourth}"),
    /** At the real API it is on another host, and needs no key. */
    KEYS(HttpMethod.GET, "/.well-known/jwks.json");

    final HttpMethod method;
    final String path;

    FalCall(HttpMethod method, String path) {
        this.method = method;
        this.path = path;
    }

    private static final class Paths {
        static final String APP = "/{owner}/{alias}";
        static final String JOB = APP + "/requests/{id}";
    }
}
