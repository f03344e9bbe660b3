package dev.fermata.simulator.ledger;

import static dev.fermata.simulator.Requests.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.simulator.Fault;
import dev.fermata.simulator.FaultRule;
import dev.fermata.simulator.Requests;
import dev.fermata.simulator.Scenario;
import dev.fermata.simulator.Simulator;
import dev.fermata.simulator.SimulatorClock;
import dev.fermata.simulator.report.ClientReport;
import dev.fermata.simulator.report.Report;
import dev.fermata.simulator.report.Rule;
import dev.fermata.simulator.report.RuleResult;
import dev.fermata.simulator.report.RuleResult.Verdict;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;

/** Asks a simulator, and its report. Jobs take 30 s. */
@Timeout(60)
abstract class LedgerFixture {

    static final String CLIENT = "X-Client-Id";
    static final String ME = "me";
    static final String SUBMISSION = "{\"source_url\":\"http://example.com/a.mp4\",\"target_languages\":[\"es\"]}";

    final SimulatorClock clock = SimulatorClock.frozenAt(Instant.parse("2026-01-01T00:00:00Z"));
    final Simulator simulator = Simulator.builder()
            .port(0)
            .seed(1)
            .clock(clock)
            .scenario(Scenario.defaults()
                    .with("status.total_delay", "30s")
                    .with("status.error_chance", 0)
                    .with("status.reset_interval", "never")
                    .with("hints.expected", "none"))
            .start();
    final Requests requests = new Requests(simulator.uri());

    @AfterEach
    void stop() {
        simulator.close();
    }

    String submit() throws Exception {
        HttpResponse<String> created = requests.post("/v1/jobs", SUBMISSION, CLIENT, ME);
        assertThat(created.statusCode()).isEqualTo(202);
        return json(created).path("jobs").path(0).path("id").asString();
    }

    HttpResponse<String> poll(String job) throws Exception {
        return requests.get("/v1/jobs/" + job, CLIENT, ME);
    }

    void recover(String job) throws Exception {
        simulator.faults().keySet().forEach(simulator::removeFault);
        poll(job);
        simulator.addFault(FaultRule.of(Fault.status(503)));
    }

    void fault(Fault fault, int times) {
        simulator.addFault(FaultRule.of(fault).first(times));
    }

    void advance(int seconds) {
        clock.advance(Duration.ofSeconds(seconds));
    }

    void awaitRequests(int count) throws Exception {
        while (simulator.requests().size() < count) {
            requests.get("/healthz");
        }
    }

    Report report() {
        return simulator.report();
    }

    ClientReport me() {
        return report().client(ME);
    }

    String failed(Rule rule) {
        RuleResult result = me().rule(rule);
        assertThat(result.verdict()).as(result.toString()).isEqualTo(Verdict.FAIL);
        return result.first().get(0).detail();
    }
}
