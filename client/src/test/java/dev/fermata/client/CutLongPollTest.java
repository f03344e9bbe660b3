package dev.fermata.client;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.client.World.Reply;
import dev.fermata.client.backend.Backend;
import dev.fermata.client.schedule.PollSchedule;
import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Long polls through proxies that cut them, or that drop headers. */
class CutLongPollTest {

    private static final Backend NATIVE = Backend.fermata(URI.create("http://server"));
    private static final Backend SINGLE = Backend.json("http://server/jobs/{id}")
            .state("/state")
            .completed("completed")
            .failed("failed")
            .build();
    private static final PollSchedule TENS = PollSchedule.fixed(ofSeconds(10));

    private final SplittableRandom random = new SplittableRandom(11);
    /** An id says when its job ends, in milliseconds; 0 for a job that is missing. */
    private final JobServer jobs = new JobServer(id -> ofMillis(Long.parseLong(id.split("-")[0])));

    @ParameterizedTest(name = "cut after {0} s: at most {1} requests")
    @CsvSource({"20, 14", "30, 10", "60, 7"})
    void aProxyThatCutsCostsOneRequestAndNoDelay(long cut, int requests) {
        jobs.holds = true;
        jobs.cutsAt = ofSeconds(cut);
        World world = new World(jobs);
        CompletableFuture<Outcome> outcome =
                world.waiter(Waiter.builder(SINGLE)).awaitAsync("211000", ofMinutes(10));
        world.pass(ofMinutes(10));
        assertThat(outcome.join().elapsed()).isBetween(ofSeconds(211), ofMillis(211_050));
        assertThat(world.sent()).hasSizeLessThanOrEqualTo(requests);
    }

    @ParameterizedTest
    @ValueSource(longs = {20, 30})
    void theTimeAfterWhichAProxyCutsIsRememberedForLaterWaits(long cut) {
        jobs.holds = true;
        jobs.cutsAt = ofSeconds(cut);
        World world = new World(jobs);
        Waiter waiter = world.waiter(Waiter.builder(SINGLE));
        waiter.awaitAsync((cut + 30) * 1_000 + "-a", ofMinutes(10));
        world.pass(ofMinutes(10));
        int before = world.sent().size();
        CompletableFuture<Outcome> next = waiter.awaitAsync("640000-b", ofMinutes(10));
        world.pass(ofMinutes(10));
        assertThat(next.join().elapsed()).isBetween(ofSeconds(40), ofMillis(40_050));
        assertThat(next.join().lastProblem()).isEmpty();
        assertThat(world.sent().subList(before, world.sent().size())).hasSizeLessThanOrEqualTo(3);
    }

