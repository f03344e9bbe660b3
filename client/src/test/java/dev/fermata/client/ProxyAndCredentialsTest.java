package dev.fermata.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.fermata.client.backend.Backend;
import dev.fermata.client.internal.http.KeepAliveServer;
import dev.fermata.client.schedule.PollSchedule;
import java.io.IOException;
import java.net.Authenticator;
import java.net.InetSocketAddress;
import java.net.PasswordAuthentication;
import java.net.ProxySelector;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Credentials that are not accepted, and proxies that do not connect, with a client of the user's own. */
@Timeout(60)
class ProxyAndCredentialsTest {

    private static final String SERVER = "api.example.invalid";

    @Test
    void aProxyThatRequiresCredentialsForATunnelEndsTheWaitAtOnce() throws Exception {
        try (KeepAliveServer proxy = proxy("407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm=x")) {
            WaitException.RequestRejectedException rejected = rejected("https://" + SERVER, through(proxy));
            assertThat(rejected.statusCode()).isEqualTo(407);
            assertThat(rejected.polls()).isEqualTo(1);
            assertThat(rejected).hasMessageContaining("the proxy requires credentials");
        }
    }

    @Test
    void aProxyThatForbidsATunnelEndsTheWaitAfterAFewTries() throws Exception {
        try (KeepAliveServer proxy = proxy("403 Forbidden")) {
            WaitException.RequestRejectedException rejected = rejected("https://" + SERVER, through(proxy));
            assertThat(rejected.statusCode()).isZero();
            assertThat(rejected.polls()).isEqualTo(2);
            assertThat(rejected)
                    .hasMessageStartingWith("the proxy 127.0.0.1:" + proxy.uri().getPort())
                    .hasMessageContaining("does not connect to " + SERVER)
                    .hasMessageContaining("403");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"502 Bad Gateway", "503 Service Unavailable", "504 Gateway Timeout"})
    void aProxyThatCannotReachTheServerNowIsATransientFailure(String status) throws Exception {
        try (KeepAliveServer proxy = proxy(status)) {
            assertThat(problem("https://" + SERVER, through(proxy), 4))
                    .startsWith("the proxy 127.0.0.1")
                    .contains("does not connect to " + SERVER, status.substring(0, 3));
        }
    }

    @Test
    void aWrongPasswordForTheServerEndsTheWaitAfterAFewTries() throws Exception {
        try (KeepAliveServer server =
                new KeepAliveServer(KeepAliveServer.says(401, new byte[0], "WWW-Authenticate: Basic realm=x"))) {
            assertThat(rejected(server.uri().toString(), withPassword(null)))
                    .hasMessageStartingWith("127.0.0.1:" + server.uri().getPort())
                    .hasMessageContaining("does not accept the user name and password of your Authenticator");
        }
    }

    @Test
    void aWrongPasswordForTheProxyEndsTheWaitAfterAFewTries() throws Exception {
        try (KeepAliveServer proxy =
                new KeepAliveServer(KeepAliveServer.says(407, new byte[0], "Proxy-Authenticate: Basic realm=x"))) {
            assertThat(rejected("http://" + SERVER, withPassword(proxy)))
                    .hasMessageStartingWith("the proxy 127.0.0.1:" + proxy.uri().getPort())
                    .hasMessageContaining("does not accept the user name and password");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 407})
    void aStatusThatDoesNotSayHowToAuthenticateEndsTheWaitAfterAFewTries(int status) throws Exception {
        try (KeepAliveServer server = new KeepAliveServer(KeepAliveServer.says(status, new byte[0]))) {
            WaitException.RequestRejectedException rejected = status == 401
                    ? rejected(server.uri().toString(), withPassword(null))
                    : rejected("http://" + SERVER, withPassword(server));
            assertThat(rejected)
                    .hasMessageStartingWith(status == 401 ? "127.0.0.1:" : "the proxy 127.0.0.1:")
                    .hasMessageContaining(status + " without saying how to authenticate");
        }
    }

