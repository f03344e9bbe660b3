package dev.fermata.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class MainTest {

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @ParameterizedTest
    @ValueSource(strings = {"", "serve", "wait", "submit", "exam", "demo", "help", "man", "completion"})
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
                .contains("\"stuck-at-99\"", "\"fermata\"", "\"completion\"");
    }

    @Test
    void helpIsAlsoACommand() {
        assertThat(execute("help", "wait")).isZero();
        assertThat(out.toString()).startsWith("Usage: fermata wait ");
        assertThat(execute("help", "wiat")).isEqualTo(2);
        assertThat(err.toString()).startsWith("fermata: unknown command 'wiat'; did you mean wait?");
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
                "wait --config .",
                "wait --config . job-1",
                "wait --history . job-1",
                "wait --history /nowhere/durations.json job-1",
                "wait --history pom.xml job-1",
                "wait localhost:8000",
                "wait localhost job-1",
                "wait 127.0.0.1:8000/v1/jobs/job-1",
                "wait api.example.com:443 job-1",
                "wait job-1 http://localhost:8000 http://localhost:9000",
                "wait http://localhost:8000/v1/jobs/job-1 http://localhost:9000/v1/jobs/job-2",
                "wait http://localhost:8000/v1/jobs/job-1 --url http://localhost:9000",
                "wait http://localhost:8000/v1/jobs",
                "wait http://localhost:8000/v1/jobs/job-1 --backend json",
                "wait . job-1",
                "wait ftp://localhost/x",
                "wait --patience 1x",
                "wait --tls-ca /nowhere.pem",
                "wait --tls-ca pom.xml",
                "report --tls-ca pom.xml",
                "wait --header Name",
                "serve --scenario .",
                "serve --scenario /nowhere/it.yaml",
                "serve --dialect-file .",
                "serve --dialect-file /nowhere/it.yaml",
                "serve --port 65536",
                "serve --tls perhaps",
                "serve --tls-port 65536",
                "help nonsense",
                "completion fish",
                "wait --max-answer-bytes 0",
                "wait --max-answer-bytes 1k",
                "wait --max-answer-bytes 2147483648",
                "demo --cycles 0",
                "demo --cycles many",
                "demo --svg .",
                "demo --svg /nowhere/demo.svg",
                "report --html .",
                "report --html /nowhere/report.html",
                "exam --html=",
                "exam --html pom.xml/report.html",
                "exam --jobs 0",
                "exam --part nonsense",
                "exam --port 65536",
                "exam --time-limit 1x",
                "exam --speed fast"
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

    @ParameterizedTest
    @ValueSource(strings = {"0", "366d", "1001d", "x", "20 days", "-1", "9999999999999d"})
    void namesTheBoundsThatHold(String duration) {
        assertThat(execute("wait", "--max-wait=" + duration)).isEqualTo(2);
        assertThat(err.toString()).contains("more than 0 and at most 365 days").doesNotContain("1000 days");
    }

    @ParameterizedTest
    @CsvSource({
        "localhost:8000, did you mean http://localhost:8000?",
        "[::1]:8000/status, did you mean http://[::1]:8000/status?",
        "'', cannot be part of a URL",
        "http://localhost:8000/v1/jobs, the id of a job is missing"
    })
    void saysWhatIsWrongWithAnArgument(String argument, String problem) {
        assertThat(execute("wait", argument)).isEqualTo(2);
        assertThat(err.toString()).startsWith("fermata wait: ").contains(problem);
    }

    @Test
    void leavesAFileAloneThatIsNoHistory(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("shopping.txt"), "milk");
        assertThat(execute("wait", "--history", file.toString())).isEqualTo(2);
        assertThat(err.toString()).startsWith("fermata wait: --history '" + file + "' has something else in it");
        assertThat(folder).isDirectoryContaining(each -> each.equals(file));
        assertThat(folder.toFile().list()).hasSize(1);
        assertThat(file).hasContent("milk");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "srve|unknown command 'srve'; did you mean serve?",
                "wiat|unknown command 'wiat'; did you mean wait?",
                "nonsense|unknown command 'nonsense'; allowed are serve, wait, submit, report, exam, demo, help, man, completion",
                "demo extra|unexpected argument 'extra'"
            })
    void suggestsTheNearestCommand(String line, String problem) {
        assertThat(execute(line.split(" "))).isEqualTo(2);
        assertThat(err.toString().lines().findFirst().orElseThrow()).endsWith(": " + problem);
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
        "wait --cacert x, --cacert, --tls-ca",
        "serve --delay 3, --delay, --total-delay",
        "serve --address x, --address, --host",
        "wait --address x, --address, --url",
        "wait --key x, --key, --api-key",
        "submit --lang x, --lang, --language",
        "submit --idempotency-key x, --idempotency-key, --key"
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

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "wait --json --timeout 5 | unknown option --timeout; did you mean --max-wait?",
                "--json wait | unknown option --json; write it behind wait",
                "serve --json --port x | --port is 'x'",
                "serve --json --prot 1 | unknown option --prot; did you mean --port?"
            })
    void printsWrongUsageAsJsonToo(String line, String problem) {
        assertThat(execute(line.split(" "))).isEqualTo(2);
        assertThat(out.toString())
                .startsWith("{\"result\":\"usage\",\"exit_code\":2,\"problem\":\"" + problem)
                .endsWith("\"}" + System.lineSeparator());
        assertThat(err.toString()).contains(problem);
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
