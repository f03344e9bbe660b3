package dev.fermata.client.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What holds for every backend. */
class BackendTest {

    @ParameterizedTest
    @CsvSource({
        "user:pass, user:pass",
        "user, user:",
        "us%40er:p%3Ass%2Fw%25, us@er:p:ss/w%",
        "%C3%A4:%E2%82%AC, ä:€",
        ":token, :token",
        "user:a:b, user:a:b"
    })
    void sendsUserInformationAsBasicAuthentication(String userInfo, String credentials) {
        for (Backend backend : Responses.backends("http://" + userInfo + "@localhost:8000")) {
            HttpRequest request = backend.statusRequest("1");
            assertThat(request.uri().getRawUserInfo()).isNull();
            assertThat(request.uri().getRawAuthority()).isEqualTo("localhost:8000");
            String sent = Responses.header(request, "Authorization").replace("Basic ", "");
            assertThat(new String(Base64.getDecoder().decode(sent), StandardCharsets.UTF_8))
                    .isEqualTo(credentials);
        }
    }

    @Test
    void sendsTheHeaderRatherThanUserInformationIfBothAreSet() {
        URI server = URI.create("http://user:pass@localhost:8000");
        Backend json = Backend.json(server + "/{id}")
                .state("")
                .completed("done")
                .failed("failed")
                .header("authorization", "Bearer x")
                .build();
        for (Backend backend : List.of(
                Backend.fermata(server).withHeader("authorization", "Bearer x"),
                Backend.status(server).withHeader("authorization", "Bearer x"),
                json)) {
            assertThat(Responses.header(backend.statusRequest("1"), "Authorization"))
                    .isEqualTo("Bearer x");
        }
    }

    @Test
    void showsNoSecretOfItsUrl() {
        for (Backend backend : Responses.backends("http://user:pass@localhost:8000")) {
            assertThat(backend.toString()).contains("http://localhost:8000").doesNotContain("user", "pass");
        }
        assertThat(Backend.status(URI.create("http://localhost?key=s3cret")))
                .hasToString("StatusBackend[http://localhost/status?key=***]");
        assertThat(Backend.json("http://u:p@localhost/jobs/{id}?key=s3cret")
                        .state("")
                        .completed("done")
                        .failed("failed")
                        .build())
                .hasToString("JsonBackend[json, http://localhost/jobs/{id}?key=***]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Bearer s3cret\n", "s3cret\r\nX: y", "s3cret\u0000"})
    void refusesAHeaderValueWithoutShowingIt(String value) {
        FermataBackend backend = Backend.fermata(URI.create("http://localhost:8000"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> backend.withHeader("Authorization", value))
                .withMessageStartingWith("the value of the header Authorization has a character")
                .withMessageNotContaining("s3cret");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Backend.json("http://localhost/{id}").header("Authorization", value))
                .withMessageNotContaining("s3cret");
        assertThatIllegalArgumentException().isThrownBy(() -> backend.withHeader("Host", "other"));
    }

    @ParameterizedTest
    @CsvSource({
        "/jobs/1/now, http://localhost:8000/jobs/1/now",
        "http://localhost:8000/x?y=1, http://localhost:8000/x?y=1",
        "HTTP://LOCALHOST:8000/x, http://localhost:8000/x"
    })
    void asksAtTheUrlThatTheServerNamed(String next, String url) {
        Backend backend = Backend.fermata(URI.create("http://localhost:8000")).withHeader("X-Key", "k");
        HttpRequest request = backend.statusRequest("1", URI.create(next));
        assertThat(request.uri()).hasToString(url);
        assertThat(Responses.header(request, "X-Key")).isEqualTo("k");
        assertThat(Responses.header(request, "Accept")).isEqualTo("application/json");
        assertThat(request.method()).isEqualTo("GET");
    }

    @Test
    void keepsTheTimeoutOfARequestThatGoesToAnotherUrl() {
        Backend backend = new Backend() {
            @Override
            public String name() {
                return "own";
            }

            @Override
            public HttpRequest statusRequest(String id) {
                return HttpRequest.newBuilder(URI.create("https://example.com/a/" + id))
                        .timeout(Duration.ofSeconds(3))
                        .POST(HttpRequest.BodyPublishers.ofString("ask"))
                        .build();
            }

            @Override
            public Snapshot read(String id, HttpHeaders headers, byte[] body) {
                return Snapshot.builder(id, JobState.RUNNING).build();
            }
        };
        HttpRequest request = backend.statusRequest("1", URI.create("2"));
        assertThat(request.uri()).hasToString("https://example.com/a/2");
        assertThat(request.method()).isEqualTo("POST");
        assertThat(request.timeout()).contains(Duration.ofSeconds(3));
        assertThat(Responses.body(request)).isEqualTo("ask");
        assertThat(backend.source()).isEmpty();
        assertThat(backend.isPermanent(new IOException())).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://localhost:8000/x",
                "http://localhost:8001/x",
                "http://localhost/x",
                "http://evil.example:8000/x",
                "//evil.example:8000/x",
                "http://localhost:8000@evil.example/x",
                "mailto:x",
                "file:///etc/passwd"
            })
    void asksAtTheUsualUrlIfTheServerNamesAnotherServer(String next) {
        for (Backend backend : Responses.backends("http://user:pass@localhost:8000")) {
            assertThat(backend.statusRequest("1", URI.create(next))).isEqualTo(backend.statusRequest("1"));
        }
    }
}
