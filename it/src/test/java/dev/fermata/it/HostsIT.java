package dev.fermata.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Fermata inside the programs of others: Spring Boot 3.5 and 4 on Tomcat and on Netty, named modules, Kotlin, the oldest and the
 * newest JUnit. Each project in src/hosts is built as its owner would build it, by Maven, from the packed jars and their poms.
 */
@Timeout(value = 20, unit = TimeUnit.MINUTES)
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the repository is made of symbolic links")
class HostsIT {

    private static final Path FOLDER = Checkout.ROOT.resolve("it/target/hosts");
    private static final Path PROJECTS = FOLDER.resolve("projects");
    private static final Path LOG = FOLDER.resolve("build.log");

    @BeforeAll
    static void build() throws Exception {
        HostProjects.make(PROJECTS);
        Path repository = HostRepository.make(FOLDER.resolve("repository"));
        ProcessBuilder maven = new ProcessBuilder(
                Path.of(System.getProperty("fermata.maven"), "bin", "mvn").toString(),
                "-B",
                "-ntp",
                "--fail-at-end",
                "-f",
                PROJECTS.resolve("pom.xml").toString(),
                "-Dmaven.repo.local=" + repository,
                "-Dfermata.version=" + System.getProperty("fermata.version"),
                // Each runs for a few seconds only.
                "-DargLine=-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
                "test");
        maven.redirectErrorStream(true);
        Map<String, String> java = Map.of("JAVA_HOME", System.getProperty("java.home"));
        try (Program program = Program.start(maven, java)) {
            program.exitCode();
            Files.writeString(LOG, program.out());
        }
    }

    static List<String> hosts() throws IOException {
        return HostProjects.names();
    }

    @ParameterizedTest
    @MethodSource("hosts")
    void runsInside(String host) throws IOException {
        Path project = PROJECTS.resolve(host);
        List<String> tests = tests(project.resolve("src/test/java"));
        assertThat(tests).hasSizeGreaterThanOrEqualTo(2);
        for (String test : tests) {
            Path report = project.resolve("target/surefire-reports").resolve(test + ".txt");
            assertThat(report).as("report of a test; all output is in " + LOG).exists();
            assertThat(Files.readString(report))
                    .as(LOG.toString())
                    .containsPattern("Tests run: [1-9]\\d*, Failures: 0, Errors: 0, Skipped: 0");
        }
    }

    /** Such as the daemon of a compiler. */
    @Test
    void leavesNoProcessBehind() {
        assertThat(ProcessHandle.allProcesses()
                        .flatMap(process -> process.info().commandLine().stream())
                        .filter(line ->
                                line.contains(FOLDER.resolve("repository").toString())))
                .isEmpty();
    }

    private static List<String> tests(Path sources) throws IOException {
        try (Stream<Path> files = Files.walk(sources)) {
            return files.map(file -> sources.relativize(file).toString())
                    .filter(name -> name.endsWith("Test.java"))
                    .map(name -> name.replace(".java", "").replace('/', '.'))
                    .sorted()
                    .toList();
        }
    }
}
