package dev.fermata.client;

import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.client.WaitListener.PollEvent;
import dev.fermata.client.World.Reply;
import dev.fermata.client.backend.Backend;
import dev.fermata.client.backend.BackendsPage;
import dev.fermata.client.backend.JobState;
import dev.fermata.client.backend.RequestBodies;
import dev.fermata.client.backend.RequestTemplate;
import dev.fermata.client.backend.Snapshot;
import dev.fermata.client.backend.Submission;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How docs/backends.md asks, and what it takes for a failure, each against a server that answers as the named API does. */
class ApiRequestsTest {

    private static final Duration END = ofSeconds(30);

    private World world = new World((request, now) -> null);
    private Waiter waiter = world.waiter(Waiter.builder(simple()));

    private Outcome await(Backend backend, World.Server server) {
        return await(Waiter.builder(backend), server);
    }

    private Outcome await(WaiterBuilder builder, World.Server server) {
        world = new World(server);
        waiter = world.waiter(builder.hold(Duration.ZERO));
        return await("42");
    }

    private Outcome await(String id) {
        CompletableFuture<Outcome> outcome = waiter.awaitAsync(id, ofMinutes(10));
        world.pass(ofMinutes(10));
        return Rejections.outcome(outcome);
    }

    private static Reply json(int status, String json) {
        return new Reply(status, Map.of(), json.replace('\'', '"'), Duration.ofMillis(10));
    }

    private static Reply json(String json) {
        return json(200, json);
    }

    @Test
    void anEnvelopeWithACodeIsARejection() {
        Backend backend = BackendsPage.backend("An envelope with 200").build();
        Outcome outcome = await(backend, (request, now) -> json("{'code':40119,'message':'no such task'}"));
        assertThat(outcome)
                .isInstanceOfSatisfying(
                        Outcome.Rejected.class,
                        rejected -> assertThat(rejected.exception())
                                .hasMessage(
                                        "https://open.example.com/task?id=*** answered 200: the response says that the request has"
                                                + " failed. The server says: no such task (/code is 40119)"));
        assertThat(outcome.polls()).isEqualTo(1);
    }

    @Test
    void anEnvelopeWithACodeThatPassesIsRepeated() {
        Backend backend = BackendsPage.backend("An envelope with 200").build();
        Outcome outcome = await(
                backend,
                (request, now) -> now.compareTo(END) < 0
                        ? json("{'code':50001,'message':'busy'}")
                        : json("{'code':0,'data':{'status':'done'}}"));
        assertThat(outcome).isInstanceOf(Outcome.Completed.class);
        assertThat(outcome.lastProblem()).hasValue("the server answered with status 200: busy (/code is 50001)");
    }

