package dev.fermata.client.internal.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ServerUriTest {

    @ParameterizedTest
    @CsvSource({
        "http://localhost:8000, http://localhost:8000",
        "HTTP://LocalHost:80/a/?b=c#d, http://localhost/a/?b=c",
        "https://user:pw@api.example.com:443/x, https://api.example.com/x",
        "https://@api.example.com:8443, https://api.example.com:8443",
        "http://[::1]:8000/, http://[::1]:8000/",
        "http://localhost:, http://localhost",
        "http://localhost:65535, http://localhost:65535"
    })
    void leavesOutUserInformationFragmentAndTheDefaultPort(String text, String url) {
        assertThat(ServerUri.parse(text).uri()).hasToString(url);
        assertThat(ServerUri.of(URI.create(text)).uri()).hasToString(url);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("unusable")
    void saysWhichUrlItWasAndWhatIsWrongAndWhatToDo(String text, String shown, String problem) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ServerUri.parse(text))
                .withMessage("server URL is '" + shown + "'; " + problem)
                .withMessageNotContainingAny("s3", "cret", "alice");
    }

    static Stream<Arguments> unusable() {
        String allowed = "; allowed is a URL such as http://localhost:8000 or https://api.example.com";
        String scheme = "it does not begin with http:// or https://" + allowed;
        String noHost = "it has no host" + allowed;
        String noNumber = "its port is not a number; allowed is 1 to 65535";
        String unclear = "it is not clear where its user name and password end; percent-encode special characters in"
                + " them: @ is %40, / is %2F, ? is %3F, # is %23";
        String ends = "it has a character that cannot be printed, or a space at an end; remove it";
        String basic = "its user information cannot become Basic authentication (RFC 7617); allowed is a user name"
                + " without a colon, and percent-encoding of UTF-8";
        String underscore = "Java's HTTP client cannot use a host name with an underscore; use another name, such as an"
                + " alias with a hyphen (in a compose file: networks, default, aliases: my-service), or the IP address";
        return Stream.of(
                // No scheme, or another one.
                Arguments.of("", "", scheme),
                Arguments.of(
                        "localhost:8000", "localhost:8000", "it has no scheme; did you mean http://localhost:8000?"),
                Arguments.of(
                        "127.0.0.1:80/a", "127.0.0.1:80/a", "it has no scheme; did you mean http://127.0.0.1:80/a?"),
                Arguments.of(
                        "api.example.com", "api.example.com", "it has no scheme; did you mean http://api.example.com?"),
                Arguments.of("[::1]:8000", "[::1]:8000", "it has no scheme; did you mean http://[::1]:8000?"),
                Arguments.of(
                        "localhost:8000/a?key=s3cret#s3cret",
                        "localhost:8000/a?key=***",
                        "it has no scheme; did you mean http://localhost:8000/a?key=***?"),
                Arguments.of("alice:s3cret@host:8000", "***", scheme),
                Arguments.of("user:s3cret", "user:***", scheme),
                Arguments.of("//alice:s3cret@host", "***", scheme),
                Arguments.of("http:/alice:s3cret@host", "***", scheme),
                Arguments.of("http:host", "http:***", scheme),
                Arguments.of("ftp://host/x", "ftp://host/x", scheme),
                Arguments.of("ftp://alice:s3cret@host/x?s3cret", "ftp://host/x?***", scheme),
                Arguments.of("ftp://alice:s3/cret@host", "ftp://***", scheme),
                // No text for a machine.
                Arguments.of(" http://alice:s3cret@host", "http://host", ends),
                Arguments.of("http://host\r\n", "http://host", ends),
                Arguments.of("\uFEFFhttp://host?key=s3cret", "http://host?key=***", ends),
                Arguments.of("http://ho\u001B[2Jst", "http://ho [2Jst", ends),
                // No URL.
                Arguments.of("http://", "http://", "it is not a URL (expected authority at index 7)" + allowed),
                Arguments.of(
                        "http://host/a b",
                        "http://host/a b",
                        "it is not a URL (illegal character in path at index 13)" + allowed),
                Arguments.of(
                        "http://host/a b?key=s3cret",
                        "http://host/a b?key=***",
                        "it is not a URL (illegal character in path)" + allowed),
                Arguments.of(
                        "http://alice:s3 cret@host",
                        "http://host",
                        "it is not a URL (illegal character in authority)" + allowed),
                Arguments.of(
                        "http://alice:s3cret@[",
                        "http://[",
                        "it is not a URL (expected closing bracket for IPv6 address)" + allowed),
                Arguments.of(
                        "http://host/%zz",
                        "http://host/%zz", "it is not a URL (malformed escape pair at index 12)" + allowed),
                // No host that Java can use.
                Arguments.of("http:///path", "http:///path", noHost),
                Arguments.of("http://:8000", "http://:8000", noHost),
                Arguments.of("http://alice:s3cret@:80", "http://:80", noHost),
                Arguments.of("http://my_service:8000", "http://my_service:8000", underscore),
                Arguments.of(
                        "http://alice:s3cret@my_service?key=s3cret#s3cret", "http://my_service?key=***", underscore),
                Arguments.of(
                        "http://müller.example",
                        "http://müller.example",
                        "its host is not a valid host name; did you mean xn--mller-kva.example?"),
                Arguments.of("http://-host", "http://-host", "its host is not a valid host name" + allowed),
                // No port.
                Arguments.of("http://host:0", "http://host:0", "its port is 0; allowed is 1 to 65535"),
                Arguments.of(
                        "https://alice:s3cret@host:65536/x",
                        "https://host:65536/x",
                        "its port is 65536; allowed is 1 to 65535"),
                Arguments.of("http://host:99999999999", "http://host:***", noNumber),
                Arguments.of("http://host:http", "http://host:***", noNumber),
                Arguments.of("http://user:s3cret", "http://user:***", noNumber),
                // No password that can be told from the rest.
                Arguments.of("http://alice:s3@cret@host", "http://***", unclear),
                Arguments.of("https://alice:s3#cret@host", "https://***", unclear),
                Arguments.of("http://alice:s3/cret@host", "http://***", unclear),
                Arguments.of("http://alice:s3?cret@host", "http://***", unclear),
                Arguments.of("http://alice:0/s3cret@host", "http://***", unclear),
                Arguments.of("http://al_ice:12/s3cret@host", "http://***", unclear),
                Arguments.of("http://alice:s3 /cret@host", "http://***", unclear),
                Arguments.of("http:///alice:s3cret@host", "http://***", unclear),
                // No password that Basic authentication can carry.
                Arguments.of("http://us%3Aer:s3cret@host", "http://host", basic),
                Arguments.of("http://alice:s3cret%E4@host", "http://host", basic));
    }

    @Test
    void showsNoPartOfAPasswordWhateverStandsInIt() {
        int rejected = 0;
        for (String special : List.of(
                "@", "/", "#", "?", ":", " ", "\\", "%", "%40", "[", "]", "{", "\u0007", "é", "&", "//", "@@", "/@")) {
            for (String password : List.of(
                    "s3" + special + "cret", special + "s3cret", "s3cret" + special, "9" + special + "s3cret")) {
                for (String scheme : List.of("http://", "https://", "ftp://", "HTTP:/", "//", "", " http://")) {
                    for (String host : List.of("host", "h_st:80", "host:0", "host:x", "", "[::1")) {
                        rejected += isRejectedWithoutSecret(scheme + "alice:" + password + "@" + host + "/?k=s3cret")
                                ? 1
                                : 0;
                    }
                }
            }
        }
        assertThat(rejected).isGreaterThan(2_000);
    }

    private static boolean isRejectedWithoutSecret(String url) {
        try {
            ServerUri.parse(url);
            return false;
        } catch (IllegalArgumentException e) {
            assertThat(e)
                    .as(url)
                    .hasMessageStartingWith("server URL is '")
                    .hasMessageNotContainingAny("s3", "cret", "alice");
            return true;
        }
    }

    @Test
    void showsTheBeginningOfALongUrl() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ServerUri.parse("http://my_service/" + "x".repeat(1_000)))
                .withMessageStartingWith(
                        "server URL is 'http://my_service/" + "x".repeat(182) + "...'; Java's HTTP client");
    }

    @Test
    void acceptsWhatOnlyLooksLikeAPasswordElsewhere() {
        assertThat(ServerUri.parse("http://host/@me?mail=a@b").uri()).hasToString("http://host/@me?mail=a@b");
    }

    @Test
    void showsATemplateAsItWasGiven() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ServerUri.template("http://alice:s3cret@my_service/jobs/{id}?k=s3cret", "{id}"))
                .withMessageStartingWith("server URL is 'http://my_service/jobs/{id}?k=***'; Java's HTTP client");
    }

    @Test
    void showsNoSecretAsText() {
        assertThat(ServerUri.parse("https://user:pw@host/a?key=s3cret")).hasToString("https://host/a?key=***");
    }

    @Test
    void addsAPathToItsOwn() {
        assertThat(ServerUri.parse("http://host").below("/v1/jobs")).isEqualTo("http://host/v1/jobs");
        assertThat(ServerUri.parse("http://host/api//?x=y").below("/v1/jobs")).isEqualTo("http://host/api/v1/jobs?x=y");
        assertThat(ServerUri.parse("http://host?x=y").below("/v1/jobs?ids=a"))
                .isEqualTo("http://host/v1/jobs?ids=a&x=y");
        assertThat(ServerUri.parse("http://host/?").below("/v1/jobs")).isEqualTo("http://host/v1/jobs");
    }

    @Test
    void sendsNoAuthorizationWithoutUserInformation() {
        assertThat(ServerUri.parse("http://host")
                        .request("http://host/x", Map.of("X-Key", "k"))
                        .build()
                        .headers()
                        .map())
                .containsOnlyKeys("Accept", "X-Key");
    }

    @ParameterizedTest
    @CsvSource({"abc-1_2, abc-1_2", "a b+c, a%20b%2Bc", "a/../b, a%2F..%2Fb", "é?#%, %C3%A9%3F%23%25", "..., ..."})
    void encodesAnId(String id, String segment) {
        assertThat(ServerUri.segment(id)).isEqualTo(segment);
    }

    @ParameterizedTest
    @CsvSource({
        "http://host/a/b?k=v, c, http://host/a/c",
        "http://host/a/b?k=v, ?x=y, http://host/a/b?x=y",
        "http://host/a/b?k=v, '', http://host/a/b?k=v",
        "http://host/a/b?k=v, '#part', http://host/a/b?k=v",
        "http://host/a/b?k=v, /c?x=y, http://host/c?x=y",
        "http://host/a/b?k=v, ../c, http://host/c",
        "http://host, c, http://host/c",
        "http://host, //HOST:80/c, http://host/c",
        "https://host, https://host:443/c, https://host/c",
        "http://host, http://user:pw@host/c, http://host/c"
    })
    void resolvesAUrlOnTheSameServer(String first, String next, String url) {
        assertThat(ServerUri.resolve(URI.create(first), URI.create(next))).contains(URI.create(url));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://host:81/c",
                "https://host/c",
                "http://host.evil/c",
                "//evil/c",
                "http://host@evil/c",
                "http:c",
                "http:///c",
                "http://a_b/c",
                "mailto:c",
                "file:///c"
            })
    void resolvesNoUrlOnAnotherServer(String next) {
        assertThat(ServerUri.resolve(URI.create("http://host"), URI.create(next)))
                .isEmpty();
    }
}
