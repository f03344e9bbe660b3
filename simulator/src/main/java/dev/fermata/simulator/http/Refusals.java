package dev.fermata.simulator.http;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/** Answers to what is no proper request. */
final class Refusals {

    // Netty still has the names of an older RFC than 9110.
    private static final HttpResponseStatus URI_TOO_LONG = new HttpResponseStatus(414, "URI Too Long");
    private static final HttpResponseStatus CONTENT_TOO_LARGE = new HttpResponseStatus(413, "Content Too Large");

    private Refusals() {}

    /** What is wrong with the head of a request; null when nothing is. */
    static @Nullable Response of(HttpRequest request, HttpLimits limits) {
        if (request.decoderResult().isFailure()) {
            return undecodable(request.decoderResult().cause(), limits);
        }
        HttpVersion version = request.protocolVersion();
        if (!HttpVersion.HTTP_1_1.equals(version) && !HttpVersion.HTTP_1_0.equals(version)) {
            return version(version);
        }
        if (!hasOneHost(request)) {
            return host();
        }
        if (HttpUtil.isContentLengthSet(request) && HttpUtil.getContentLength(request, 0L) > limits.body()) {
            return bodyTooLong(limits);
        }
        boolean expects = request.headers().contains(HttpHeaderNames.EXPECT);
        return expects && !HttpUtil.is100ContinueExpected(request) ? expectation() : null;
    }

    private static boolean hasOneHost(HttpRequest request) {
        Iterator<? extends CharSequence> hosts = request.headers().valueCharSequenceIterator(HttpHeaderNames.HOST);
        if (!hosts.hasNext()) {
            return HttpVersion.HTTP_1_0.equals(request.protocolVersion());
        }
        hosts.next();
        return !hosts.hasNext();
    }

    static Response undecodable(Throwable cause, HttpLimits limits) {
        if (cause instanceof TooLongHttpLineException) {
            return Problem.of(
                    URI_TOO_LONG, "uri_too_long", "The request line is longer than " + limits.line() + " bytes.");
        }
        if (cause instanceof TooLongHttpHeaderException) {
            return Problem.of(
                    HttpResponseStatus.REQUEST_HEADER_FIELDS_TOO_LARGE,
                    "headers_too_large",
                    "The headers are longer than " + limits.headers() + " bytes.");
        }
        return Problem.of(
                HttpResponseStatus.BAD_REQUEST, "malformed_request", "This is not HTTP/1.1 as RFC 9112 has it.");
    }

    private static Response version(HttpVersion version) {
        return Problem.of(
                HttpResponseStatus.HTTP_VERSION_NOT_SUPPORTED,
                "version_not_supported",
                "The version is " + version + "; spoken here are HTTP/1.1 and HTTP/1.0.");
    }

    private static Response host() {
        return Problem.of(
                HttpResponseStatus.BAD_REQUEST,
                "host_required",
                "A request needs one Host header, no more and no less.");
    }

    private static Response expectation() {
        return Problem.of(
                HttpResponseStatus.EXPECTATION_FAILED,
                "expectation_failed",
                "The only expectation known here is 100-continue.");
    }

    static Response mistake() {
        return Problem.of(
                HttpResponseStatus.INTERNAL_SERVER_ERROR,
                "internal_error",
                "This is a mistake in the simulator, not in the request. Its log has the details; please report it.");
    }

    static Response bodyTooLong(HttpLimits limits) {
        return Problem.of(CONTENT_TOO_LARGE, "body_too_large", "The body is longer than " + limits.body() + " bytes.");
    }
}
