package dev.fermata.simulator.ledger;

import static dev.fermata.simulator.Requests.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.simulator.Requests;
import dev.fermata.simulator.Simulator;
import dev.fermata.simulator.SimulatorClock;
import dev.fermata.simulator.report.ClientReport;
import dev.fermata.simulator.report.Rule;
import dev.fermata.simulator.report.RuleResult.Verdict;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** An API that says with its status codes how a job stands, and in its first response when to ask. */
class RedirectRulesTest {

    private static final String DIALECT = """
            name: renders
            id: ren_{hex}
            routes:
              POST /renders:
                does: submit
                fields: {source_url: video}
                status: 202
                headers: {Retry-After: "{retry_after}"}
                body: {id: "{id}"}
              GET /renders/{id}:
                status: {completed: 303, otherwise: 202}
                headers: {Location: {completed: "{prefix}/renders/{id}/result"}}
                body: null
            """;

    private final SimulatorClock clock = SimulatorClock.frozenAt(Instant.parse("2026-01-01T00:00:00Z"));
    private final Simulator simulator =
            Simulator.builder().port(0).clock(clock).dialect(DIALECT).start();
    private final Requests requests = new Requests(simulator.uri());

    @AfterEach
    void stop() {
        simulator.close();
    }

    @Test
    void seesAnEndThatIsShownByARedirection() throws Exception {
        String job = submit("a");
        clock.advance(Duration.ofHours(1));
        assertThat(poll(job).statusCode()).isEqualTo(303);
        assertThat(me().ended()).isEqualTo(1);
        poll(job);
        poll(job);
        assertThat(me().rule(Rule.STOPS_AFTER_END).verdict()).isEqualTo(Verdict.FAIL);
    }

    @Test
    void seesAnEndThatIsShownByTheHeadOfARedirection() throws Exception {
        String path = "/renders/" + submit("a");
        clock.advance(Duration.ofMillis(10));
        requests.send("HEAD", path, null, "X-Client-Id", "me");
        assertThat(me().ended()).isZero();
        clock.advance(Duration.ofHours(1));
        requests.send("HEAD", path, null, "X-Client-Id", "me");
        assertThat(me().ended()).isEqualTo(1);
    }

    @Test
    void retryAfterOfASubmissionIsForItsJobAndNotForTheNextSubmission() throws Exception {
        String job = submit("a");
        clock.advance(Duration.ofMillis(10));
        submit("b");
        assertThat(me().rule(Rule.RETRY_AFTER).verdict()).isEqualTo(Verdict.NOT_TESTED);
        poll(job);
        assertThat(me().rule(Rule.RETRY_AFTER).verdict()).isEqualTo(Verdict.FAIL);
    }

    private String submit(String video) throws Exception {
        String body = "{\"video\": \"https://example.com/" + video + ".mp4\"}";
        HttpResponse<String> made = requests.post("/renders", body, "X-Client-Id", "me");
        assertThat(made.statusCode()).as(made.body()).isEqualTo(202);
        return json(made).path("id").asString();
    }

    private HttpResponse<String> poll(String job) throws Exception {
        return requests.get("/renders/" + job, "X-Client-Id", "me");
    }

    private ClientReport me() {
        return simulator.report().client("me");
    }
}
