package dev.fermata.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The commands with a full disk, or a reader that has gone, behind standard output. */
@Timeout(120)
@EnabledOnOs(OS.LINUX)
class LostOutputIT {

    private static final File FULL = new File("/dev/full");

    @ParameterizedTest
    @ValueSource(strings = {"--version", "help serve", "wait --help", "man", "completion"})
    void aFullDiskIsExitCode74(String line) throws Exception {
        try (Program program = Program.start(command(line.split(" ")).redirectOutput(FULL), Map.of())) {
            assertThat(program.exitCode()).isEqualTo(74);
            assertThat(program.err()).matches("fermata.*: standard output takes nothing");
        }
    }

    @Test
    void helpIsQuietIfItsReaderHasEnough() throws Exception {
        ProcessBuilder piped = new ProcessBuilder(
                "bash", "-c", "\"$@\" | true; exit ${PIPESTATUS[0]}", "bash", Checkout.JAVA.toString(), "-jar");
        piped.command().addAll(Arrays.asList(Checkout.JAR.toString(), "help", "serve"));
        try (Program program = Program.start(piped, Map.of())) {
            assertThat(program.exitCode()).isEqualTo(74);
            assertThat(program.err()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"serve --json --port=0", "serve --json --port=0 --dialects=heygen"})
    void aServerWarnsOnceAndGoesOn(String line) throws Exception {
        String[] arguments = Stream.concat(
                        Arrays.stream(line.split(" ")), Stream.of("--total-delay=0.1", "--reset-interval=0.2"))
                .toArray(String[]::new);
        try (Program serve = Program.start(command(arguments).redirectOutput(FULL), Map.of())) {
            serve.awaitLine("job 3 is pending");
            serve.signal("TERM");
            assertThat(serve.exitCode()).isZero();
            assertThat(serve.err().lines().filter(each -> each.contains("takes nothing")))
                    .containsExactly("fermata serve: standard output takes nothing; the server goes on without --json");
        }
    }

    private static ProcessBuilder command(String... arguments) {
        ProcessBuilder command = new ProcessBuilder(Checkout.JAVA.toString(), "-jar", Checkout.JAR.toString());
        command.command().addAll(Arrays.asList(arguments));
        return command;
    }
}
