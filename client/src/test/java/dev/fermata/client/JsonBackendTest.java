package dev.fermata.client;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers of servers that this project does not know. */
class JsonBackendTest {

    /** Times that stand for "no time" somewhere, and some that cannot be true. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "'created':'0001-01-01T00:00:00Z'",
                "'created':'0001-01-01T00:00:00Z','ended':'0001-01-01T00:00:00Z'",
                "'created':0",
                "'created':'2020-01-01T00:00:00Z'",
                "'created':'1970-01-01T00:30:00Z','ended':'1971-06-01T00:30:00Z'",
                "'created':'1970-01-01T00:59:00Z','expected':'9999-12-31T23:59:59Z'",
                "'created':'-999999999-01-01T00:00:00Z','expected':'+999999999-12-31T23:59:59Z'",
                "'created':-1e300,'expected':1e300",
                "'created':'1960-01-01T00:00:00Z','expected':'1950-01-01T00:00:00Z'"
            })
    void noDateInAnAnswerEverEndsAWaitButItsEnd(String dates) {
        World world = new World((request, now) -> World.Reply.ok(
                ("{'state':'" + (now.toSeconds() < 20 ? "running" : "done") + "'," + dates + "}").replace('\'', '"')));
        DurationHistory history = DurationHistory.inMemory();
        List<WaitEvent> events = new ArrayList<>();
        Waiter waiter = world.waiter(backend().history(history).listener(events::add));
        CompletableFuture<Outcome> tooShort = waiter.awaitAsync("another", ofSeconds(10));
        CompletableFuture<Outcome> wait = waiter.awaitAsync("job", ofSeconds(60));
        world.pass(ofSeconds(61));
        assertThat(tooShort.join()).isInstanceOf(Outcome.TimedOut.class);
        assertThat(wait.join()).isInstanceOf(Outcome.Completed.class);
        assertThat(events).filteredOn(event -> event.why() == WaitEvent.Why.END).hasSize(2);
        // What a wait learns after such a job is not lost either.
        waiter.awaitAsync("third", ofSeconds(10));
        world.pass(ofSeconds(11));
        assertThat(history.observations("json").size()).isPositive();
    }

    @ParameterizedTest
    @CsvSource({
        "61, json/pro/up to 120",
        "119.5, json/pro/up to 120",
        "120, json/pro/up to 120",
        "130, json/pro/up to 240",
        "3, json/pro/up to 60"
    })
    void aKindIsMadeOfWordsAndMagnitudes(String seconds, String kind) {
        Backend backend = Backend.json("http://server/{id}")
                .state("/state")
                .completed("done")
                .kind("/mode", "/seconds")
                .build();
        String answer = "{\"state\":\"done\",\"mode\":\"pro\",\"seconds\":%s}".formatted(seconds);
        assertThat(read(backend, answer).kind()).isEqualTo(kind);
    }

    @Test
    void theEmptyPointerIsTheWholeAnswerAndAnErrorMayBeAnObject() {
        Backend bare =
                Backend.json("http://server/{id}").state("").completed("done").build();
        assertThat(read(bare, "\"done\"").state()).isEqualTo(JobState.COMPLETED);
        Backend wordy = Backend.json("http://server/{id}")
                .state("/state")
                .completed("done")
                .failed("broken")
                .errorMessage("/error")
                .build();
        Snapshot failed = read(wordy, "{\"state\":\"broken\",\"error\":{\"text\":\"no audio\"}}");
        assertThat(failed.error().orElseThrow().message()).isEqualTo("{\"text\":\"no audio\"}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", ".."})
    void anIdThatMeansAnotherPlaceIsRefused(String id) {
        Backend backend = Backend.json("http://server/jobs/{id}/status")
                .state("/state")
                .completed("done")
                .build();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> backend.look(id))
                .withMessage("the job's id is '" + id + "', which cannot be part of an address");
    }

    private static Snapshot read(Backend backend, String answer) {
        return backend.read(
                "job", HttpHeaders.of(Map.of(), (name, value) -> true), answer.getBytes(StandardCharsets.UTF_8));
    }

    private static WaiterBuilder backend() {
        return Waiter.builder(Backend.json("http://server/jobs/{id}")
                        .state("/state")
                        .completed("done")
                        .running("running")
                        .createdAt("/created")
                        .finishedAt("/ended")
                        .expectedAt("/expected")
                        .build())
                .hold(Duration.ZERO);
    }
}
