package dev.fermata.simulator.files;

import dev.fermata.simulator.http.Problem;
import dev.fermata.simulator.http.Request;
import dev.fermata.simulator.http.Response;
import dev.fermata.simulator.text.Printable;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/** A file that clients download as a whole or in parts. */
record ResultFile(String contentType, byte[] bytes) {

    Response answer(Request request) {
        String etag = etag();
        if (request.knows(etag)) {
            return Response.empty(HttpResponseStatus.NOT_MODIFIED, "etag", etag);
        }
        ByteRange range = ByteRange.of(wantedRange(request, etag), bytes.length);
        if (range == null) {
            return response(HttpResponseStatus.OK, bytes, etag);
        }
        if (range.isEmpty()) {
            return notThere(request);
        }
        String part = "bytes " + range.from() + "-" + (range.to() - 1) + "/" + bytes.length;
        byte[] some = Arrays.copyOfRange(bytes, range.from(), range.to());
        return response(HttpResponseStatus.PARTIAL_CONTENT, some, etag, "content-range", part);
    }

    private Response notThere(Request request) {
        return Problem.of(
                HttpResponseStatus.REQUESTED_RANGE_NOT_SATISFIABLE,
                "range_not_satisfiable",
                "Range is '" + Printable.value(String.valueOf(request.header("range")))
                        + "'; allowed is a part of the file, which has the bytes 0 to " + (bytes.length - 1) + ".",
                "content-range",
                "bytes */" + bytes.length,
                "accept-ranges",
                "bytes");
    }

    /** Null if the client needs no part: it asks for the head, or it has parts of another version of the file. */
    private static @Nullable String wantedRange(Request request, String etag) {
        if (!HttpMethod.GET.equals(request.head().method())) {
            return null;
        }
        String condition = request.header("if-range");
        return condition == null || condition.equals(etag) ? request.header("range") : null;
    }

    private Response response(HttpResponseStatus status, byte[] body, String etag, String... more) {
        String[] headers = Arrays.copyOf(more, more.length + 6);
        System.arraycopy(
                new String[] {"etag", etag, "accept-ranges", "bytes", "cache-control", "no-cache"},
                0,
                headers,
                more.length,
                6);
        return Response.of(status, contentType, body, headers);
    }

    private String etag() {
        CRC32C sum = new CRC32C();
        sum.update(bytes);
        return '"' + Long.toHexString(sum.getValue()) + '-' + Integer.toHexString(bytes.length) + '"';
    }

    /**
     * A part of a file that a request asks for (RFC 9110, section 14).
     *
     * @param from the index of the first byte
     * @param to the index after the last byte; not more than {@code from} if the file has no such part
     */
    private record ByteRange(int from, int to) {

        /** One range. A request for several ranges is ignored, as the RFC allows. */
        private static final Pattern RANGE = Pattern.compile("(?i:bytes)=([0-9]*)-([0-9]*)");

        /** Null if the header is not such a range. Then the response has the whole file. */
        static @Nullable ByteRange of(@Nullable String header, int size) {
            Matcher range = RANGE.matcher(header == null ? "" : header.replace(" ", ""));
            if (!range.matches() || range.group(1).isEmpty() && range.group(2).isEmpty()) {
                return null;
            }
            BigInteger end = BigInteger.valueOf(size);
            if (range.group(1).isEmpty()) {
                BigInteger last = new BigInteger(range.group(2));
                return new ByteRange(end.subtract(last.min(end)).intValue(), last.signum() == 0 ? 0 : size);
            }
            BigInteger from = new BigInteger(range.group(1));
            BigInteger to = range.group(2).isEmpty() ? end.max(from) : new BigInteger(range.group(2));
            if (to.compareTo(from) < 0) {
                return null;
            }
            return new ByteRange(
                    from.min(end).intValue(), to.add(BigInteger.ONE).min(end).intValue());
        }

        boolean isEmpty() {
            return to <= from;
        }
    }
}
