package dev.fermata.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** When the launcher builds, and what several of them do at once. Maven is a script that copies a jar when it is told to. */
@Timeout(120)
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the launcher is a POSIX shell script")
class LauncherBuildIT {

    private static final String MAVEN = """
            #!/bin/sh
            echo "in $PWD, CDPATH is '${CDPATH:-}'" >>"$TEST/calls"
            echo '[INFO] Building Fermata cli 0.1.0-SNAPSHOT                 [4/4]'
            cat "$TEST/go" || exit 1
            cp "$TEST/fermata.jar" cli/target/fermata.jar
            """;

    @TempDir
    private Path folder;

    private Path checkout;

    @BeforeEach
    void makeACheckout() throws Exception {
        checkout = Files.createDirectories(folder.resolve("a checkout"));
        for (String module : new String[] {"client", "simulator", "cli"}) {
            Files.createDirectories(checkout.resolve(module).resolve("src/main"));
            Files.createFile(checkout.resolve(module).resolve("pom.xml"));
        }
        Files.createFile(checkout.resolve("pom.xml"));
        Files.copy(Checkout.JAR, folder.resolve("fermata.jar"));
        copy("fermata");
        copy("cli/src/main/java/dev/fermata/cli/CheckoutBuild.java");
        Path maven =
                Files.writeString(Files.createDirectory(folder.resolve("bin")).resolve("mvn"), MAVEN);
        assertThat(maven.toFile().setExecutable(true)).isTrue();
        assertThat(new ProcessBuilder("mkfifo", folder.resolve("go").toString())
                        .start()
                        .waitFor())
                .isZero();
    }

    @Test
    void oneOfTwoBuildsAndTheOtherWaits() throws Exception {
        try (Program one = launch()) {
            one.awaitLine("fermata: building Fermata cli (4 of 4)");
            try (Program other = launch()) {
                other.awaitLine("fermata: another process builds; waiting for it");
                letMavenGoOn();
                assertThat(other.exitCode()).as(other.err()).isZero();
                assertThat(other.out()).startsWith("fermata ");
            }
            assertThat(one.exitCode()).as(one.err()).isZero();
            assertThat(one.out()).startsWith("fermata ");
        }
        assertThat(calls()).containsExactly("in " + checkout.toRealPath() + ", CDPATH is ''");
    }

    @Test
    void aBuilderThatWasKilledIsInNobodysWay() throws Exception {
        try (Program killed = launch()) {
            killed.awaitLine("fermata: building Fermata cli (4 of 4)");
            ProcessHandle builder = killed.process().children().findFirst().orElseThrow();
            builder.destroyForcibly();
            assertThat(killed.exitCode()).isEqualTo(137);
        }
        try (Program next = launch()) {
            // Maven outlived the builder.
            next.awaitLine("builds; waiting for it");
            letMavenGoOn();
            next.awaitLine("fermata: building Fermata cli (4 of 4)");
            letMavenGoOn();
            assertThat(next.exitCode()).as(next.err()).isZero();
        }
        try (Program later = launch()) {
            assertThat(later.exitCode()).isZero();
            assertThat(later.err()).isEmpty();
        }
        assertThat(calls()).hasSize(2);
    }

    @ParameterizedTest
    @CsvSource({
        "simulator/src/packaged/resources/NOTICE, true",
        "client/src/packaged/java/module-info.java, true",
        "cli/src/main/resources/new.properties, true",
        "client/src/main, true",
        "client/pom.xml, true",
        "pom.xml, true",
        "client/src/test/java/ATest.java, false",
        "docs/new.md, false"
    })
    void buildsAgainAfterAChangeOfWhatGoesIntoAJar(String changed, boolean builds) throws Exception {
        Path jar = Files.createDirectories(checkout.resolve("cli/target")).resolve("fermata.jar");
        Files.copy(Checkout.JAR, jar);
        Files.delete(folder.resolve("go"));
        Path file = checkout.resolve(changed);
        Files.createDirectories(file.getParent());
        if (!Files.isDirectory(file)) {
            Files.writeString(file, "new");
        }
        try (Stream<Path> all = Files.walk(checkout)) {
            for (Path old : all.toList()) {
                Files.setLastModifiedTime(old, FileTime.from(Instant.EPOCH));
            }
        }
        Files.setLastModifiedTime(jar, FileTime.from(Instant.EPOCH.plusSeconds(10)));
        Files.setLastModifiedTime(file, FileTime.from(Instant.EPOCH.plusSeconds(20)));
        try (Program launched = launch()) {
            assertThat(launched.exitCode()).as(launched.err()).isEqualTo(builds ? 2 : 0);
            assertThat(launched.err()).contains(builds ? "fermata: building, " : "");
        }
        assertThat(Files.exists(folder.resolve("calls"))).isEqualTo(builds);
    }

    @Test
    void saysWhereABuildThatFailedIsLogged() throws Exception {
        Files.delete(folder.resolve("go"));
        try (Program failed = launch()) {
            assertThat(failed.exitCode()).isEqualTo(2);
            assertThat(failed.err()).contains("go: No such file").endsWith("a checkout/target/build.log");
        }
    }

    @Test
    void saysInOneLineThatTheCheckoutCannotBeWritten() throws Exception {
        Files.createFile(checkout.resolve("target"));
        try (Program refused = launch()) {
            assertThat(refused.exitCode()).isEqualTo(2);
            assertThat(refused.err())
                    .isEqualTo(
                            "fermata: cannot write to " + checkout.toRealPath().resolve("target")
                                    + "; make the checkout writable, or copy it to where you may write");
        }
        Path jar = checkout.resolve("cli/target/fermata.jar");
        Files.copy(Checkout.JAR, jar);
        Files.setLastModifiedTime(jar, FileTime.from(Instant.EPOCH));
        try (Program old = launch()) {
            assertThat(old.exitCode()).isZero();
            assertThat(old.err()).contains("; the program is older than its sources, and runs as it is");
        }
        assertThat(folder.resolve("calls")).doesNotExist();
    }

    @Test
    void theWindowsLauncherIsOfAFormThatCmdReads() throws IOException {
        String script = Files.readString(Checkout.ROOT.resolve("fermata.cmd"));
        assertThat(script.lines().count()).isEqualTo(script.split("\r\n").length);
        assertThat(script).contains("dev\\fermata\\cli\\CheckoutBuild.java");
    }

    private Program launch() throws IOException {
        // As typed in the folder above, where CDPATH would lead elsewhere.
        ProcessBuilder command = new ProcessBuilder("sh", "a checkout/fermata", "--version").directory(folder.toFile());
        String path = folder.resolve("bin") + ":" + System.getenv("PATH");
        return Program.start(command, Map.of("PATH", path, "TEST", folder.toString(), "CDPATH", "/:/tmp"));
    }

    /** Opens the pipe that Maven reads until its end. */
    private void letMavenGoOn() throws IOException {
        Files.writeString(folder.resolve("go"), "go on\n");
    }

    private Stream<String> calls() throws IOException {
        return Files.readAllLines(folder.resolve("calls")).stream();
    }

    private void copy(String file) throws IOException {
        Path copy = checkout.resolve(file);
        Files.createDirectories(copy.getParent());
        Files.copy(Checkout.ROOT.resolve(file), copy, StandardCopyOption.COPY_ATTRIBUTES);
    }
}
