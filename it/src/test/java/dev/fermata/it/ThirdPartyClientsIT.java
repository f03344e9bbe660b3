package dev.fermata.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.it.ThirdPartyClient.Call;
import dev.fermata.it.ThirdPartyClient.LostResponse;
import dev.fermata.it.ThirdPartyClient.Repetition;
import dev.fermata.it.ThirdPartyClient.WebhookCheck;
import dev.fermata.simulator.Fault;
import dev.fermata.simulator.FaultRule;
import dev.fermata.simulator.RecordedRequest;
import dev.fermata.simulator.Simulator;
import dev.fermata.simulator.SimulatorBuilder;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Each client of {@link ThirdPartyClients} does what the tables of {@code docs/vendors.md} say, with nothing but another base URL. */
@Timeout(120)
class ThirdPartyClientsIT {

    private static final Map<ThirdPartyClient, ClientSession> SESSIONS = new HashMap<>();

    @BeforeAll
    static void areInstalled() {
        ThirdPartyPrograms.assumeInstalled();
    }

    @AfterAll
    static void end() {
        SESSIONS.values().forEach(ThirdPartyClientsIT::close);
        SESSIONS.clear();
    }

    private static void close(@Nullable ClientSession session) {
        if (session != null) {
            session.close();
        }
    }

