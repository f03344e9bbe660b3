package dev.fermata.simulator.dialect.replicate;

import dev.fermata.simulator.dialect.VendorDialect.VendorCall;
import dev.fermata.simulator.http.Route.LargeBody;
import io.netty.handler.codec.http.HttpMethod;

/** All calls of the API. A table without code, so that a server that nobody asks for them starts as fast as without them. */
enum ReplicateCall implements VendorCall {
    CREATE(HttpMethod.POST, "/v1/predictions", LargeBody.JSON),
    LIST(HttpMethod.GET, "/v1/predictions"),
    GET(HttpMethod.GET, "/v1/predictions/{id}"),
    CANCEL(HttpMethod.POST, "/v1/predictions/{id}/cancel"),
    CREATE_OF_MODEL(HttpMethod.POST, "/v1/models/{owner}/{name}/predictions", LargeBody.JSON),
    CREATE_OF_DEPLOYMENT(HttpMethod.POST, "/v1/deployments/{owner}/{name}/predictions", LargeBody.JSON),
    GET_SECRET(HttpMethod.GET, "/v1/webhooks/default/secret");

    private final HttpMethod method;
    private final String path;
    private final LargeBody largeBody;

    ReplicateCall(HttpMethod method, String path) {
        this(method, path, LargeBody.NONE);
    }

    ReplicateCall(HttpMethod method, String path, LargeBody largeBody) {
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
    public boolean listsJobs() {
        return this == LIST;
    }

    @Override
    public LargeBody largeBody() {
        return largeBody;
    }
}
