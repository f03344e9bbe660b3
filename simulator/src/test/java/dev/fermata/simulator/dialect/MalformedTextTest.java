package dev.fermata.simulator.dialect;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.simulator.Requests;
import dev.fermata.simulator.Simulator;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Bytes that are no UTF-8 are refused where they are a text. They would be stored as U+FFFD, and a client would get back what it did not send. */
@Timeout(60)
class MalformedTextTest {

    private final Simulator simulator = Simulator.builder().port(0).start();

    @AfterEach
    void close() {
        simulator.close();
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /v1/jobs?cursor=%ff, /detail, cursor, 1",
        "GET, /v1/jobs?limit=5&cursor=ab%C3%28, /detail, cursor, 3",
        "GET, /heygen/v3/video-translations?token=%ff, /error/message, token, 1",
        "GET, /elevenlabs/v1/dubbing?cursor=x%E2%82, /detail/message, cursor, 2",
        "GET, /azure/videotranslation/translations?api-version=2%80, /error/message, api-version, 2",
        "GET, /replicate/v1/predictions?cursor=%ed%a0%80, /detail, cursor, 1",
        "POST, /fal/fal-ai/heygen/v2/translate/speed?fal_webhook=http://127.0.0.1:9/%ff, /detail, fal_webhook, 20",
    })
    void refusesParametersOfQueries(String method, String path, String message, String name, int from)
            throws Exception {
        HttpResponse<String> refused =
                new Requests(simulator.uri()).send(method, path, method.equals("POST") ? "{}" : null);
        assertThat(refused.statusCode()).as(refused.body()).isEqualTo(400);
        assertThat(Requests.json(refused).at(message).asString())
                .contains("the parameter '" + name + "' is not UTF-8 from byte " + from + " on");
    }

    @ParameterizedTest
    @CsvSource({"%ef%bf%bd", "%F0%9F%98%80", "a+b", "%e4%bd%a0"})
    void takesWhatIsUtf8(String value) throws Exception {
        HttpResponse<String> taken =
                new Requests(simulator.uri()).get("/elevenlabs/v1/dubbing?target_language_codes=" + value);
        assertThat(taken.statusCode()).as(taken.body()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "name | name=\"name\" | a\u00ff | 422 | The field 'name' is not UTF-8 from byte 2 on",
                "name | name=\"name\" | \u00c3\u00a4 | 200 | ~~",
                "a file without a name | name=\"file\" | a\u00ff | 200 | ~~",
                "its name | name=\"file\"; filename=\"\u00ff.mp4\" | x | 422 | 'filename' is not UTF-8 from byte 1 on",
                "its content | name=\"file\"; filename=\"a.mp4\" | \u00ff\u00fe | 200 | ~~",
            })
    void refusesFieldsOfForms(String part, String disposition, String content, int status, String said)
            throws Exception {
        String form = "--b\r\nContent-Disposition: form-data; name=\"target_lang\"\r\n\r\nes\r\n";
        if (!disposition.contains("file")) {
            form += "--b\r\nContent-Disposition: form-data; name=\"source_url\"\r\n\r\nhttps://e.example/x.mp4\r\n";
        }
        form += "--b\r\nContent-Disposition: form-data; " + disposition + "\r\n\r\n" + content + "\r\n--b--\r\n";
        HttpResponse<String> response = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(simulator.uri().resolve("/elevenlabs/v1/dubbing"))
                                .header("Content-Type", "multipart/form-data; boundary=b")
                                // One byte for each character.
                                .POST(BodyPublishers.ofByteArray(form.getBytes(ISO_8859_1)))
                                .build(),
                        BodyHandlers.ofString());
        assertThat(response.statusCode()).as(part + ": " + response.body()).isEqualTo(status);
        assertThat(response.body()).contains(said);
    }
}
