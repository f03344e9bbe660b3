package dev.fermata.simulator.ledger;

import static dev.fermata.simulator.Requests.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.fermata.simulator.Requests;
import dev.fermata.simulator.Scenario;
import dev.fermata.simulator.Simulator;
import dev.fermata.simulator.SimulatorClock;
import dev.fermata.simulator.report.ClientReport;
import dev.fermata.simulator.report.Report;
import dev.fermata.simulator.report.Rule;
import dev.fermata.simulator.report.RuleResult.Verdict;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the report says of receivers of webhooks. */
@Timeout(60)
class WebhookScoreTest {

    private final SimulatorClock clock = SimulatorClock.frozen();
    private final List<String> ids = Collections.synchronizedList(new ArrayList<>());
    private final List<String> signatures = Collections.synchronizedList(new ArrayList<>());
    private volatile Predicate<HttpExchange> accepts = exchange -> true;
    private HttpServer receiver;

    @BeforeEach
    void startTheReceiver() throws IOException {
        receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        receiver.createContext("/", exchange -> {
            exchange.getRequestBody().readAllBytes();
            boolean accepted = accepts.test(exchange);
            ids.add(exchange.getRequestHeaders().getFirst("webhook-id"));
            signatures.add(exchange.getRequestHeaders().getFirst("webhook-signature"));
            exchange.sendResponseHeaders(accepted ? 204 : 401, -1);
            exchange.close();
        });
        receiver.start();
    }

    @AfterEach
    void stopTheReceiver() {
        receiver.stop(0);
    }

    @Test
    void praisesAReceiverThatAnswers() throws Exception {
        ClientReport me = reportOfOneJob(Scenario.defaults());
        me.keeps(Rule.WEBHOOK_ANSWERED);
        assertThat(me.rule(Rule.WEBHOOK_FORGED).verdict()).isEqualTo(Verdict.NOT_TESTED);
        assertThat(me.rule(Rule.WEBHOOK_REPEATED).verdict()).isEqualTo(Verdict.NOT_TESTED);
    }

    @Test
    void noticesAReceiverThatRefuses() throws Exception {
        accepts = exchange -> false;
        ClientReport me = reportOfOneJob(Scenario.defaults());
        assertThat(me.rule(Rule.WEBHOOK_ANSWERED).verdict()).isEqualTo(Verdict.FAIL);
        assertThat(me.rule(Rule.WEBHOOK_ANSWERED).first().get(0).detail()).isEqualTo("it was answered with 401");
    }

    @Test
    void noticesAReceiverThatTakesForgedOnes() throws Exception {
        ClientReport me = reportOfOneJob(Scenario.defaults().with("webhooks.forged_chance", 1));
        assertThat(me.rule(Rule.WEBHOOK_FORGED).verdict()).isEqualTo(Verdict.FAIL);
        me.keeps(Rule.WEBHOOK_ANSWERED);
        assertThat(ids)
                .as("each is sent once, the forged one has an id of its own")
                .hasSize(2)
                .doesNotHaveDuplicates();
        assertThat(signatures).hasSize(2).doesNotHaveDuplicates();
    }

    @Test
    void praisesAReceiverThatRefusesForgedOnes() throws Exception {
        accepts =
                exchange -> !exchange.getRequestHeaders().getFirst("webhook-id").endsWith("_forged");
        reportOfOneJob(Scenario.defaults().with("webhooks.forged_chance", 1))
                .keeps(Rule.WEBHOOK_FORGED, Rule.WEBHOOK_ANSWERED);
    }

    @Test
    void aReceiverThatRefusesAllHasRefusedNoForgery() throws Exception {
        accepts = exchange -> false;
        ClientReport me = reportOfOneJob(Scenario.defaults().with("webhooks.forged_chance", 1));
        assertThat(me.rule(Rule.WEBHOOK_FORGED).verdict()).isEqualTo(Verdict.NOT_TESTED);
    }

