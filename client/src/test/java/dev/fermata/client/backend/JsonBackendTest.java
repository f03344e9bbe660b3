package dev.fermata.client.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Responses of servers that this project does not know. */
class JsonBackendTest {

    private final Backend backend = builder().build();

    @Test
    void readsWhatTheBuilderDescribes() {
        Snapshot running = Responses.read(
                backend, "{'state':'RUNNING','percent':40,'stage':'mixing','created':'2024-05-01 12:00:00Z'}");
        assertThat(running)
                .isEqualTo(Snapshot.builder("job", JobState.RUNNING)
                        .word("RUNNING")
                        .stage("mixing")
                        .progress(0.4)
                        .createdAt(Instant.parse("2024-05-01T12:00:00Z"))
                        .kind("json")
                        .build());
        Snapshot failed = Responses.read(backend, "{'state':'broken','error':{'code':17,'text':'no audio'}}");
        assertThat(failed.error().orElseThrow().code()).isEqualTo("17");
        assertThat(failed.error().orElseThrow().message()).isEqualTo("{\"code\":17,\"text\":\"no audio\"}");
    }

    @Test
    void takesAWordThatWasNotNamedAsUnknown() {
        assertThat(Responses.read(backend, "{'state':'paused'}").state()).isEqualTo(JobState.UNKNOWN);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{'state':null}", "{'state':''}", "{'state':'\\u0085'}", "{'state':{}}", "[]"})
    void cannotReadAResponseWithoutAState(String body) {
        assertThatExceptionOfType(MalformedResponseException.class)
                .isThrownBy(() -> Responses.read(backend, body))
                .withMessageStartingWith("the response has no state at /state: '");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "<html>", "{'state':'done'", "{'state':'done'} x", "{'state':'done'}{}", "{'state':done}"})
    void cannotReadWhatIsNotOneJsonValue(String body) {
        assertThatExceptionOfType(MalformedResponseException.class)
                .isThrownBy(() -> Responses.read(backend, body))
                .withMessageStartingWith("the response ");
    }

    @Test
    void cleansTheTextsOfTheServerButComparesWordsFirstThatAPersonSees() {
        Snapshot snapshot = Responses.read(backend, "{'state':' done\\u0085','file':'a\\u009bb'}");
        assertThat(snapshot.state()).isEqualTo(JobState.COMPLETED);
        assertThat(snapshot.word()).isEqualTo("done");
        assertThat(snapshot.result()).isEqualTo(Map.of("video", "a b"));
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '"',
            value = {
                "61, json/pro/up to 120",
                "119.5, json/pro/up to 120",
                "120, json/pro/up to 120",
                "130, json/pro/up to 240",
                "3, json/pro/up to 60",
                "6.10e1, json/pro/up to 120",
                "'61', json/pro/61",
                "NaN, json/pro/NaN"
            })
    void makesAKindOfWordsAndMagnitudes(String seconds, String kind) {
        Backend kinds = builder().kind("/mode", "/seconds").build();
        String response = "{'state':'done','mode':'pro','seconds':" + seconds + "}";
        assertThat(Responses.read(kinds, response).kind()).isEqualTo(kind);
    }

    @Test
    void takesTheEmptyPointerAsTheWholeResponse() {
        Backend bare = Backend.json("http://server/{id}")
                .state("")
                .completed("done")
                .failed("failed")
                .build();
        assertThat(Responses.read(bare, "'done'").state()).isEqualTo(JobState.COMPLETED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", ".."})
    void refusesAnIdThatMeansAnotherPlace(String id) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> backend.statusRequest(id))
                .withMessage("the job's id is '" + id + "', which cannot be part of a URL");
    }

    @ParameterizedTest
    @CsvSource({
        "http://server/jobs/{id}, http://server/jobs/a%2Fb",
        "http://server?job={id}, http://server?job=a%2Fb",
        "https://u:p@server:443/{id}/x/{id}#top, https://server/a%2Fb/x/a%2Fb"
    })
    void putsTheIdIntoTheTemplate(String template, String url) {
        Backend other = Backend.json(template)
                .state("/state")
                .completed("done")
                .failed("failed")
                .build();
        assertThat(other.statusRequest("a/b").uri()).hasToString(url);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "http://server/jobs | http://server/jobs | it has no {id} in its path or query",
                "http://server/jobs?key=s3cret | http://server/jobs?key=*** | it has no {id} in its path or query",
                "http://server/#/jobs/{id} | http://server/ | it has no {id} in its path or query",
                "http://u:s3cret@server/{job} | http://server/{job} | it has no {id} in its path or query",
                "http://u:s3/cret@server/jobs | http://*** | it has no {id} in its path or query",
                "http://{id}.example.com/jobs | http://{id}.example.com/jobs | it has no {id} in its path or query",
                "http://{id}.example.com/{id} | http://{id}.example.com/{id} | it has {id} before its path",
                "http://{id}:s3cret@server/jobs/{id} | http://server/jobs/{id} | it has {id} before its path"
            })
    void refusesATemplateWithoutAPlaceForTheId(String template, String shown, String problem) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Backend.json(template))
                .withMessage("server URL is '" + shown + "'; " + problem
                        + "; put {id} where the job's id goes, such as https://api.example.com/jobs/{id}")
                .withMessageNotContainingAny("s3", "cret");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "http://u:s3cret@server/a b/{id} | http://server/a b/{id} | it is not a URL (illegal character in path); allowed",
                "localhost:8000/jobs/{id} | localhost:8000/jobs/{id} | it has no scheme; did you mean http://localhost:8000/jobs/{id}?",
                "https://u:s3cret@h_st/{id}?k={id} | https://h_st/{id}?k=*** | Java's HTTP client cannot use a host name with an underscore",
                "http://u:s3@cret@server/{id} | http://*** | it is not clear where its user name and password end",
                "/jobs/{id} | /jobs/{id} | it does not begin with http:// or https://"
            })
    void refusesATemplateThatIsNoUrlAndShowsNoSecret(String template, String shown, String problem) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Backend.json(template))
                .withMessageStartingWith("server URL is '" + shown + "'; " + problem)
                .withMessageNotContainingAny("s3", "cret");
    }

    @Test
    void refusesADescriptionThatCannotWork() {
        JsonBackendBuilder bare = Backend.json("http://server/{id}");
        assertThatIllegalArgumentException()
                .isThrownBy(bare::build)
                .withMessage("the place of the state is not set; call state(\"/status\")");
        assertThatIllegalArgumentException()
                .isThrownBy(bare.state("/state")::build)
                .withMessage("no word means that a job is completed; call completed(\"completed\")");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> bare.completed("Done").failed("done"))
                .withMessage("the word 'done' is set as completed and as failed; set it once");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> bare.stage("stage"))
                .withMessageStartingWith("place is 'stage'; allowed are a JSON pointer, which begins with a slash");
    }

    private static JsonBackendBuilder builder() {
        return Backend.json("http://server/jobs/{id}/status")
                .state("/state")
                .completed("done")
                .running("running")
                .failed("broken")
                .progressPercent("/percent")
                .stage("/stage")
                .errorCode("/error/code")
                .errorMessage("/error")
                .createdAt("/created")
                .finishedAt("/ended")
                .expectedAt("/expected")
                .result("video", "/file");
    }

    @Test
    void aPlaceWithTheIdOfTheJobIsRefused() {
        assertThatThrownBy(() -> Backend.json("http://h/{id}").state("/jobs/[id={id}]/status"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("a place has no {id}");
    }
}
