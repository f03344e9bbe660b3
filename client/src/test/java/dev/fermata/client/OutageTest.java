package dev.fermata.client;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.client.World.Reply;
import dev.fermata.client.backend.Backend;
import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Many waits meet a rate limit or an outage together, and stay together through it. */
class OutageTest {

    private static final Backend NATIVE = Backend.fermata(URI.create("http://server"));
    private static final Backend SINGLE = Backend.json("http://server/jobs/{id}")
            .state("/state")
            .completed("completed")
            .failed("failed")
            .build();
    private static final Duration DOWN = ofSeconds(40);
    private static final Duration UP = ofSeconds(52);

    private final SplittableRandom random = new SplittableRandom(7);
    /** An id says when its job ends, in milliseconds. */
    private final JobServer jobs = new JobServer(id -> ofMillis(Long.parseLong(id.split("-")[0])));

    private int rejections;
    private Duration acceptedAt = ofSeconds(-1);

    @ParameterizedTest(name = "failing with {0}, begun {1} ms apart, the server holds: {2}")
    @CsvSource({
        "503, 0, false",
        "429, 0, false",
        "503, 100, false",
        "429, 100, false",
        "503, 0, true",
        "429, 0, true",
        "503, 100, true",
        "429, 100, true"
    })
    void manyWaitsShareALimitOfTwoRequestsASecond(int status, long apart, boolean holds) {
        jobs.holds = holds;
        jobs.holdsUntilTheEnd = holds;
        World world = new World((request, now) -> limited(request, now, status));
        List<CompletableFuture<Outcome>> waits = begin(world, NATIVE, ids(100, 60_000, 90_000), apart);
        world.pass(ofMinutes(6));
        assertThat(waits).allSatisfy(wait -> assertThat(wait.join()).isInstanceOf(Outcome.Completed.class));
        assertThat(rejections).isLessThan(world.sent().size() / 2);
        assertThat(world.sent()).hasSizeLessThan(200);
    }

    /** As nginx does it with {@code limit_req rate=2r/s}, without a burst. */
    private Reply limited(HttpRequest request, Duration now, int status) {
        if (now.minus(acceptedAt).compareTo(ofMillis(500)) < 0) {
            rejections++;
            return Reply.status(status);
        }
        acceptedAt = now;
        return jobs.answer(request, now);
    }

    @ParameterizedTest(name = "the server holds: {0}")
    @ValueSource(booleans = {false, true})
    void aLinkThatBreaksForTwelveSecondsCostsFewRequestsAndNoJobIsKnownLateAfterwards(boolean holds) {
        World world = new World((request, now) -> {
            Reply reply = jobs.answer(request, now);
            boolean lost = now.compareTo(DOWN) < 0 && now.plus(reply.after()).compareTo(DOWN) > 0;
            return lost ? Reply.broken().after(DOWN.minus(now)) : isDown(now) ? Reply.broken() : reply;
        });
        List<Long> late = lateAfterOutage(world, holds);
        assertThat(late)
                .hasSizeGreaterThan(20)
                // One backoff for all of them, which has reached eight seconds by then.
                .allSatisfy(millis -> assertThat(millis).isLessThan(8_000));
        assertThat(sent(world, 40, 52)).isBetween(1L, 10L);
        assertThat(sent(world, 52, 72)).isLessThan(100);
    }

    @ParameterizedTest(name = "the server holds: {0}")
    @ValueSource(booleans = {false, true})
    void aLinkThatSwallowsEverythingForTwelveSecondsDoesNotEither(boolean holds) {
        World world = new World((request, now) -> {
            // TCP sends again what was lost, so the response comes when the link is up.
            Reply reply = jobs.answer(request, isDown(now) ? UP : now);
            boolean later = now.compareTo(UP) < 0 && now.plus(reply.after()).compareTo(DOWN) > 0;
            Duration earliest = UP.plusMillis(500).minus(now);
            return later && reply.after().compareTo(earliest) < 0 ? reply.after(earliest) : reply;
        });
        List<Long> late = lateAfterOutage(world, holds);
        assertThat(late)
                .hasSizeGreaterThan(20)
                .allSatisfy(millis -> assertThat(millis).isLessThan(5_000));
        // If all jobs share one held request, nothing is due in that time.
        assertThat(sent(world, 40, 52)).isLessThan(80);
        assertThat(sent(world, 52, 72)).isLessThan(150);
    }