    @Test
    void noticesAReceiverThatRefusesWhatItHasReceivedBefore() throws Exception {
        Set<String> seen = new HashSet<>();
        accepts = exchange -> seen.add(exchange.getRequestHeaders().getFirst("webhook-id"));
        ClientReport me = reportOfOneJob(Scenario.defaults().with("webhooks.duplicate_chance", 1));
        me.keeps(Rule.WEBHOOK_ANSWERED);
        assertThat(me.rule(Rule.WEBHOOK_REPEATED).verdict()).isEqualTo(Verdict.FAIL);
    }

    @Test
    void aClientThatAcceptsTheWebhookNeedNotPollUntilItsDeadline() throws Exception {
        assertThat(reportOfOneJob(Scenario.defaults()).rule(Rule.KEEPS_DEADLINE).verdict())
                .isEqualTo(Verdict.NOT_TESTED);
        accepts = exchange -> false;
        assertThat(reportOfOneJob(Scenario.defaults()).rule(Rule.KEEPS_DEADLINE).verdict())
                .as("it knows nothing of the end")
                .isEqualTo(Verdict.FAIL);
    }

    @Test
    void saysHowManySubmissionsItForgotAndPassesNoRuleForWebhooksThen() throws Exception {
        try (Simulator simulator = Simulator.builder().port(0).clock(clock).start()) {
            Requests requests = new Requests(simulator.uri());
            String job = submit(requests, "[\"es\"]", callback());
            for (int i = 0; i < 3; i++) {
                requests.get("/v1/jobs/" + job, "X-Client-Id", "me");
                clock.advance(Duration.ofHours(1));
            }
            simulator.report().client("me").keeps(Rule.WEBHOOK_ANSWERED, Rule.RATE);
            List<String> languages = json(requests.get("/v1/languages"))
                    .path("languages")
                    .valueStream()
                    .map(each -> "\"" + each.path("code").asString() + "\"")
                    .toList();
            int more = 0;
            for (; more < WebhookScore.MOST; more += languages.size()) {
                submit(requests, languages.toString(), null);
            }
            Report report = simulator.report();
            assertThat(report.complete()).isFalse();
            assertThat(report.forgotten()).isEqualTo(1 + more - WebhookScore.MOST);
            ClientReport me = report.client("me");
            assertThat(me.forgotten()).isEqualTo(report.forgotten());
            assertThat(me.rule(Rule.WEBHOOK_ANSWERED).verdict()).isEqualTo(Verdict.NOT_TESTED);
            me.keeps(Rule.RATE);
        }
    }

    @Test
    void aWebhookForAForgottenSubmissionStillTellsTheClientOfTheEnd() throws Exception {
        try (Simulator simulator = Simulator.builder().port(0).clock(clock).start()) {
            Requests requests = new Requests(simulator.uri());
            String job = submit(requests, "[\"es\"]", callback());
            requests.get("/v1/jobs/" + job, "X-Client-Id", "me", "X-Client-Deadline", "600");
            for (int i = 0; i < WebhookScore.MOST; i++) {
                submit(requests, "[\"es\"]", null);
            }
            clock.advance(Duration.ofHours(1));
            assertThat(simulator.report().client("me").rule(Rule.KEEPS_DEADLINE).verdict())
                    .isEqualTo(Verdict.NOT_TESTED);
        }
    }

    /** The client polls once, with a deadline, and then relies on the webhook. */
    private ClientReport reportOfOneJob(Scenario scenario) throws Exception {
        try (Simulator simulator =
                Simulator.builder().port(0).clock(clock).scenario(scenario).start()) {
            Requests requests = new Requests(simulator.uri());
            String job = submit(requests, "[\"es\"]", callback());
            requests.get("/v1/jobs/" + job, "X-Client-Id", "me", "X-Client-Deadline", "600");
            clock.advance(Duration.ofHours(1));
            return simulator.report().client("me");
        }
    }

    private String callback() {
        return "http://127.0.0.1:" + receiver.getAddress().getPort() + "/hook";
    }

    private static String submit(Requests requests, String languages, @Nullable String callback) throws Exception {
        String body = "{\"source_url\":\"http://example.com/a.mp4\",\"target_languages\":" + languages
                + (callback == null ? "" : ",\"callback_url\":\"" + callback + "\"") + "}";
        return json(requests.post("/v1/jobs", body, "X-Client-Id", "me"))
                .at("/jobs/0/id")
                .asString();
    }
}
