package dev.fermata.client;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.client.WaitListener.PollEvent;
import dev.fermata.client.World.Reply;
import dev.fermata.client.backend.Backend;
import dev.fermata.client.schedule.DurationHistory;
import dev.fermata.client.schedule.PollSchedule.PollReason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** No date that a server sends ends a wait before its job, or keeps it from polling: a server's clock may say anything. */
class ServerDatesTest {

    private static final Duration JOB = ofSeconds(20);

    private final DurationHistory history = DurationHistory.inMemory();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Thu, 01 Jan 1970 00:00:00 GMT",
                "Sun, 06 Nov 1994 08:49:37 GMT",
                "Wed, 31 Dec 2025 23:00:00 GMT",
                "Thu, 01 Jan 2026 00:59:30 GMT",
                "Thu, 01 Jan 2026 01:00:00 GMT",
                "Thu, 01 Jan 2026 01:00:30 GMT",
                "Thu, 01 Jan 2026 09:00:00 GMT",
                "Fri, 31 Dec 2099 23:59:59 GMT",
                "Fri, 31 Dec 9999 23:59:59 GMT",
                "Thu, 32 Foo 2026 25:61:61 XYZ",
                "Thursday, 01-Jan-26 01:00:00 GMT",
                "2026-01-01T01:00:00Z",
                "1767229200",
                "-1",
                "now",
                ""
            })
    void noDateHeaderEndsOrStarvesAWait(String date) {
        assertThatWaitsEndWithTheirJob("'x':0", "Date", date);
        assertThatWaitsEndWithTheirJob("'created':'2026-01-01T01:00:00Z'", "Date", date);
        assertThatWaitsEndWithTheirJob("'expected':'2026-01-01T01:00:20Z'", "Date", date);
        assertThatWaitsEndWithTheirJob("'created':'2026-01-01T01:00:00Z','ended':'2026-01-01T01:00:20Z'", "Date", date);
    }

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
                "'created':'1960-01-01T00:00:00Z','expected':'1950-01-01T00:00:00Z'",
                "'created':'2026-01-01T02:00:00Z','expected':'2026-01-01T01:00:00Z'",
                "'expected':'2199-12-31T23:59:59Z'"
            })
    void noTimeInAResponseEndsOrStarvesAWait(String times) {
        assertThatWaitsEndWithTheirJob(times, "X-None", "");
    }

    private void assertThatWaitsEndWithTheirJob(String times, String header, String value) {
        World world = new World((request, now) -> {
            String state = now.compareTo(JOB) < 0 ? "running" : "done";
            return Reply.ok(("{'state':'" + state + "'," + times + "}").replace('\'', '"'))
                    .with(header, value);
        });
        List<PollEvent> events = new ArrayList<>();
        Waiter waiter = world.waiter(Waiter.builder(backend())
                .hold(Duration.ZERO)
                .history(history)
                .listener(WaitListener.onPolls(events::add)));
        CompletableFuture<Outcome> tooShort = waiter.awaitAsync("another", ofSeconds(10));
        CompletableFuture<Outcome> wait = waiter.awaitAsync("job", ofSeconds(120));
        world.pass(ofSeconds(121));
        assertThat(tooShort.join()).isInstanceOf(Outcome.TimedOut.class);
        assertThat(tooShort.join().elapsed()).isBetween(ofSeconds(9), ofSeconds(10));
        assertThat(wait.join()).isInstanceOf(Outcome.Completed.class);
        // No pause is longer than the wait so far, whatever age the server's times make of the job.
        assertThat(wait.join().elapsed()).isBetween(JOB, JOB.multipliedBy(2));
        assertThat(wait.join().polls()).isBetween(2, 30);
        assertThat(events)
                .filteredOn(event -> event.reason() == PollReason.END)
                .extracting(PollEvent::id)
                .containsExactlyInAnyOrder("another", "job");
        // What a wait learns after such a job is not lost either.
        int before = history.observations("json").size();
        waiter.awaitAsync("third", ofSeconds(10));
        world.pass(ofSeconds(11));
        assertThat(history.observations("json").size()).isPositive().isGreaterThanOrEqualTo(before);
    }

    private static Backend backend() {
        return Backend.json("http://server/jobs/{id}")
                .state("/state")
                .completed("done")
                .failed("failed")
                .running("running")
                .createdAt("/created")
                .finishedAt("/ended")
                .expectedAt("/expected")
                .build();
    }
}
