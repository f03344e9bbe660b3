package dev.fermata.client.backend;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The descriptions in docs/backends.md, so that what the page shows is what the tests try. */
public final class BackendsPage {

    private static final Pattern SECTION = Pattern.compile("(?ms)^##+ (.+?)$(.*?)(?=^##+ |\\z)");
    private static final Pattern BLOCK = Pattern.compile("(?ms)^```json\\n(.*?)^```$");

    private BackendsPage() {}

    /** The first description below that heading. */
    public static JsonBackendBuilder backend(String heading) {
        return backend(heading, 0);
    }

    /** One of the descriptions below that heading. Each environment variable has its own name as its value. */
    public static JsonBackendBuilder backend(String heading, int number) {
        String section = SECTION.matcher(text())
                .results()
                .filter(found -> found.group(1).equals(heading))
                .map(found -> found.group(2))
                .findFirst()
                .orElseThrow();
        return read(blocks(section).get(number));
    }

    static List<String> blocks(String text) {
        Matcher blocks = BLOCK.matcher(text);
        return blocks.results().map((MatchResult block) -> block.group(1)).toList();
    }

    static JsonBackendBuilder read(String description) {
        return JsonBackendFile.read(description.getBytes(StandardCharsets.UTF_8), name -> "value-of-" + name);
    }

    static String text() {
        try {
            return Files.readString(Path.of("../docs/backends.md"));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
