package dev.fermata.client.backend;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** Finds the id of a job in a URL that an answer has in the place of the id: it is where the URL of the polls has it. Immutable. */
final class JobUrl {

    private static final String ID = "{id}";

    /** What is before the id in its segment of the path, and the segment before that one, such as {@code /jobs/}. */
    private final String before;

    /** What is behind the id in the path, such as {@code /status}. */
    private final String after;

    /** The name of the parameter of the query that is the id; empty if there is none. */
    private final String parameter;

    /** @param template path and query of the polls */
    JobUrl(String template) {
        String path = template.replaceFirst("\\?.*", "");
        int start = path.indexOf(ID);
        String head = start < 0 ? "" : path.substring(0, start);
        int segment = head.lastIndexOf('/', head.lastIndexOf('/') - 1);
        before = segment < 0 ? "" : head.substring(segment);
        after = start < 0 ? "" : withoutSlash(path.substring(path.lastIndexOf(ID) + ID.length()));
        parameter = parameters(template).stream()
                .filter(each -> each.endsWith("=" + ID))
                .map(each -> each.substring(0, each.indexOf('=')))
                .findFirst()
                .orElse("");
    }

    /** The id in a text that is a URL or an absolute path; any other text is the id itself. */
    String id(String text) {
        if (!text.matches("(?s)(https?://|/).*")) {
            return text;
        }
        String place = text.replaceFirst("#.*", "").replaceFirst("^https?://[^/?]*", "");
        String raw = parameters(place).stream()
                .filter(each -> !parameter.isEmpty() && each.startsWith(parameter + "="))
                .map(each -> each.substring(parameter.length() + 1))
                .findFirst()
                .orElseGet(() -> inPath(withoutSlash(place.replaceFirst("\\?.*", ""))));
        return decoded(raw);
    }

    private String inPath(String whole) {
        String path =
                !after.isEmpty() && whole.endsWith(after) ? whole.substring(0, whole.length() - after.length()) : whole;
        int start = before.isEmpty() ? -1 : path.indexOf(before);
        return start < 0
                ? path.substring(path.lastIndexOf('/') + 1)
                : path.substring(start + before.length()).replaceFirst("/.*", "");
    }

    private static List<String> parameters(String place) {
        int query = place.indexOf('?');
        return query < 0 ? List.of() : Arrays.asList(place.substring(query + 1).split("&"));
    }

    private static String withoutSlash(String path) {
        return path.replaceFirst("/+$", "");
    }

    private static String decoded(String raw) {
        try {
            // A plus is a space in forms only.
            return URLDecoder.decode(raw.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException notEncoded) {
            return raw;
        }
    }
}
