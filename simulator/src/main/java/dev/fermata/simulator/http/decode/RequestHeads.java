package dev.fermata.simulator.http.decode;

import static io.netty.handler.codec.http.HttpHeaderNames.CONTENT_LENGTH;
import static io.netty.handler.codec.http.HttpHeaderNames.EXPECT;
import static io.netty.handler.codec.http.HttpHeaderNames.HOST;
import static io.netty.handler.codec.http.HttpHeaderNames.TRANSFER_ENCODING;
import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.fermata.simulator.http.field.Authority;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.AsciiString;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Checks the head of a request before its body is read (RFC 9112, sections 3.2 and 6). Pure. */
public final class RequestHeads {

    private static final String CHUNKED = "chunked";
    /** So much of a first line has the beginning of its path. */
    private static final int KEPT = 500;

    private static final String TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";

    private static final AsciiString HIXIE_KEY = AsciiString.cached("sec-websocket-key1");

    private RequestHeads() {}

    /** @throws InvalidRequestException if the head is not valid, or there is no room to keep it until the body is complete */
    public static void check(HttpRequest request, HttpLimits limits, RequestBudget.Share kept) {
        if (request.decoderResult().isFailure()) {
            throw InvalidRequestException.undecodable(request.decoderResult().cause(), limits);
        }
        // The decoder has replaced later minor versions by 1.1.
        HttpVersion version = request.protocolVersion();
        if (version != HttpVersion.HTTP_1_1 && !HttpVersion.HTTP_1_0.equals(version)) {
            throw InvalidRequestException.version(version);
        }
        checkHost(request);
        if (request.headers().contains(TRANSFER_ENCODING)) {
            checkTransferEncoding(request.headers().getAll(TRANSFER_ENCODING), request);
        }
        if (request.headers().contains(CONTENT_LENGTH) && HttpUtil.getContentLength(request, 0L) > limits.body()) {
            throw InvalidRequestException.bodyTooLong(limits);
        }
        if (request.headers().contains(EXPECT) && isLater(request)) {
            checkExpectation(request.headers().getAll(EXPECT));
        }
        if (hasBody(request) && HttpUtil.getContentLength(request, 1L) > 0) {
            kept.require(1);
        }
    }

    /**
     * Where a header goes on in a second line (RFC 9112, section 5.2); -1 if none does. Netty would join such lines, in a time that
     * grows with the square of their number.
     *
     * @param in the bytes of a head that are not decoded yet
     * @param begun whether the first line of the head is decoded
     */
    static int foldedLine(ByteBuf in, boolean begun) {
        int from = in.readerIndex();
        int end = in.writerIndex();
        while (!begun && from < end && isLineEnd(in.getByte(from))) {
            from++;
        }
        if (begun && from < end && (isBlank(in.getByte(from)) || isLineEnd(in.getByte(from)))) {
            // An empty line is the end of the head.
            return isBlank(in.getByte(from)) ? from : -1;
        }
        int feed = in.indexOf(from, end, (byte) '\n');
        while (feed >= 0 && feed + 1 < end && !isLineEnd(in.getByte(feed + 1))) {
            if (isBlank(in.getByte(feed + 1))) {
                return feed + 1;
            }
            feed = in.indexOf(feed + 1, end, (byte) '\n');
        }
        return -1;
    }

    /**
     * Netty forgets the first line of a request if it is not valid. The format of the error depends on its path, and a response to HEAD
     * has no body.
     *
     * @param from where the first line begins
     */
    static void keepLine(Object decoded, ByteBuf in, int from) {
        if (decoded instanceof HttpRequest invalid && invalid.decoderResult().isFailure()) {
            invalid.setUri(target(in, from));
            if (words(in, from)[0].equals(HttpMethod.HEAD.name())) {
                invalid.setMethod(HttpMethod.HEAD);
            }
        }
    }

    /**
     * Refuses a head that says in two ways, or without a header, how long the body is.
     *
     * @param lengths how many {@code Content-Length} it has; with HTTP/1.0, Netty would take the first one
     */
    static void checkLength(HttpMessage message, int lengths) {
        if (lengths > 1) {
            throw InvalidRequestException.head("It has at most one Content-Length.");
        }
        if (message.headers().contains(HIXIE_KEY)) {
            // A WebSocket of 2010. Its body of eight bytes has no header.
            throw InvalidRequestException.head("Sec-WebSocket-Key1 is not allowed.");
        }
    }

