package dev.fermata.simulator.ledger;

import static dev.fermata.simulator.Requests.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.simulator.Fault;
import dev.fermata.simulator.FaultRule;
import dev.fermata.simulator.Requests;
import dev.fermata.simulator.Simulator;
import dev.fermata.simulator.SimulatorClock;
import dev.fermata.simulator.report.ClientReport;
import dev.fermata.simulator.report.Rule;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** An API whose requests name the job in a header or in the body, so that one path stands for all jobs. */
class IdsOutsideThePathTest {

    private static final String DIALECT = """
            name: renders
            id: ren_{hex}
            job: {id: "{id}", status: "{state}"}
            routes:
              POST /renders: {does: submit, status: 201, headers: {Retry-After: "2"}}
              GET /render: {id: header X-Render}
              POST /render: {id: body render.id}
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
    void aRefusedPollCountsForTheJobThatTheHeaderNames() throws Exception {
        String over = submit();
        clock.advance(Duration.ofHours(1));
        String running = submit();
        clock.advance(Duration.ofSeconds(3));
        byHeader(running);
        byHeader(over);
        simulator.addFault(FaultRule.of(Fault.status(503).retryAfter(Duration.ofMinutes(1)))
                .first(3));
        for (int i = 0; i < 3; i++) {
            clock.advance(Duration.ofSeconds(1));
            byHeader(running);
        }
        assertThat(me().polls()).isEqualTo(5);
        assertThat(me().rule(Rule.STOPS_AFTER_END).broken()).isZero();
        assertThat(me().rule(Rule.RETRY_AFTER).broken()).isEqualTo(2);
    }

    @Test
    void aRefusedFirstPollIsNotOneOfTheJobBefore() throws Exception {
        String over = submit();
        clock.advance(Duration.ofHours(1));
        byHeader(over);
        String next = submit();
        refuse(503, 3);
        for (int i = 0; i < 3; i++) {
            clock.advance(Duration.ofSeconds(10));
            byHeader(next);
        }
        assertThat(me().rule(Rule.STOPS_AFTER_END).broken()).isZero();
    }

    @Test
    void whoIsRejectedNeedNotAskUntilTheDeadline() throws Exception {
        byHeader(submit());
        String job = submit();
        requests.get("/render", "X-Client-Id", "me", "X-Render", job, "X-Client-Deadline", "600");
        clock.advance(Duration.ofSeconds(10));
        refuse(403, 1);
        byHeader(job);
        clock.advance(Duration.ofHours(1));
        assertThat(me().rule(Rule.KEEPS_DEADLINE).broken()).isZero();
    }

    @Test
    void theResultMayBeReadAtOnceIfTheSubmissionShowsTheEnd() throws Exception {
        simulator.play(simulator.scenario().with("jobs.queue_time", "0s").with("jobs.running_time", "0s"));
        String job = submit();
        assertThat(me().ended()).isEqualTo(1);
        clock.advance(Duration.ofMillis(10));
        byHeader(job);
        assertThat(me().rule(Rule.RETRY_AFTER).broken()).isZero();
    }

    @Test
    void aRejectionOfOneJobSaysNothingOfAnotherAtThePath() throws Exception {
        String refused = submit();
        String other = submit();
        byHeader(refused);
        refuse(410, 1);
        byHeader(refused);
        clock.advance(Duration.ofMinutes(1));
        byHeader(other);
        assertThat(me().rule(Rule.STOPS_AFTER_REJECTION).broken()).isZero();
    }

    @Test
    void aRefusedPollByPostIsAPoll() throws Exception {
        String job = submit();
        byBody(job);
        refuse(503, 10);
        for (int i = 0; i < 10; i++) {
            clock.advance(Duration.ofMillis(50));
            byBody(job);
        }
        assertThat(me().polls()).isEqualTo(11);
        assertThat(me().rule(Rule.RATE).broken()).isPositive();
    }

    @Test
    void theRestOfTheBodyMayDiffer() throws Exception {
        String job = submit();
        refuse(403, 2);
        for (int i = 0; i < 3; i++) {
            clock.advance(Duration.ofMinutes(1));
            String body = "{\"render\":{\"id\":\"" + job + "\"},\"number\":" + i + "}";
            requests.post("/render", body, "X-Client-Id", "me");
        }
        assertThat(me().rule(Rule.STOPS_AFTER_REJECTION).broken()).isEqualTo(2);
    }

    private String submit() throws Exception {
        return json(requests.post("/renders", "{}", "X-Client-Id", "me"))
                .path("id")
                .asString();
    }

    private void byHeader(String job) throws Exception {
        requests.get("/render", "X-Client-Id", "me", "X-Render", job);
    }

    private void byBody(String job) throws Exception {
        requests.post("/render", "{\"render\":{\"id\":\"" + job + "\"}}", "X-Client-Id", "me");
    }

    private void refuse(int status, int times) {
        simulator.addFault(FaultRule.of(Fault.status(status)).first(times));
    }

    private ClientReport me() {
        return simulator.report().client("me");
    }
}
