package dev.fermata.simulator.http;

import dev.fermata.simulator.http.decode.RequestTarget;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A path with parameters, such as {@code /v1/jobs/{id}/events} or {@code /files/{id}.mp4}. The value of a parameter is one segment
 * of the path or a part of it, and is not empty.
 */
final class PathTemplate {

    private static final char END = '}';

    /** The texts between the parameters, with those before the first and after the last one. */
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

    /** The values of the parameters, in order; null if the path does not match. */
    @Nullable
    List<String> match(String path) {
        if (!path.startsWith(literals.get(0))) {
            return null;
        }
        List<String> values = new ArrayList<>(literals.size() - 1);
        int at = literals.get(0).length();
        for (int i = 1; i < literals.size(); i++) {
            int end = endOfValue(path, at, i);
            if (end <= at || path.substring(at, end).indexOf('/') >= 0) {
                return null;
            }
            values.add(RequestTarget.decoded(path.substring(at, end)));
            at = end + literals.get(i).length();
        }
        return values;
    }

    /** Where the text after the parameter begins. The last text must be at the end of the path. */
    private int endOfValue(String path, int from, int literal) {
        String next = literals.get(literal);
        if (literal < literals.size() - 1) {
            return path.indexOf(next, from);
        }
        return path.endsWith(next) ? path.length() - next.length() : -1;
    }
}
