package dev.fermata.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.simulator.Simulator;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.Writer;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** No command ends as if all were well if nobody takes what it prints. */
@Timeout(60)
class LostOutputTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--version",
                "--help",
                "help",
                "help serve",
                "wait --help",
                "man",
                "completion",
                "serve --print-config",
                "exam --list",
                "exam --port=0 --time-limit=200ms"
            })
    void commandsSaySoInALine(String line) {
        assertSaysSo(line.split(" "));
    }

    @Test
    void commandsThatAskASimulatorSaySoInALine() {
        try (Simulator simulator =
                Simulator.builder().port(0).totalDelay(Duration.ZERO).start()) {
            String url = simulator.uri().toString();
            assertSaysSo("report", "--url", url);
            assertSaysSo("report", "--json", "--url", url);
            assertSaysSo("report", "--client=nobody", "--json", "--url", url);
            assertSaysSo("wait", "--url", url);
            assertSaysSo("submit", url, "--source=https://v/1.mp4", "--language=es", "--key=1");
        }
    }

    private static void assertSaysSo(String... arguments) {
        StringWriter err = new StringWriter();
        CommandLine main = Main.commandLine(Map.of());
        main.setOut(new PrintWriter(new FullDisk()));
        main.setErr(new PrintWriter(err));
        assertThat(main.execute(arguments)).isEqualTo(74);
        assertThat(err.toString().lines().reduce("", (before, last) -> last))
                .matches("fermata.*: standard output takes nothing");
        assertThat(err.toString()).doesNotContain("Exception");
    }

    private static final class FullDisk extends Writer {
        @Override
        public void write(char[] text, int from, int length) throws IOException {
            throw new IOException("No space left on device");
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }
}