    @Test
    void retryAfterACutMakesAWaitAtMostASecondLaterThanItSays() {
        jobs.holds = true;
        List<Duration> cuts = new ArrayList<>();
        World world = new World((request, now) -> {
            Reply reply = jobs.answer(request, now);
            if (reply.after().compareTo(ofSeconds(30)) <= 0) {
                return reply;
            }
            cuts.add(now.plusSeconds(30));
            return Reply.status(503).with("Retry-After", "120").after(ofSeconds(30));
        });
        CompletableFuture<Outcome> outcome =
                world.waiter(Waiter.builder(SINGLE)).awaitAsync("140000", ofMinutes(10));
        world.pass(ofMinutes(10));
        Duration allowed = cuts.get(0).plusSeconds(120);
        assertThat(outcome.join().elapsed()).isBetween(allowed, allowed.plusMillis(1_050));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void aFailedFirstRequestDoesNotBanHolding(int failures) {
        jobs.holds = true;
        int[] left = {failures};
        World world = new World((request, now) -> left[0]-- > 0 ? Reply.status(503) : jobs.answer(request, now));
        CompletableFuture<Outcome> outcome =
                world.waiter(Waiter.builder(SINGLE).schedule(TENS)).awaitAsync("45000", ofMinutes(10));
        world.pass(ofMinutes(10));
        assertThat(outcome.join().elapsed()).isBetween(ofSeconds(45), ofMillis(45_050));
    }

    /** An outage of many requests says nothing of how the server holds. */
    @ParameterizedTest(name = "{0} failures, refused: {1}")
    @CsvSource({"3, true", "4, true", "9, true", "3, false", "4, false", "5, false", "9, false"})
    void anOutageDoesNotBanHolding(int failures, boolean refused) {
        jobs.holds = true;
        int[] left = {failures};
        World world = new World((request, now) ->
                left[0]-- > 0 ? refused ? Reply.refused() : Reply.status(503) : jobs.answer(request, now));
        CompletableFuture<Outcome> outcome = world.waiter(
                        Waiter.builder(SINGLE).schedule(TENS).errorBackoff(PollSchedule.fixed(ofSeconds(1))))
                .awaitAsync("55500", ofMinutes(10));
        world.pass(ofMinutes(10));
        assertThat(outcome.join().elapsed()).isBetween(ofMillis(55_500), ofMillis(55_550));
    }

    @Test
    void aServerThatFailsWhenItIsAskedToHoldIsAskedRarely() {
        World world = new World((request, now) -> {
            boolean asked = request.headers().firstValue("Prefer").isPresent();
            return asked ? Reply.status(500) : jobs.answer(request, now);
        });
        CompletableFuture<Outcome> outcome = world.waiter(
                        Waiter.builder(SINGLE).schedule(TENS).errorBackoff(PollSchedule.fixed(ofSeconds(1))))
                .awaitAsync("55500", ofMinutes(10));
        world.pass(ofMinutes(10));
        assertThat(outcome.join().elapsed()).isLessThan(ofSeconds(66));
        assertThat(world.sent())
                .filteredOn(sent -> sent.header("Prefer").isPresent())
                .hasSize(4);
    }

    @Test
    void aLinkThatBreaksIsNotTakenForAProxyThatCuts() {
        jobs.holds = true;
        World world = new World((request, now) -> {
            Reply reply = jobs.answer(request, now);
            Duration left = ofSeconds(30).minus(now);
            boolean lost = now.compareTo(ofSeconds(30)) < 0 && reply.after().compareTo(left) > 0;
            return lost ? Reply.broken().after(left) : reply;
        });
        Waiter waiter = world.waiter(Waiter.builder(SINGLE).schedule(TENS));
        waiter.awaitAsync("20000-first", ofMinutes(10));
        for (int i = 0; i < 5; i++) {
            world.pass(ofSeconds(4));
            waiter.awaitAsync("200000-" + i, ofMinutes(10));
        }
        world.pass(ofSeconds(20));
        assertThat(world.sent())
                .filteredOn(sent -> sent.at().compareTo(ofSeconds(30)) >= 0)
                .hasSize(5)
                // The first to break off may have been cut. Those that break off with it were not.
                .filteredOn(sent -> sent.at().compareTo(ofSeconds(30)) > 0)
                .hasSize(4)
                .allSatisfy(sent -> assertThat(sent.header("Prefer")).hasValue("wait=58, until=terminal"));
    }

    @Test
    void aResetEarlierThanOtherJobsWereHeldIsNotTakenForAProxyThatCuts() {
        jobs.holds = true;
        World world = new World((request, now) -> {
            Reply reply = jobs.answer(request, now);
            boolean lost = now.compareTo(ofSeconds(10)) > 0 && now.compareTo(ofSeconds(20)) < 0;
            return lost ? Reply.broken().after(ofSeconds(4)) : reply;
        });
        Waiter waiter = world.waiter(Waiter.builder(SINGLE).schedule(TENS));
        waiter.awaitAsync("6000", ofMinutes(10));
        world.pass(ofSeconds(17));
        waiter.awaitAsync("200000", ofMinutes(10));
        world.pass(ofSeconds(10));
        assertThat(world.sent().get(world.sent().size() - 1).header("Prefer")).hasValue("wait=58, until=terminal");
    }

    @ParameterizedTest(name = "{0} % of the responses")
    @ValueSource(ints = {5, 100})
    void aProxyThatDropsPreferenceAppliedRejectsNoJobThatRuns(int percent) {
        jobs.holds = true;
        jobs.holdsUntilTheEnd = true;
        World world = new World((request, now) -> dropping(request, now, percent));
        Waiter waiter = world.waiter(Waiter.builder(NATIVE).notFoundGrace(Duration.ZERO));
        Map<String, CompletableFuture<Outcome>> waits = new HashMap<>();
        for (int i = 0; i < 200; i++) {
            String id = random.nextLong(60_000, 200_000) + "-" + i;
            waits.put(id, waiter.awaitAsync(id, ofMinutes(20)));
        }
        CompletableFuture<Outcome> missing = waiter.awaitAsync("0-missing", ofMinutes(20));
        world.pass(ofMinutes(20));
        waits.forEach((id, wait) -> assertThat(wait.join()).isInstanceOf(Outcome.Completed.class));
        assertThat(missing)
                .failsWithin(ofSeconds(1))
                .withThrowableThat()
                .havingCause()
                .isInstanceOfSatisfying(
                        WaitException.RequestRejectedException.class,
                        rejected -> assertThat(rejected.statusCode()).isEqualTo(404));
    }

    @Test
    void aJobThatAMinimalResponseDoesNotListHasNotEnded() {
        // Every preference is applied, and none is acknowledged.
        World world = new World((request, now) -> Reply.ok(
                request.uri().getQuery() == null ? "{\"state\":\"running\"}" : "{\"jobs\":[],\"missing\":[]}"));
        Waiter waiter =
                world.waiter(Waiter.builder(NATIVE).notFoundGrace(Duration.ZERO).schedule(TENS));
        CompletableFuture<Outcome> one = waiter.awaitAsync("1", ofSeconds(60));
        CompletableFuture<Outcome> two = waiter.awaitAsync("2", ofSeconds(60));
        world.pass(ofSeconds(61));
        for (Outcome outcome : List.of(one.join(), two.join())) {
            assertThat(outcome).isInstanceOf(Outcome.TimedOut.class);
            assertThat(outcome.stats().responses()).isGreaterThan(4);
        }
    }

    @Test
    void aJobThatAFullResponseDoesNotListIsATransientFailureOfThatJobAlone() {
        String running = "{\"id\":\"1\",\"state\":\"running\"}";
        World world = new World((request, now) -> {
            if (request.uri().getQuery() != null) {
                return Reply.ok("{\"jobs\":[" + running + "]}");
            }
            return request.uri().getPath().endsWith("/1") ? Reply.ok(running) : null;
        });
        Waiter waiter = world.waiter(Waiter.builder(NATIVE)
                .notFoundGrace(Duration.ZERO)
                .schedule(TENS)
                .hold(Duration.ZERO));
        CompletableFuture<Outcome> listed = waiter.awaitAsync("1", ofSeconds(60));
        CompletableFuture<Outcome> absent = waiter.awaitAsync("2", ofSeconds(60));
        world.pass(ofSeconds(61));
        assertThat(listed.join().lastProblem()).isEmpty();
        assertThat(absent.join()).isInstanceOf(Outcome.TimedOut.class);
        assertThat(absent.join().stats().responses()).isZero();
        assertThat(world.sent()).anySatisfy(sent -> assertThat(sent.path()).contains("ids=1,2"));
        assertThat(absent.join().lastProblem()).hasValue("the response does not mention the job");
    }

    @Test
    void aServerThatHoldsWithoutSayingSoIsRecognised() {
        jobs.holds = true;
        World world = new World((request, now) -> dropping(request, now, 100));
        CompletableFuture<Outcome> outcome =
                world.waiter(Waiter.builder(SINGLE).schedule(TENS)).awaitAsync("205000", ofMinutes(10));
        world.pass(ofMinutes(10));
        assertThat(outcome.join().elapsed()).isBetween(ofSeconds(205), ofMillis(205_050));
        assertThat(world.sent()).hasSizeLessThan(8);
    }

    @Test
    void aServerThatAnswersSlowlyIsNotTakenForOneThatHolds() {
        World world =
                new World((request, now) -> Reply.ok("{\"state\":\"running\"}").after(ofMillis(700)));
        world.waiter(Waiter.builder(SINGLE).schedule(TENS)).awaitAsync("1", ofSeconds(60));
        world.pass(ofSeconds(61));
        assertThat(world.sent()).hasSizeLessThan(9);
    }

    @ParameterizedTest(name = "missing {0} times")
    @CsvSource({"1, true", "1000, false"})
    void oneMissingInACohortDoesNotEndAWaitAndTwoSomeTimeApartDo(int times, boolean completes) {
        jobs.holds = true;
        jobs.holdsUntilTheEnd = true;
        List<Duration> missing = new ArrayList<>();
        World world = new World((request, now) -> {
            boolean away = now.compareTo(ofSeconds(50)) > 0
                    && missing.size() < times
                    && request.uri().toString().contains("300000-x");
            return away && missing.add(now) ? without("300000-x", request) : jobs.answer(request, now);
        });
        Waiter waiter = world.waiter(Waiter.builder(NATIVE));
        CompletableFuture<Outcome> wait = waiter.awaitAsync("300000-x", ofMinutes(20));
        CompletableFuture<Outcome> other = waiter.awaitAsync("320000-y", ofMinutes(20));
        world.pass(ofMinutes(20));
        assertThat(other.join().elapsed()).isBetween(ofSeconds(320), ofMillis(320_300));
        if (completes) {
            assertThat(wait.join().elapsed()).isBetween(ofSeconds(300), ofMillis(300_300));
        } else {
            assertThat(wait).failsWithin(ofSeconds(1)).withThrowableThat().withMessageContaining("404");
            assertThat(missing.get(missing.size() - 1).minus(missing.get(0))).isBetween(ofSeconds(2), ofSeconds(20));
        }
    }

    private static Reply without(String id, HttpRequest request) {
        boolean bulk = request.uri().getQuery() != null;
        return bulk
                ? Reply.ok("{\"jobs\":[],\"missing\":[\"" + id + "\"]}")
                        .with("Preference-Applied", "wait=58, until=terminal, return=minimal")
                : Reply.status(404);
    }

    private Reply dropping(HttpRequest request, Duration now, int percent) {
        Reply reply = jobs.answer(request, now);
        Map<String, String> headers = new HashMap<>(reply.headers());
        if (random.nextInt(100) < percent) {
            headers.remove("Preference-Applied");
        }
        return new Reply(reply.status(), headers, reply.body(), reply.after());
    }

    @ParameterizedTest(name = "status {0}, or a reset")
    @ValueSource(ints = {503, 429, 0})
    void aServerThatTurnsHeldRequestsDownFromThenOnIsAskedWithoutAHold(int status) {
        jobs.holds = true;
        World world = new World((request, now) -> {
            boolean refuses = request.headers().firstValue("Prefer").isPresent() && now.compareTo(ofSeconds(100)) > 0;
            Reply refusal = status == 0 ? Reply.broken() : Reply.status(status);
            return refuses ? refusal : jobs.answer(request, now);
        });
        CompletableFuture<Outcome> outcome =
                world.waiter(Waiter.builder(SINGLE).schedule(TENS)).awaitAsync("200000", ofMinutes(30));
        world.pass(ofMinutes(30));
        assertThat(outcome.join().elapsed()).isBetween(ofSeconds(200), ofSeconds(215));
        assertThat(world.sent()).hasSizeLessThan(35);
    }

    @Test
    void aServerThatAnswers429ToHeldRequestsIsAskedWithoutAHold() {
        World world = new World((request, now) ->
                request.headers().firstValue("Prefer").isPresent() ? Reply.status(429) : jobs.answer(request, now));
        CompletableFuture<Outcome> outcome =
                world.waiter(Waiter.builder(SINGLE).schedule(TENS)).awaitAsync("200000", ofMinutes(30));
        world.pass(ofMinutes(30));
        assertThat(outcome.join().elapsed()).isBetween(ofSeconds(200), ofSeconds(220));
    }
}
