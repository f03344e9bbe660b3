package dev.fermata.client;

import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.client.World.Reply;
import dev.fermata.client.backend.Backend;
import dev.fermata.client.backend.BackendsPage;
import dev.fermata.client.backend.JobState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The forms of a state in docs/backends.md, each against a server that answers as the named API does. */
class ApiShapesTest {

    private static final Duration END = ofSeconds(30);

    private World world = new World((request, now) -> null);

    /** Waits for a job of a server that says one thing before the end, and another after it. */
    private Outcome await(Backend backend, Reply before, Reply after) {
        return await(backend, (request, now) -> now.compareTo(END) < 0 ? before : after);
    }

    private Outcome await(Backend backend, World.Server server) {
        world = new World(server);
        Waiter waiter = world.waiter(Waiter.builder(backend).hold(Duration.ZERO));
        CompletableFuture<Outcome> outcome = waiter.awaitAsync("42", ofMinutes(10));
        world.pass(ofMinutes(10));
        return Rejections.outcome(outcome);
    }

    private Outcome await(Backend backend, String before, String after) {
        return await(backend, Reply.ok(json(before)), Reply.ok(json(after)));
    }

    private static String json(String json) {
        return json.replace('\'', '"');
    }

    private static void assertFailed(Outcome outcome, String code, String message) {
        assertThat(outcome).isInstanceOfSatisfying(Outcome.Failed.class, failed -> {
            assertThat(failed.code()).isEqualTo(code);
            assertThat(failed.message()).isEqualTo(message);
        });
    }

    private Map<String, String> completed(Outcome outcome) {
        assertThat(outcome).isInstanceOf(Outcome.Completed.class);
        assertThat(outcome.elapsed()).isBetween(END, END.plusSeconds(20));
        return ((Outcome.Completed) outcome).snapshot().result();
    }

    @Test
    void googleOperations() {
        Backend backend =
                BackendsPage.backend("A flag and an error: Google operations").build();
        String running = "{'name':'operations/42','metadata':{'progressPercent':40}}";
        assertThat(completed(await(
                        backend, running, "{'name':'operations/42','done':true,'response':{'uri':'gs://b/out.mp4'}}")))
                .containsEntry("uri", "gs://b/out.mp4");
        assertFailed(
                await(backend, running, "{'done':true,'error':{'code':3,'message':'Unsupported audio','details':[]}}"),
                "3",
                "Unsupported audio");
        assertThat(await(backend, running, "{'done':true,'error':{'code':1,'message':'Operation was canceled'}}"))
                .isInstanceOf(Outcome.Canceled.class);
    }

    @ParameterizedTest
    @CsvSource({
        "success, Completed",
        "skipped, Completed",
        "failure, Failed",
        "timed_out, Failed",
        "startup_failure, Failed",
        "stale, Failed",
        "a new word, Failed",
        "cancelled, Canceled"
    })
    void gitHubActions(String conclusion, String outcome) {
        Backend backend = BackendsPage.backend("Two fields: GitHub Actions").build();
        Outcome ended = await(backend, "{'status':'in_progress','conclusion':null}", """
                {'status':'completed','conclusion':'%s','html_url':'https://github.com/octo/demo/actions/runs/42'}
                """.formatted(conclusion));
        assertThat(ended.getClass().getSimpleName()).isEqualTo(outcome);
        assertThat(world.sent().get(0).request().uri())
                .hasToString("https://api.github.com/repos/octo/demo/actions/runs/42");
        assertThat(world.sent().get(0).header("Accept")).hasValue("application/vnd.github+json");
    }

    @ParameterizedTest
    @CsvSource({"0, Completed", "1, Completed", "2, Failed", "4, Failed", "5, Failed", "6, Canceled"})
    void buildbot(int results, String outcome) {
        Backend backend = BackendsPage.backend("Two fields: Buildbot").build();
        Outcome ended = await(
                backend,
                "{'builds':[{'complete':false,'results':null,'state_string':'building'}]}",
                "{'builds':[{'complete':true,'results':" + results + ",'state_string':'failed compile'}]}");
        assertThat(ended.getClass().getSimpleName()).isEqualTo(outcome);
        if (ended instanceof Outcome.Failed failed) {
            assertThat(failed.message()).isEqualTo("failed compile");
        }
    }

