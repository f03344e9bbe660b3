package dev.fermata.simulator.dialect;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.fermata.simulator.http.FormFilter;
import dev.fermata.simulator.http.Problem.RefusedException;
import dev.fermata.simulator.http.Request;
import dev.fermata.simulator.http.Request.ReceivedBody;
import dev.fermata.simulator.http.Request.ReceivedBody.Gap;
import dev.fermata.simulator.text.Checks;
import dev.fermata.simulator.text.Printable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A {@code multipart/form-data} body (RFC 7578). All its parts are there, but the content of a long file is cut.
 *
 * @param parts in the order in which the client sent them
 */
public record FormData(List<Part> parts) {

    private static final String LINE_BREAK = "\r\n";
    /** Longer heads of parts are no form: a client sends a name, a type, and little more. */
    private static final int LONGEST_HEAD = 8 * 1024;

    private static final Pattern DISPOSITION =
            Pattern.compile("(?im)^content-disposition:[ \\t]*form-data[ \\t]*;(.*)$");
    private static final Pattern TYPE = Pattern.compile("(?im)^content-type:(.*)$");

    /**
     * A field of the form.
     *
     * @param fileName empty if it is no file, or the client gave it no name
     * @param contentType empty if the client gave none
     * @param size of the whole content
     * @param content all of it, or the beginning of a long file
     */
    public record Part(String name, String fileName, String contentType, long size, byte[] content) {

        /** @throws RefusedException if the content is not UTF-8 */
        public String text() {
            return utf8(content, "The field", name);
        }
    }

    /** Empty if the body is no such form. */
    public static Optional<FormData> of(Request request) {
        return FormFilter.separator(request.header("content-type"))
                .map(separator -> new FormData(List.copyOf(new Reader(separator, request.received()).all())));
    }

    /** The first part with that name. */
    public Optional<Part> part(String name) {
        return parts.stream().filter(part -> part.name().equals(name)).findFirst();
    }

    /** What is between the separators. */
    private record Reader(String separator, ReceivedBody body, List<Part> parts) {

        Reader(String separator, ReceivedBody body) {
            this(separator, body, new ArrayList<>());
        }

        List<Part> all() {
            // One character for each byte.
            String text = LINE_BREAK + new String(body.kept(), ISO_8859_1);
            int next = text.indexOf(separator);
            while (next >= 0) {
                int from = next + separator.length();
                int head = text.indexOf(LINE_BREAK + LINE_BREAK, from);
                if (head < 0 || head - from > LONGEST_HEAD) {
                    break;
                }
                // A separator of an empty part begins with the line break that ends its head.
                next = text.indexOf(separator, head + 2);
                int start = head + 4;
                int end = Math.max(start, next < 0 ? text.length() : next);
                add(text.substring(from, head + 2), text.substring(start, end), leftOut(start, end));
            }
            return parts;
        }

        /** How many bytes are left out between two places in the text. */
        private long leftOut(int start, int end) {
            int shift = LINE_BREAK.length();
            return body.gaps().stream()
                    .filter(gap -> gap.at() + shift >= start && gap.at() + shift <= end)
                    .mapToLong(Gap::bytes)
                    .sum();
        }

        private void add(String headers, String content, long leftOut) {
            Matcher type = TYPE.matcher(headers);
            parts.add(new Part(
                    parameter(headers, "name"),
                    parameter(headers, "filename"),
                    type.find() ? type.group(1).strip() : "",
                    content.length() + leftOut,
                    content.getBytes(ISO_8859_1)));
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
            return utf8(found.getBytes(ISO_8859_1), "The parameter of a part", name);
        }
    }

    /** Refuses what would be stored as something else. */
    private static String utf8(byte[] bytes, String what, String name) {
        int bad = Checks.badUtf8(bytes);
        if (bad > 0) {
            throw RefusedException.badField(
                    name,
                    "invalid_value",
                    what + " '" + Printable.value(name) + "' is not UTF-8 from byte " + bad
                            + " on. Send the form in UTF-8.");
        }
        return new String(bytes, UTF_8);
    }
}
