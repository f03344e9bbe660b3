package dev.fermata.simulator.files;

import dev.fermata.simulator.http.Problem;
import dev.fermata.simulator.http.Request;
import dev.fermata.simulator.http.Response;
import dev.fermata.simulator.text.Printable;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.Arrays;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/** A file to download, whole or in parts. */
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

    /** A part is of use only to who has other parts of the same file, and none to who asks for the head alone. */
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
}