    @Test
    void kubernetesJobs() {
        Backend backend =
                BackendsPage.backend("A list of conditions: Kubernetes jobs").build();
        String running = "{'kind':'Job','status':{'active':1}}";
        completed(await(backend, running, """
                {'kind':'Job','status':{'conditions':[{'type':'SuccessCriteriaMet','status':'True'},
                {'type':'Complete','status':'True'}]}}"""));
        assertThat(world.sent().get(0).header("Authorization")).hasValue("Bearer value-of-KUBE_TOKEN");
        assertFailed(
                await(backend, running, """
                {'status':{'conditions':[{'type':'Complete','status':'False'},{'type':'Failed','status':'True',
                'reason':'BackoffLimitExceeded','message':'Job has reached the specified backoff limit'}]}}"""), "BackoffLimitExceeded", "Job has reached the specified backoff limit");
    }

    @ParameterizedTest
    @ValueSource(ints = {202, 204, 404})
    void theStatusCodeAlone(int pending) {
        Backend backend = BackendsPage.backend("The status code alone").build();
        Reply before = Reply.status(pending);
        assertThat(completed(await(backend, before, Reply.ok(json("{'file':'https://x/a.mp4'}")))))
                .containsEntry("file", "https://x/a.mp4");
        Reply gone = new Reply(410, Map.of(), json("{'message':'the export ran out of disk'}"), ofSeconds(1));
        assertFailed(await(backend, before, gone), "", "the export ran out of disk");
        Outcome refused = await(backend, before, Reply.status(403));
        assertThat(refused).isInstanceOf(Outcome.Rejected.class);
    }

    @Test
    void aRedirectionToTheResult() {
        Backend backend = BackendsPage.backend("A redirection to the result").build();
        Reply running = Reply.ok(json("{'place':7}"));
        Reply done = Reply.status(303).with("Location", "/results/42");
        assertThat(completed(await(backend, running, done))).containsEntry("url", "/results/42");
        assertFailed(await(backend, running, Reply.ok(json("{'error':'no audio'}"))), "", "no audio");
    }

    @Test
    void pollsThatGoWhereTheServerSendsThem() {
        Backend backend = BackendsPage.backend("A redirection to the result", 1).build();
        Outcome outcome = await(backend, (request, now) -> {
            if (request.uri().getPath().equals("/tasks/42")) {
                return Reply.status(303).with("Location", "/results/7");
            }
            return now.compareTo(END) < 0
                    ? Reply.status(202)
                    : Reply.ok(json("{'video':'https://x/" + request.uri().getPath() + ".mp4'}"));
        });
        assertThat(completed(outcome)).containsEntry("video", "https://x//results/7.mp4");
        // Later answers name no other URL.
        assertThat(world.sent()).hasSizeGreaterThan(3);
        assertThat(world.sent())
                .extracting(World.Sent::path)
                .filteredOn("/tasks/42"::equals)
                .hasSize(1);
    }

    @Test
    void anErrorPageIsARejectionThoughAConditionAsksForItsBody() {
        Backend backend = Backend.json("http://server/{id}")
                .when(JobState.COMPLETED, "/video")
                .when(JobState.FAILED, "/error and status-code = 400")
                .build();
        assertFailed(
                await(backend, Reply.ok("{}"), new Reply(400, Map.of(), json("{'error':'bad codec'}"), ofSeconds(1))),
                "",
                "bad codec");
        Reply page = new Reply(400, Map.of(), "<html><title>Bad Request</title>", ofSeconds(1));
        assertThat(await(backend, Reply.ok("{}"), page)).isInstanceOf(Outcome.Rejected.class);
    }

    @Test
    void aFieldThatIsThere() {
        Backend backend =
                BackendsPage.backend("A field that is there: result or error").build();
        assertThat(completed(await(backend, "{'result':null}", "{'result':{'text':'Hola'}}")))
                .containsEntry("text", "Hola");
        assertFailed(
                await(
                        backend,
                        "{}",
                        "{'result':{},'error':{'errors':[{'message':'no audio'},{'message':'no video'}]}}"),
                "",
                "no audio; no video");
    }

