package dev.fermata.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.cli.exam.ExamPart;
import dev.fermata.simulator.Simulator;
import dev.fermata.simulator.report.Report;
import dev.fermata.simulator.report.Rule;
import dev.fermata.simulator.report.RuleResult.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** {@code fermata exam}, with curl as the client. */
@Timeout(60)
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the clients are shell commands")
class ExamCommandTest {

    private static final String ASKS = "curl -s -H 'X-Client-Id: me' $FERMATA_URL/status";

    @ParameterizedTest
    @EnumSource(ExamPart.class)
    void eachPartCanBePlayed(ExamPart part) {
        try (Simulator simulator =
                Simulator.builder().port(0).scenario(part.scenario()).start()) {
            assertThat(simulator.scenario().description()).isNotEmpty();
        }
        assertThat(exam("--list").out()).contains(part.toString(), part.sentence());
    }

    @Test
    void runsTheClientOnceForEachJobAndPrintsTheReport() {
        CapturedRun run = exam("--part", "calm", "--jobs", "2", "--json", "--run", ASKS);
        assertThat(run.exitCode()).as(run.err()).isZero();
        Report report = Report.parse(run.out());
        assertThat(report.client("me").polls()).isEqualTo(2);
    }

    @Test
    void playsTheNextPartWhenTheClientsHaveSeenTheEnds(@TempDir Path folder) throws IOException {
        Path page = folder.resolve("report.html");
        String waits = "until " + ASKS + " | grep -v pending; do sleep 1; done";
        CapturedRun run =
                exam("--part=calm", "--part=hints", "--jobs=1", "--html=" + page, "--fail-under=D", "--run", waits);
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out()).contains("me", "jobs: 2, ends seen: 2");
        assertThat(Files.readString(page)).startsWith("<!doctype html>");
    }

    @Test
    void endsThePartAndTheClientAtTheTimeLimit() {
        CapturedRun run = exam("--part=calm", "--time-limit=1s", "--run", ASKS + "; sleep 100", "--fail-under=F");
        assertThat(run.exitCode()).as("nothing was seen to end").isEqualTo(1);
        assertThat(run.out()).contains("me");
    }

    /** There is only one submission, so that one has to be lost. */
    @Test
    void testsWithOneJobAlreadyWhetherAClientSubmitsTwice() {
        String submits = "curl -s -H 'X-Client-Id: me' -H 'Content-Type: application/json' -d"
                + " '{\"source_url\":\"https://example.com/talk.mp4\",\"target_languages\":[\"es\"]}' $FERMATA_URL/v1/jobs";
        CapturedRun once = exam("--part=twice", "--jobs=1", "--json", "--run", submits);
        assertThat(verdict(once)).isEqualTo(Verdict.PASS);
        CapturedRun again = exam("--part=twice", "--jobs=1", "--json", "--run", submits + ";" + submits);
        assertThat(verdict(again)).isEqualTo(Verdict.FAIL);
    }

    @Test
    void losesAlsoTheFirstSubmissionByPut(@TempDir Path folder) throws IOException {
        Path codes = folder.resolve("codes");
        String puts =
                "curl -s -w '%{http_code}' -o /dev/null -X PUT -H 'Operation-Id: first' -H 'Content-Type: application/json'"
                        + " -d '{\"input\":{\"targetLocale\":\"es-ES\",\"voiceKind\":\"PlatformVoice\","
                        + "\"videoFileUrl\":\"https://e.example/x.mp4\"}}'"
                        + " \"$FERMATA_URL/videotranslation/translations/talk?api-version=2026-03-01\" >>" + codes
                        + ";";
        exam("--part=twice", "--time-limit=1s", "--run", puts + puts);
        assertThat(Files.readString(codes)).matches("50320[0-2].*");
    }

    private static Verdict verdict(CapturedRun run) {
        assertThat(run.exitCode()).as(run.err()).isZero();
        return Report.parse(run.out()).client("me").rule(Rule.CREATES_ONCE).verdict();
    }

    @Test
    void namesThePartsAsTheyAreTyped() {
        CapturedRun run = exam("--part", "zz");
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err())
                .contains("'zz' is no part; allowed are calm, hints, flaky, limited, outage, twice, stuck, webhooks\n");
    }

    @Test
    void saysInOneLineWhatItCannotDo() {
        for (String[] wrong : new String[][] {
            {"--time-limit", "0"}, {"--time-limit=-5s"}, {"--jobs", "0"}, {"--run", "\0"}, {"--host", "192.0.2.1"}
        }) {
            CapturedRun run = exam(wrong);
            assertThat(run.exitCode()).as(run.err()).isEqualTo(2);
            assertThat(run.err().lines().filter(line -> !line.contains("INFO")))
                    .satisfiesExactly(
                            line -> assertThat(line).startsWith("fermata exam: " + wrong[0].split("=")[0]),
                            line -> assertThat(line).isEqualTo("Try 'fermata exam --help'."));
        }
    }

    @Test
    void endsIfNoClientComes() {
        CapturedRun run = exam("--time-limit", "200ms");
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out()).contains("No client");
    }

    private static CapturedRun exam(String... arguments) {
        String[] all = new String[arguments.length + 2];
        all[0] = "exam";
        all[1] = "--port=0";
        System.arraycopy(arguments, 0, all, 2, arguments.length);
        return CapturedRun.of(Map.of(), all);
    }
}
