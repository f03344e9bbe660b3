package dev.fermata.simulator.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fermata.simulator.Fault;
import dev.fermata.simulator.FaultRule;
import dev.fermata.simulator.report.Rule;
import dev.fermata.simulator.report.RuleResult.Verdict;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Submissions that are repeated. */
class CreationRulesTest extends LedgerFixture {

    @Test
    void noticesASubmissionThatIsRepeatedWithoutIdempotencyKey() throws Exception {
        fault(Fault.acceptThen(503), 1);
        requests.post("/v1/jobs", SUBMISSION, CLIENT, ME);
        assertThat(me().rule(Rule.CREATES_ONCE).verdict()).isEqualTo(Verdict.PASS);
        requests.post("/v1/jobs", SUBMISSION, CLIENT, ME);
        assertThat(failed(Rule.CREATES_ONCE)).contains("no Idempotency-Key");

        fault(Fault.acceptThen(503), 2);
        String french = SUBMISSION.replace("[\"es\"]", "[\"fr\"]");
        for (String body : List.of(SUBMISSION, french, SUBMISSION, french)) {
            requests.post("/v1/jobs", body, CLIENT, "two at once");
        }
        assertThat(report().client("two at once").rule(Rule.CREATES_ONCE).broken())
                .isEqualTo(2);

        fault(Fault.acceptThen(503), 1);
        requests.post("/v1/jobs", SUBMISSION, CLIENT, "careful", "Idempotency-Key", "1");
        requests.post("/v1/jobs", SUBMISSION, CLIENT, "careful", "Idempotency-Key", "1");
        report().client("careful").createsOnce();
    }

    @Test
    void doesNotBlameAClientThatHasSeenTheJobBeforeItSubmitsAgain() throws Exception {
        simulator.addFault(
                FaultRule.of(Fault.acceptThen(503)).route("POST /v1/jobs").first(1));
        requests.post("/v1/jobs", SUBMISSION, CLIENT, ME);
        requests.get("/v1/jobs", CLIENT, ME);
        requests.post("/v1/jobs", SUBMISSION, CLIENT, ME);
        me().createsOnce();
    }

    /** The list shows both jobs, and the first one of the lost submission is not the newest. */
    @Test
    void doesNotBlameAClientThatHasSeenTheJobAmongOthers() throws Exception {
        simulator.addFault(
                FaultRule.of(Fault.acceptThen(503)).route("POST /v1/jobs").first(1));
        requests.post("/v1/jobs", SUBMISSION, CLIENT, ME);
        requests.post("/v1/jobs", SUBMISSION.replace("[\"es\"]", "[\"fr\"]"), CLIENT, ME);
        requests.get("/v1/jobs", CLIENT, ME);
        requests.post("/v1/jobs", SUBMISSION, CLIENT, ME);
        me().createsOnce();
    }

    @Test
    void doesNotBlameAClientThatHasSeenTheJobInTheStreamOfAllJobs() throws Exception {
        CompletableFuture<HttpResponse<String>> stream = requests.later("/v1/events", CLIENT, ME);
        awaitRequests(1);
        simulator.addFault(
                FaultRule.of(Fault.acceptThen(503)).route("POST /v1/jobs").first(1));
        requests.post("/v1/jobs", SUBMISSION, CLIENT, ME);
        advance(30);
        while (me().ended() == 0) {
            requests.get("/healthz");
        }
        requests.post("/v1/jobs", SUBMISSION, CLIENT, ME);
        me().createsOnce();
        stream.cancel(true);
    }

    @Test
    void noticesARepetitionWithAnotherKey() throws Exception {
        fault(Fault.acceptThen(503), 1);
        requests.post("/v1/jobs", SUBMISSION, CLIENT, ME, "Idempotency-Key", "one");
        requests.post("/v1/jobs", SUBMISSION, CLIENT, ME, "Idempotency-Key", "two");
        assertThat(failed(Rule.CREATES_ONCE)).endsWith("this one has another Idempotency-Key");
    }

    @Test
    void noticesARepetitionAfterAResponseThatWasLost() throws Exception {
        fault(Fault.truncatedBody(8), 1);
        assertThatThrownBy(() -> requests.post("/v1/jobs", SUBMISSION, CLIENT, ME))
                .isInstanceOf(IOException.class);
        requests.post("/v1/jobs", SUBMISSION, CLIENT, ME);
        assertThat(failed(Rule.CREATES_ONCE)).contains("no Idempotency-Key");
    }

    @Test
    void noticesAFormThatIsRepeatedWithAnotherBoundary() throws Exception {
        fault(Fault.acceptThen(503), 1);
        dub("first");
        dub("second");
        assertThat(failed(Rule.CREATES_ONCE)).contains("no Idempotency-Key");
    }

    private void dub(String boundary) throws Exception {
        String form = "--B\r\nContent-Disposition: form-data; name=\"source_url\"\r\n\r\nhttps://example.com/a.mp4\r\n"
                + "--B\r\nContent-Disposition: form-data; name=\"target_lang\"\r\n\r\nes\r\n--B--\r\n";
        String type = "multipart/form-data; boundary=" + boundary;
        requests.post("/elevenlabs/v1/dubbing", form.replace("B", boundary), CLIENT, ME, "Content-Type", type);
    }
}
