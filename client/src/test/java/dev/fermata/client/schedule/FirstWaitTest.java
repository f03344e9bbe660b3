package dev.fermata.client.schedule;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * The first wait of the small system's client: it does not know when its job began. Backoff with jitter must not be later than the
 * same backoff without, nor send more requests. Virtual time, fixed seeds.
 */
class FirstWaitTest {

    private static final int DRAWS = 20_000;
    private static final int[] JOBS = {5, 10, 30, 60};

    private final PollSchedule original = PollSchedule.exponential(ofSeconds(1), 2, ofSeconds(15));
    private final PollSchedule ours = PollSchedule.exponential(ofSeconds(1), 2, ofSeconds(15), ofSeconds(1));

    /** Means over the draws. */
    private record Waits(double delay, double requests) {}

    @Test
    void isNoLaterThanWithoutJitterAndSendsNoMoreRequests() {
        double delay = 0;
        double requests = 0;
        for (int job : JOBS) {
            Waits before = waits(original, job, 0, 15);
            Waits now = waits(ours, job, 0, 15);
            assertThat(now.delay).as("delay at %s s", job).isLessThan(before.delay);
            assertThat(now.requests).as("requests at %s s", job).isLessThan(before.requests);
            delay += now.delay - before.delay;
            requests += now.requests - before.requests;
        }
        assertThat(delay).isLessThan(-0.3);
        assertThat(requests).isLessThan(-0.2);
    }

    @Test
    void findsTheEndSoonAfterAPlannedPollWhenTheClientStartsJustAfterTheJob() {
        for (int job : new int[] {30, 60}) {
            Waits now = waits(ours, job, 0.5, 1);
            assertThat(now.delay).as("delay at %s s", job).isLessThan(1.2);
            assertThat(now.requests).isEqualTo(waits(original, job, 0.5, 1).requests);
        }
    }

    @Test
    void missesTheEndIfJitterShortensThePauses() {
        PollSchedule shortened = original.withJitter(0.1);
        assertThat(waits(shortened, 30, 0.5, 1).delay).isGreaterThan(10);
    }

    /** The client starts {@code from} to {@code to} seconds after the job. Starts are evenly spread and equal for all schedules. */
    private static Waits waits(PollSchedule schedule, int job, double from, double to) {
        Random random = new Random(job);
        double delay = 0;
        int requests = 0;
        for (int draw = 0; draw < DRAWS; draw++) {
            double end = Math.max(0, job - from - (to - from) * (draw + 0.5) / DRAWS);
            double now = 0;
            int number = 0;
            do {
                Duration waited = Duration.ofNanos((long) (1e9 * now));
                PollContext context = PollContext.builder(number++, waited).build();
                now += PollContext.seconds(schedule.pause(context, random.nextDouble()));
            } while (now < end);
            delay += now - end;
            requests += number;
        }
        return new Waits(delay / DRAWS, (double) requests / DRAWS);
    }
}
