package dev.fermata.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The pages about the code name only classes, packages and methods that exist. */
class DocsNamesTest {

    private static final Pattern DIAGRAM = Pattern.compile("(?ms)^```.*?^```$");
    private static final Pattern CODE = Pattern.compile("`([^`\n]+)`");

    /** {@code WaitTask}, {@code http.field.Authority}, {@code Dialect.webhookBody}, {@code Backend.of(...)}. */
    private static final Pattern NAME =
            Pattern.compile("((?:[a-z]+\\.)*)([A-Z][a-z]\\w*)((?:\\.[A-Z]\\w*)*)(?:\\.([a-z]\\w*))?(?:\\(.*\\))?");

    private static final Pattern TYPE = Pattern.compile("\\b(?:class|interface|enum|record)\\s+([A-Z]\\w*)");

    /** Names of the JDK and of HTTP header fields. */
    private static final Set<String> FOREIGN = Set.of("Date", "Duration", "Host", "Instant", "Location", "Prefer");

    /** By the name of each type, nested ones included: the texts of the files that declare it, and their packages. */
    private final Map<String, Map<String, String>> sources = new HashMap<>();

    DocsNamesTest() throws IOException {
        for (String module : List.of("client", "simulator")) {
            collect(new SourceTree(module).files());
        }
        try (Stream<Path> tests = Files.walk(Checkout.ROOT.resolve("it/src/test/java"))) {
            collect(tests.filter(file -> file.toString().endsWith(".java")).toList());
        }
        try (Stream<Path> tests = Files.walk(Checkout.ROOT.resolve("simulator/src/test/java"))) {
            collect(tests.filter(file -> file.toString().endsWith("Test.java")).toList());
        }
    }

    private void collect(List<Path> files) throws IOException {
        for (Path file : files) {
            String text = Files.readString(file);
            String folder = file.getParent().toString().replace('/', '.').replace('\\', '.') + ".";
            for (Matcher type = TYPE.matcher(text); type.find(); ) {
                sources.computeIfAbsent(type.group(1), any -> new HashMap<>()).put(folder, text);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"docs/architecture.md", "CONTRIBUTING.md", "it/src/clients/install"})
    void existInTheCode(String page) throws IOException {
        String text = Files.readString(Checkout.ROOT.resolve(page));
        assertThat(unknown(text))
                .as("names in %s that are in no source; a class was renamed, moved or removed", page)
                .isEmpty();
    }

    @Test
    void aWrongClassPackageOrMethodIsFound() {
        assertThat(unknown(
                        "`WaitTask`, `WaitTasks`, `http.Router`, `job.Problem`, `Dialect.webhookBody`, `Dialect.fly`"))
                .containsExactly("Dialect.fly", "WaitTasks", "job.Problem");
    }

    private Set<String> unknown(String text) {
        Set<String> unknown = new TreeSet<>();
        CODE.matcher(DIAGRAM.matcher(text).replaceAll(""))
                .results()
                .map(MatchResult::group)
                .map(code -> NAME.matcher(code.substring(1, code.length() - 1)))
                .filter(Matcher::matches)
                .filter(name -> !exists(name))
                .forEach(name -> unknown.add(name.group()));
        return unknown;
    }

    private boolean exists(Matcher name) {
        String folder = name.group(1);
        String member = name.group(4);
        return folder.isEmpty() && FOREIGN.contains(name.group(2))
                || sources.getOrDefault(name.group(2), Map.of()).entrySet().stream()
                        .filter(source -> source.getKey().endsWith("." + folder) || folder.isEmpty())
                        .anyMatch(source -> member == null
                                || Pattern.compile("\\b" + member + "\\b")
                                        .matcher(source.getValue())
                                        .find());
    }
}
