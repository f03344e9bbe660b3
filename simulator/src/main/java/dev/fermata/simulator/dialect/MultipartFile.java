package dev.fermata.simulator.dialect;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.fermata.simulator.http.Request;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A file in a {@code multipart/form-data} body (RFC 7578).
 *
 * @param name of the file; empty if the client gave none
 * @param contentType empty if the client gave none
 * @param size of the whole file. If the body is long, this takes the file for the last part
 * @param content the beginning of the file, or all of it
 */
public record MultipartFile(String name, String contentType, long size, byte[] content) {

    private static final Pattern BOUNDARY =
            Pattern.compile("(?i)multipart/form-data\\s*;.*?boundary=\"?([^\";,]{1,70})\"?.*");
    private static final Pattern DISPOSITION = Pattern.compile("(?im)^content-disposition:\\s*form-data\\s*;(.*)$");
    private static final Pattern TYPE = Pattern.compile("(?im)^content-type:\\s*([^\\r\\n]+?)\\s*$");

    /** The part with that field name; empty if the body is no such form, or has no such part in its first bytes. */
    public static Optional<MultipartFile> of(Request request, String field) {
        String type = request.header("content-type");
        Matcher boundary = BOUNDARY.matcher(type == null ? "" : type);
        if (!boundary.matches()) {
            return Optional.empty();
        }
        // One character for each byte.
        String text = new String(request.body(), ISO_8859_1);
        String separator = "--" + boundary.group(1).strip();
        int at = text.startsWith(separator) ? 0 : text.indexOf("\r\n" + separator);
        while (at >= 0) {
            int head = text.indexOf("\r\n", at + 2);
            int end = head < 0 ? -1 : text.indexOf("\r\n\r\n", head);
            if (end < 0) {
                return Optional.empty();
            }
            String headers = text.substring(head + 2, end + 2);
            int next = text.indexOf("\r\n" + separator, end + 2);
            if (parameter(headers, "name").equals(field)) {
                return Optional.of(part(request, headers, end + 4, next, separator.length()));
            }
            at = next;
        }
        return Optional.empty();
    }

    private static MultipartFile part(Request request, String headers, int from, int next, int separator) {
        byte[] body = request.body();
        int to = next < 0 ? body.length : Math.max(from, next);
        // The end of a long body is not there; it is a separator with two dashes and two line breaks.
        long size = next < 0 ? Math.max(0, request.bodySize() - from - separator - 6) : to - from;
        Matcher type = TYPE.matcher(headers);
        String contentType = type.find() ? type.group(1) : "";
        byte[] content = Arrays.copyOfRange(body, from, to);
        return new MultipartFile(parameter(headers, "filename"), contentType, size, content);
    }

    private static String parameter(String headers, String name) {
        Matcher disposition = DISPOSITION.matcher(headers);
        if (!disposition.find()) {
            return "";
        }
        Matcher value = Pattern.compile("(?i)(?:^|[;\\s])" + name + "=(?:\"([^\"]*)\"|([^;\\s]+))")
                .matcher(disposition.group(1));
        if (!value.find()) {
            return "";
        }
        String found = value.group(1) == null ? value.group(2) : value.group(1);
        return new String(found.getBytes(ISO_8859_1), UTF_8);
    }
}
