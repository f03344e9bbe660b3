package dev.fermata.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** The workflows of docs/recipes.md are YAML, and their commands run; a script that submits a job stands for the user's build. */
@Timeout(120)
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the commands are for a POSIX shell")
class CiSamplesIT {

    private static final Pattern BLOCK = Pattern.compile("(?ms)^```yaml\\n(.*?)^```$");
    private static final String BUILD = """
            #!/bin/sh
            exec curl -sS --fail "$TRANSLATIONS_URL/v1/jobs" -H 'Content-Type: application/json' \
                -d '{"source_url": "https://example.com/talk.mp4", "target_languages": ["es"]}'
            """;

    static List<String> workflows() throws IOException {
        return BLOCK.matcher(Files.readString(Checkout.ROOT.resolve("docs/recipes.md")))
                .results()
                .map(block -> block.group(1))
                .toList();
    }

    @Test
    void findsTheWorkflows() throws IOException {
        assertThat(workflows()).hasSize(2);
    }

    @ParameterizedTest
    @MethodSource("workflows")
    void runsItsCommands(String workflow, @TempDir Path folder) throws Exception {
        Files.copy(Checkout.JAR, Files.createDirectory(folder.resolve("tools")).resolve("fermata.jar"));
        Files.setPosixFilePermissions(
                Files.writeString(Files.createDirectory(folder.resolve("bin")).resolve("mvn"), BUILD),
                PosixFilePermissions.fromString("rwxr-xr-x"));
        int port = freePort();
        String here = workflow.replace("8000", "" + port);
        ProcessBuilder shell =
                new ProcessBuilder("sh", "-euc", commands(here) + "\nkill $!\n").directory(folder.toFile());
        Map<String, String> environment = Map.of(
                "PATH",
                folder.resolve("bin") + ":" + Checkout.JAVA.getParent() + ":" + System.getenv("PATH"),
                "TRANSLATIONS_URL",
                "http://localhost:" + port);
        assertThat(here).contains("TRANSLATIONS_URL: " + environment.get("TRANSLATIONS_URL"));
        try (Program program = Program.start(shell, environment)) {
            assertThat(program.exitCode()).as(program.err()).isZero();
            assertThat(program.out()).contains("\"state\":\"queued\"").contains("listening on http://");
        }
    }

    /** What is under a key that holds commands, in the order of the file. */
    private static String commands(String workflow) {
        JsonNode yaml = new YAMLMapper().readTree(workflow);
        return List.of("run", "before_script", "script", "after_script").stream()
                .flatMap(key -> yaml.findValues(key).stream())
                .flatMap(value -> value.isArray() ? value.valueStream() : List.of(value).stream())
                .map(JsonNode::stringValue)
                .collect(Collectors.joining("\n"));
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
