package dev.fermata.client;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fermata.client.backend.Backend;
import dev.fermata.client.backend.Snapshot;
import dev.fermata.client.backend.Submission;
import dev.fermata.client.schedule.PollSchedule;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What will not pass ends a wait at once, and every message says what was wrong and what to do. */
@Timeout(60)
class RejectionTest {

    private static final Duration LONG = ofSeconds(30);
    private static final Submission VIDEO = Submission.of(URI.create("http://server/talk.mp4"), "es");

    static Stream<Arguments> finalStatuses() {
        return Stream.of(300, 301, 302, 307, 308, 414, 451, 501)
                .flatMap(status -> Stream.of(Path.values()).map(path -> Arguments.of(path, status)));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("finalStatuses")
    void aPollIsRejectedAtOnce(Path path, int status) throws Exception {
        try (HostileServer server = new HostileServer(HostileServer.status(status));
                Waiter waiter = Waiter.builder(backend(server)).build()) {
            assertThatThrownBy(() -> path.await(waiter, "1", LONG))
                    .isInstanceOfSatisfying(WaitException.RequestRejectedException.class, rejected -> {
                        assertThat(rejected.statusCode()).isEqualTo(status);
                        assertThat(rejected.polls()).isEqualTo(1);
                    });
        }
    }

    @ParameterizedTest
    @EnumSource(Path.class)
    void aRedirectionIsNamed(Path path) throws Exception {
        try (HostileServer server =
                        new HostileServer(HostileServer.status(308, "Location: https://new.example.com/jobs/1"));
                Waiter waiter = Waiter.builder(backend(server)).build()) {
            assertThatThrownBy(() -> path.await(waiter, "1", LONG))
                    .hasMessageContaining("it redirects")
                    .hasMessageContaining("Location: https://new.example.com/jobs/1");
        }
    }

    @Test
    void aSubmissionThatIsRedirectedIsRejectedAtOnce() throws Exception {
        try (HostileServer server = new HostileServer(HostileServer.status(301, "Location: /elsewhere"));
                Waiter waiter = Waiter.builder(Backend.fermata(server.uri())).build()) {
            assertThatThrownBy(() -> waiter.submit(VIDEO, LONG))
                    .isInstanceOf(WaitException.RequestRejectedException.class)
                    .hasMessageContaining("/elsewhere");
            assertThat(server.requests()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @EnumSource(Path.class)
    void aJobThatIsUnknownIsCalledThat(Path path) throws Exception {
        try (HostileServer server = new HostileServer(HostileServer.status(404));
                Waiter waiter = Waiter.builder(backend(server))
                        .notFoundGrace(Duration.ZERO)
                        .build()) {
            assertThatThrownBy(() -> path.await(waiter, "1", LONG))
                    .hasMessageContaining("the server does not know this job")
                    .hasMessageContaining("check id and URL");
        }
    }

    @Test
    void aSubmissionIsWaitedForToTheEndOfItsTimeAndSaysHowLongThatWas() {
        World world = new World((request, now) -> null);
        Waiter waiter = world.waiter(Waiter.builder(Backend.fermata(URI.create("http://server"))));
        CompletableFuture<Snapshot> submitted = waiter.submitAsync(VIDEO, "key", ofSeconds(8));
        world.pass(ofSeconds(9));
        assertThat(world.sent()).hasSize(1);
        assertThat(submitted)
                .failsWithin(ofSeconds(1))
                .withThrowableThat()
                .withMessageContaining("no complete response within 8.0 s");
    }

    @ParameterizedTest
    @EnumSource(Path.class)
    void aTimeTooShortForARequestSaysSo(Path path) throws Exception {
        PollSchedule late = PollSchedule.fixed(ofSeconds(1));
        try (HostileServer server = new HostileServer(HostileServer.hang());
                Waiter waiter = Waiter.builder(backend(server)).schedule(late).build()) {
            Outcome outcome = path.await(waiter, "1", Duration.ofNanos(1));
            assertThat(outcome.lastProblem())
                    .hasValueSatisfying(problem -> assertThat(problem).contains("too short to send a request"));
        }
    }

    @Test
    void anIdMustBeThereAndAllAreCheckedBeforeAnyIsWaitedFor() throws Exception {
        World world = new World((request, now) -> null);
        Waiter waiter = world.waiter(Waiter.builder(Backend.fermata(URI.create("http://server"))));
        List<String> ids = Arrays.asList("a", "b", null);
        assertThatThrownBy(() -> waiter.awaitEach(ids, LONG))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("ids[2] is null; allowed is the text by which the server knows the job");
        assertThatThrownBy(() -> waiter.awaitAll(ids, LONG)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> waiter.awaitAll(List.of(), ofMillis(-1))).hasMessageContaining("maxWait is PT-0.001S");
        world.pass(LONG);
        assertThat(world.sent()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Path.class)
    @SuppressWarnings("NullAway") // What a caller who is not null-marked may do.
    void aMissingIdIsExplained(Path path) {
        World world = new World((request, now) -> null);
        Waiter waiter = world.waiter(Waiter.builder(Backend.fermata(URI.create("http://server"))));
        assertThatThrownBy(() -> path.await(waiter, null, LONG)).hasMessageContaining("id is null; allowed is");
    }

    private static Backend backend(HostileServer server) {
        return Backend.json(server.uri() + "/jobs/{id}")
                .state("/state")
                .completed("completed")
                .failed("failed")
                .build();
    }
}