    /** For each job that ended in the outage, how many milliseconds after it that was known. */
    private List<Long> lateAfterOutage(World world, boolean holds) {
        jobs.holds = holds;
        jobs.holdsUntilTheEnd = holds;
        List<CompletableFuture<Outcome>> waits = begin(world, NATIVE, ids(100, 30_000, 70_000), 100);
        world.pass(ofMinutes(6));
        List<Long> late = new ArrayList<>();
        for (int i = 0; i < waits.size(); i++) {
            Outcome outcome = waits.get(i).join();
            assertThat(outcome).isInstanceOf(Outcome.Completed.class);
            if (isDown(ofMillis(Long.parseLong(outcome.id().split("-")[0])))) {
                late.add(outcome.elapsed().plusMillis(i * 100L).minus(UP).toMillis());
            }
        }
        return late;
    }

    /** The failures before put a long distance between requests. A last poll that kept it would be lost. */
    @Test
    void theLastPollIsSentAlsoAfterManyFailures() {
        for (int end = 20; end < 30; end++) {
            Duration up = ofSeconds(end);
            World world =
                    new World((request, now) -> now.compareTo(up) < 0 ? Reply.status(503) : jobs.answer(request, now));
            Waiter waiter = world.waiter(Waiter.builder(NATIVE));
            waiter.awaitAsync("1000-a", ofSeconds(15));
            world.pass(ofSeconds(16));
            CompletableFuture<Outcome> wait = waiter.awaitAsync("1000-b", ofSeconds(15));
            world.pass(ofSeconds(16));
            assertThat(wait.join()).as("back after " + end + " s").isInstanceOf(Outcome.Completed.class);
        }
    }

    private static boolean isDown(Duration now) {
        return now.compareTo(DOWN) >= 0 && now.compareTo(UP) < 0;
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"503", "reset"})
    void threeHundredSingleWaitsReturnFromAnOutageWithinTheRetryBudget(String failure) {
        World world = new World((request, now) -> {
            boolean down = now.compareTo(ofSeconds(30)) >= 0 && now.compareTo(ofSeconds(90)) < 0;
            return !down ? jobs.answer(request, now) : failure.equals("reset") ? Reply.broken() : Reply.status(503);
        });
        List<CompletableFuture<Outcome>> waits = begin(world, SINGLE, ids(300, 60_000, 120_000), 100);
        world.pass(ofMinutes(6));
        assertThat(waits).allSatisfy(wait -> assertThat(wait.join()).isInstanceOf(Outcome.Completed.class));
        int[] tenths = new int[3_600];
        world.sent().forEach(sent -> tenths[(int) (sent.at().toMillis() / 100)]++);
        assertThat(IntStream.range(900, tenths.length).map(i -> tenths[i]).max().orElseThrow())
                .isLessThanOrEqualTo(20);
        // A quarter of a minute later everything is as before.
        assertThat(IntStream.range(900, 1_050).map(i -> tenths[i]).sum()).isGreaterThan(300);
    }

    private List<CompletableFuture<Outcome>> begin(World world, Backend backend, List<String> ids, long apart) {
        Waiter waiter = world.waiter(Waiter.builder(backend));
        List<CompletableFuture<Outcome>> waits = new ArrayList<>();
        for (String id : ids) {
            waits.add(waiter.awaitAsync(id, ofMinutes(5)));
            if (apart > 0) {
                world.pass(ofMillis(apart));
            }
        }
        return waits;
    }

    private static long sent(World world, int from, int to) {
        return world.sent().stream()
                .filter(sent ->
                        sent.at().compareTo(ofSeconds(from)) >= 0 && sent.at().compareTo(ofSeconds(to)) < 0)
                .count();
    }

    private List<String> ids(int count, long from, long to) {
        return IntStream.range(0, count)
                .mapToObj(i -> random.nextLong(from, to + 1) + "-" + i)
                .toList();
    }
}
