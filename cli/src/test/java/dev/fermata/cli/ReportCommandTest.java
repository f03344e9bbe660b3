package dev.fermata.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.simulator.Simulator;
import dev.fermata.simulator.report.Report;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class ReportCommandTest {

    private static final String TOKEN = "a-token-of-tests";

    private final Simulator simulator = Simulator.builder().port(0).start();

    @AfterEach
    void stop() {
        simulator.close();
    }

    @Test
    void printsTheReportOfARunningSimulator() throws Exception {
        assertThat(report().out()).isEqualTo("No client has sent a request yet.\n");
        ask("me");
        CapturedRun run = report();
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out()).startsWith("NONE  me").contains("not tested: retry_after, ");
        assertThat(Report.parse(report("--json").out()).client("me").polls()).isEqualTo(1);
    }

    @Test
    void printsOneClientAndWritesAPage(@TempDir Path folder) throws Exception {
        ask("me");
        ask("<b>other</b>");
        Path page = folder.resolve("report.html");
        CapturedRun run = report("--client", "<b>other</b>", "--html", page.toString());
        assertThat(run.out()).startsWith("NONE  <b>other</b>").doesNotContain("NONE  me");
        assertThat(Files.readString(page)).contains("&lt;b&gt;other&lt;/b&gt;").doesNotContain("<b>other");
        CapturedRun unknown = report("--client", "mee", "--json");
        assertThat(unknown.exitCode()).isEqualTo(3);
        assertThat(unknown.err())
                .startsWith("fermata report: There is no client 'mee'.")
                .contains("'me'");
        assertThat(unknown.out()).contains("\"exit_code\":3");
    }

    @Test
    void refusesAFileThatCannotBeWrittenBeforeItAsks(@TempDir Path folder) {
        CapturedRun run = report("--html", folder + "/none/report.html");
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).contains("is in a folder that does not exist").doesNotContain("Exception");
        assertThat(simulator.requests()).isEmpty();
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void saysInPlainWordsThatAFileCannotBeWrittenAtTheEnd() {
        CapturedRun run = report("--html", "/dev/full");
        assertThat(run.exitCode()).isEqualTo(74);
        assertThat(run.err().lines())
                .containsExactly("fermata report: cannot write '/dev/full': No space left on device");
    }

    @Test
    void failsIfAClientHasAWorseGrade() throws Exception {
        assertThat(report("--fail-under", "F").exitCode()).as("no client").isEqualTo(1);
        ask("me");
        assertThat(report("--fail-under", "f").exitCode())
                .as("not tested is not passed")
                .isEqualTo(1);
        assertThat(report("--fail-under", "G").exitCode()).isEqualTo(2);
        for (String none : List.of("none", "Z")) {
            CapturedRun wrong = report("--fail-under", none);
            assertThat(wrong.exitCode()).isEqualTo(2);
            assertThat(wrong.err()).contains("'" + none + "' is no grade; allowed are A, B, C, D, F\n");
        }
        CapturedRun wrong = report("--patience", "never");
        assertThat(wrong.exitCode()).isEqualTo(2);
        assertThat(wrong.err())
                .contains("patience is 'never'; allowed is a time of more than zero, such as 500ms or 2s");
        CapturedRun path = CapturedRun.of(Map.of(), "report", "--url", simulator.uri() + "/v1");
        assertThat(path.err()).contains("the server answered 404; is the URL that of a simulator, without a path?");
    }

    @Test
    void saysWhenThereIsNoSimulator() {
        simulator.close();
        CapturedRun run = report();
        assertThat(run.exitCode()).isEqualTo(5);
        assertThat(run.err().lines()).singleElement().asString().startsWith("fermata report: http://127.0.0.1:");
        CapturedRun wrong = CapturedRun.of(Map.of(), "report", "--url", "localhost:8000");
        assertThat(wrong.exitCode()).isEqualTo(2);
        assertThat(wrong.err()).startsWith("fermata report: --url").contains("did you mean http://localhost:8000?");
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "{}", "[]", "<p>hello", "{\"clients\":[null]}"})
    void saysThatAServerIsNoSimulator(String answer) throws Exception {
        try (CannedServer other = new CannedServer().answer("GET /admin/report", 200, answer)) {
            CapturedRun run = CapturedRun.of(Map.of(), "report", "--url", other.url());
            assertThat(run.exitCode()).isEqualTo(3);
            assertThat(run.err().lines())
                    .containsExactly("fermata report: " + other.url() + " answers with no report that this program can"
                            + " read; is the URL that of a simulator of this version, without a path?");
        }
    }

    @Test
    void saysThatThereIsNoSuchHost() {
        CapturedRun run = CapturedRun.of(Map.of(), "report", "--url", "http://no-such-host.invalid");
        assertThat(run.exitCode()).isEqualTo(5);
        assertThat(run.err().lines())
                .containsExactly("fermata report: http://no-such-host.invalid does not answer: there is no such host");
    }

    @Test
    void sendsTheTokenOfTheEnvironment() {
        try (Simulator guarded = Simulator.builder()
                .port(0)
                .settings(Map.of("--admin-token", TOKEN), Map.of())
                .start()) {
            String url = guarded.uri().toString();
            assertThat(CapturedRun.of(Map.of(), "report", "--url", url).exitCode())
                    .isEqualTo(3);
            CapturedRun run = CapturedRun.of(Map.of("FERMATA_ADMIN_TOKEN", TOKEN), "report", "--url", url);
            assertThat(run.exitCode()).as(run.err()).isZero();
        }
    }

    private CapturedRun report(String... more) {
        List<String> arguments =
                new ArrayList<>(List.of("report", "--url", simulator.uri().toString()));
        arguments.addAll(List.of(more));
        return CapturedRun.of(Map.of(), arguments.toArray(String[]::new));
    }

    private void ask(String client) throws IOException, InterruptedException {
        URI status = simulator.uri().resolve("/status");
        HttpRequest request =
                HttpRequest.newBuilder(status).header("X-Client-Id", client).build();
        HttpClient.newHttpClient().send(request, BodyHandlers.discarding());
    }
}
