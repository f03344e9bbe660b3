package dev.fermata.cli.wait;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EnvironmentProxyTest {

    private static final URI SERVER = URI.create("https://jobs.example.com/v1");

    @ParameterizedTest
    @CsvSource({
        "https_proxy, http://proxy.test:3128",
        "HTTPS_PROXY, http://proxy.test:3128/",
        "ALL_PROXY, proxy.test:3128",
        "all_proxy, HTTP://proxy.test:3128"
    })
    void readsEachVariable(String name, String value) {
        assertThat(EnvironmentProxy.of(Map.of(name, value), SERVER))
                .contains(new EnvironmentProxy("proxy.test", 3128, null));
    }

    @Test
    void isForOneSchemeOnly() {
        assertThat(EnvironmentProxy.of(Map.of("HTTP_PROXY", "proxy.test:3128"), SERVER))
                .isEmpty();
        assertThat(EnvironmentProxy.of(Map.of("HTTPS_PROXY", " "), SERVER)).isEmpty();
    }

    @Test
    void sendsTheUserAndThePassword() {
        assertThat(EnvironmentProxy.of(Map.of("HTTPS_PROXY", "http://me:pass%40word@proxy.test"), SERVER))
                .contains(new EnvironmentProxy("proxy.test", 80, "Basic bWU6cGFzc0B3b3Jk"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "*",
                "jobs.example.com",
                "JOBS.example.com.",
                "a.test, example.com",
                "a.test .example.com",
                "*.example.com",
                "example.com:443"
            })
    void leavesOutWhatNoProxyNames(String exceptions) {
        assertThat(EnvironmentProxy.of(Map.of("HTTPS_PROXY", "proxy.test", "NO_PROXY", exceptions), SERVER))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "example.org", "ample.com", "jobs", "example.com:80", "10.0.0.0/8", "x/y", "/8"})
    void takesNothingElseFor(String exceptions) {
        assertThat(EnvironmentProxy.of(Map.of("HTTPS_PROXY", "proxy.test", "no_proxy", exceptions), SERVER))
                .isPresent();
    }

    @ParameterizedTest
    @CsvSource({
        "http://localhost:8000, ''",
        "http://127.0.0.1:8000, ''",
        "http://[::1]:8000, ''",
        "http://a.localhost, ''",
        "http://10.1.2.3, 10.0.0.0/8",
        "http://10.1.2.3, 10.1.2.3",
        "http://[fd00::7], fd00::/8"
    })
    void leavesOutThisMachineAndNetworks(String server, String exceptions) {
        Map<String, String> environment = Map.of("HTTP_PROXY", "proxy.test", "NO_PROXY", exceptions);
        assertThat(EnvironmentProxy.of(environment, URI.create(server))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"socks5://proxy.test", "https://proxy.test", "http://", "me:secret@[", "http://me:secret@x y"})
    void saysWhichVariableIsNoProxy(String value) {
        assertThatThrownBy(() -> EnvironmentProxy.of(Map.of("https_proxy", value), SERVER))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(
                        "the variable https_proxy is no URL of an HTTP proxy; allowed is http://HOST:PORT")
                .hasMessageNotContaining("secret");
    }
}
