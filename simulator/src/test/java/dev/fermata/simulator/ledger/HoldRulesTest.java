package dev.fermata.simulator.ledger;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fermata.simulator.Fault;
import dev.fermata.simulator.Requests;
import dev.fermata.simulator.Simulator;
import dev.fermata.simulator.report.Rule;
import dev.fermata.simulator.report.RuleResult.Verdict;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whether a client uses what the server offers: held requests, versions. */
class HoldRulesTest extends LedgerFixture {

    @Test
    void doesNotExpectAHoldOfAJobThatIsOver() throws Exception {
        String job = submit();
        poll(job);
        advance(30);
        requests.get("/v1/jobs/" + job + "?wait=60&until=terminal", CLIENT, ME);
        assertThat(me().rule(Rule.USES_HOLD).verdict()).isEqualTo(Verdict.NOT_TESTED);
    }

    @Test
    void doesNotExpectAHoldOfTheLastRequestBeforeTheDeadline() throws Exception {
        String job = submit();
        requests.get("/v1/jobs/" + job, CLIENT, ME, "X-Client-Deadline", "10");
        clock.advance(Duration.ofMillis(9_900));
        poll(job);
        assertThat(me().rule(Rule.USES_HOLD).verdict()).isEqualTo(Verdict.NOT_TESTED);
        assertThat(me().rule(Rule.USES_ETAG).verdict()).isEqualTo(Verdict.NOT_TESTED);
    }

    @Test
    void aPollThatPrefersAHoldUsesItEvenIfItIsAnsweredAtOnce() throws Exception {
        String job = submit();
        poll(job);
        advance(1);
        requests.get("/v1/jobs/" + job + "?wait=10", CLIENT, ME, "If-None-Match", "\"of-before\"");
        me().keeps(Rule.USES_HOLD);
    }

    @Test
    void noticesWhoSendsNoConditionalRequests() throws Exception {
        String job = submit();
        HttpResponse<String> first = poll(job);
        advance(1);
        String tag = first.headers().firstValue("etag").orElseThrow();
        requests.get("/v1/jobs/" + job, CLIENT, ME, "If-None-Match", tag);
        me().keeps(Rule.USES_ETAG);
        poll(job);
        assertThat(failed(Rule.USES_ETAG)).isEqualTo("there is no If-None-Match");
    }

    @Test
    void noticesWhoSendsAnotherVersionThanTheLastOne() throws Exception {
        String job = submit();
        String tag = poll(job).headers().firstValue("etag").orElseThrow();
        advance(1);
        requests.get("/v1/jobs/" + job, CLIENT, ME, "If-None-Match", "W/" + tag);
        requests.get("/v1/jobs/" + job, CLIENT, ME, "If-None-Match", "\"another\", " + tag);
        requests.get("/v1/jobs/" + job, CLIENT, ME, "If-None-Match", "*");
        me().keeps(Rule.USES_ETAG);
        requests.get("/v1/jobs/" + job, CLIENT, ME, "If-None-Match", "\"another\"");
        assertThat(failed(Rule.USES_ETAG)).isEqualTo("If-None-Match is not the ETag of the response before");
    }

    @Test
    void readsAFieldThatIsSentInTwoLines() throws Exception {
        String path = "/v1/jobs/" + submit();
        String tag = requests.get(path, CLIENT, ME).headers().firstValue("etag").orElseThrow();
        advance(1);
        requests.get(path, CLIENT, ME, "If-None-Match", "\"another\"", "If-None-Match", tag);
        me().keeps(Rule.USES_ETAG);
        requests.later(path, CLIENT, "other", "Prefer", "return=representation", "Prefer", "wait=5");
        requests.later(path, CLIENT, "other", "Prefer", "return=representation", "Prefer", "wait=5");
        awaitRequests(5);
        advance(6);
        while (report().client("other").held() < 2) {
            requests.get("/healthz");
        }
        report().client("other").keeps(Rule.USES_HOLD);
    }

