package dev.fermata.simulator.http;

import io.netty.handler.codec.http.HttpResponseStatus;

/** An endpoint refuses a request. The response says why. */
public final class RefusedException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final transient Response response;

    public RefusedException(Response response) {
        // Without a stack trace, because this is no mistake in the simulator.
        super("answered with " + response.status(), null, false, false);
        this.response = response;
    }

    /** 400, with a stable code for programs and a detail for people. */
    public static RefusedException badRequest(String code, String detail) {
        return new RefusedException(Problem.of(HttpResponseStatus.BAD_REQUEST, code, detail));
    }

    /** 400 for a field of the body or a parameter of the query. The formats of some dialects name it. */
    public static RefusedException badField(String field, String code, String detail) {
        Problem problem = new Problem(HttpResponseStatus.BAD_REQUEST, code, detail, field);
        return new RefusedException(problem.response(json -> {}));
    }

    public Response response() {
        return response;
    }
}
