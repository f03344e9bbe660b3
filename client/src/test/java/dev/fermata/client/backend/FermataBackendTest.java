package dev.fermata.client.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.fermata.client.backend.Backend.BulkSnapshots;
import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FermataBackendTest {

    private static final URI VIDEO = URI.create("https://example.com/talk.mp4");

    private final FermataBackend backend = Backend.fermata(URI.create("http://localhost:8000/"));
    private final Backend.Bulk bulk = backend.bulk().orElseThrow();

    @Test
    void readsAJob() {
        Snapshot snapshot = Responses.read(backend, """
                {'id':'7','state':'running','stage':'voicing','progress':0.25,'target_language':'es',
                 'submitted_at':'2024-05-01T12:00:00Z','expected_at':'2024-05-01T12:01:00.500+02:00','ended_at':null}
                """);
        assertThat(snapshot)
                .isEqualTo(Snapshot.builder("job", JobState.RUNNING)
                        .stage("voicing")
                        .progress(0.25)
                        .createdAt(Instant.parse("2024-05-01T12:00:00Z"))
                        .expectedAt(Instant.parse("2024-05-01T10:01:00.500Z"))
                        .kind("fermata/es")
                        .build());
    }

    @Test
    void readsWhatCameOfAJob() {
        String completed = "{'state':'completed','ended_at':'2024-05-01T12:00:00Z',"
                + "'result':{'video_url':'https://example.com/es.mp4','seconds':61.5,'parts':[1],'none':null}}";
        Snapshot snapshot = Responses.read(backend, completed);
        assertThat(snapshot.result()).isEqualTo(Map.of("video_url", "https://example.com/es.mp4", "seconds", "61.5"));
        assertThat(snapshot.finishedAt()).contains(Instant.parse("2024-05-01T12:00:00Z"));
        assertThat(snapshot.json()).isEqualTo(completed.replace('\'', '"'));
        Snapshot failed = Responses.read(backend, "{'state':'failed','error':{'code':'no_audio','message':'silent'}}");
        assertThat(failed.error()).contains(new Snapshot.JobError("no_audio", "silent"));
    }

    @Test
    void sendsTheQueryOfItsUrlWithEachRequest() {
        FermataBackend keyed = Backend.fermata(URI.create("http://host/api?api_key=abc"));
        assertThat(keyed.statusRequest("1").uri()).hasToString("http://host/api/v1/jobs/1?api_key=abc");
        assertThat(keyed.bulk().orElseThrow().statusRequest(List.of("1", "2")).uri())
                .hasToString("http://host/api/v1/jobs?ids=1,2&api_key=abc");
        assertThat(keyed.submit()
                        .orElseThrow()
                        .request(Submission.of(VIDEO, "es"), "key")
                        .uri())
                .hasToString("http://host/api/v1/jobs?api_key=abc");
        assertThat(keyed.cancel().orElseThrow().request("1").uri())
                .hasToString("http://host/api/v1/jobs/1/cancel?api_key=abc");
        assertThat(keyed).hasToString("FermataBackend[http://host/api?api_key=***]");
    }

    @Test
    void keepsNoJsonOfARunningJob() {
        assertThat(Responses.read(backend, "{'state':'running'}").json()).isEmpty();
    }

    @Test
    void takesAnUnknownWordAsUnknown() {
        Snapshot snapshot = Responses.read(backend, "{'state':'paused'}");
        assertThat(snapshot.state()).isEqualTo(JobState.UNKNOWN);
        assertThat(snapshot.word()).isEqualTo("paused");
    }

    @Test
    void cleansWordsAndKeysOfTheServer() {
        Snapshot snapshot = Responses.read(backend, """
                {'state':'failed','stage':'a\\u009bb','target_language':'e\\u0085s',
                 'error':{'code':'c\\u2028d','message':'e\\u001bf'},'result':{'k\\u009b2J':'v\\u009bw'}}
                """);
        assertThat(snapshot.stage()).contains("a b");
        assertThat(snapshot.kind()).isEqualTo("fermata/e s");
        assertThat(snapshot.error()).contains(new Snapshot.JobError("c d", "e f"));
        assertThat(snapshot.result()).isEqualTo(Map.of("k 2J", "v w"));
        assertThat(snapshot.json()).contains("k\u009b2J");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{'state':null}", "{'state':''}", "{'state':{}}", "[]", "'completed'"})
    void cannotReadAJobWithoutAState(String body) {
        assertThatExceptionOfType(MalformedResponseException.class)
                .isThrownBy(() -> Responses.read(backend, body))
                .withMessage("the response has no state");
    }

    @Test
    void asksForAThousandJobsWithOneRequest() {
        assertThat(bulk.maxIds()).isEqualTo(1000);
        HttpRequest request = bulk.statusRequest(List.of("1", "a/b", "c,d", "e&f"));
        assertThat(request.uri()).hasToString("http://localhost:8000/v1/jobs?ids=1,a%2Fb,c%2Cd,e%26f");
        assertThat(request.method()).isEqualTo("GET");
    }

    @Test
    void tellsFoundMissingUnreadableAndUnreportedApart() {
        BulkSnapshots jobs = readBulk(List.of("1", "2", "3", "4"), """
                {'next_cursor':null,'other':{'jobs':[1]},
                 'jobs':[{'id':'1','state':'completed'},{'id':'3'},{'state':'running'}],'missing':['2']}
                """);
        assertThat(jobs.found()).containsOnlyKeys("1");
        assertThat(jobs.missing()).isEqualTo(Set.of("2"));
        assertThat(jobs.unreadable())
                .isEqualTo(Map.of("3", "the response has no state", "", "the response has a job without an id"));
    }

    @Test
    void findsAnIdAsTheCallerWroteIt() {
        BulkSnapshots jobs = readBulk(
                List.of("a\u0085b", "c\u0085d"),
                "{'jobs':[{'id':'a\\u0085b','state':'running'}],'missing':['c\\u0085d']}");
        assertThat(jobs.found()).containsOnlyKeys("a\u0085b");
        assertThat(jobs.missing()).containsExactly("c\u0085d");
    }

    @Test
    void readsAMinimalResponseInWhichNoJobHasEnded() {
        BulkSnapshots jobs = readBulk(List.of("1"), "{'jobs':[]}");
        assertThat(jobs.found()).isEmpty();
        assertThat(jobs.missing()).isEmpty();
        assertThat(jobs.unreadable()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "[]", "{'missing':['1']}", "{'jobs':{}}", "{'jobs':[{'id':'1'", "", "{'jobs':[NO]}"})
    void cannotReadABulkResponseWithoutAListOfJobs(String body) {
        assertThatExceptionOfType(MalformedResponseException.class).isThrownBy(() -> readBulk(List.of("1"), body));
    }

    /** As for a single job: what comes after the document may be the rest of another response. */
    @ParameterizedTest
    @ValueSource(strings = {"x", "{}", "{'jobs':[]}", "]", "}", ",", "\u0000", "<!-- 3 ms -->", "{'jobs':["})
    void cannotReadABulkResponseWithSomethingAfterIt(String rest) {
        String whole = "{'jobs':[{'id':'1','state':'completed'}],'missing':[]}";
        assertThatExceptionOfType(MalformedResponseException.class)
                .isThrownBy(() -> readBulk(List.of("1"), whole + rest))
                .withMessageStartingWith("the response ");
        assertThat(readBulk(List.of("1"), whole + " \r\n").found()).containsOnlyKeys("1");
    }

    @Test
    void readsAThousandJobsAndSharesTheirWords() {
        StringBuilder body = new StringBuilder("{'jobs':[");
        for (int i = 0; i < 1000; i++) {
            body.append(i == 0 ? "" : ",")
                    .append("{'id':'" + i + "','state':'running','stage':'voicing','target_language':'es'}");
        }
        BulkSnapshots jobs = readBulk(List.of(), body.append("]}").toString());
        assertThat(jobs.found()).hasSize(1000);
        Snapshot first = jobs.found().values().iterator().next();
        assertThat(jobs.found().values()).allSatisfy(snapshot -> {
            assertThat(snapshot.kind()).isSameAs(first.kind());
            assertThat(snapshot.word()).isSameAs(first.word());
        });
    }

    @Test
    void submitsWithAKey() {
        Submission submission = Submission.of(VIDEO, "es", "fr")
                .withSourceLanguage("en")
                .withTitle("A \"talk\"")
                .withCallback(URI.create("https://example.com/hook"))
                .withMetadata("customer", "7");
        HttpRequest request = backend.submit().orElseThrow().request(submission, "k-\"1\"");
        assertThat(request.method()).isEqualTo("POST");
        assertThat(request.uri()).hasToString("http://localhost:8000/v1/jobs");
        assertThat(Responses.header(request, "Idempotency-Key")).isEqualTo("\"k-\\\"1\\\"\"");
        assertThat(Responses.header(request, "Content-Type")).isEqualTo("application/json");
        assertThat(Responses.body(request))
                .isEqualTo("{\"source_url\":\"https://example.com/talk.mp4\",\"source_language\":\"en\","
                        + "\"target_languages\":[\"es\",\"fr\"],\"title\":\"A \\\"talk\\\"\","
                        + "\"callback_url\":\"https://example.com/hook\",\"metadata\":{\"customer\":\"7\"}}");
    }

    @Test
    void submitsAScenario() {
        FermataSubmission submission = FermataSubmission.of(VIDEO, "es")
                .withScenario("faults", List.of(Map.of("fault", "reset_before")))
                .withTitle("A talk");
        assertThat(Responses.body(backend.submit().orElseThrow().request(submission, "1")))
                .endsWith("\"title\":\"A talk\",\"scenario\":{\"faults\":[{\"fault\":\"reset_before\"}]}}");
        Submission lasting = FermataSubmission.of(VIDEO, "es").withDuration(Duration.ofSeconds(20));
        assertThat(Responses.body(backend.submit().orElseThrow().request(lasting, "1")))
                .endsWith("\"scenario\":{\"duration\":20.0}}");
    }

    @Test
    void sendsMetadataAndScenarioInTheOrderOfTheCaller() {
        List<String> keys = List.of("zebra", "apple", "mango", "b", "a", "10", "9", "customer", "shelf", "kiwi");
        Map<String, String> nested = new LinkedHashMap<>();
        FermataSubmission submission = FermataSubmission.of(VIDEO, "es");
        for (String key : keys) {
            nested.put(key, "v");
            submission = submission.withMetadata(key, "v").withScenario(key, 1);
        }
        submission = submission.withScenario("nested", List.of(nested)).withMetadata("apple", "other");
        String texts = keys.stream().map(key -> "\"" + key + "\":\"v\"").collect(Collectors.joining(","));
        assertThat(Responses.body(backend.submit().orElseThrow().request(submission, "1")))
                .endsWith("\"metadata\":{" + texts.replace("\"apple\":\"v\"", "\"apple\":\"other\"")
                        + "},\"scenario\":{" + texts.replace("\"v\"", "1") + ",\"nested\":[{" + texts + "}]}}");
        assertThat(submission.metadata().keySet()).containsExactlyElementsOf(keys);
    }

    @Test
    void readsSubmittedJobsInOrder() {
        List<Snapshot> jobs = readSubmitted("{'jobs':[{'id':'2','state':'queued'},{'id':'1','state':'queued'}]}");
        assertThat(jobs).extracting(Snapshot::id).containsExactly("2", "1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{'jobs':[]}",
                "{'jobs':[{'state':'queued'}]}",
                "{'jobs':[{'id':'','state':'queued'}]}",
                "{'jobs':[{'id':'1\\u009b2J','state':'queued'}]}"
            })
    void cannotReadSubmittedJobsWithoutIds(String body) {
        assertThatExceptionOfType(MalformedResponseException.class).isThrownBy(() -> readSubmitted(body));
    }

    @Test
    void cancelsAJob() {
        Backend.Cancel cancel = backend.cancel().orElseThrow();
        HttpRequest request = cancel.request("a b");
        assertThat(request.method()).isEqualTo("POST");
        assertThat(request.uri()).hasToString("http://localhost:8000/v1/jobs/a%20b/cancel");
        assertThat(cancel.read("a b", Responses.NO_HEADERS, Responses.json("{'state':'canceled'}")))
                .hasToString("job a b: canceled");
    }

    @ParameterizedTest
    @CsvSource({"42, http://localhost:8000/v1/jobs/42", "../x?y#z, http://localhost:8000/v1/jobs/..%2Fx%3Fy%23z"})
    void putsAnIdIntoTheUrlSoThatItLeadsNowhereElse(String id, String url) {
        assertThat(backend.statusRequest(id).uri()).hasToString(url);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", ".."})
    void refusesAnIdThatMeansAnotherPlace(String id) {
        assertThatIllegalArgumentException().isThrownBy(() -> backend.statusRequest(id));
        assertThatIllegalArgumentException().isThrownBy(() -> bulk.statusRequest(List.of("1", id)));
    }

    private BulkSnapshots readBulk(List<String> ids, String body) {
        return bulk.read(ids, Responses.NO_HEADERS, Responses.json(body));
    }

    private List<Snapshot> readSubmitted(String body) {
        return backend.submit().orElseThrow().read(Responses.NO_HEADERS, Responses.json(body));
    }
}