    @Test
    void aPercentageAlone() {
        Backend backend = BackendsPage.backend("A percentage alone").build();
        for (String form : List.of("{'percent':%d,'errors':[]}", "{'percent':'%d'}")) {
            completed(await(
                    backend,
                    (request, now) ->
                            Reply.ok(json(form.formatted(Math.min(100, 100 * now.toMillis() / END.toMillis()))))));
        }
        assertFailed(await(backend, "{'percent':12}", "{'percent':100,'errors':['codec','size']}"), "", "codec; size");
        for (String odd : List.of("NaN", "Infinity", "1e400")) {
            assertThat(await(backend, "{'percent':" + odd + "}", "{'percent':-1}"))
                    .isInstanceOf(Outcome.Failed.class);
        }
    }

    @Test
    void plainText() {
        Backend backend = BackendsPage.backend("Plain text: UWS (IVOA)").build();
        completed(await(backend, Reply.ok("EXECUTING\n"), Reply.ok("COMPLETED\r\n")));
        assertThat(await(backend, Reply.ok("QUEUED"), Reply.ok("ERROR"))).isInstanceOf(Outcome.Failed.class);
        assertThat(await(backend, Reply.ok("HELD"), Reply.ok("ABORTED"))).isInstanceOf(Outcome.Canceled.class);
    }

    private static final String WPS = """
            <?xml version="1.0" encoding="UTF-8"?>
            <wps:StatusInfo xmlns:wps="http://www.opengis.net/wps/2.0">
              <wps:JobID>42</wps:JobID>
              <wps:Status>%s</wps:Status>
              <wps:PercentCompleted>62</wps:PercentCompleted>
            </wps:StatusInfo>""";

    @Test
    void xml() {
        Backend backend = BackendsPage.backend("XML: OGC WPS 2.0").build();
        Reply running = Reply.ok(WPS.formatted("Running"));
        Outcome outcome = await(backend, running, Reply.ok(WPS.formatted("Succeeded")));
        completed(outcome);
        assertThat(((Outcome.Completed) outcome).snapshot().progress()).hasValue(0.62);
        assertThat(await(backend, running, Reply.ok(WPS.formatted("Failed")))).isInstanceOf(Outcome.Failed.class);
    }

    @Test
    void xmlWithADocumentTypeIsNotRead() {
        Backend backend = BackendsPage.backend("XML: OGC WPS 2.0").build();
        String attack = """
                <!DOCTYPE s [<!ENTITY x SYSTEM "file:///etc/hostname">]>
                <StatusInfo><Status>Succeeded</Status><JobID>&x;</JobID></StatusInfo>""";
        Outcome outcome = await(backend, Reply.ok(WPS.formatted("Running")), Reply.ok(attack));
        assertThat(outcome).isInstanceOf(Outcome.TimedOut.class);
        assertThat(outcome.lastProblem().orElseThrow()).startsWith("the response is not XML: '<!DOCTYPE s");
    }

    @Test
    void theLastLine() {
        Backend backend = BackendsPage.backend("Lines of JSON").build();
        String lines = json("{'status':'pulling'}\n{'status':'verifying'}\n");
        completed(await(backend, Reply.ok(lines + "{\"stat"), Reply.ok(lines + json("{'status':'success'}\n\n"))));
        assertFailed(await(backend, Reply.ok(lines), Reply.ok(lines + json("{'error':'disk full'}"))), "", "disk full");
    }

    @ParameterizedTest
    @CsvSource({"ok, Completed", "oom, Failed", "timeout, Failed"})
    void exitWords(String word, String ended) {
        Backend backend =
                BackendsPage.backend("Exit words: all others are failures").build();
        Outcome outcome = await(backend, "{'exit':'busy'}", "{'exit':'" + word + "'}");
        assertThat(outcome.getClass().getSimpleName()).isEqualTo(ended);
    }

