package dev.fermata.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@code docs/vendors.md} shows the client's backends of vendors, each with a link to a page that explains it. */
class VendorBackendLinksTest {

    private static final Path DOCS = Checkout.ROOT.resolve("docs");
    private static final Path BACKENDS = Checkout.ROOT.resolve("client/src/main/java/dev/fermata/client/vendor");
    private static final Pattern BACKEND = Pattern.compile("`(\\w+Backend)\\b");
    private static final Pattern PAGE = Pattern.compile("\\]\\((\\w+\\.md)");

    private final List<String> lines = Files.readAllLines(DOCS.resolve("vendors.md")).stream()
            .filter(line -> BACKEND.matcher(line).find())
            .toList();

    VendorBackendLinksTest() throws IOException {}

    @Test
    void eachBackendIsShown() throws IOException {
        try (Stream<Path> files = Files.list(BACKENDS)) {
            assertThat(lines.stream().flatMap(line -> found(BACKEND, line).stream()))
                    .containsAll(files.map(file -> file.getFileName().toString())
                            .filter(name -> name.endsWith("Backend.java"))
                            .map(name -> name.replace(".java", ""))
                            .toList());
        }
    }

    @Test
    void eachLinkLeadsToAPageThatNamesTheBackend() throws IOException {
        for (String line : lines) {
            assertThat(found(PAGE, line)).as("links in: %s", line).hasSize(1);
            assertThat(Files.readString(DOCS.resolve(found(PAGE, line).get(0))))
                    .as("the page of: %s", line)
                    .contains(found(BACKEND, line));
        }
    }

    private static List<String> found(Pattern pattern, String line) {
        return pattern.matcher(line)
                .results()
                .map((MatchResult match) -> match.group(1))
                .toList();
    }
}
