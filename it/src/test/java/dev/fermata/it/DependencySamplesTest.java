package dev.fermata.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The dependencies that the pages tell a reader to add are those that this build makes. */
class DependencySamplesTest {

    private static final Pattern MAVEN = Pattern.compile("<groupId>(dev\\.fermata)</groupId>\\s*"
            + "<artifactId>([^<]+)</artifactId>\\s*<version>([^<]+)</version>");
    private static final Pattern GRADLE = Pattern.compile("mplementation\\(\"(dev\\.fermata):([^:\"]+):([^\"]+)\"\\)");
    private static final Pattern MODULE = Pattern.compile(
            "<groupId>dev\\.fermata</groupId>\\s*<artifactId>fermata-parent</artifactId>\\s*<version>([^<]+)</version>");

    @ParameterizedTest
    @ValueSource(strings = {"README.md", "docs/getting-started.md"})
    void areTheModulesOfThisBuildInItsVersion(String page) throws IOException {
        String text = Files.readString(Checkout.ROOT.resolve(page));
        List<String> maven = coordinates(MAVEN, text);
        assertThat(maven).containsExactly(built("client"), built("junit"));
        assertThat(coordinates(GRADLE, text)).isEqualTo(maven);
    }

    private static List<String> coordinates(Pattern pattern, String text) {
        List<String> found = new ArrayList<>();
        for (Matcher each = pattern.matcher(text); each.find(); ) {
            found.add(each.group(1) + ":" + each.group(2) + ":" + each.group(3));
        }
        return found;
    }

    private static String built(String module) throws IOException {
        String pom = Files.readString(Checkout.ROOT.resolve(module).resolve("pom.xml"));
        Matcher parent = MODULE.matcher(pom);
        assertThat(parent.find()).isTrue();
        assertThat(pom).contains("<artifactId>fermata-" + module + "</artifactId>");
        return "dev.fermata:fermata-" + module + ":" + parent.group(1);
    }
}
