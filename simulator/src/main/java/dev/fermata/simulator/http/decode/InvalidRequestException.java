package dev.fermata.simulator.http.decode;

import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;

/** The received bytes are not a valid request. So it is unknown where the next request begins. */
public final class InvalidRequestException extends RuntimeException {

    private static final long serialVersionUID = 1;

    // Netty has the names of an RFC before 9110.
    private static final HttpResponseStatus URI_TOO_LONG = new HttpResponseStatus(414, "URI Too Long");
    private static final HttpResponseStatus CONTENT_TOO_LARGE = new HttpResponseStatus(413, "Content Too Large");
    private static final int SHOWN = 100;

    private final transient HttpResponseStatus status;
    private final String code;
    private final String detail;

    private InvalidRequestException(HttpResponseStatus status, String code, String detail) {
        // Without a stack trace, because this is no mistake in the simulator.
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

    /** For people: what is wrong, and what is allowed. */
    public String detail() {
        return detail;
    }

    static InvalidRequestException undecodable(Throwable cause, HttpLimits limits) {
        if (cause instanceof InvalidRequestException known) {
            return known;
        }
        if (cause instanceof TooLongHttpLineException) {
            return new InvalidRequestException(
                    URI_TOO_LONG, "uri_too_long", "The request line is longer than " + limits.line() + " bytes.");
        }
        if (cause instanceof TooLongHttpHeaderException) {
            return headersTooLarge("The headers are longer than " + limits.headers() + " bytes.");
        }
        return head(
                "It begins with a line such as 'GET /status HTTP/1.1' and headers such as 'Host: a'. It has at most one Content-Length, a"
                        + " number, or one Transfer-Encoding, which is 'chunked', and not both. Each line"
                        + " ends with CRLF, and after the last header there is an empty line.");
    }

    /** @param cause why the decoder cannot decode the body */
    public static InvalidRequestException undecodableBody(Throwable cause, HttpLimits limits) {
        return cause instanceof InvalidRequestException || cause instanceof TooLongHttpHeaderException
                ? undecodable(cause, limits)
                : chunk();
    }

    static InvalidRequestException foldedLine() {
        return head("Each header must be in one line.");
    }

    /** @param rule what the head of a request must be like */
    static InvalidRequestException head(String rule) {
        return malformed("The request does not follow RFC 9112 (HTTP/1.1). " + rule);
    }

    static InvalidRequestException tooManyFields() {
        return headersTooLarge("There are more than " + HttpLimits.FIELDS + " headers.");
    }

    private static InvalidRequestException headersTooLarge(String detail) {
        return new InvalidRequestException(
                HttpResponseStatus.REQUEST_HEADER_FIELDS_TOO_LARGE, "headers_too_large", detail);
    }

    static InvalidRequestException chunk() {
        return malformed(
                "The chunks of the body do not follow RFC 9112, section 7.1. A chunk is its size in hexadecimal digits,"
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

    public static InvalidRequestException formTooLong(long most) {
        return new InvalidRequestException(
                CONTENT_TOO_LARGE,
                "body_too_large",
                "The form has more than " + most + " bytes besides the content of its files.");
    }

    static InvalidRequestException noRoom(long most) {
        return new InvalidRequestException(
                HttpResponseStatus.SERVICE_UNAVAILABLE,
                "no_room",
                "There is no memory for this request: what the server keeps of requests, of all clients together, takes at most "
                        + most
                        + " bytes. Send the request again when others are complete, or give the server a larger heap (-Xmx).");
    }

    static InvalidRequestException twoLengths() {
        return malformed("The request has both Transfer-Encoding and Content-Length. Send one of them.");
    }

    static InvalidRequestException transferEncoding(String given) {
        return malformed("Transfer-Encoding is '" + shown(given) + "'; allowed is only 'chunked', once.");
    }

    static InvalidRequestException codingNotImplemented(String given) {
        return new InvalidRequestException(
                HttpResponseStatus.NOT_IMPLEMENTED,
                "transfer_coding_not_implemented",
                "Transfer-Encoding is '" + shown(given) + "'; this server knows only 'chunked'.");
    }

    static InvalidRequestException version(HttpVersion version) {
        return new InvalidRequestException(
                HttpResponseStatus.HTTP_VERSION_NOT_SUPPORTED,
                "version_not_supported",
                "The version is " + version + "; this server knows HTTP/1.1 and HTTP/1.0.");
    }

    static InvalidRequestException numberOfHosts() {
        return new InvalidRequestException(
                HttpResponseStatus.BAD_REQUEST,
                "host_required",
                "The request has no Host header, or several. Send one.");
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
                "The request has an unknown expectation. This server knows only 100-continue.");
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
