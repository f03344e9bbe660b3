package dev.fermata.simulator.dialect.azure;

import static dev.fermata.simulator.Requests.json;
import static dev.fermata.simulator.dialect.azure.Azure.TRANSLATIONS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.simulator.Fault;
import dev.fermata.simulator.FaultRule;
import dev.fermata.simulator.Scenario;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** What goes wrong with every API of the simulator goes wrong with this one, in its own format; and what is adjustable in it. */
@Timeout(60)
class AzureFaultsTest {

    private static final String TRANSLATION = "/translations/t-1";

    private Azure api = new Azure();

    @AfterEach
    void stop() {
        api.close();
    }

    @Test
    void answersWith503AndRetryAfter() throws Exception {
        api.create("t-1", Azure.auto());
        fault(Fault.status(503).retryAfter(Duration.ofSeconds(2)), "GET /videotranslation/operations/{id}");
        HttpResponse<String> failed = api.get("/operations/t-1");
        assertThat(failed.statusCode()).isEqualTo(503);
        assertThat(failed.headers().firstValue("retry-after")).contains("2");
        assertThat(failed.headers().firstValue("x-ms-error-code")).contains("ServiceUnavailable");
        assertThat(json(failed).at("/error/code").asString()).isEqualTo("ServiceUnavailable");
        assertThat(api.status("/operations/t-1")).isEqualTo("NotStarted");
    }

    @Test
    void hasTheStatusThatTheRuleSays() throws Exception {
        fault(Fault.status(422), "GET /videotranslation/translations");
        assertThat(api.get("/translations").statusCode()).isEqualTo(422);
        fault(Fault.acceptThen(422), "PUT /videotranslation/translations/{id}");
        assertThat(api.put(TRANSLATION, Azure.auto(), "t-1").statusCode()).isEqualTo(422);
        assertThat(api.json("/translations").path("value")).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({"401", "Unauthorized"})
    void hasTheSameCodeForEach401(String code) throws Exception {
        restart(Azure.with("azure.key_code", code));
        fault(Fault.status(401), "GET /videotranslation/translations");
        HttpResponse<String> refused = api.get("/translations");
        assertThat(refused.statusCode()).isEqualTo(401);
        assertThat(json(refused).at("/error/code").asString()).isEqualTo(code);
        assertThat(refused.headers().firstValue("x-ms-error-code")).contains(code);
    }

    @Test
    void createsOnlyOneTranslationIfTheRetryHasTheSameId() throws Exception {
        fault(Fault.acceptThen(503), "PUT /videotranslation/translations/{id}");
        assertThat(api.put(TRANSLATION, Azure.auto(), "t-1").statusCode()).isEqualTo(503);
        assertThat(api.put(TRANSLATION, Azure.auto(), "t-1").statusCode()).isEqualTo(201);
        assertThat(api.json("/translations").path("value")).hasSize(1);
    }

    @Test
    void doesNotKnowANewTranslationForAMoment() throws Exception {
        api.simulator.addFault(
                FaultRule.of(Fault.notFoundAfterCreation(Duration.ofSeconds(3))).dialect("azure"));
        api.create("t-1", Azure.auto());
        HttpResponse<String> unknown = api.get(TRANSLATION);
        assertThat(unknown.statusCode()).isEqualTo(404);
        api.clock.advance(Duration.ofSeconds(1));
        assertThat(api.put(TRANSLATION, Azure.auto(), "t-1").statusCode())
                .as("a repeated creation sees it")
                .isEqualTo(201);
        assertThat(api.get(TRANSLATION).statusCode()).isEqualTo(404);
        assertThat(json(unknown).at("/error/code").asString()).isEqualTo("NotFound");
        assertThat(api.json("/translations").path("value")).isEmpty();
        api.clock.advance(Duration.ofSeconds(2));
        assertThat(api.json("/translations").path("value")).hasSize(1);
        assertThat(api.json(TRANSLATION).at("/latestIteration/status").asString())
                .isEqualTo("NotStarted");
        assertThat(api.json(TRANSLATION).path("createdDateTime").asString()).isEqualTo(Azure.START.toString());
    }

    @Test
    void isSucceededWithoutAResultForAMomentIfTheScenarioSaysSo() throws Exception {
        api.create("t-1", Azure.auto());
        api.hours(1);
        fault(Fault.noResult(), "GET /videotranslation/translations/{id}");
        JsonNode early = api.json(TRANSLATION).path("latestIteration");
        assertThat(early.path("status").asString()).isEqualTo("Succeeded");
        assertThat(early.has("result")).isFalse();
        assertThat(api.json(TRANSLATION)
                        .at("/latestIteration/result/translatedVideoFileUrl")
                        .asString())
                .contains("/files/");
    }

    @Test
    void concernsOneTranslationOnlyIfTheRuleNamesIt() throws Exception {
        api.create("t-1", Azure.auto());
        api.create("t-2", Azure.auto());
        api.simulator.addFault(FaultRule.of(Fault.status(500)).dialect("azure").job("t-2"));
        assertThat(api.get(TRANSLATION).statusCode()).isEqualTo(200);
        assertThat(api.get("/translations/t-2").statusCode()).isEqualTo(500);
    }

    @Test
    void limitsRequestsInItsOwnFormat() throws Exception {
        restart(new Azure(
                "/azure", builder -> builder.scenario(Scenario.defaults().with("limits.requests", 1))));
        api.get("/translations");
        HttpResponse<String> refused = api.get("/translations");
        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(json(refused).at("/error/code").asString()).isEqualTo("TooManyRequests");
        assertThat(refused.headers().firstValue("retry-after")).isPresent();
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /azure/videotranslation/translations/nope?api-version=2026-03-01, 404, NotFound",
        "GET, /azure/nowhere, 404, NotFound",
        "GET, /videotranslation/nowhere, 404, NotFound",
        "POST, /videotranslation/translations, 405, MethodNotAllowed"
    })
    void saysInItsOwnFormatWhatDoesNotExist(String method, String path, int status, String code) throws Exception {
        HttpResponse<String> refused = api.requests.send(method, path, null);
        assertThat(refused.statusCode()).isEqualTo(status);
        assertThat(json(refused).at("/error/code").asString()).isEqualTo(code);
    }

