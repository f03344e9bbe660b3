package dev.fermata.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.simulator.Simulator;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every shell sample in README.md and docs/ runs: those of a page in their order in one shell, against a server at the address
 * that they name. What cannot be run here is {@code console} instead of {@code sh}, or has a comment before it that says
 * {@code not run: why}.
 */
@Timeout(120)
class ShellSamplesIT {

    private static final Pattern BLOCK = Pattern.compile("(?ms)(?:^<!-- not run: [^>]+-->\\n)?^```sh\\n(.*?)^```$");
    private static final Pattern SERVER = Pattern.compile("http://(?:127\\.0\\.0\\.1|localhost):8000");
    /** LauncherIT runs the README's launcher commands, and all of this is the other one. */
    private static final Pattern RUN_ELSEWHERE = Pattern.compile("\\./fermata .*\\n|mvn verify\\n");

    /** A block of commands, and where it stands. */
    private record Sample(String place, String commands) {}

    static List<Path> pages() throws IOException {
        try (Stream<Path> docs = Files.list(Checkout.ROOT.resolve("docs"))) {
            return Stream.concat(Stream.of(Checkout.ROOT.resolve("README.md")), docs.sorted())
                    .filter(page -> page.toString().endsWith(".md"))
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("pages")
    void runsAllCommandsOfAPage(Path page, @TempDir Path folder) throws Exception {
        List<Sample> samples = samples(page);
        assertThat(samples)
                .as("blocks of sh that ask no server; if they cannot be run, make them console")
                .allMatch(sample -> SERVER.matcher(sample.commands()).find());
        File output = folder.resolve("output").toFile();
        Path dialect = Checkout.ROOT.resolve("docs/dialects/renders.yaml");
        try (Simulator simulator =
                Simulator.builder().port(0).seed(1).dialectFile(dialect).start()) {
            String script = samples.stream()
                    .map(sample -> "echo '--- " + sample.place() + "'\n" + sample.commands())
                    .collect(Collectors.joining("\n"));
            Process shell = new ProcessBuilder(
                            "sh",
                            "-euc",
                            SERVER.matcher(script).replaceAll(simulator.uri().toString()))
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(output)
                    .start();
            try {
                int code = shell.waitFor();
                String said = Files.readString(output.toPath());
                assertThat(code)
                        .as("ended at the last of these places:\n" + said)
                        .isZero();
                // Some show what a mistake is answered with, but none asks for what is not there.
                assertThat(said).doesNotContain("\"status\":404", "\"status\":405", "\"status\":500");
            } finally {
                shell.descendants().forEach(ProcessHandle::destroyForcibly);
                shell.destroyForcibly();
            }
        }
    }

    @Test
    void findsTheSamplesOfTheSimulatorsPage() throws IOException {
        assertThat(samples(Checkout.ROOT.resolve("docs/simulator.md"))).hasSizeGreaterThanOrEqualTo(11);
    }

    private static List<Sample> samples(Path page) throws IOException {
        String text = Files.readString(page);
        return BLOCK.matcher(text)
                .results()
                .filter(block -> !block.group().startsWith("<!--"))
                .filter(block -> !RUN_ELSEWHERE.matcher(block.group(1)).matches())
                .map(block -> new Sample(place(page, text, block), block.group(1)))
                .toList();
    }

    private static String place(Path page, String text, MatchResult block) {
        long line = text.substring(0, block.start()).lines().count() + 1;
        return page.getFileName() + ":" + line;
    }
}
