package dev.fermata.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.simulator.Simulator;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Schemathesis finds no response that an OpenAPI document of the simulator does not describe. */
@Timeout(300)
class SchemathesisIT {

    @BeforeAll
    static void isInstalled() {
        ThirdPartyPrograms.assumeInstalled();
    }

    /**
     * No check of {@code positive_data_acceptance}: a document cannot say which tokens and languages exist, and that webhooks go to the
     * loopback only.
     */
    @ParameterizedTest
    @ValueSource(strings = {"heygen", "elevenlabs", "replicate", "azure", "fal"})
    void agreesWithTheDocument(String dialect, @TempDir Path folder) throws Exception {
        try (Simulator simulator = Simulator.builder()
                .port(0)
                .seed(1)
                .totalDelay(Duration.ofSeconds(1))
                .start()) {
            List<String> command = List.of(
                    ThirdPartyPrograms.PYTHON_PROGRAMS.resolve("schemathesis").toString(),
                    "run",
                    simulator.uri() + "/openapi/" + dialect + ".yaml",
                    "--url=" + simulator.uri() + "/" + dialect,
                    "--phases=coverage,fuzzing",
                    "--max-examples=5",
                    "--seed=1",
                    "--generation-database=none",
                    "--exclude-checks=positive_data_acceptance",
                    "--warnings=off",
                    "--header=Authorization: Bearer any",
                    "--no-color");
            Path output = folder.resolve("output.txt");
            Process process = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            assertThat(process.waitFor()).as(Files.readString(output)).isZero();
            assertThat(simulator.requests()).hasSizeGreaterThan(100).noneMatch(request -> request.status() >= 500);
        }
    }
}
