package dev.fermata.client.internal.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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

    @ParameterizedTest
    @CsvSource({"localhost:8000", "127.0.0.1:80/a", "api.example.com", "[::1]:8000"})
    void suggestsASchemeWhereThereIsNone(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ServerUri.parse(text))
                .withMessage("server URL is '" + text + "', which has no scheme; did you mean http://" + text + "?");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "ftp://host/x | the server URL does not begin with http:// or https://; allowed is a URL such as",
                "http:host | the server URL does not begin with http:// or https://; allowed is a URL such as",
                "http:///path | the server URL has no host; allowed is a URL such as http://localhost:8000",
                "http://:8000 | the server URL has no host; allowed is a URL such as http://localhost:8000",
                "http://host:0 | the port of the server URL is 0; allowed is 1 to 65535",
                "http://host:65536 | the port of the server URL is 65536; allowed is 1 to 65535",
                "http://host:99999999999 | the port after the host 'host' is not a number from 1 to 65535",
                "http://host:http | the port after the host 'host' is not a number from 1 to 65535",
                "http://müller.example | the host of the server URL is 'müller.example', which is not a valid host"
                        + " name; did you mean xn--mller-kva.example?",
                "http://-host | the host of the server URL is '-host', which is not a valid host name; allowed is"
            })
    void saysWhatIsWrongWithAUrl(String text, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ServerUri.parse(text))
                .withMessageStartingWith(message);
    }

    @Test
    void saysWhatToDoAboutAHostWithAnUnderscore() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ServerUri.parse("http://my_service:8000"))
                .withMessage(
                        "the host of the server URL is 'my_service'; Java's HTTP client cannot use a host name with an"
                                + " underscore; use another name, such as an alias with a hyphen"
                                + " (in a compose file: networks,"
                                + " default, aliases: my-service), or the IP address");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "s3cret:s3cret@host:8000",
                "http://s3cret:s3cret@my_service:8000",
                "http://s3cret:s3cret@host:0",
                "http://s3cret:s3cret@host:x",
                "http://s3cret:s3cret@:80",
                "http://alice:s3@cret@host",
                "http://alice:s3#cret@host",
                "http://alice:s3/cret@host",
                "http://alice:s3?cret@host",
                "http://my_alice:12/s3cret@host",
                "http://us%3Aer:s3cret@host",
                "http://alice:s3cret%E4@host",
                "http://host/a b?key=s3cret",
                "http://my_service?key=s3cret",
                "localhost:8000?key=s3cret",
                "ftp://alice:s3cret@host"
            })
    void showsNoSecretInAMessage(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ServerUri.parse(text))
                .withMessageNotContainingAny("s3", "cret", "alice");
    }

    @Test
    void showsNoSecretAsText() {
        assertThat(ServerUri.parse("https://user:pw@host/a?key=s3cret")).hasToString("https://host/a?key=***");
    }

    @Test
    void addsAPathToItsOwn() {
        assertThat(ServerUri.parse("http://host").below("/v1/jobs")).isEqualTo("http://host/v1/jobs");
        assertThat(ServerUri.parse("http://host/api//?x=y").below("/v1/jobs")).isEqualTo("http://host/api/v1/jobs");
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
