package dev.fermata.client;

import static java.time.Duration.ZERO;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.client.World.Reply;
import dev.fermata.client.schedule.PollContext;
import dev.fermata.client.schedule.PollSchedule;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/**
 * The first wait of a {@link StatusClient} with the default settings: it does not know when its job began. Backoff with jitter must
 * not be later than the same backoff without, nor send more requests. Virtual time.
 */
class FirstWaitTest {

    private static final int DRAWS = 20_000;
    private static final int[] JOBS = {5, 10, 30, 60};
    /** When the original schedule polls: at once, then after pauses of 1, 2, 4, 8 and then 15 s. */
    private static final int[] ORIGINAL = {0, 1, 3, 7, 15, 30, 45, 60};
    /** Of a mean of delays, in seconds: about two standard errors. */
    private static final double NOISE = 0.02;

    /** A new one in each run. The description of a failure has it, and so has the output. */
    private final long seed = new SplittableRandom().nextLong();

    private final SplittableRandom random = new SplittableRandom(seed);

    FirstWaitTest() {
        System.out.println("FirstWaitTest: seed " + seed);
    }

    /** Means over the draws. */
    private record Waits(double delay, double requests) {}

    @Test
    void isNoLaterThanWithoutJitterAndSendsNoMoreRequests() {
        double delay = 0;
        double requests = 0;
        for (int job : JOBS) {
            Waits original = original(job, 0, 15);
            Waits now = waits(defaultSchedule(), job, 0, 15);
            assertThat(now.delay).as("delay at %s s, seed %s", job, seed).isLessThan(original.delay + NOISE);
            assertThat(now.requests).as("requests at %s s, seed %s", job, seed).isLessThan(original.requests);
            delay += now.delay - original.delay;
            requests += now.requests - original.requests;
        }
        assertThat(delay).as("delay, seed %s", seed).isLessThan(-0.2);
        assertThat(requests).as("requests, seed %s", seed).isLessThan(-0.15);
    }

    @Test
    void findsTheEndSoonAfterAPlannedPollWhenTheClientStartsJustAfterTheJob() {
        for (int job : new int[] {30, 60}) {
            Waits now = waits(defaultSchedule(), job, 0.5, 1);
            assertThat(now.delay).as("delay at %s s, seed %s", job, seed).isLessThan(1.2);
            assertThat(now.requests).as("seed %s", seed).isEqualTo(original(job, 0.5, 1).requests);
        }
    }

    @Test
    void missesTheEndIfJitterShortensThePauses() {
        PollSchedule shortened =
                PollSchedule.exponential(ofSeconds(1), 2, ofSeconds(15)).withJitter(0.1);
        assertThat(waits(shortened, 30, 0.5, 1).delay).as("seed %s", seed).isGreaterThan(10);
    }

    /** The schedule alone decides: the client asks for no long polls, and adds no polls of its own. */
    @Test
    void aClientPollsAtTheTimesOfItsSchedule() {
        Duration latest = ZERO;
        for (int draw = 0; draw < 300; draw++) {
            World world = new World(
                    (request, now) -> Reply.ok("{\"result\":\"pending\"}").after(ZERO), random.nextLong());
            StatusClient client = new StatusClient(world.waiter(defaults().settings()));
            CompletableFuture<StatusClient.StatusResult> result = client.getStatusAsync(ofSeconds(75));
            world.pass(ofSeconds(74));
            assertThat(world.sent()).as("seed %s", seed).hasSize(ORIGINAL.length);
            for (int poll = 0; poll < ORIGINAL.length; poll++) {
                Duration late = world.sent().get(poll).at().minusSeconds(ORIGINAL[poll]);
                Duration most = poll == 0 ? ZERO : ofSeconds(1);
                assertThat(late).as("poll %s, seed %s", poll, seed).isBetween(ZERO, most);
                latest = late.compareTo(latest) > 0 ? late : latest;
            }
            result.cancel(true);
        }
        assertThat(latest).as("seed %s", seed).isGreaterThan(Duration.ofMillis(900));
    }

    private static StatusClient.Builder defaults() {
        return StatusClient.builder(URI.create("http://server"));
    }

    private static PollSchedule defaultSchedule() {
        return Objects.requireNonNull(defaults().settings().schedule);
    }

    private Waits waits(PollSchedule schedule, int job, double from, double to) {
        double delay = 0;
        int requests = 0;
        for (int draw = 0; draw < DRAWS; draw++) {
            double end = end(draw, job, from, to);
            double now = 0;
            int number = 0;
            do {
                Duration waited = Duration.ofNanos((long) (1e9 * now));
                PollContext context = PollContext.builder(number++, waited).build();
                now += schedule.pause(context, random.nextDouble()).toNanos() / 1e9;
            } while (now < end);
            delay += now - end;
            requests += number;
        }
        return new Waits(delay / DRAWS, (double) requests / DRAWS);
    }

    private static Waits original(int job, double from, double to) {
        double delay = 0;
        int requests = 0;
        for (int draw = 0; draw < DRAWS; draw++) {
            double end = end(draw, job, from, to);
            int poll = (int) Arrays.stream(ORIGINAL).filter(at -> at < end).count();
            delay += ORIGINAL[poll] - end;
            requests += poll + 1;
        }
        return new Waits(delay / DRAWS, (double) requests / DRAWS);
    }

    /** The client starts {@code from} to {@code to} seconds after the job. Starts are evenly spread and the same for all schedules. */
    private static double end(int draw, int job, double from, double to) {
        return Math.max(0, job - from - (to - from) * (draw + 0.5) / DRAWS);
    }
}
