package dev.fermata.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@code --completed} and {@code --failed} mean: words with commas between them, and conditions. */
@Timeout(60)
class ConditionsTest {

    private CannedServer server;

    @BeforeEach
    void startTheServer() throws IOException {
        server = new CannedServer();
    }

    @AfterEach
    void stopTheServer() {
        server.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'state':'ready'} | ready , done | bad | 0",
                "{'state':'worse'} | ready | bad , worse | 1",
                "{'state':'x','note':'pending'} | ready | /note = bad, pending | 1",
                "{'state':'ready','note':'fine'} | ready | /note = bad, pending | 0",
                "{'state':'x','error':'e'} | ready | bad,/error | 1",
                "{'state':'x','url':'u'} | ready,/url | bad | 0"
            })
    void aConditionMayHaveCommasInIt(String job, String completed, String failed, int exitCode) {
        server.answer("GET /jobs/1", 200, job);
        CapturedRun run = CapturedRun.of(
                Map.of(),
                "wait",
                "--url",
                server.url() + "/jobs/{id}",
                "--state",
                "/state",
                "--completed",
                completed,
                "--failed",
                failed,
                "--max-wait",
                "20s",
                "1");
        assertThat(run.exitCode()).as(run.everything()).isEqualTo(exitCode);
    }
}