    @Test
    void saysRunningInTheResourceForAMomentIfThatIsSet() throws Exception {
        restart(Azure.with("azure.iteration_lag", "10s"));
        api.create("t-1", Azure.auto());
        api.simulator.job("t-1").fail("x", "No speech.");
        assertThat(api.status("/operations/t-1")).isEqualTo("Failed");
        assertThat(api.status("/translations/t-1/iterations/Initial")).isEqualTo("Running");
        assertThat(api.json(TRANSLATION).has("failureReason")).isFalse();
        api.clock.advance(Duration.ofSeconds(10));
        assertThat(api.status("/translations/t-1/iterations/Initial")).isEqualTo("Failed");
        assertThat(api.json(TRANSLATION).path("failureReason").asString()).isEqualTo("No speech.");
    }

    @Test
    void saysWhenToComeAgainIfThatIsSet() throws Exception {
        restart(Azure.with("azure.retry_after", "7s"));
        api.create("t-1", Azure.auto());
        api.clock.speed(1);
        assertThat(api.get("/operations/t-1").headers().firstValue("retry-after"))
                .contains("7");
        api.simulator.job("t-1").finish();
        assertThat(api.get("/operations/t-1").headers().firstValue("retry-after"))
                .isEmpty();
    }

    @Test
    void hasAnotherVersionInTheLinkThanTheRequestIfThatIsSet() throws Exception {
        restart(Azure.with("azure.operation_version", "2025-05-20"));
        String link = api.put(TRANSLATION, Azure.auto(), "t-1")
                .headers()
                .firstValue("operation-location")
                .orElseThrow();
        assertThat(link).endsWith("/operations/t-1?api-version=2025-05-20");
        assertThat(api.fetch(link).statusCode()).isEqualTo(200);
    }

    @Test
    void hasPagesOfTheSizeThatIsSet() throws Exception {
        restart(Azure.with("azure.page_size", 1));
        api.create("t-1", Azure.auto());
        api.create("t-2", Azure.auto());
        JsonNode page = json(api.requests.get(TRANSLATIONS + Azure.VERSION + "&maxpagesize=5"));
        assertThat(page.path("value")).hasSize(1);
        assertThat(page.path("nextLink").asString()).contains("skip=1");
    }

    @Test
    void signsLinksForAsLongAsIsSet() throws Exception {
        restart(new Azure("/azure", builder -> builder.dialectOption("azure.links_valid", "1m")));
        api.create("t-1", Azure.auto());
        api.simulator.job("t-1").finish();
        String url = api.json(TRANSLATION)
                .at("/latestIteration/result/translatedVideoFileUrl")
                .asString();
        assertThat(api.fetch(url).statusCode()).isEqualTo(200);
        api.clock.advance(Duration.ofMinutes(1));
        HttpResponse<String> expired = api.fetch(url);
        assertThat(expired.statusCode()).isEqualTo(403);
        assertThat(expired.headers().firstValue("x-ms-error-code")).contains("Forbidden");
    }

    private void fault(Fault fault, String route) {
        api.simulator.addFault(FaultRule.of(fault).dialect("azure").route(route).first(1));
    }

    private void restart(Azure other) {
        api.close();
        api = other;
    }
}