    @Test
    void anAuthenticatorWithoutCredentialsEndsTheWaitAfterAFewTries() throws Exception {
        HttpClient client =
                HttpClient.newBuilder().authenticator(new Authenticator() {}).build();
        try (KeepAliveServer server =
                new KeepAliveServer(KeepAliveServer.says(401, new byte[0], "WWW-Authenticate: Basic realm=x"))) {
            assertThat(rejected(server.uri().toString(), client))
                    .hasMessageContaining("your Authenticator has none for it");
        }
    }

    @Test
    void anUnknownProxyIsNamedInThePlaceOfTheServer() {
        ProxySelector unknown = ProxySelector.of(InetSocketAddress.createUnresolved("no-such-proxy.invalid", 3128));
        HttpClient client = HttpClient.newBuilder().proxy(unknown).build();
        for (String scheme : new String[] {"http://", "https://"}) {
            assertThat(rejected(scheme + SERVER, client))
                    .hasMessageStartingWith("the host name of the proxy no-such-proxy.invalid:3128 is unknown")
                    .hasMessageNotContaining(SERVER);
        }
    }

    @Test
    void aProxyThatDoesNotListenIsNamedInThePlaceOfTheServer() throws Exception {
        int port;
        try (ServerSocket unused = new ServerSocket(0)) {
            port = unused.getLocalPort();
        }
        ProxySelector absent = ProxySelector.of(new InetSocketAddress("127.0.0.1", port));
        HttpClient client = HttpClient.newBuilder().proxy(absent).build();
        for (String server : new String[] {SERVER, "localhost"}) {
            try (Waiter waiter = settings("http://" + server).httpClient(client).build()) {
                assertThat(waiter.await("1", ofMillis(100)).lastProblem())
                        .hasValue("cannot connect to the proxy 127.0.0.1:" + port);
            }
        }
    }

    private static KeepAliveServer proxy(String statusAndHeaders) throws IOException {
        return new KeepAliveServer(KeepAliveServer.raw(
                ("HTTP/1.1 " + statusAndHeaders + "\r\nContent-Length: 0\r\n\r\n").getBytes(UTF_8)));
    }

    private static HttpClient through(KeepAliveServer proxy) {
        return HttpClient.newBuilder().proxy(selector(proxy)).build();
    }

    private static ProxySelector selector(KeepAliveServer proxy) {
        return ProxySelector.of(new InetSocketAddress("127.0.0.1", proxy.uri().getPort()));
    }

    private static HttpClient withPassword(@Nullable KeepAliveServer proxy) {
        HttpClient.Builder client = HttpClient.newBuilder().authenticator(new Authenticator() {
            @Override
            protected PasswordAuthentication getPasswordAuthentication() {
                return new PasswordAuthentication("alice", "wrong".toCharArray());
            }
        });
        return proxy == null ? client.build() : client.proxy(selector(proxy)).build();
    }

    /** What went wrong with that poll of a wait that goes on. */
    private static String problem(String server, HttpClient client, int poll) throws Exception {
        CompletableFuture<String> problem = new CompletableFuture<>();
        WaitListener listener = WaitListener.onPolls(event -> {
            if (event.poll() == poll) {
                problem.complete(event.text());
            }
        });
        try (Waiter waiter =
                settings(server).httpClient(client).listener(listener).build()) {
            CompletableFuture<Outcome> outcome = waiter.awaitAsync("1", ofSeconds(50));
            String text = problem.get();
            assertThat(outcome).isNotDone();
            return text;
        }
    }

    private static WaitException.RequestRejectedException rejected(String server, HttpClient client) {
        try (Waiter waiter = settings(server).httpClient(client).build()) {
            return catchThrowableOfType(
                    WaitException.RequestRejectedException.class, () -> waiter.await("1", ofSeconds(20)));
        }
    }

    private static WaiterBuilder settings(String server) {
        Backend backend = Backend.json(URI.create(server).resolve("/jobs/") + "{id}")
                .state("/state")
                .completed("done")
                .failed("failed")
                .build();
        PollSchedule quick = PollSchedule.fixed(ofMillis(20));
        return Waiter.builder(backend).schedule(quick).errorBackoff(quick).permanentFailureTries(2);
    }
}
