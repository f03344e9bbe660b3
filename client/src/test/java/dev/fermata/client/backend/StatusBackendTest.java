package dev.fermata.client.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StatusBackendTest {

    private final StatusBackend backend = Backend.status(URI.create("http://localhost:8000"));

    @ParameterizedTest
    @CsvSource({
        "http://localhost:8000, http://localhost:8000/status",
        "http://localhost:8000/, http://localhost:8000/status",
        "http://localhost:8000/status, http://localhost:8000/status",
        "http://localhost:8000/status/, http://localhost:8000/status",
        "http://localhost:8000/a/b?key=x, http://localhost:8000/a/b/status?key=x",
        "http://user:pw@localhost:8000, http://localhost:8000/status",
        "https://localhost:443/#part, https://localhost/status"
    })
    void asksForTheStatusBelowTheServer(String server, String url) {
        assertThat(Backend.status(URI.create(server)).statusRequest("any").uri())
                .hasToString(url);
    }

    @ParameterizedTest
    @CsvSource({"pending, RUNNING", "completed, COMPLETED", "error, FAILED"})
    void readsTheThreeWords(String word, JobState state) {
        Snapshot snapshot = Responses.read(backend, "{'result':'" + word + "'}");
        assertThat(snapshot.state()).isEqualTo(state);
        assertThat(snapshot.word()).isEqualTo(word);
        assertThat(snapshot.kind()).isEqualTo("status");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{'result':'done'}", "{'result':1}", "[]", "1", "{'result':null}"})
    void cannotReadAnythingElse(String body) {
        assertThatExceptionOfType(MalformedResponseException.class)
                .isThrownBy(() -> Responses.read(backend, body))
                .withMessageStartingWith("the response has no known result: '");
    }

    @Test
    void doesNotTellJobsApart() {
        assertThat(backend.tellsJobsApart()).isFalse();
        assertThat(backend.statusRequest("1")).isEqualTo(backend.statusRequest("2"));
        assertThat(backend.bulk()).isEmpty();
        assertThat(backend.submit()).isEmpty();
        assertThat(backend.cancel()).isEmpty();
    }
}
