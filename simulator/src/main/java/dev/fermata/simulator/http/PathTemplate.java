package dev.fermata.simulator.http;

import dev.fermata.simulator.http.decode.RequestTarget;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A path with holes, such as {@code /v1/jobs/{id}/events} or {@code /files/{id}.mp4}. A hole takes the part of one
 * segment, and takes something.
 */
final class PathTemplate {

    private static final char END = '}';

    /** What stands around the holes: one more than there are holes. */
    private final List<String> literals = new ArrayList<>();

    PathTemplate(String path) {
        int from = 0;
        for (int open = path.indexOf('{'); open >= 0; open = path.indexOf('{', from)) {
            literals.add(path.substring(from, open));
            from = path.indexOf(END, open) + 1;
        }
        literals.add(path.substring(from));
    }

    static boolean is(String path) {
        return path.indexOf('{') >= 0;
    }

    /** What is in the holes; null when that is another path. */
    @Nullable
    List<String> match(String path) {
        if (!path.startsWith(literals.get(0))) {
            return null;
        }
        List<String> values = new ArrayList<>(literals.size() - 1);
        int at = literals.get(0).length();
        for (int i = 1; i < literals.size(); i++) {
            int end = endOfHole(path, at, i);
            if (end <= at || path.substring(at, end).indexOf('/') >= 0) {
                return null;
            }
            values.add(RequestTarget.decoded(path.substring(at, end)));
            at = end + literals.get(i).length();
        }
        return values;
    }

    /** Where the literal after the hole begins; the last one must be what the path ends with. */
    private int endOfHole(String path, int from, int literal) {
        String next = literals.get(literal);
        if (literal < literals.size() - 1) {
            return path.indexOf(next, from);
        }
        return path.endsWith(next) ? path.length() - next.length() : -1;
    }
}
