package dev.fermata.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import dev.fermata.client.Waiter;
import dev.fermata.client.backend.Backend;
import dev.fermata.client.backend.Submission;
import dev.fermata.simulator.Simulator;
import dev.fermata.simulator.SimulatorClock;
import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.platform.testkit.engine.EngineTestKit;

/**
 * Every Java sample in README.md and docs/ compiles and runs: statements with a server at the address that they name, a class
 * as a test class. {@link HostsIT} runs those that name their package.
 */
@Timeout(120)
class SamplesIT {

    private static final Pattern OWN_IMPORT = Pattern.compile("(?m)^import .*;\\n");
    private static final Pattern OWN_CLASS = Pattern.compile("(?m)^class (\\w+)");
    /** For samples that use the waiter of the first sample of their page. */
    private static final String WITH_WAITER = """
            try (var waiter = dev.fermata.client.Waiter.builder(
                    dev.fermata.client.backend.Backend.fermata(java.net.URI.create("%s"))).build()) {
            %s}
            """;

    private static final String MAIN = """
            public class Sample {
                public static void main() throws Exception {
            %s
                }
            }
            """;

    static List<JavaSample> samples() throws IOException {
        return JavaSample.all().stream().filter(sample -> !sample.hasPackage()).toList();
    }

    @Test
    void findsTheSamplesOfTheReadme() throws IOException {
        assertThat(samples())
                .extracting(JavaSample::place)
                .filteredOn(place -> place.startsWith("README.md"))
                .hasSize(2);
    }

    @ParameterizedTest
    @MethodSource("samples")
    void compilesAndRuns(JavaSample sample, @TempDir Path folder) throws Exception {
        // A hundred times as fast, so that a job of twenty seconds is a fifth of one.
        SimulatorClock clock = SimulatorClock.running(100);
        try (clock;
                Simulator simulator = Simulator.builder()
                        .port(0)
                        .clock(clock)
                        .errorChance(0)
                        .neverReset()
                        .start();
                Waiter waiter = Waiter.builder(Backend.fermata(simulator.uri())).build()) {
            String server = simulator.uri().toString();
            String code = sample.code()
                    .replace("http://localhost:8000", server)
                    // The simulator takes a request as a proxy gets it, and plays both.
                    .replace("\"proxy.example.com\", 3128", "\"127.0.0.1\", " + simulator.port())
                    .replace("durations.json", folder.resolve("durations.json").toString());
            for (int job = 1; job <= 4; job++) {
                code = code.replace("\"job-" + job + "\"", "\"" + submit(waiter) + "\"");
            }
            if (code.contains("waiter.") && !code.contains("Waiter waiter")) {
                code = WITH_WAITER.formatted(server, code);
            }
            Matcher ownClass = OWN_CLASS.matcher(code);
            String name = ownClass.find() ? ownClass.group(1) : "Sample";
            String imports =
                    OWN_IMPORT.matcher(code).results().map(MatchResult::group).collect(Collectors.joining());
            String body = OWN_IMPORT.matcher(code).replaceAll("");
            String text = imports + (name.equals("Sample") ? MAIN.formatted(body) : body);
            Path source = Files.writeString(folder.resolve(name + ".java"), text);
            StringWriter problems = new StringWriter();
            Boolean compiled = ToolProvider.getSystemJavaCompiler()
                    .getTask(
                            problems,
                            null,
                            null,
                            List.of("-Xlint:all", "-Werror", "--release", "17"),
                            null,
                            ToolProvider.getSystemJavaCompiler()
                                    .getStandardFileManager(null, null, null)
                                    .getJavaFileObjects(source))
                    .call();
            assertThat(compiled).as(problems.toString()).isTrue();
            try (URLClassLoader loader =
                    new URLClassLoader(new URL[] {folder.toUri().toURL()})) {
                run(loader.loadClass(name));
            }
        }
    }

    private static String submit(Waiter waiter) throws InterruptedException {
        Submission submission = Submission.of(URI.create("https://example.com/talk.mp4"), "es");
        return waiter.submit(submission, Duration.ofSeconds(30)).id();
    }

    private static void run(Class<?> sample) throws ReflectiveOperationException {
        if (sample.getSimpleName().equals("Sample")) {
            sample.getMethod("main").invoke(null);
        } else {
            EngineTestKit.engine("junit-jupiter")
                    .selectors(selectClass(sample))
                    .execute()
                    .testEvents()
                    .assertStatistics(tests -> tests.succeeded(1).failed(0));
        }
    }
}
