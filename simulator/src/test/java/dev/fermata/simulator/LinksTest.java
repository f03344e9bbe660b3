package dev.fermata.simulator;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Links begin with the address that the client used, whatever it calls the server. */
@Timeout(60)
class LinksTest {

    private static final String JOB = "{\"source_url\":\"https://e.example/x.mp4\",\"target_languages\":[\"es\"]}";

    private Simulator simulator =
            Simulator.builder().port(0).seed(1).clock(SimulatorClock.frozen()).start();

    private int requests;

    @AfterEach
    void stop() {
        simulator.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/v1/jobs | {'source_url':'https://e.example/x.mp4','target_languages':['es']} | id",
                "/fermata/v1/jobs | {'source_url':'https://e.example/x.mp4','target_languages':['es']} | id",
                "/heygen/v3/video-translations | {'video':{'type':'url','url':'https://e.example/x.mp4'},"
                        + "'output_languages':['es']} | video_translation_ids",
                "/runway/v1/voice_dubbing | {'model':'eleven_voice_dubbing','audioUri':'https://e.example/x.mp3',"
                        + "'targetLang':'es'} | id",
                "/replicate/v1/predictions | {'version':'acme/dub','input':{}} | id",
                "/fal/acme/dub | {} | request_id"
            })
    void areTheOnesOfTheClientInEachApi(String path, String body, String id) throws Exception {
        String created = send("POST", path, "dub.example:81", body.replace('\'', '"'));
        String job = match("\"" + id + "\":\\[?\"([^\"]+)", created);
        simulator.job(job).finish();
        String prefix = path.startsWith("/v1/") ? "" : path.substring(0, path.indexOf('/', 1));
        String read = path.replace("voice_dubbing", "tasks") + (prefix.equals("/fal") ? "/requests/" : "/") + job;
        String done = send("GET", read, "dub.example:81", null);
        assertThat(done).contains("\"http://dub.example:81" + prefix + "/files/");
        assertThat(created + done).doesNotContain("http://127.0.0.1");
        String link = match("(http://dub.example:81[^\"]*/files/[^\"]*)", done);
        assertThat(send("GET", link.substring("http://dub.example:81".length()), "other.example", null))
                .as("a signature does not depend on the host")
                .startsWith("HTTP/1.1 200");
    }

    @Test
    void areTheOnesOfTheClientInHeadersAndPages() throws Exception {
        String body = "{\"input\":{\"targetLocale\":\"es-ES\",\"voiceKind\":\"PlatformVoice\","
                + "\"videoFileUrl\":\"https://e.example/x.mp4\",\"autoCreateFirstIteration\":true}}";
        String azure = "/azure/videotranslation/translations";
        String created = send("PUT", azure + "/t-1?api-version=2026-03-01", "a.example", body);
        send("PUT", azure + "/t-2?api-version=2026-03-01", "a.example", body.replace("x.mp4", "y.mp4"));
        assertThat(created).containsIgnoringCase("operation-location: http://a.example/azure/");
        assertThat(send("GET", azure + "?api-version=2026-03-01&maxpagesize=1", "b.example:1", null))
                .contains("\"nextLink\":\"http://b.example:1/azure/");
        simulator.job("t-1").finish();
        assertThat(send("GET", azure + "/t-1?api-version=2026-03-01", "c_d", null))
                .contains("\"http://c_d/azure/files/");
    }

    @Test
    void areTheOnesOfEachReaderOfEvents() throws Exception {
        try (Socket a = open("/v1/events", "a.example");
                Socket b = open("/fermata/v1/events", "b.example")) {
            String job = match("\"id\":\"([^\"]+)", send("POST", "/v1/jobs", "c.example", JOB));
            simulator.job(job).finish();
            String file = "/files/" + job + ".mp4\"";
            assertThat(until(a, ".vtt\"")).contains("\"http://a.example" + file);
            assertThat(until(b, ".vtt\"")).contains("\"http://b.example/fermata" + file);
            try (Socket again = open("/v1/events\nLast-Event-ID: 1", "d.example")) {
                assertThat(until(again, ".vtt\"")).contains("\"http://d.example" + file);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "long"})
    void areTheOnesOfTheServerForAClientThatNamesNoUsableHost(String host) throws Exception {
        String name = host.isEmpty() ? host : "a".repeat(300);
        assertThat(send("POST", "/fal/acme/dub", name, "{}")).contains("\"" + simulator.uri() + "/fal/acme/dub/");
    }

    @Test
    void areTheOnesOfTheTargetThatAProxySends() throws Exception {
        assertThat(send("POST", "http://target.example/fal/acme/dub", "host.example", "{}"))
                .contains("\"http://target.example/fal/acme/dub/");
    }

    @Test
    void areThePublicOnesIfTheyAreSet() throws Exception {
        restart(Simulator.builder().publicUrl(URI.create("https://dub.example/x")));
        assertThat(send("POST", "/fal/acme/dub", "a.example", "{}")).contains("\"https://dub.example/x/fal/acme/dub/");
        String id = match("\"id\":\"([^\"]+)", send("POST", "/v1/jobs", "a.example", JOB));
        simulator.job(id).finish();
        assertThat(send("GET", "/v1/jobs/" + id, "a.example", null)).contains("\"https://dub.example/x/files/");
    }

    @Test
    void stayAsTheyWereInARepeatedResponse() throws Exception {
        restart(Simulator.builder().signedUrls(Duration.ofMinutes(10)));
        String body =
                "{\"video\":{\"type\":\"url\",\"url\":\"https://e.example/x.mp4\"},\"output_languages\":[\"es\"]}";
        String path = "/heygen/v3/video-translations\nIdempotency-Key: k-1";
        String first = send("POST", path, "a.example", body);
        String second = send("POST", path, "b.example", body);
        assertThat(match("(\\{.*)", second)).isEqualTo(match("(\\{.*)", first));
    }

    private void restart(SimulatorBuilder settings) {
        simulator.close();
        simulator = settings.port(0).clock(SimulatorClock.frozen()).start();
    }

    /** @param path may be followed by a line with a header */
    private String send(String method, String path, String host, @Nullable String body) throws IOException {
        try (Socket socket = connect()) {
            write(socket, method, path, host, body);
            return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
        }
    }

    private Socket open(String path, String host) throws IOException {
        Socket socket = connect();
        write(socket, "GET", path, host, null);
        until(socket, "\r\n\r\n");
        return socket;
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), simulator.port());
        socket.setSoTimeout(20_000);
        return socket;
    }

    private void write(Socket socket, String method, String path, String host, @Nullable String body)
            throws IOException {
        String[] target = path.split("\n");
        String version = host.isEmpty() ? "HTTP/1.0" : "HTTP/1.1";
        String head =
                method + " " + target[0] + " " + version + "\r\n" + (host.isEmpty() ? "" : "Host: " + host + "\r\n")
                        + (target.length > 1 ? target[1] + "\r\n" : "")
                        + "X-Runway-Version: 2024-11-06\r\nOperation-Id: o-" + ++requests
                        + "\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: "
                        + (body == null ? 0 : body.length()) + "\r\n\r\n";
        socket.getOutputStream().write((head + (body == null ? "" : body)).getBytes(ISO_8859_1));
    }

    private static String until(Socket socket, String end) throws IOException {
        StringBuilder read = new StringBuilder();
        while (read.indexOf(end) < 0) {
            int next = socket.getInputStream().read();
            assertThat(next).as("after: %s", read).isNotNegative();
            read.append((char) next);
        }
        return read.toString();
    }

    private static String match(String pattern, String text) {
        Matcher matcher = Pattern.compile(pattern).matcher(text);
        assertThat(matcher.find()).as(text).isTrue();
        return matcher.group(1);
    }
}
