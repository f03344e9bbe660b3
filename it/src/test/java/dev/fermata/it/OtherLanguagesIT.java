package dev.fermata.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.simulator.Simulator;
import dev.fermata.simulator.SimulatorClock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The samples in JavaScript and Python of README.md and {@code docs/vendors.md} run, with the clients that they import. */
@Timeout(120)
class OtherLanguagesIT {

    @BeforeAll
    static void areInstalled() {
        ThirdPartyPrograms.assumeInstalled();
    }

    static Stream<Arguments> samples() {
        return Stream.of("README.md", "docs/vendors.md")
                .flatMap(page -> Stream.of("js", "python")
                        .flatMap(language ->
                                samples(page, language).map(sample -> Arguments.of(page, language, sample))));
    }

    @ParameterizedTest
    @CsvSource({"README.md, js", "docs/vendors.md, js", "docs/vendors.md, python"})
    void findsSamples(String page, String language) {
        assertThat(samples(page, language)).isNotEmpty();
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("samples")
    void runsEachOne(String page, String language, String sample) throws Exception {
        try (SimulatorClock clock = SimulatorClock.running(100);
                Simulator simulator = Simulator.builder()
                        .port(0)
                        .seed(1)
                        .errorChance(0)
                        .clock(clock)
                        .start()) {
            String here =
                    sample.replace("http://127.0.0.1:8000", simulator.uri().toString());
            Path file = folder().resolve(language.equals("js") ? "sample.mjs" : "sample.py");
            assertThat(ThirdPartyPrograms.script(Files.writeString(file, here))
                            .inheritIO()
                            .start()
                            .waitFor())
                    .isZero();
            assertThat(simulator.requests())
                    .hasSizeGreaterThanOrEqualTo(2)
                    .allMatch(request -> request.status() > 0 && request.status() < 300);
        }
    }

    /** Node looks for packages in folders above a file. */
    private static Path folder() throws IOException {
        Path folder = Files.createDirectories(Path.of("target", "samples"));
        Path packages = folder.resolve("node_modules");
        if (!Files.exists(packages)) {
            Files.createSymbolicLink(packages, ThirdPartyPrograms.NODE_MODULES);
        }
        return folder;
    }

    private static Stream<String> samples(String page, String language) {
        try {
            return Pattern.compile("(?ms)^```" + language + "\\n(.*?)^```$")
                    .matcher(Files.readString(Checkout.ROOT.resolve(page)))
                    .results()
                    .map((MatchResult block) -> block.group(1))
                    .toList()
                    .stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