    static Stream<Arguments> calls() {
        return ThirdPartyClients.ALL.stream()
                .flatMap(client ->
                        Arrays.stream(Call.values()).filter(client::has).map(call -> Arguments.of(client, call)));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("calls")
    void behavesAsTheDocsSay(ThirdPartyClient client, Call call) throws Exception {
        Duration delay = call == Call.WAIT || call == Call.AFTER_429 || call == Call.AFTER_503
                ? Duration.ofMillis(100)
                : Duration.ofHours(1);
        SimulatorBuilder builder = Simulator.builder()
                .port(0)
                .seed(1)
                .apiKey("key")
                .errorChance(0)
                .totalDelay(delay)
                .dialectOption("heygen.webhook_event", true);
        if (client.overTls()) {
            builder.tls(true).tlsPort(0);
        }
        try (Simulator simulator = builder.start()) {
            switch (call) {
                case CREATE -> creates(simulator, client);
                case WAIT -> waits(simulator, client);
                case FAILED_JOB -> learnsOfAFailure(simulator, client);
                case LIST -> lists(simulator, client);
                case CANCEL -> cancels(simulator, client);
                case AFTER_429 -> repeats(simulator, client, 429, client.after429());
                case AFTER_503 -> repeats(simulator, client, 503, client.after503());
                case WEBHOOK -> getsWebhooks(simulator, client);
                case LOST_RESPONSE -> losesTheResponse(simulator, client);
            }
        } finally {
            if (client.overTls()) {
                close(SESSIONS.remove(client));
            }
        }
    }

    private static void creates(Simulator simulator, ThirdPartyClient client) throws Exception {
        String id = create(simulator, client);
        assertThat(simulator.job(id).state()).isIn("queued", "running");
        assertThat(jobs(simulator)).isEqualTo(client.vendor().jobs);
    }

    private static void waits(Simulator simulator, ThirdPartyClient client) throws Exception {
        // However late the first poll is, the client has to poll again.
        simulator.addFault(FaultRule.of(Fault.stateWord(client.vendor().running))
                .dialect(client.vendor().dialect)
                .route(client.vendor().poll)
                .first(1));
        String id = create(simulator, client);
        JsonNode end = session(simulator, client).value("wait", Map.of("server", server(simulator), "id", id));
        assertThat(end.path("word").asString()).isEqualToIgnoringCase(client.vendor().completed);
        assertThat(end.path("bytes").asInt()).isPositive();
        assertThat(polls(simulator, client)).hasSizeGreaterThan(1).allMatch(poll -> poll.status() < 300);
    }

    private static void learnsOfAFailure(Simulator simulator, ThirdPartyClient client) throws Exception {
        String id = create(simulator, client);
        simulator.job(id).fail("no_speech", ThirdPartyClient.REASON);
        JsonNode end = session(simulator, client).answer("wait", Map.of("server", server(simulator), "id", id));
        assertThat(end.toString()).contains(client.failure());
        if (!client.failure().equals(ThirdPartyClient.REASON)) {
            assertThat(end.toString()).doesNotContain(ThirdPartyClient.REASON);
        }
    }

    private static void lists(Simulator simulator, ThirdPartyClient client) throws Exception {
        List<String> ids = List.of(create(simulator, client), create(simulator, client));
        JsonNode list = session(simulator, client).value("list", Map.of("server", server(simulator)));
        assertThat(list.valueStream().map(JsonNode::asString)).containsExactlyInAnyOrderElementsOf(ids);
    }

    private static void cancels(Simulator simulator, ThirdPartyClient client) throws Exception {
        String id = create(simulator, client);
        session(simulator, client).value("cancel", Map.of("server", server(simulator), "id", id));
        JsonNode jobs = jsonOf(simulator, "/v1/jobs").path("jobs");
        assertThat(jobs.valueStream().map(job -> job.path("state").asString())).doesNotContain("queued", "running");
    }

    private static void repeats(Simulator simulator, ThirdPartyClient client, int status, Repetition repetition)
            throws Exception {
        // Some clients pause for a second by themselves.
        Duration retryAfter = Duration.ofSeconds(repetition == Repetition.EARLIER ? 2 : 1);
        // Before the creation, because some clients poll at once.
        simulator.addFault(FaultRule.of(Fault.status(status).retryAfter(retryAfter))
                .dialect(client.vendor().dialect)
                .route(client.vendor().poll)
                .first(1));
        String id = create(simulator, client);
        JsonNode end = session(simulator, client).answer("wait", Map.of("server", server(simulator), "id", id));
        List<RecordedRequest> polls = polls(simulator, client);
        assertThat(polls.get(0).status()).isEqualTo(status);
        assertThat(end.has("error")).as(end.toString()).isEqualTo(repetition == Repetition.NEVER);
        if (repetition == Repetition.NEVER) {
            assertThat(polls).hasSize(1);
        } else {
            Duration pause = Duration.between(polls.get(0).at(), polls.get(1).at());
            assertThat(pause.compareTo(retryAfter) < 0).as("%s", pause).isEqualTo(repetition == Repetition.EARLIER);
        }
    }

    private static void getsWebhooks(Simulator simulator, ThirdPartyClient client) throws Exception {
        try (WebhookRecorder receiver = new WebhookRecorder()) {
            JsonNode id = session(simulator, client)
                    .value("create", Map.of("server", server(simulator), "webhook", receiver.url()));
            simulator.job(id.asString()).finish();
            WebhookRecorder.Delivery delivery = receiver.next();
            Map<String, Object> fields = new HashMap<>();
            fields.put("server", server(simulator));
            fields.put("headers", delivery.headers());
            fields.put("body", delivery.body());
            assertThat(session(simulator, client).value("verify", fields).asBoolean())
                    .isTrue();
            fields.put("body", delivery.body() + " ");
            JsonNode forged = session(simulator, client).answer("verify", fields);
            assertThat(forged.path("value").asBoolean(false))
                    .as(forged.toString())
                    .isEqualTo(client.webhookCheck() == WebhookCheck.TAKES_FORGED);
        }
    }

    private static void losesTheResponse(Simulator simulator, ThirdPartyClient client) throws Exception {
        simulator.addFault(FaultRule.of(Fault.acceptThen(503))
                .dialect(client.vendor().dialect)
                .route(client.vendor().creation)
                .first(1));
        JsonNode answer = session(simulator, client).answer("create", Map.of("server", server(simulator)));
        assertThat(answer.has("error")).as(answer.toString()).isEqualTo(client.failsIfTheResponseIsLost());
        int times = client.lostResponse() == LostResponse.SECOND_JOB ? 2 : 1;
        assertThat(jobs(simulator)).isEqualTo(times * client.vendor().jobs);
    }

    private static String create(Simulator simulator, ThirdPartyClient client) throws Exception {
        return session(simulator, client)
                .value("create", Map.of("server", server(simulator)))
                .asString();
    }

    private static ClientSession session(Simulator simulator, ThirdPartyClient client) throws IOException {
        ClientSession session = SESSIONS.get(client);
        if (session == null) {
            session = client.start().session(simulator);
            SESSIONS.put(client, session);
        }
        return session;
    }

    private static String server(Simulator simulator) {
        return simulator.uri().toString();
    }

    private static List<RecordedRequest> polls(Simulator simulator, ThirdPartyClient client) {
        String path = client.vendor()
                .poll
                .replace("GET ", "/" + client.vendor().dialect)
                .replaceAll("\\{\\w+}", "[^/]+");
        return simulator.requests().stream()
                .filter(request ->
                        request.method().equals("GET") && request.path().matches(path))
                .toList();
    }

    /** The number of jobs of the simulator, whichever API created them. */
    private static int jobs(Simulator simulator) throws Exception {
        return jsonOf(simulator, "/v1/jobs").path("jobs").size();
    }

    private static JsonNode jsonOf(Simulator simulator, String path) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(simulator.uri().resolve(path))
                .header("Authorization", "Bearer key")
                .build();
        String body = HttpClient.newHttpClient()
                .send(request, BodyHandlers.ofString())
                .body();
        return JsonMapper.shared().readTree(body);
    }
}
