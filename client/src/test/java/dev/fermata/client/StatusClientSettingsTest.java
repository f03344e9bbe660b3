package dev.fermata.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fermata.client.WaitListener.PollEvent;
import dev.fermata.client.schedule.PollSchedule;
import dev.fermata.client.schedule.PollSchedule.PollReason;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a caller sets, and what cannot be set. */
@Timeout(60)
class StatusClientSettingsTest {

    private static final Duration LONG = Duration.ofSeconds(30);
    private static final PollSchedule QUICK = PollSchedule.fixed(Duration.ofMillis(5));

    @Test
    void tellsTheListenerOfEveryPollAndSurvivesItsExceptions() throws Exception {
        ConcurrentLinkedQueue<PollEvent> events = new ConcurrentLinkedQueue<>();
        try (HostileServer server = new HostileServer(says("pending"), HostileServer.status(500), says("error"));
                StatusClient client = StatusClient.builder(server.uri())
                        .schedule(QUICK)
                        .errorBackoff(QUICK)
                        .listener(WaitListener.onPolls(event -> {
                            events.add(event);
                            throw new IllegalStateException("a broken listener");
                        }))
                        .build()) {
            client.getStatus(LONG);
        }
        assertThat(events).extracting(PollEvent::poll).containsExactly(1, 2, 3);
        assertThat(events)
                .extracting(PollEvent::text)
                .containsExactly("pending", "the server answered with status 500", "error");
        assertThat(events)
                .extracting(PollEvent::reason)
                .containsExactly(PollReason.SCHEDULE, PollReason.ERROR_BACKOFF, PollReason.END);
    }

    @Test
    void failsTheWaitWhenAScheduleThrows() throws Exception {
        try (HostileServer server = new HostileServer(says("pending"));
                StatusClient client = StatusClient.builder(server.uri())
                        .schedule((context, random) -> {
                            throw new UnsupportedOperationException("a broken schedule");
                        })
                        .build()) {
            for (Path path : Path.values()) {
                assertThatThrownBy(() -> path.getStatus(client, LONG)).hasMessage("a broken schedule");
            }
        }
    }

    @Test
    void sendsTheHeadersThatItWasGiven() throws Exception {
        try (HostileServer server = new HostileServer(says("completed"))) {
            assertThatThrownBy(() -> StatusClient.builder(server.uri()).header("bad name", "x"))
                    .isInstanceOf(IllegalArgumentException.class);
            try (StatusClient client = StatusClient.builder(server.uri())
                    .header("Authorization", "Bearer token")
                    .build()) {
                client.getStatus(LONG);
            }
            assertThat(server.lastHead()).contains("Authorization: Bearer token\r\n");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "localhost:8000 | localhost:8000'; it has no scheme; did you mean http://localhost:8000?",
                "status | status'; it has no scheme; did you mean http://status?",
                "ftp://localhost | ftp://localhost'; it does not begin with http:// or https://; ALLOWED",
                "http:///status | http:///status'; it has no host; ALLOWED",
                "http://localhost:99999 | http://localhost:99999'; its port is 99999; allowed is 1 to 65535",
                "http://u:pw@local_host/x?k=v | http://local_host/x?k=***'; Java's HTTP client cannot use a host name with"
                        + " an underscore; use another name, such as an alias with a hyphen (in a compose file: networks,"
                        + " default, aliases: local-host), or the IP address",
                "http://u:p/w@localhost | http://***'; it is not clear where its user name and password end;"
                        + " percent-encode special characters in them: @ is %40, / is %2F, ? is %3F, # is %23"
            })
    void refusesAnAddressThatIsNoHttpServer(String address, String message) {
        String allowed = "allowed is a URL such as http://localhost:8000 or https://api.example.com";
        assertThatThrownBy(() -> StatusClient.create(URI.create(address)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("server URL is '" + message.replace("ALLOWED", allowed));
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT0S", "PT-1S", "P366D"})
    void refusesAWaitWithoutAnEnd(String maxWait) throws Exception {
        try (StatusClient client = StatusClient.create(URI.create("http://localhost:1"))) {
            assertThatThrownBy(() -> client.getStatus(Duration.parse(maxWait)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("maxWait is ");
        }
    }

    private static HostileServer.Behaviour says(String result) {
        return HostileServer.says(result);
    }
}
