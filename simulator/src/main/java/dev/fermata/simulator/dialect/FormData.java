package dev.fermata.simulator.dialect;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.fermata.simulator.http.Request;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A {@code multipart/form-data} body (RFC 7578). Of a long body only the beginning and the end are there, so that the content of a file
 * may be cut, and a part in the middle may be missing.
 *
 * @param parts in the order in which the client sent them
 */
public record FormData(List<Part> parts) {

    private static final Pattern BOUNDARY =
            Pattern.compile("(?i)multipart/form-data\\s*;.*?boundary=\"?([^\";,]{1,70})\"?.*");
    private static final Pattern DISPOSITION = Pattern.compile("(?im)^content-disposition:\\s*form-data\\s*;(.*)$");
    private static final int MOST_CONTENT = 65_536;
    private static final Pattern TYPE = Pattern.compile("(?im)^content-type:\\s*([^\\r\\n]+?)\\s*$");

    /**
     * A field of the form.
     *
     * @param fileName empty if it is no file, or the client gave it no name
     * @param contentType empty if the client gave none
     * @param size of the whole content
     * @param content its first 64 KiB, or all of it
     */
    public record Part(String name, String fileName, String contentType, long size, byte[] content) {

        public String text() {
            return new String(content, UTF_8);
        }
    }

    /** Empty if the body is no such form. */
    public static Optional<FormData> of(Request request) {
        String type = request.header("content-type");
        Matcher boundary = BOUNDARY.matcher(type == null ? "" : type);
        if (!boundary.matches()) {
            return Optional.empty();
        }
        // One character for each byte.
        String beginning = new String(request.body(), ISO_8859_1);
        String end = new String(request.end(), ISO_8859_1);
        long missing = request.bodySize() - beginning.length() - end.length();
        Reader reader = new Reader("\r\n--" + boundary.group(1).strip());
        if (missing == 0) {
            reader.read("\r\n" + beginning + end, "", 0);
        } else {
            reader.read("\r\n" + beginning, end, missing);
        }
        return Optional.of(new FormData(List.copyOf(reader.parts)));
    }

    /** The first part with that name. */
    public Optional<Part> part(String name) {
        return parts.stream().filter(part -> part.name().equals(name)).findFirst();
    }

    /** What is between the separators. */
    private record Reader(String separator, List<Part> parts) {

        Reader(String separator) {
            this(separator, new ArrayList<>());
        }

        /**
         * Adds all parts of a text.
         *
         * @param end of the body, if something is missing between it and the text
         * @param missing how much
         */
        void read(String text, String end, long missing) {
            int next = text.indexOf(separator);
            while (next >= 0) {
                int from = next + separator.length();
                int head = text.indexOf("\r\n\r\n", from);
                if (head < 0) {
                    break;
                }
                String headers = text.substring(from, head + 2);
                // A separator of an empty part begins with the line break that ends its head.
                next = text.indexOf(separator, head + 2);
                boolean cut = next < 0;
                int to = Math.max(head + 4, cut ? text.length() : next);
                long more = cut && missing > 0 ? missing + Math.max(0, end.indexOf(separator)) : 0;
                add(headers, text.substring(Math.min(head + 4, text.length()), to), more);
            }
            if (missing > 0) {
                int first = end.indexOf(separator);
                read(first < 0 ? "" : end.substring(first), "", 0);
            }
        }

        private void add(String headers, String content, long more) {
            Matcher type = TYPE.matcher(headers);
            parts.add(new Part(
                    parameter(headers, "name"),
                    parameter(headers, "filename"),
                    type.find() ? type.group(1) : "",
                    content.length() + more,
                    content.substring(0, Math.min(content.length(), MOST_CONTENT))
                            .getBytes(ISO_8859_1)));
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
}