    @Test
    void anErrorTextIsFoundInNestedObjects() {
        Backend backend = BackendsPage.backend("An envelope with 200").build();
        Outcome outcome = await(
                backend,
                (request, now) ->
                        json("{'code':0,'data':{'status':'error','fail':{'code':'E7','error':{'msg':'bad codec'}}}}"));
        assertThat(outcome).isInstanceOfSatisfying(Outcome.Failed.class, failed -> {
            assertThat(failed.code()).isEqualTo("E7");
            assertThat(failed.message()).isEqualTo("bad codec");
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ThrottlingException",
                "TooManyRequestsException",
                "com.amazon.coral.availability#ThrottlingException",
                "ThrottlingException:http://internal.amazon.com/coral/com.amazon.coral.availability/"
            })
    void awsThrottlesWith400AndIsAskedByPost(String type) {
        Backend backend = BackendsPage.backend("Throttling with 400, and POST to poll: AWS Translate")
                .build();
        String state = "{'TextTranslationJobProperties':{'JobStatus':'%s','SubmittedTime':1767229200.25}}";
        Outcome outcome = await(
                backend,
                (request, now) -> now.compareTo(ofSeconds(5)) < 0
                        ? json(400, "{'__type':'" + type + "','message':'Rate exceeded'}")
                        : json(state.formatted(now.compareTo(END) < 0 ? "IN_PROGRESS" : "COMPLETED")));
        assertThat(outcome).isInstanceOf(Outcome.Completed.class);
        assertThat(outcome.lastProblem().orElseThrow())
                .startsWith("the server answered with status 400: Rate exceeded (/__type is " + type.substring(0, 10));
        HttpRequest request = world.sent().get(0).request();
        assertThat(request.method()).isEqualTo("POST");
        assertThat(RequestBodies.text(request)).isEqualTo("{\"JobId\":\"42\"}");
        assertThat(request.headers().firstValue("Content-Type")).hasValue("application/x-amz-json-1.1");
    }

    @Test
    void anotherErrorWith400IsARejection() {
        Backend backend = BackendsPage.backend("Throttling with 400, and POST to poll: AWS Translate")
                .build();
        Outcome outcome = await(
                backend, (request, now) -> json(400, "{'__type':'ResourceNotFoundException','message':'no such job'}"));
        assertThat(outcome).isInstanceOf(Outcome.Rejected.class);
        assertThat(outcome.polls()).isEqualTo(1);
    }

    @Test
    void gitHubThrottlesWith403() {
        Backend backend = BackendsPage.backend("Two fields: GitHub Actions").build();
        Outcome outcome = await(
                backend,
                (request, now) -> now.compareTo(ofSeconds(40)) < 0
                        ? json(403, "{'message':'You have exceeded a secondary rate limit'}")
                                .with("Retry-After", "60")
                        : json("{'status':'completed','conclusion':'success'}"));
        assertThat(outcome).isInstanceOf(Outcome.Completed.class);
        assertThat(world.sent()).hasSize(2);
        Outcome forbidden = await(backend, (request, now) -> json(403, "{'message':'Resource not accessible'}"));
        assertThat(forbidden).isInstanceOf(Outcome.Rejected.class);
    }

    @Test
    void theIdInAHeaderAndTheKeyInTheQuery() {
        Backend backend =
                BackendsPage.backend("The id in a header, the key in the query").build();
        Outcome outcome = await(backend, (request, now) -> json(401, "{'message':'bad key value-of-EXAMPLE_KEY'}"));
        assertThat(world.sent().get(0).path()).isEqualTo("/status?api_key=value-of-EXAMPLE_KEY");
        assertThat(world.sent().get(0).header("X-Job-Id")).hasValue("42");
        assertThat(((Outcome.Rejected) outcome).exception().getMessage())
                .startsWith("https://api.example.com/status?api_key=*** answered 401")
                .doesNotContain("EXAMPLE_KEY");
    }

    private static final Submission TALK =
            Submission.of(URI.create("https://example.com/talk.mp4"), "es").withTitle("A \"talk\"");

    private Snapshot submit(Backend backend, Submission submission, World.Server server) {
        world = new World(server);
        waiter = world.waiter(Waiter.builder(backend).hold(Duration.ZERO));
        CompletableFuture<Snapshot> job = waiter.submitAsync(submission, "key-1", ofSeconds(20));
        world.pass(ofSeconds(20));
        assertThat(job).isDone();
        return job.join();
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://media.example.com/operations/op-7?v=2", "/operations/op-7?v=2"})
    void pollsGoToTheUrlInTheAnswerToTheSubmission(String location) {
        Backend backend = BackendsPage.backend("The URL from the answer to the submission: Azure")
                .build();
        Snapshot job = submit(
                backend,
                TALK,
                (request, now) -> request.method().equals("PUT")
                        ? json(201, "{'status':'NotStarted'}").with("Operation-Location", location)
                        : json("{'status':'" + (now.compareTo(ofMinutes(1)) < 0 ? "Running" : "Succeeded") + "'}"));
        assertThat(job.id()).isEqualTo("op-7");
        assertThat(job.state()).isEqualTo(JobState.QUEUED);
        assertThat(RequestBodies.text(world.sent().get(0).request()))
                .isEqualTo("{\"input\":{\"videoFileUrl\":\"https://example.com/talk.mp4\",\"targetLocale\":\"es\"},"
                        + "\"displayName\":\"A \\\"talk\\\"\"}");
        assertThat(await("op-7")).isInstanceOf(Outcome.Completed.class);
        assertThat(world.sent().subList(1, world.sent().size()))
                .hasSizeGreaterThan(2)
                .extracting(World.Sent::path)
                .containsOnly("/operations/op-7?v=2");
        assertThat(world.sent().get(1).header("Ocp-Apim-Subscription-Key")).hasValue("value-of-EXAMPLE_KEY");
    }

    @Test
    void aUrlOnAnotherServerIsFollowedOnlyIfThatIsAllowed() {
        World.Server server = (request, now) -> request.method().equals("PUT")
                ? json(201, "{}").with("Operation-Location", "https://eu.example.com/operations/op-7")
                : json("{'status':'Succeeded'}");
        submit(
                BackendsPage.backend("The URL from the answer to the submission: Azure")
                        .build(),
                TALK,
                server);
        await("op-7");
        assertThat(world.sent().get(1).request().uri()).hasToString("https://media.example.com/operations/op-7");
        Backend allowed = BackendsPage.backend("The URL from the answer to the submission: Azure")
                .allowOrigin(URI.create("https://eu.example.com"))
                .build();
        submit(allowed, TALK, server);
        await("op-7");
        assertThat(world.sent().get(1).request().uri()).hasToString("https://eu.example.com/operations/op-7");
    }

    @Test
    void submitsAndCancels() {
        Backend backend = BackendsPage.backend("Submit, cancel, bulk").build();
        Snapshot job = submit(
                backend,
                TALK,
                (request, now) ->
                        request.method().equals("POST") ? json(202, "{'job':{'id':'a/1'}}") : Reply.status(204));
        assertThat(job.id()).isEqualTo("a/1");
        HttpRequest request = world.sent().get(0).request();
        assertThat(request.uri()).hasToString("https://dub.example.com/v2/jobs");
        assertThat(request.headers().firstValue("Idempotency-Key")).hasValue("key-1");
        assertThat(RequestBodies.text(request))
                .isEqualTo("{\"video\":\"https://example.com/talk.mp4\",\"languages\":[\"es\"],"
                        + "\"options\":{\"title\":\"A \\\"talk\\\"\"}}");
        CompletableFuture<Snapshot> canceled = waiter.cancelAsync("a/1");
        world.pass(ofSeconds(1));
        assertThat(canceled.join().word()).isEqualTo("canceling");
        assertThat(world.sent().get(1).request().method()).isEqualTo("DELETE");
        assertThat(world.sent().get(1).request().uri()).hasToString("https://dub.example.com/v2/jobs/a%2F1");
    }

    @Test
    void submitsSeveralLanguagesWithOneRequest() {
        Backend backend = BackendsPage.backend("Submit, cancel, bulk").build();
        world = new World((request, now) -> json(202, "{'job':{'id':['a','b']}}"));
        waiter = world.waiter(Waiter.builder(backend));
        Submission talk = Submission.of(URI.create("https://example.com/talk.mp4"), "es", "fr");
        CompletableFuture<List<Snapshot>> jobs = waiter.submitAllAsync(talk, "key-1", ofSeconds(20));
        world.pass(ofSeconds(1));
        assertThat(jobs.join()).extracting(Snapshot::id).containsExactly("a", "b");
        assertThat(RequestBodies.text(world.sent().get(0).request())).contains("\"languages\":[\"es\",\"fr\"]");
    }

    @Test
    void anErrorInTheAnswerToASubmissionIsARejection() {
        Backend backend = Backend.json("http://server/jobs/{id}")
                .state("/state")
                .completed("done")
                .failed("failed")
                .rejectedWhen("/code != 0")
                .submit(RequestTemplate.post("/jobs").withBody("source={source}&to={language}"), "/id")
                .build();
        world = new World((request, now) -> json("{'code':7,'message':'no credit'}"));
        waiter = world.waiter(Waiter.builder(backend));
        CompletableFuture<Snapshot> job = waiter.submitAsync(TALK, "key-1", ofSeconds(20));
        world.pass(ofSeconds(1));
        assertThat(job)
                .isCompletedExceptionally()
                .failsWithin(Duration.ZERO)
                .withThrowableOfType(ExecutionException.class)
                .withMessageEndingWith("The server says: no credit (/code is 7)");
        assertThat(RequestBodies.text(world.sent().get(0).request()))
                .isEqualTo("source=https%3A%2F%2Fexample.com%2Ftalk.mp4&to=es");
    }

    @Test
    void pollsInBulk() {
        Backend backend = BackendsPage.backend("Submit, cancel, bulk").build();
        world = new World(
                (request, now) -> json(
                        "{'items':[{'id':'a','status':'done'},{'id':'b','status':'error'},{'id':'c'},{'id':'d','status':'working'}]}"));
        waiter = world.waiter(Waiter.builder(backend).hold(Duration.ZERO));
        List<CompletableFuture<Outcome>> waits = new ArrayList<>();
        List.of("a", "b", "c", "d").forEach(id -> waits.add(waiter.awaitAsync(id, ofSeconds(20))));
        world.pass(ofSeconds(30));
        assertThat(waits).allMatch(CompletableFuture::isDone);
        assertThat(waits)
                .extracting(wait -> wait.join().getClass().getSimpleName())
                .containsExactly("Completed", "Failed", "TimedOut", "TimedOut");
        assertThat(waits.get(2).join().lastProblem().orElseThrow()).startsWith("the response has no state at /status");
        assertThat(world.sent().get(0).request().uri()).hasToString("https://dub.example.com/v2/jobs?ids=a,b,c,d");
    }

    @Test
    void anEntryWithoutAnIdEndsNoWait() {
        Backend backend = BackendsPage.backend("Submit, cancel, bulk").build();
        world = new World(
                (request, now) -> json("{'items':[{'uuid':'x','status':'done'},{'id':'b','status':'error'}]}"));
        waiter = world.waiter(Waiter.builder(backend).hold(Duration.ZERO));
        CompletableFuture<Outcome> a = waiter.awaitAsync("a", ofSeconds(20));
        CompletableFuture<Outcome> b = waiter.awaitAsync("b", ofSeconds(20));
        world.pass(ofSeconds(30));
        assertThat(List.of(a, b)).allMatch(CompletableFuture::isDone);
        assertThat(a.join()).isInstanceOf(Outcome.TimedOut.class);
        assertThat(b.join()).isInstanceOf(Outcome.Failed.class);
    }

    @Test
    void oneUrlIsNotThatOfSeveralJobs() {
        Backend backend = Backend.json("http://server/jobs/{id}")
                .state("/state")
                .completed("done")
                .failed("failed")
                .nextPoll("/status_url")
                .submit(RequestTemplate.post("/jobs").withBody("to={languages}"), "/ids")
                .build();
        world = new World((request, now) -> request.method().equals("POST")
                ? json("{'ids':['a','b'],'status_url':'/st/a'}")
                : json(request.uri().getPath().endsWith("/a") ? "{'state':'done'}" : "{'state':'failed'}"));
        waiter = world.waiter(Waiter.builder(backend));
        Submission talk = Submission.of(URI.create("https://example.com/talk.mp4"), "es", "fr");
        CompletableFuture<List<Snapshot>> jobs = waiter.submitAllAsync(talk, "key-1", ofSeconds(20));
        world.pass(ofSeconds(1));
        assertThat(jobs).isDone();
        CompletableFuture<Outcome> b = waiter.awaitAsync("b", ofSeconds(20));
        world.pass(ofSeconds(30));
        assertThat(b).isDone();
        assertThat(b.join()).isInstanceOf(Outcome.Failed.class);
        assertThat(world.sent().get(1).path()).isEqualTo("/jobs/b");
    }

    private static Backend simple() {
        return Backend.json("http://server/jobs/{id}")
                .state("/state")
                .completed("done")
                .failed("failed")
                .needsAttention("paused")
                .build();
    }

    @Test
    void aTokenIsRenewedOnceAfter401() {
        AtomicInteger tokens = new AtomicInteger();
        WaiterBuilder builder = Waiter.builder(simple()).token(() -> "t" + tokens.incrementAndGet());
        Outcome outcome = await(builder, (request, now) -> {
            String valid = now.compareTo(END) < 0 ? "Bearer t1" : "Bearer t2";
            return request.headers().firstValue("Authorization").orElse("").equals(valid)
                    ? json("{'state':'" + (now.compareTo(END.multipliedBy(2)) < 0 ? "running" : "done") + "'}")
                    : Reply.status(401);
        });
        assertThat(outcome).isInstanceOf(Outcome.Completed.class);
        assertThat(tokens).hasValue(2);
        assertThat(outcome.lastProblem()).isEmpty();
    }

    @Test
    void aTokenThatIsNotAcceptedEndsTheWaitAfterOneRenewal() {
        AtomicInteger tokens = new AtomicInteger();
        WaiterBuilder builder = Waiter.builder(simple()).token("X-Key", () -> "secret-" + tokens.incrementAndGet());
        Outcome outcome = await(builder, (request, now) -> json(401, "{'message':'bad secret-2'}"));
        assertThat(outcome).isInstanceOf(Outcome.Rejected.class);
        assertThat(world.sent()).hasSize(2);
        assertThat(((Outcome.Rejected) outcome).exception().getMessage()).endsWith("The server says: bad ***");
    }

    @Test
    void aSignerSeesTheFinishedRequestAndItsBody() {
        Backend backend = BackendsPage.backend("Throttling with 400, and POST to poll: AWS Translate")
                .build();
        WaiterBuilder builder = Waiter.builder(backend)
                .token("X-Amz-Security-Token", () -> "session")
                .signer((request, body) -> HttpRequest.newBuilder(request, (name, value) -> true)
                        .header(
                                "Authorization",
                                request.headers()
                                                .firstValue("X-Amz-Security-Token")
                                                .orElseThrow() + " " + new String(body, StandardCharsets.UTF_8))
                        .build());
        await(builder, (request, now) -> json("{'TextTranslationJobProperties':{'JobStatus':'COMPLETED'}}"));
        assertThat(world.sent().get(0).header("Authorization")).hasValue("session {\"JobId\":\"42\"}");
        assertThat(RequestBodies.text(world.sent().get(0).request())).isEqualTo("{\"JobId\":\"42\"}");
    }

    @Test
    void attentionIsToldOnceAndTheWaitGoesOn() {
        List<String> told = new ArrayList<>();
        WaiterBuilder builder = Waiter.builder(simple()).listener(new WaitListener() {
            @Override
            public void onAttentionNeeded(PollEvent event) {
                told.add(event.text());
            }
        });
        Outcome outcome = await(
                builder, (request, now) -> json("{'state':'" + (now.compareTo(END) < 0 ? "paused" : "done") + "'}"));
        assertThat(outcome).isInstanceOf(Outcome.Completed.class);
        assertThat(outcome.polls()).isGreaterThan(2);
        assertThat(told).containsExactly("paused");
    }

    @Test
    void attentionIsAnOutcomeIfThatIsAskedFor() {
        WaiterBuilder builder = Waiter.builder(simple()).endWhenAttentionIsNeeded();
        Outcome outcome = await(
                builder, (request, now) -> json("{'state':'" + (now.compareTo(END) < 0 ? "paused" : "done") + "'}"));
        assertThat(outcome).isInstanceOf(Outcome.NeedsAttention.class);
        assertThat(outcome.polls()).isEqualTo(1);
        // The job may go on later: the next wait asks again.
        assertThat(await("42")).isInstanceOf(Outcome.Completed.class);
    }
}
