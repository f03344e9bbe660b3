package dev.fermata.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class MainTest {

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @ParameterizedTest
    @ValueSource(strings = {"", "serve", "wait", "demo", "completion"})
    void helpsOnEveryLevel(String command) {
        String[] arguments = command.isEmpty() ? new String[] {"--help"} : new String[] {command, "--help"};
        assertThat(execute(arguments)).isZero();
        assertThat(out.toString()).startsWith(("Usage: fermata " + command).strip());
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void tellsItsVersion() {
        assertThat(execute("--version")).isZero();
        assertThat(out.toString()).matches("fermata \\d+\\.\\d+\\.\\d+\\S* on Java \\S+\\R");
    }

    @Test
    void printsACompletionScript() {
        assertThat(execute("completion")).isZero();
        assertThat(out.toString()).contains("complete -F _complete_fermata", "--max-wait");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "srve",
                "serve --nonsense",
                "serve --error-chance 2",
                "wait --max-wait 1x",
                "wait --max-wait 0",
                "wait --max-wait 366h366m9000h",
                "wait --max-wait",
                "wait --url localhost:8000",
                "wait --url http://[",
                "wait --url http://my_service:8000",
                "wait --max-answer-bytes 0",
                "wait --max-answer-bytes 1k",
                "wait --max-answer-bytes 2147483648",
                "demo --cycles 0",
                "demo --cycles many"
            })
    void explainsWrongUsageInALineEachAndExitsWith2(String line) {
        assertThat(execute(line.isEmpty() ? new String[0] : line.split(" "))).isEqualTo(2);
        assertThat(out.toString()).isEmpty();
        assertThat(err.toString().lines()).hasSizeLessThanOrEqualTo(3).allMatch(text -> !text.contains("Exception"));
        assertThat(err.toString()).startsWith("fermata").contains("--help'");
    }

    @ParameterizedTest
    @CsvSource({
        "localhost:8000, did you mean http://localhost:8000?",
        "http://my_service:8000, cannot use a host name with an underscore",
        "http://user:secret@[, Expected closing bracket"
    })
    void saysWhatIsWrongWithAUrlAndShowsNoPassword(String url, String problem) {
        assertThat(execute("wait", "--url", url)).isEqualTo(2);
        assertThat(err.toString())
                .startsWith("fermata wait: --url")
                .contains(problem)
                .doesNotContain("secret");
    }

    @Test
    void suggestsTheNearestCommand() {
        execute("srve");
        assertThat(err.toString()).contains("serve");
    }

    @ParameterizedTest
    @CsvSource({
        "serve --prot 1, --prot, --port",
        "serve --totaldelay=1, --totaldelay=1, --total-delay",
        "wait --max-wat 5, --max-wat, --max-wait",
        "wait --max-answer-byte 5, --max-answer-byte, --max-answer-bytes",
        "demo --cycle 3, --cycle, --cycles"
    })
    void namesTheNearestOption(String line, String typed, String nearest) {
        assertThat(execute(line.split(" "))).isEqualTo(2);
        assertThat(err.toString()).contains(": unknown option " + typed + "; did you mean " + nearest + "?\n");
    }

    private int execute(String... arguments) {
        CommandLine main = Main.commandLine();
        main.setOut(new PrintWriter(out));
        main.setErr(new PrintWriter(err));
        return main.execute(arguments);
    }
}
