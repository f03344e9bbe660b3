package dev.fermata.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The forms in which a person writes the URL of a job of {@code /v1}. */
@Timeout(60)
class JobUrlsTest {

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
    @ValueSource(
            strings = {
                " job-1",
                "/ job-1",
                "/v1 job-1",
                "/v1/ job-1",
                "/v1/jobs job-1",
                "/v1/jobs/job-1",
                "/v1/jobs/job-1 job-1",
                "/v1/jobs/{id} job-1"
            })
    void eachMeansTheSameJob(String form) {
        server.answer("GET /v1/jobs/job-1", 200, "{'id':'job-1','state':'completed'}");
        String[] line = ("wait --max-wait 20s " + server.url() + form).split(" ");
        CapturedRun run = CapturedRun.of(Map.of(), line);
        assertThat(run.exitCode()).as(run.everything()).isZero();
    }
}