    @Test
    void aHeader() {
        Backend backend =
                BackendsPage.backend("A header, without a body: S3 restores").build();
        Reply running = Reply.ok("").with("x-amz-restore", "ongoing-request=\"true\"");
        Reply done = Reply.ok("")
                .with("x-amz-restore", "ongoing-request=\"false\", expiry-date=\"Fri, 21 Dec 2026 00:00:00 GMT\"");
        completed(await(backend, running, done));
        assertThat(world.sent()).allMatch(sent -> sent.request().method().equals("HEAD"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"'yesterday'", "20260101", "123.5", "NaN", "true", "{'at':1}", "[1767229200]"})
    void aTimeThatIsIgnoredIsNotedOnce(String time) {
        Backend backend = BackendsPage.backend("Values").build();
        List<String> notes = notes(
                () -> await(backend, "{'state':'working','created':" + time + "}", "{'state':'done','created':0}"));
        assertThat(notes)
                .singleElement()
                .satisfies(note -> assertThat(note)
                        .startsWith("the time at /created is '" + json(time).replaceAll("^\"|\"$", "")
                                + "' and is ignored"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "0", "-1", "''", "'0'", "false", "'0001-01-01T00:00:00Z'", "{}", "'1767229200'"})
    void whatStandsForNoTimeIsNotNoted(String time) {
        Backend backend = BackendsPage.backend("Values").build();
        assertThat(notes(() -> await(backend, "{'state':'working'}", "{'state':'done','created':" + time + "}")))
                .isEmpty();
    }

    private static List<String> notes(Runnable action) {
        List<String> notes = new ArrayList<>();
        Handler handler = new Handler() {
            @Override
            public void publish(LogRecord line) {
                notes.add(line.getMessage());
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        Logger log = Logger.getLogger("dev.fermata.client.internal.json.StatedTimes");
        log.addHandler(handler);
        try {
            action.run();
        } finally {
            log.removeHandler(handler);
        }
        return notes;
    }

    @Test
    void timesWithAndWithoutZone() {
        Backend backend = BackendsPage.backend("Values").build();
        for (Map.Entry<String, String> time : List.of(
                Map.entry("'2026-01-01T02:00:00'", "2026-01-01T01:00:00Z"),
                Map.entry("'2026-07-01 02:00:00.5'", "2026-07-01T00:00:00.500Z"),
                Map.entry("'2026-01-01T02:00:00Z'", "2026-01-01T02:00:00Z"),
                Map.entry("'2026-01-01T03:00:00+0100'", "2026-01-01T02:00:00Z"),
                Map.entry("'2026-01-01T02:00:00.250+0000'", "2026-01-01T02:00:00.250Z"),
                Map.entry("'2026-01-01 03:00:00+01'", "2026-01-01T02:00:00Z"),
                Map.entry("'2026-01-01 02:00:00 UTC'", "2026-01-01T02:00:00Z"),
                Map.entry("'2026-01-01 02:00:00.5 +0000'", "2026-01-01T02:00:00.500Z"),
                Map.entry("'2026-01-01T03:00:00+01:00[Europe/Berlin]'", "2026-01-01T02:00:00Z"),
                Map.entry("'Thu, 01 Jan 2026 02:00:00 GMT'", "2026-01-01T02:00:00Z"),
                Map.entry("'Thu, 01 Jan 2026 02:00:00 UTC'", "2026-01-01T02:00:00Z"),
                Map.entry("'Thu, 01 Jan 2026 03:00:00 +0100'", "2026-01-01T02:00:00Z"),
                Map.entry("1767232800", "2026-01-01T02:00:00Z"),
                Map.entry("'1767232800123'", "2026-01-01T02:00:00.123Z"))) {
            Outcome outcome =
                    await(backend, "{'state':'working'}", "{'state':'done','created':" + time.getKey() + "} and more");
            assertThat(((Outcome.Completed) outcome).snapshot().createdAt()).hasValue(Instant.parse(time.getValue()));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'yesterday'",
                "'0000-00-00 00:00:00'",
                "-1",
                "0",
                "99999999999999999999999",
                "'20260101120000'",
                "20260101",
                "20260101120000",
                "12345",
                "{}",
                "true",
                "'2026-01-01T09:00:00'",
                "1767268800",
                "'Fri, 02 Jan 2026 02:00:00 GMT'"
            })
    void aTimeThatMakesNoSenseNeverMovesAPollByHours(String time) {
        Backend backend = BackendsPage.backend("Values").build();
        Outcome outcome = await(
                backend,
                "{'state':'working','created':" + time + ",'eta':" + time + "}",
                "{'state':'done','created':" + time + ",'eta':" + time + "}");
        completed(outcome);
        assertThat(((Outcome.Completed) outcome).snapshot().state()).isEqualTo(JobState.COMPLETED);
    }
}