    @Test
    void expectsNoVersionOfWhatTheClientAsksForTheFirstTime() throws Exception {
        String job = submit();
        String both = "/v1/jobs?ids=" + submit() + "," + job;
        requests.get(both, CLIENT, ME);
        advance(1);
        requests.get("/v1/jobs?ids=" + job, CLIENT, ME);
        assertThat(me().rule(Rule.USES_ETAG).verdict()).isEqualTo(Verdict.NOT_TESTED);
        advance(1);
        requests.get("/v1/jobs?ids=" + job, CLIENT, ME);
        assertThat(failed(Rule.USES_ETAG)).isEqualTo("there is no If-None-Match");
    }

    @Test
    void expectsNoVersionOfAJobThatTheClientHasRemoved() throws Exception {
        String job = submit();
        poll(job);
        requests.send("DELETE", "/v1/jobs/" + job, "", CLIENT, ME);
        advance(1);
        poll(job);
        assertThat(me().rule(Rule.USES_ETAG).verdict()).isEqualTo(Verdict.NOT_TESTED);
    }

    @Test
    void aClientCannotSendTheVersionOfAResponseThatItCouldNotRead() throws Exception {
        String job = submit();
        String tag = poll(job).headers().firstValue("etag").orElseThrow();
        advance(20);
        fault(Fault.truncatedBody(8), 1);
        assertThatThrownBy(() -> poll(job)).isInstanceOf(IOException.class);
        advance(1);
        requests.get("/v1/jobs/" + job, CLIENT, ME, "If-None-Match", tag);
        me().keeps(Rule.USES_ETAG);
    }

    @Test
    void onlyAPreferenceToWaitIsOneForAHold() throws Exception {
        String job = submit();
        poll(job);
        advance(1);
        requests.get("/v1/jobs/" + job, CLIENT, ME, "Prefer", "return=minimal");
        assertThat(failed(Rule.USES_HOLD)).isEqualTo("there is no Prefer: wait");
    }

    @Test
    void expectsNoHoldFromAServerThatHoldsNothing() throws Exception {
        try (Simulator other =
                Simulator.builder().port(0).clock(clock).maxHold(Duration.ZERO).start()) {
            Requests asked = new Requests(other.uri());
            for (int i = 0; i < 3; i++) {
                asked.get("/status", CLIENT, ME);
                advance(1);
            }
            assertThat(other.report().client(ME).rule(Rule.USES_HOLD).verdict()).isEqualTo(Verdict.NOT_TESTED);
        }
    }

    @ParameterizedTest
    @CsvSource({"wait=0, false", "wait=00, false", "'respond-async, wait=5', true", "WAIT=5, true"})
    void aWaitOfZeroSecondsIsNoWishForAHold(String prefer, boolean isOne) throws Exception {
        String job = submit();
        poll(job);
        advance(1);
        CompletableFuture<HttpResponse<String>> poll = requests.later("/v1/jobs/" + job, CLIENT, ME, "Prefer", prefer);
        awaitRequests(3);
        advance(5);
        poll.get(20, TimeUnit.SECONDS);
        assertThat(me().rule(Rule.USES_HOLD).verdict()).isEqualTo(isOne ? Verdict.PASS : Verdict.FAIL);
    }

    @Test
    void aRequestThatIsHeldUntilItsClientGivesItUpWasHeldAndDidNotFail() throws Exception {
        String job = submit();
        for (int i = 1; i <= 14; i++) {
            try (Socket poll = new Socket("127.0.0.1", simulator.port())) {
                String head = "GET /v1/jobs/" + job + "?wait=20 HTTP/1.1\r\nHost: a\r\nX-Client-Id: me\r\n\r\n";
                poll.getOutputStream().write(head.getBytes(US_ASCII));
                awaitRequests(1 + i);
                // The server sees a reset at once. What looks like a half-closed connection, it leaves open for a
                // while.
                poll.setSoLinger(true, 0);
            }
            while (me().held() < i) {
                requests.get("/healthz");
            }
            advance(1);
        }
        assertThat(me().rule(Rule.JITTER).verdict()).isEqualTo(Verdict.NOT_TESTED);
    }
}