    /** A request of a later minor version than 1.1 means the same in that one (RFC 9110, section 2.5). */
    static boolean isOfALaterMinor(String version) {
        return version.length() == 8
                && version.startsWith("HTTP/1.")
                && version.charAt(7) > '1'
                && version.charAt(7) <= '9';
    }

    /**
     * The end of a word of the first line. There is one space between two words, and no other whitespace.
     *
     * @param before the end of the word before it; -1 if it is the first
     */
    static int wordEnd(byte[] line, int start, int length, int before) {
        if (start != before + 1 || start > 0 && line[before] != ' ') {
            throw InvalidRequestException.head("In its first line, there is one space between two words.");
        }
        return start + length;
    }

    /** The beginning of the target of a first line that need not be valid; the root if there is none. */
    public static String target(ByteBuf in, int from) {
        String[] words = words(in, from);
        return words.length > 1 ? words[1] : "/";
    }

    /** None if the line begins with a control character: Netty refuses that at once, whether or not the rest has come. */
    private static String[] words(ByteBuf in, int from) {
        String start = in.toString(from, Math.min(KEPT, in.writerIndex() - from), ISO_8859_1);
        // Netty skips empty lines before the first one.
        String line = start.replaceFirst("^[\r\n]+", "").split("\n", 2)[0];
        boolean isControl = !line.isEmpty() && Character.isISOControl(line.charAt(0));
        return isControl ? new String[] {""} : line.strip().split("\\s+", 3);
    }

    private static boolean isLineEnd(byte character) {
        return character == '\r' || character == '\n';
    }

    private static boolean isBlank(byte character) {
        return character == ' ' || character == '\t';
    }

    /** Whether a body follows, perhaps an empty one. */
    public static boolean hasBody(HttpRequest request) {
        return request.headers().contains(CONTENT_LENGTH) || request.headers().contains(TRANSFER_ENCODING);
    }

    /** Whether the client waits for {@code 100 Continue} before it sends its body. */
    public static boolean awaitsContinue(HttpRequest request) {
        return request.headers().contains(EXPECT)
                && isLater(request)
                && (request.headers().contains(TRANSFER_ENCODING) || HttpUtil.getContentLength(request, 0L) > 0);
    }

    private static boolean isLater(HttpRequest request) {
        return request.protocolVersion() == HttpVersion.HTTP_1_1;
    }

    private static void checkHost(HttpRequest request) {
        Iterator<String> hosts = request.headers().valueStringIterator(HOST);
        if (!hosts.hasNext()) {
            if (isLater(request)) {
                throw InvalidRequestException.numberOfHosts();
            }
            return;
        }
        String host = hosts.next();
        if (hosts.hasNext()) {
            throw InvalidRequestException.numberOfHosts();
        }
        // The field may be empty only if the target is no path.
        boolean mayBeEmpty = !request.uri().startsWith("/");
        if (!(host.isEmpty() ? mayBeEmpty : Authority.isOne(host))) {
            throw InvalidRequestException.host(host);
        }
    }

    /** Only {@code chunked} is known. It must be the last coding, because other codings do not show the end of the request. */
    private static void checkTransferEncoding(List<String> fields, HttpRequest request) {
        if (request.headers().contains(CONTENT_LENGTH)) {
            throw InvalidRequestException.twoLengths();
        }
        if (fields.size() == 1 && fields.get(0).equalsIgnoreCase(CHUNKED)) {
            return;
        }
        String all = String.join(", ", fields);
        List<String> codings = Stream.of(all.toLowerCase(Locale.ROOT).split(",", -1))
                .map(String::strip)
                .toList();
        int last = codings.size() - 1;
        boolean unknown = last > 0
                && codings.get(last).equals(CHUNKED)
                && codings.indexOf(CHUNKED) == last
                && codings.stream().allMatch(coding -> coding.matches(TOKEN));
        throw unknown
                ? InvalidRequestException.codingNotImplemented(all)
                : InvalidRequestException.transferEncoding(all);
    }

    private static void checkExpectation(List<String> fields) {
        for (String field : fields) {
            if (!field.equalsIgnoreCase(HttpHeaderValues.CONTINUE.toString())) {
                throw InvalidRequestException.expectation();
            }
        }
    }
}
