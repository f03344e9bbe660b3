package dev.fermata.simulator.http;

import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers to what is no proper request. */
final class Refusals {

    // Netty still has the names of an older RFC than 9110.
    private static final HttpResponseStatus URI_TOO_LONG = new HttpResponseStatus(414, "URI Too Long");
    private static final HttpResponseStatus CONTENT_TOO_LARGE = new HttpResponseStatus(413, "Content Too Large");

    private static final Logger LOG = LoggerFactory.getLogger(Refusals.class);
    private static final int SHOWN = 100;

    private Refusals() {}

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
        return malformed("This is not HTTP/1.1 as RFC 9112 has it.");
    }

    static Response undecodableBody(Throwable cause, HttpLimits limits) {
        if (cause instanceof RefusedException refused) {
            return refused.response();
        }
        return cause instanceof TooLongHttpHeaderException ? undecodable(cause, limits) : chunk();
    }

    static Response chunk() {
        return malformed("The body is not chunked as RFC 9112, section 7.1, has it: a size in hexadecimal digits and"
                + " perhaps ';' and an extension, CRLF, so many bytes, CRLF.");
    }

    static Response chunkExtensions(HttpLimits limits) {
        return Problem.of(
                HttpResponseStatus.BAD_REQUEST,
                "chunk_extensions_too_long",
                "The extensions of the chunks are longer than " + limits.headers() + " bytes.");
    }

    static Response incomplete() {
        return malformed("The request ended before it was complete.");
    }

    static Response twoLengths() {
        return malformed("There are both Transfer-Encoding and Content-Length; send one of them.");
    }

    static Response transferEncoding(String given) {
        return malformed("Transfer-Encoding is '" + shown(given) + "'; allowed is 'chunked' alone, once.");
    }

    static Response codingNotImplemented(String given) {
        return Problem.of(
                HttpResponseStatus.NOT_IMPLEMENTED,
                "transfer_coding_not_implemented",
                "Transfer-Encoding is '" + shown(given) + "'; known here is 'chunked' alone.");
    }

    private static Response malformed(String detail) {
        return Problem.of(HttpResponseStatus.BAD_REQUEST, "malformed_request", detail);
    }

    private static String shown(String text) {
        return text.length() > SHOWN ? text.substring(0, SHOWN) + "..." : text;
    }

    static Response version(HttpVersion version) {
        return Problem.of(
                HttpResponseStatus.HTTP_VERSION_NOT_SUPPORTED,
                "version_not_supported",
                "The version is " + version + "; spoken here are HTTP/1.1 and HTTP/1.0.");
    }

    static Response host() {
        return Problem.of(
                HttpResponseStatus.BAD_REQUEST,
                "host_required",
                "A request needs one Host header, no more and no less.");
    }

    static Response host(String given) {
        return Problem.of(
                HttpResponseStatus.BAD_REQUEST,
                "host_invalid",
                "The Host is '" + shown(given) + "'; allowed is a name or an address and perhaps a port, such as"
                        + " example.com, 127.0.0.1:8000 or [::1]:8000.");
    }

    static Response expectation() {
        return Problem.of(
                HttpResponseStatus.EXPECTATION_FAILED,
                "expectation_failed",
                "The only expectation known here is 100-continue.");
    }

    /** What is nobody's fault but the simulator's, which is told in the log alone. */
    static Response mistake(String where, Throwable mistake) {
        LOG.error("{} failed", where, mistake);
        return Problem.of(
                HttpResponseStatus.INTERNAL_SERVER_ERROR,
                "internal_error",
                "This is a mistake in the simulator, not in the request. Its log has the details; please report it.");
    }

    static Response bodyTooLong(HttpLimits limits) {
        return Problem.of(CONTENT_TOO_LARGE, "body_too_large", "The body is longer than " + limits.body() + " bytes.");
    }
}
