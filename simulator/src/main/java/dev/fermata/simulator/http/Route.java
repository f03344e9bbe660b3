package dev.fermata.simulator.http;

import io.netty.handler.codec.http.HttpMethod;

/**
 * A method, a path, and the endpoint for them.
 *
 * @param path with parameters in braces, such as {@code /v1/jobs/{id}}
 * @param body how long the body may be, if it may be longer than usual
 */
public record Route(HttpMethod method, String path, Endpoint endpoint, LargeBody body) {

    public Route(HttpMethod method, String path, Endpoint endpoint) {
        this(method, path, endpoint, LargeBody.NONE);
    }

    /** For files. The endpoint gets what is kept of the body, and its size. */
    public static Route upload(HttpMethod method, String path, long largestBody, Endpoint endpoint) {
        return new Route(method, path, endpoint, LargeBody.upload(largestBody));
    }

    /** Also answers {@code HEAD}. */
    public static Route get(String path, Endpoint endpoint) {
        return new Route(HttpMethod.GET, path, endpoint);
    }

    public static Route post(String path, Endpoint endpoint) {
        return new Route(HttpMethod.POST, path, endpoint);
    }

    public static Route delete(String path, Endpoint endpoint) {
        return new Route(HttpMethod.DELETE, path, endpoint);
    }

    /**
     * A body that may be longer than usual.
     *
     * @param most how many bytes it may have; 0 for as many as usual
     * @param kept how many bytes of it are kept, if these are more than usual: its beginning, or of a form all but the content of long files
     */
    public record LargeBody(long most, long kept) {

        public static final LargeBody NONE = new LargeBody(0, 0);
        /** JSON with files in data URIs, or with very many items. */
        public static final LargeBody JSON = new LargeBody(8L << 20, 8L << 20);

        /** For files. */
        public static LargeBody upload(long most) {
            return new LargeBody(most, 0);
        }

        /** How many bytes are kept, if these are kept of each body. */
        public long atLeast(long usual) {
            return Math.max(usual, kept);
        }

        /** For a form with files, and with many fields. */
        public static LargeBody form(long most, long fields) {
            return new LargeBody(most, fields);
        }
    }
}
