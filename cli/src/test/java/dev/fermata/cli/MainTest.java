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
    @ValueSource(strings = {"", "serve", "wait", "demo", "help", "man", "completion"})
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
        assertThat(execute("completion", "bash")).isZero();
        assertThat(out.toString())
                .contains("complete -F _complete_fermata", "--max-wait")
                .contains("\"stuck-at-99\"", "\"fermata\"");
    }

    @Test
    void helpIsAlsoACommand() {
        assertThat(execute("help", "wait")).isZero();
        assertThat(out.toString()).startsWith("Usage: fermata wait ");
        assertThat(execute("help", "wiat")).isEqualTo(2);
        assertThat(err.toString()).startsWith("fermata: there is no command 'wiat'; allowed are serve, wait, demo");
    }

    @Test
    void printsAManualPageOfAllCommands() {
        assertThat(execute("man")).isZero();
        assertThat(out.toString())
                .startsWith(".TH FERMATA 1")
                .contains(".SS fermata serve", "\n.B \\-\\-max\\-wait=DURATION\n", "exit code 143")
                .doesNotContain("rehearse", "${", "%n");
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
                "wait job-1 --backend status",
                "wait --backend fermata",
                "wait --backend none",
                "wait http://localhost:8000/jobs/{id} job-1",
                "wait --state /status http://localhost:8000/jobs/{id} job-1",
                "wait --state status --completed done http://localhost:8000/jobs/1",
                "wait --state /status --completed done http://localhost:8000/jobs/{id}",
                "wait --state /status --completed done http://localhost:8000/jobs job-1",
                "wait --state /status --completed done http://localhost:8000/",
                "wait --config /nowhere job-1",
                "wait --config /nowhere",
                "wait --config /nowhere --url http://localhost:8000 job-1",
                "wait --header Name",
                "completion fish",
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

    @ParameterizedTest
    @CsvSource({
        "wait --timeout 5, --timeout, --max-wait",
        "wait --server=x, --server=x, --url",
        "wait --token x, --token, --token-command",
        "serve --delay 3, --delay, --total-delay",
        "serve --address x, --address, --host",
        "wait --address x, --address, --url"
    })
    void knowsWhatOtherProgramsCallAnOption(String line, String typed, String meant) {
        assertThat(execute(line.split(" "))).isEqualTo(2);
        assertThat(err.toString()).contains(": unknown option " + typed + "; did you mean " + meant + "?\n");
    }

    @Test
    void suggestsNothingWhereNothingIsSimilar() {
        assertThat(execute("serve", "--nonsense")).isEqualTo(2);
        assertThat(err.toString()).startsWith("fermata serve: unknown option --nonsense\n");
    }

    @Test
    void printsWrongUsageAsJsonToo() {
        assertThat(execute("wait", "--json", "--timeout", "5")).isEqualTo(2);
        assertThat(out.toString())
                .isEqualTo("{\"result\":\"usage\",\"exit_code\":2,"
                        + "\"problem\":\"unknown option --timeout; did you mean --max-wait?\"}"
                        + System.lineSeparator());
    }

    @Test
    void asksForTheFailureThatADoneFlagHides() {
        assertThat(execute("wait", "http://localhost:8000/jobs/1", "--state=/done", "--completed=true"))
                .isEqualTo(2);
        assertThat(err.toString()).startsWith("fermata wait: --failed is missing: ");
    }

    @Test
    void takesNoWordForTheFailureThatADoneFlagHides() {
        assertThat(execute(
                        "wait", "http://localhost:8000/jobs/1", "--state=/done", "--completed=true", "--failed=error"))
                .isEqualTo(2);
        assertThat(err.toString())
                .startsWith(
                        "fermata wait: --completed true says that a job is done, and not how it ended; give --failed as"
                                + " the place of its error, such as /error");
    }

    @Test
    void repeatsNoValueOfAHeader() {
        assertThat(execute("wait", "--header", "Authorization: se\u0000cret")).isEqualTo(2);
        assertThat(err.toString()).contains("Authorization").doesNotContain("cret");
    }

    private int execute(String... arguments) {
        CommandLine main = Main.commandLine();
        main.setOut(new PrintWriter(out));
        main.setErr(new PrintWriter(err));
        return main.execute(arguments);
    }
}
