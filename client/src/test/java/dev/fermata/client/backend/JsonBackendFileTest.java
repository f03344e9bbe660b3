package dev.fermata.client.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Descriptions in files: what the page shows, and what is wrong with others. */
class JsonBackendFileTest {

    static List<String> descriptions() {
        return BackendsPage.blocks(BackendsPage.text());
    }

    @ParameterizedTest
    @MethodSource("descriptions")
    void eachDescriptionOfThePageIsABackend(String description) {
        assertThat(BackendsPage.read(description).build().statusRequest("42")).isNotNull();
    }

    @Test
    void readsAFile(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(
                folder.resolve("backend.json"),
                "{\"url\":\"http://server/{id}\",\"state\":\"/s\",\"completed\":\"done\",\"failed\":[\"bad\",\"broken\"]}");
        Backend backend = Backend.json(file).name("mine").build();
        assertThat(Responses.read(backend, "{'s':'Broken'}").state()).isEqualTo(JobState.FAILED);
        assertThat(backend).hasToString("JsonBackend[mine, http://server/{id}]");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "[1] | the file is a list; expected is an object such as",
                "{'url':'http://s/{id}' | the file is not JSON: ",
                "{'url':'http://s/{id}','stat':'/s'} | unknown key 'stat'; allowed are url, method, body, headers, state, ",
                "{'state':'/s'} | the file.url is nothing; expected is a text",
                "{'url':'http://s/{id}','state':7} | place is '7'; allowed are a JSON pointer",
                "{'url':'http://s/{id}','lenient':'maybe'} | lenient is \"maybe\"; expected is true or false",
                "{'url':'http://s/{id}','otherWords':'dead'} | otherWords is \"dead\"; expected is one of [queued, running, ",
                "{'url':'http://s/{id}','result':'/s'} | result is \"/s\"; expected is an object of texts",
                "{'url':'http://s/{id}','headers':{'A':'${NOT_SET}'}} | headers.A needs the environment variable NOT_SET",
                "{'url':'http://s/{id}','completedWhen':'/a == b'} | completedWhen: condition is '/a == b'; allowed are ",
                "{'url':'http://s/{id}','completedWhen':'a = b'} | completedWhen: condition is 'a = b'; its place is 'a'; ",
                "{'url':'http://s/{id}','failedWhen':'/a >= b'} | failedWhen: condition is '/a >= b'; allowed are ",
                "{'url':'http://s/{id}','timeZone':'Mars'} | timeZone: ",
                "{'url':'http://s/{id}','bulk':{'url':'/x?ids={ids}','jobs':'/j','id':'/i','most':0}} | bulk: most is 0; allowed",
                "{'url':'http://s/{id}','cancel':{'url':'/x','path':'/y'}} | cancel has the unknown key 'path'; allowed are url",
                "{'url':'http://s/{id}','submit':{'url':'/x','body':'{','id':'/i'}} | submit: the body of the request begins with {",
                "{'url':'http://s/{job}'} | server URL is 'http://s/{job}'; it has {job}; allowed here: {id}"
            })
    void saysWhatIsWrong(String description, String problem) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> backend(description))
                .withMessageContaining(problem.strip());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "'state':'/done','completed':'true' | 'true' says that a job is done, and not how it ended",
                "'state':'/done','completed':'true','failed':'error' | 'true' says that a job is done",
                "'state':'/running','completed':'false','failed':'error' | 'false' says that a job is done",
                "'state':'/code','completed':['0','1'],'otherWords':'failed' |  says that a job is done",
                "'state':'/done','completedWhen':'/done = true','failed':'error' | 'true' says that a job is done",
                "'completedWhen':'/done = true' | nothing says that a job has failed",
                "'completedWhen':'/done = true','rejectedWhen':'/code != 0' | nothing says that a job has failed",
                "'state':'/status','completed':'done' | nothing says that a job has failed",
                "'state':'/status','completed':'done','rejectedWhen':'/code != 0' | nothing says that a job has failed",
                "'state':'status-code','completed':'200' | nothing says that a job has failed"
            })
    void refusesADescriptionByWhichAFailedJobWouldBeCompletedOrWaitedFor(String description, String problem) {
        String given = "{'url':'http://s/{id}'," + description + "}";
        assertThatIllegalArgumentException()
                .isThrownBy(() -> backend(given).build())
                .withMessageContaining(problem.strip())
                .withMessageContaining("by when(JobState.FAILED, \"/error\") (in a file: ")
                .withMessageEndingWith("or say neverFails() if there are no failures");
        assertThat(backend(given).neverFails().build()).isNotNull();
        assertThat(backend(given).when(JobState.FAILED, "/error").build()).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'state':'/status','completed':'done','failed':'error'",
                "'state':'/status','completed':'done','otherWords':'failed'",
                "'state':'/status','completedWhen':'/ready = true','failed':'error'"
            })
    void takesWordsForFailureWhereThePlaceCanSayThem(String description) {
        assertThat(backend("{'url':'http://s/{id}'," + description + "}").build())
                .isNotNull();
    }

    @Test
    void aVariableInAQueryOrAFormStaysOneValue() {
        String description = "{'url':'${BASE}/{id}?key=${KEY}&v=${V}','body':'id={id}&key=${KEY}','state':'/s',"
                + "'completed':'done','failed':'error','headers':{'X-Key':'${KEY}'}}";
        Map<String, String> variables = Map.of("BASE", "http://server/a/b", "KEY", "a&b=c d%", "V", "2");
        Backend backend = JsonBackendFile.read(Responses.json(description), variables::get)
                .build();
        HttpRequest request = backend.statusRequest("42");
        assertThat(request.uri()).hasToString("http://server/a/b/42?key=a%26b%3Dc+d%25&v=2");
        assertThat(Responses.body(request)).isEqualTo("id=42&key=a%26b%3Dc+d%25");
        assertThat(Responses.header(request, "X-Key")).isEqualTo("a&b=c d%");
    }

    private static JsonBackendBuilder backend(String description) {
        return JsonBackendFile.read(Responses.json(description), name -> null);
    }
}
