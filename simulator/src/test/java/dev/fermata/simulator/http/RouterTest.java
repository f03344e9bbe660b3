package dev.fermata.simulator.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.io.ByteArrayInputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What endpoints are given of a request. */
@Timeout(60)
class RouterTest {

    private final HttpClient http = HttpClient.newHttpClient();
    private HttpServer server;

    @BeforeEach
    void start() throws Exception {
        Router routes = new Router()
                .add(HttpMethod.GET, "/jobs/{id}", request -> text(request.route() + " " + request.value(0)))
                .add(
                        HttpMethod.GET,
                        "/jobs/{id}/parts/{part}.txt",
                        request -> text(request.value(0) + " " + request.value(1)))
                .add(HttpMethod.GET, "/jobs/newest", request -> text("the newest"))
                .dialect("any", List.of("/any"), Problem.Format.PROBLEM_DETAILS)
                .add(HttpMethod.GET, "/{owner}/{name}", request -> text("any " + request.value(1)))
                .add(HttpMethod.GET, "/{owner}/{name}/{id}", request -> text("id " + request.id()))
                .add(HttpMethod.GET, "/files/{id}.mp4", request -> text("file " + request.id()))
                .dialect(Router.OPEN)
                .add(HttpMethod.GET, "/query", request -> text(request.query("a") + " " + request.query()))
                .add(HttpMethod.GET, "/tagged", request -> text(request.knows("\"abc\"") + ""))
                .add(HttpMethod.POST, "/echo", request -> text(new String(request.body(), UTF_8)))
                .add(HttpMethod.POST, "/json", JsonBody.taking((request, json) -> text(json.toString())))
                .add(HttpMethod.GET, "/mistake", request -> {
                    throw new IllegalStateException("oops");
                });
        server = HttpServer.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), Transport.best());
        server.serve(routes, () -> 0L);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @ParameterizedTest
    @CsvSource({
        "/jobs/7, /jobs/{id} 7",
        "/jobs/%37, /jobs/{id} 7",
        "/jobs/7/, /jobs/{id} 7",
        "/jobs/a%2Fb, /jobs/{id} a/b",
        "/jobs/a%2fb%252F, /jobs/{id} a/b%2F",
        "/jobs/%C3%A4, /jobs/{id} ä",
        "/jobs/%7Bid%7D, /jobs/{id} {id}",
        "/jobs/newest/, the newest",
        "/jobs/newest, the newest",
        "/jobs/7/parts/8.txt, 7 8",
        "/jobs/7/parts/.txt.txt, 7 .txt",
        "/any/a/b, any b",
        "/any/a/b/c, id c",
        "/any/files/b, any b",
        "/any/files/b.mp4, file b",
        "/query?a=1&b=%20&a=2, '1 {a=[1, 2], b=[ ]}'",
        "/query?, null {}",
        "/query, null {}"
    })
    void tellsEndpointsWhatTheyNeedToKnow(String path, String answer) throws Exception {
        assertThat(get(path).body()).isEqualTo(answer);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/jobs", "/jobs/", "/jobs%2F7", "/jobs/7/parts/8", "/jobs/7/parts/.txt", "/jobs/7%2Fparts/8.txt"
            })
    void findsNothingWhereNoRouteFits(String path) throws Exception {
        assertThat(get(path).statusCode()).isEqualTo(404);
    }

    @Test
    void tellsWhatAPathWithHolesTakes() throws Exception {
        HttpResponse<String> answer = post("/jobs/7", "", "text/plain");
        assertThat(answer.statusCode()).isEqualTo(405);
        assertThat(answer.headers().firstValue("allow")).contains("GET, HEAD");
    }

    @Test
    void ignoresAnyNumberOfSlashesAtTheEnd() throws Exception {
        assertThat(get("/jobs/newest" + "/".repeat(15_000)).body()).isEqualTo("the newest");
        assertThat(get("/".repeat(15_000)).statusCode()).isEqualTo(404);
    }

    @Test
    void listsEachRouteOnceHoweverManyPrefixesItHas() {
        Router routes = new Router()
                .add(HttpMethod.GET, "/open", request -> text("open"))
                .dialect("a", List.of("", "/a"), Problem.Format.PROBLEM_DETAILS)
                .add(Route.get("/x", request -> text("a")))
                .add(Route.post("/x", request -> text("a")))
                .dialect("b", List.of("", "/b"), Problem.Format.PROBLEM_DETAILS)
                .add(Route.get("/x", request -> text("b")));
        assertThat(routes.routes())
                .containsExactly(
                        new Router.Listed("a", "GET", "/x"),
                        new Router.Listed("a", "POST", "/x"),
                        new Router.Listed("b", "GET", "/x"));
    }

    @ParameterizedTest
    @CsvSource({"/x, a", "/a/x, a", "/b/x, b"})
    void givesAPathThatTwoDialectsWantToTheFirst(String path, String said) throws Exception {
        server.close();
        server = HttpServer.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), Transport.best());
        server.serve(
                new Router()
                        .dialect("a", List.of("", "/a"), Problem.Format.PROBLEM_DETAILS)
                        .add(Route.get("/x", request -> text("a")))
                        .dialect("b", List.of("", "/b"), Problem.Format.PROBLEM_DETAILS)
                        .add(Route.get("/x", request -> text("b"))),
                () -> 0);
        assertThat(get(path).body()).isEqualTo(said);
    }

    @ParameterizedTest
    @CsvSource({
        "'\"abc\"', true",
        "'W/\"abc\"', true",
        "'\"x\", \"abc\"', true",
        "*, true",
        "'\"ab\"', false",
        "abc, false"
    })
    void comparesWhatThePeerHas(String header, boolean known) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(uri("/tagged"))
                .header("If-None-Match", header)
                .build();
        assertThat(http.send(request, BodyHandlers.ofString()).body()).isEqualTo("" + known);
    }

    @Test
    void handsOverTheWholeBody() throws Exception {
        String body = "äöü".repeat(10_000);
        assertThat(post("/echo", body, "text/plain").body()).isEqualTo(body);
        HttpRequest chunked = HttpRequest.newBuilder(uri("/echo"))
                .POST(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body.getBytes(UTF_8))))
                .build();
        assertThat(http.send(chunked, BodyHandlers.ofString()).body()).isEqualTo(body);
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/json", "Application/JSON; charset=utf-8", "application/problem+json"})
    void takesJson(String type) throws Exception {
        assertThat(post("/json", "{ \"a\" : [1, null] }", type).body()).isEqualTo("{\"a\":[1,null]}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/plain", "application/x-www-form-urlencoded", "text/json", "json"})
    void refusesOtherContent(String type) throws Exception {
        HttpResponse<String> answer = post("/json", "{}", type);
        assertThat(answer.statusCode()).isEqualTo(415);
        assertThat(answer.body()).contains("unsupported_media_type", type, "Content-Type: application/json");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "~~ | The body is empty",
                "{ | (line 1, column 2)",
                "[] | The body is an array",
                "{\"a\":1,\"a\":2} | The body has the key 'a' twice in one object (line 1, column",
                "{} {} | something follows after its end (line 1, column",
                "{\"a\":tru} | 'tru' is no value; text stands in double quotes (line 1, column",
                "{'a':1} | ''' cannot stand here (line 1, column 2)",
                "{\"a\":\"\\x\"} | an escape in a string is not one of JSON",
                "{\"a\":\"\t\"} | a control character cannot stand in a string",
                "{\u0001} | a control character cannot stand here (line 1, column",
                "{\"a\":+1} | '+' cannot stand here (line 1, column",
                "{/**/} | '/' cannot stand here (line 1, column",
                "{\"a\":NaN} | a number is not written as JSON has it (line 1, column",
                "{\"a\":01} | a number is not written as JSON has it (line 1, column",
                "\uFEFF | "
            })
    void refusesWhatIsNoJsonObject(String body, String said) throws Exception {
        HttpResponse<String> answer = post("/json", body, "application/json");
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("malformed_json").contains(said == null ? "" : said);
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-16", "UTF-16LE", "ISO-8859-1"})
    void refusesJsonThatIsNotUtf8(String charset) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(uri("/json"))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofByteArray("{\"a\":\"\u00e4\"}".getBytes(charset)))
                .build();
        HttpResponse<String> answer = http.send(request, BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("The body is not UTF-8. Send JSON in that encoding.");
    }

    @Test
    void ignoresAMarkBeforeJson() throws Exception {
        assertThat(post("/json", "\uFEFF{}", "application/json").statusCode()).isEqualTo(200);
    }

    @Test
    void refusesJsonThatIsTooDeep() throws Exception {
        assertThat(post("/json", "{\"a\":" + "[".repeat(30_000), "application/json")
                        .statusCode())
                .isEqualTo(400);
    }

    @Test
    void ownsUpToItsMistakes() throws Exception {
        HttpResponse<String> answer = get("/mistake");
        assertThat(answer.statusCode()).isEqualTo(500);
        assertThat(answer.body()).contains("internal_error").doesNotContain("oops");
        assertThat(get("/query").statusCode()).isEqualTo(200);
    }

    private HttpResponse<String> get(String path) throws Exception {
        return http.send(HttpRequest.newBuilder(uri(path)).build(), BodyHandlers.ofString());
    }

    private HttpResponse<String> post(String path, String body, String type) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(uri(path))
                .header("Content-Type", type)
                .POST(BodyPublishers.ofString(body))
                .build();
        return http.send(request, BodyHandlers.ofString());
    }

    private URI uri(String path) {
        return URI.create("http://127.0.0.1:" + server.address().getPort() + path);
    }

    private static Response text(String text) {
        return Response.of(HttpResponseStatus.OK, "text/plain", text.getBytes(UTF_8));
    }
}
