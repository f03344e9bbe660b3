package dev.fermata.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.fermata.simulator.Simulator;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The samples in JavaScript and Python of {@code docs/vendors.md} run, if this machine has what they need. */
@Timeout(120)
class OtherLanguagesIT {

    @ParameterizedTest
    @CsvSource({"js, node, sample.mjs, ''", "python, python3, sample.py, import requests"})
    void runsItsSamples(String language, String program, String file, String needed, @TempDir Path folder)
            throws Exception {
        List<String> samples = samples(language);
        assertThat(samples).isNotEmpty();
        Path check = Files.writeString(folder.resolve("check-" + file), needed);
        assumeTrue(exists(program) && run(program, check) == 0, program + " is not there, or lacks a library");
        try (Simulator simulator = Simulator.builder().port(0).seed(1).start()) {
            for (String sample : samples) {
                String here =
                        sample.replace("http://127.0.0.1:8000", simulator.uri().toString());
                assertThat(run(program, Files.writeString(folder.resolve(file), here)))
                        .as(sample)
                        .isZero();
            }
            assertThat(simulator.requests()).hasSizeGreaterThanOrEqualTo(2 * samples.size());
            assertThat(simulator.requests()).allMatch(request -> request.status() < 300);
        }
    }

    private static List<String> samples(String language) throws IOException {
        return Pattern.compile("(?ms)^```" + language + "\\n(.*?)^```$")
                .matcher(Files.readString(Checkout.ROOT.resolve("docs/vendors.md")))
                .results()
                .map((MatchResult block) -> block.group(1))
                .toList();
    }

    private static boolean exists(String program) {
        return List.of(System.getenv("PATH").split(File.pathSeparator)).stream()
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }

    private static int run(String program, Path file) throws IOException, InterruptedException {
        return new ProcessBuilder(program, file.toString()).inheritIO().start().waitFor();
    }
}
