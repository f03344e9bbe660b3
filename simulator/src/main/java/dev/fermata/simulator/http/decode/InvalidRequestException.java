package dev.fermata.simulator.http.decode;

import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;

/** What was sent is no proper request. Where the next one begins, nobody knows. */
public final class InvalidRequestException extends RuntimeException {

    private static final long serialVersionUID = 1;

    // Netty still has the names of an older RFC than 9110.
    private static final HttpResponseStatus URI_TOO_LONG = new HttpResponseStatus(414, "URI Too Long");
    private static final HttpResponseStatus CONTENT_TOO_LARGE = new HttpResponseStatus(413, "Content Too Large");
    private static final int SHOWN = 100;

    private final transient HttpResponseStatus status;
    private final String code;
    private final String detail;

    private InvalidRequestException(HttpResponseStatus status, String code, String detail) {
        // Where it was thrown concerns nobody.
        super(detail, null, false, false);
        this.status = status;
        this.code = code;
        this.detail = detail;
    }

    public HttpResponseStatus status() {
        return status;
    }

    /** A stable word for programs. */
    public String code() {
        return code;
    }

    /** What was wrong, and what is allowed. */
    public String detail() {
        return detail;
    }

    static InvalidRequestException undecodable(Throwable cause, HttpLimits limits) {
        if (cause instanceof TooLongHttpLineException) {
            return new InvalidRequestException(
                    URI_TOO_LONG, "uri_too_long", "The request line is longer than " + limits.line() + " bytes.");
        }
        if (cause instanceof TooLongHttpHeaderException) {
            return new InvalidRequestException(
                    HttpResponseStatus.REQUEST_HEADER_FIELDS_TOO_LARGE,
                    "headers_too_large",
                    "The headers are longer than " + limits.headers() + " bytes.");
        }
        return malformed("This is not HTTP/1.1 as RFC 9112 has it.");
    }

    /** @param cause why the decoder cannot read on after the head */
    public static InvalidRequestException undecodableBody(Throwable cause, HttpLimits limits) {
        if (cause instanceof InvalidRequestException known) {
            return known;
        }
        return cause instanceof TooLongHttpHeaderException ? undecodable(cause, limits) : chunk();
    }

    static InvalidRequestException chunk() {
        return malformed("The body is not chunked as RFC 9112, section 7.1, has it: a size in hexadecimal digits and"
                + " perhaps ';' and an extension, CRLF, so many bytes, CRLF.");
    }

    static InvalidRequestException chunkExtensions(HttpLimits limits) {
        return new InvalidRequestException(
                HttpResponseStatus.BAD_REQUEST,
                "chunk_extensions_too_long",
                "The extensions of the chunks are longer than " + limits.headers() + " bytes.");
    }

    public static InvalidRequestException incomplete() {
        return malformed("The request ended before it was complete.");
    }

    public static InvalidRequestException bodyTooLong(HttpLimits limits) {
        return new InvalidRequestException(
                CONTENT_TOO_LARGE, "body_too_large", "The body is longer than " + limits.body() + " bytes.");
    }

    static InvalidRequestException tooManyBodies(long most) {
        return new InvalidRequestException(
                HttpResponseStatus.SERVICE_UNAVAILABLE,
                "no_room",
                "There is no memory for this body: bodies that are not complete yet, of all clients together, take at most "
                        + most + " bytes. Send the request again when others are complete.");
    }

    static InvalidRequestException twoLengths() {
        return malformed("There are both Transfer-Encoding and Content-Length; send one of them.");
    }

    static InvalidRequestException transferEncoding(String given) {
        return malformed("Transfer-Encoding is '" + shown(given) + "'; allowed is 'chunked' alone, once.");
    }

    static InvalidRequestException codingNotImplemented(String given) {
        return new InvalidRequestException(
                HttpResponseStatus.NOT_IMPLEMENTED,
                "transfer_coding_not_implemented",
                "Transfer-Encoding is '" + shown(given) + "'; known here is 'chunked' alone.");
    }

    static InvalidRequestException version(HttpVersion version) {
        return new InvalidRequestException(
                HttpResponseStatus.HTTP_VERSION_NOT_SUPPORTED,
                "version_not_supported",
                "The version is " + version + "; spoken here are HTTP/1.1 and HTTP/1.0.");
    }

    static InvalidRequestException numberOfHosts() {
        return new InvalidRequestException(
                HttpResponseStatus.BAD_REQUEST,
                "host_required",
                "A request needs one Host header, no more and no less.");
    }

    static InvalidRequestException host(String given) {
        return new InvalidRequestException(
                HttpResponseStatus.BAD_REQUEST,
                "host_invalid",
                "The Host is '" + shown(given) + "'; allowed is a name or an address and perhaps a port, such as"
                        + " example.com, 127.0.0.1:8000 or [::1]:8000.");
    }

    static InvalidRequestException expectation() {
        return new InvalidRequestException(
                HttpResponseStatus.EXPECTATION_FAILED,
                "expectation_failed",
                "The only expectation known here is 100-continue.");
    }

    static InvalidRequestException target(String given, String problem) {
        return new InvalidRequestException(
                HttpResponseStatus.BAD_REQUEST,
                "malformed_target",
                "The target '" + shown(given) + "' " + problem + ".");
    }

    private static InvalidRequestException malformed(String detail) {
        return new InvalidRequestException(HttpResponseStatus.BAD_REQUEST, "malformed_request", detail);
    }

    private static String shown(String text) {
        return text.length() > SHOWN ? text.substring(0, SHOWN) + "..." : text;
    }
}
