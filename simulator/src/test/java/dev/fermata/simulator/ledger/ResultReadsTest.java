package dev.fermata.simulator.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.simulator.Fault;
import dev.fermata.simulator.FaultRule;
import dev.fermata.simulator.report.Rule;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** When a client may read a result. */
class ResultReadsTest extends LedgerFixture {

    @Test
    void noticesWhoReadsTheResultBeforeRetryAfter() throws Exception {
        String job = submit();
        advance(30);
        poll(job);
        requests.get("/v1/jobs/" + job + "/events", CLIENT, ME);
        me().stopsAfterTheEnd();
        fault(Fault.status(503).retryAfter(Duration.ofSeconds(10)), 1);
        advance(1);
        poll(job);
        advance(1);
        poll(job);
        assertThat(failed(Rule.RETRY_AFTER)).endsWith("s too early");
    }

    @Test
    void theResultMayBeReadAtOnceAlsoIfOtherJobsOfTheResponseStillRun() throws Exception {
        simulator.play(simulator.scenario().with("hints.expected", "exact"));
        String over = submit();
        advance(30);
        HttpResponse<String> response = requests.get("/v1/jobs?ids=" + over + "," + submit(), CLIENT, ME);
        assertThat(response.headers().firstValue("retry-after")).isPresent();
        clock.advance(Duration.ofMillis(10));
        poll(over);
        assertThat(me().rule(Rule.RETRY_AFTER).broken()).isZero();
    }

    @Test
    void retryAfterHoldsForAJobThatRunsAgain() throws Exception {
        simulator.play(simulator
                .scenario()
                .with("hints.expected", "exact")
                .with(FaultRule.of(Fault.relapse(Duration.ofSeconds(5), Duration.ofSeconds(60)))));
        String job = submit();
        advance(31);
        poll(job);
        assertThat(me().ended()).isEqualTo(1);
        advance(6);
        assertThat(poll(job).headers().firstValue("retry-after")).isPresent();
        clock.advance(Duration.ofMillis(400));
        poll(job);
        assertThat(failed(Rule.RETRY_AFTER)).endsWith("s too early");
    }

    @Test
    void theHeadOfOtherJobsDoesNotPutOffTheResult() throws Exception {
        simulator.play(simulator.scenario().with("hints.expected", "exact"));
        String over = submit();
        advance(29);
        String running = submit();
        advance(1);
        poll(over);
        requests.send("HEAD", "/v1/jobs?ids=" + over + "," + running, "", CLIENT, ME);
        clock.advance(Duration.ofMillis(10));
        poll(over);
        assertThat(me().rule(Rule.RETRY_AFTER).broken()).isZero();
    }
}
