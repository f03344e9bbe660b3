package dev.fermata.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.json.JsonMapper;

/** The launcher script, and the commands that the README shows. */
@Timeout(120)
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the launcher is a POSIX shell script")
class LauncherIT {

    private static final Path LAUNCHER = Checkout.ROOT.resolve("fermata");

    @TempDir
    private Path folder;

    static List<String> readmeCommands() throws IOException {
        return Pattern.compile("(?m)^\\./fermata .*$")
                .matcher(Files.readString(Checkout.ROOT.resolve("README.md")))
                .results()
                .map(command -> command.group().strip())
                .toList();
    }

    @ParameterizedTest
    @MethodSource("readmeCommands")
    void theReadmesCommandsRun(String command) throws Exception {
        List<String> words = new ArrayList<>(List.of(command.split(" ")));
        words.set(0, LAUNCHER.toString());
        if (words.contains("demo")) {
            words.addAll(List.of("--cycles", "1"));
        }
        if (words.contains("wait")) {
            // Nobody listens there; that it is understood is what matters here.
            words.set(words.indexOf("--url") + 1, "http://127.0.0.1:1");
            words.set(words.indexOf("--max-wait") + 1, "100ms");
        }
        Map<String, String> quick = Map.of("PORT", "0", "TOTAL_DELAY_SECONDS", "0.1");
        try (Program program = Program.start(new ProcessBuilder(words), quick)) {
            if (words.contains("serve")) {
                program.awaitLine("listening on http://127.0.0.1:");
                program.process().destroy();
            }
            assertThat(program.exitCode()).as(program.err()).isEqualTo(words.contains("wait") ? 5 : 0);
        }
    }

    @Test
    void findsTheReadmesCommands() throws IOException {
        assertThat(readmeCommands()).hasSizeGreaterThanOrEqualTo(3);
    }

    @Test
    void runsFromAnywhereAndThroughALink() throws Exception {
        Path link = Files.createSymbolicLink(folder.resolve("fermata"), LAUNCHER);
        try (Program program =
                Program.start(new ProcessBuilder(link.toString(), "--version").directory(folder.toFile()), Map.of())) {
            assertThat(program.exitCode()).isZero();
            assertThat(program.out()).startsWith("fermata ");
        }
    }

    @Test
    void saysInOneLineThatJavaIsMissing() throws Exception {
        // A path with what a shell script needs, and no Java.
        for (String tool : List.of("sh", "dirname", "readlink", "sed", "head", "find", "cat", "cp", "mv", "mkdir")) {
            Files.createSymbolicLink(folder.resolve(tool), which(tool));
        }
        assertThat(refusal(Map.of("PATH", folder.toString(), "JAVA_HOME", "")))
                .isEqualTo("fermata: Java is missing; install a JDK, version 17 or newer");
        assertThat(refusal(Map.of("JAVA_HOME", "/no/such/java")))
                .startsWith("fermata: JAVA_HOME is '/no/such/java', and there is no bin/java in it");
    }

    @Test
    void saysInOneLineThatJavaIsTooOld() throws Exception {
        Path java = Files.createDirectories(folder.resolve("jdk/bin")).resolve("java");
        Files.writeString(java, "#!/bin/sh\nexit 1\n");
        assertThat(java.toFile().setExecutable(true)).isTrue();
        for (String version : List.of("1.8.0_402", "11.0.22", "16")) {
            Files.writeString(folder.resolve("jdk/release"), "JAVA_VERSION=\"" + version + "\"\n");
            assertThat(refusal(Map.of("JAVA_HOME", folder.resolve("jdk").toString())))
                    .startsWith("fermata: Java is " + version + " (")
                    .endsWith("; needed is 17 or newer");
        }
    }

    @Test
    void keepsRunningWhileARebuildWritesANewJarInThePlaceOfTheOld() throws Exception {
        Path launcher = Files.copy(LAUNCHER, folder.resolve("fermata"), StandardCopyOption.COPY_ATTRIBUTES);
        Path jar = Files.createDirectories(folder.resolve("cli/target")).resolve("fermata.jar");
        Files.copy(Checkout.JAR, jar);
        ProcessBuilder command = new ProcessBuilder(launcher.toString(), "serve", "--port", "0", "--json");
        try (Program serve = Program.start(command, Map.of())) {
            String url = JsonMapper.shared()
                    .readTree(serve.awaitLine("\"event\":\"listening\""))
                    .path("url")
                    .stringValue();
            Files.write(jar, new byte[100_000]);
            // Takes classes that nobody needed before.
            HttpRequest bad = HttpRequest.newBuilder(URI.create(url + "/admin/scenario"))
                    .PUT(BodyPublishers.ofString("{\"jobs\": {\"error_chance\": 2}}"))
                    .header("Content-Type", "application/json")
                    .build();
            HttpResponse<String> answer = HttpClient.newHttpClient().send(bad, BodyHandlers.ofString());
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
            serve.signal("TERM");
            assertThat(serve.exitCode()).as(serve.err()).isZero();
        }
    }

    private static String refusal(Map<String, String> environment) throws Exception {
        try (Program program = Program.start(new ProcessBuilder("/bin/sh", LAUNCHER.toString(), "wait"), environment)) {
            assertThat(program.exitCode()).isEqualTo(2);
            assertThat(program.out()).isEmpty();
            return program.err();
        }
    }

    private static Path which(String tool) {
        return Pattern.compile(":")
                .splitAsStream(System.getenv("PATH"))
                .map(entry -> Path.of(entry).resolve(tool))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow();
    }
}
