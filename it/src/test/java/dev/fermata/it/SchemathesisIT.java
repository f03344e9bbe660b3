package dev.fermata.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.simulator.Simulator;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Schemathesis finds no response that an OpenAPI document does not describe. */
@Timeout(300)
class SchemathesisIT {

    @TempDir
    Path folder;

    private final Simulator simulator = Simulator.builder()
            .port(0)
            .seed(1)
            .totalDelay(Duration.ofSeconds(1))
            .start();

    @BeforeAll
    static void isInstalled() {
        ThirdPartyPrograms.assumeInstalled();
    }

    @AfterEach
    void stop() {
        simulator.close();
    }

    /**
     * No check of {@code positive_data_acceptance}: a document cannot say which tokens and languages exist, and that webhooks go to the
     * loopback only.
     */
    @ParameterizedTest
    @ValueSource(strings = {"heygen", "elevenlabs", "replicate", "azure", "fal", "runway"})
    void agreesWithTheDocument(String dialect) throws Exception {
        findsNothing(
                simulator.uri() + "/openapi/" + dialect + ".yaml",
                "--url=" + simulator.uri() + "/" + dialect,
                "--phases=coverage,fuzzing",
                "--exclude-checks=positive_data_acceptance");
    }

    /** The command line of ElevenLabs carries the whole document of its API. */
    @Test
    void agreesWithTheDocumentOfElevenLabs() throws Exception {
        Path document = folder.resolve("elevenlabs.json");
        run(
                document,
                ThirdPartyPrograms.NODE_MODULES
                        .resolve("@elevenlabs")
                        .resolve("cli-linux-x64")
                        .resolve("elevenlabs")
                        .toString(),
                "--spec-raw");
        findsNothing(
                document.toString(),
                "--url=" + simulator.uri() + "/elevenlabs",
                "--include-path-regex=^/v1/(dubbing|workspace/webhooks)",
                "--exclude-path-regex=/dubbing/resource|/segments$",
                "--phases=coverage",
                "--checks=response_schema_conformance,content_type_conformance,not_a_server_error");
    }

    private void findsNothing(String document, String... options) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                ThirdPartyPrograms.PYTHON_PROGRAMS.resolve("schemathesis").toString(), "run", document));
        command.addAll(List.of(options));
        command.addAll(List.of(
                "--max-examples=5",
                "--seed=1",
                "--generation-database=none",
                "--warnings=off",
                "--header=Authorization: Bearer any",
                "--no-color"));
        Path output = folder.resolve("output.txt");
        int code = run(output, command.toArray(String[]::new));
        assertThat(code).as(Files.readString(output)).isZero();
        assertThat(simulator.requests()).hasSizeGreaterThan(50).noneMatch(request -> request.status() >= 500);
    }

    private int run(Path output, String... command) throws IOException, InterruptedException {
        File problems = folder.resolve("problems.txt").toFile();
        return new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectOutput(output.toFile())
                .redirectError(problems)
                .start()
                .waitFor();
    }
}
