package dev.fermata.simulator.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fermata.simulator.clock.Micros;
import dev.fermata.simulator.job.JobProfile.Hints;
import dev.fermata.simulator.job.Snapshot.Failure;
import dev.fermata.simulator.job.Snapshot.Stage;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class OverriddenTimelineTest {

    private static final long NOW = 1_767_225_600_000_000L;
    private static final Duration VIDEO = Duration.ofSeconds(60);
    private static final JobPlan PLAN = JobPlan.draw(
            JobProfile.defaults()
                    .withQueueTime(Distribution.fixed(Duration.ofSeconds(10)))
                    .withRunningTime(Distribution.fixed(Duration.ofSeconds(100)))
                    .withHints(Hints.exact()),
            1,
            0,
            NOW,
            VIDEO);

    @Test
    void completesAtOnceWhenFinished() {
        JobTimeline timeline = JobCommand.finish().apply(PLAN, at(30));

        assertThat(timeline.at(at(30) - 1)).isEqualTo(PLAN.at(at(30) - 1));
        assertThat(timeline.at(at(30)))
                .isEqualTo(new Snapshot(State.COMPLETED, Stage.RENDERING, 1, null, NOW, at(10), at(30)));
        assertThat(timeline.at(at(500))).isEqualTo(timeline.at(at(30)));
        assertThat(timeline.endsAt()).isEqualTo(at(30)).isEqualTo(timeline.settlesAt());
        assertThat(timeline.nextChangeAfter(at(30))).isEqualTo(Micros.NEVER);
    }

    @Test
    void failsAtOnceWhereItWas() {
        Failure failure = new Failure("by_hand", "Somebody did it.");
        Snapshot end = JobCommand.fail(failure).apply(PLAN, at(60)).at(at(60));

        assertThat(end.failure()).isEqualTo(failure);
        assertThat(end.progress()).isEqualTo(0.5);
        assertThat(end.stage()).isEqualTo(PLAN.at(at(60)).stage());
    }

    @Test
    void canBeCanceledInTheQueue() {
        Snapshot end = JobCommand.cancel().apply(PLAN, at(5)).at(at(200));

        assertThat(end).isEqualTo(new Snapshot(State.CANCELED, Stage.QUEUED, 0, null, NOW, Micros.NEVER, at(5)));
    }

    @Test
    void hasRunForNoTimeWhenFinishedOrFailedInTheQueue() {
        assertThat(JobCommand.finish().apply(PLAN, at(5)).at(at(5)).startedAt()).isEqualTo(at(5));
        Failure failure = new Failure("by_hand", "Somebody did it.");
        JobTimeline held = JobCommand.hold().apply(PLAN, at(5));
        assertThat(JobCommand.fail(failure).apply(held, at(7)).at(at(8)).startedAt())
                .isEqualTo(at(7));
    }

    @Test
    void standsStillWhileHeldAndIsLateByThatAfterwards() {
        JobTimeline held = JobCommand.hold().apply(PLAN, at(60));
        assertThat(held.at(at(1_000)).progress()).isEqualTo(0.5);
        assertThat(held.nextChangeAfter(at(60))).isEqualTo(Micros.NEVER);
        assertThat(held.endsAt()).isEqualTo(Micros.NEVER);
        assertThat(held.expectedAt()).isEqualTo(Micros.NEVER);

        JobTimeline released = JobCommand.release().apply(held, at(1_000));
        assertThat(released.at(at(70)).progress()).isEqualTo(0.5);
        assertThat(released.at(at(1_025)).progress()).isEqualTo(0.75);
        assertThat(released.endsAt()).isEqualTo(at(1_050)).isEqualTo(released.expectedAt());
        assertThat(released.at(at(1_050)))
                .isEqualTo(new Snapshot(State.COMPLETED, Stage.RENDERING, 1, null, NOW, at(10), at(1_050)));
    }

    @Test
    void startsLaterWhenHeldInTheQueue() {
        JobTimeline timeline = JobCommand.release().apply(JobCommand.hold().apply(PLAN, at(5)), at(25));

        assertThat(timeline.nextChangeAfter(at(25))).isEqualTo(at(30));
        assertThat(timeline.at(at(30)).startedAt()).isEqualTo(at(30));
        assertThat(timeline.endsAt()).isEqualTo(at(130));
    }

    @Test
    void remembersWhenItStartedThroughManyHolds() {
        JobTimeline timeline = PLAN;
        for (int i = 0; i < 10; i++) {
            timeline = JobCommand.hold().apply(timeline, at(20 + 10 * i));
            timeline = JobCommand.release().apply(timeline, at(25 + 10 * i));
        }
        assertThat(timeline.at(at(200)).startedAt()).isEqualTo(at(10));
        assertThat(timeline.endsAt()).isEqualTo(at(160));
    }

    @Test
    void leavesThePastAsItWasWhateverIsDone() {
        JobTimeline timeline = PLAN;
        for (int i = 0; i < 10; i++) {
            for (JobCommand command : List.of(JobCommand.hold(), JobCommand.release())) {
                int now = 5 + 10 * i + (command.equals(JobCommand.hold()) ? 0 : 7);
                JobTimeline after = command.apply(timeline, at(now));
                for (int second = 0; second <= now; second++) {
                    assertThat(after.at(at(second))).isEqualTo(timeline.at(at(second)));
                }
                timeline = after;
            }
        }
    }

    @Test
    void canBeHeldAHundredTimesAndNoMore() {
        JobTimeline timeline = PLAN;
        for (int i = 0; i < 200; i++) {
            timeline = JobCommand.release().apply(JobCommand.hold().apply(timeline, at(9)), at(9));
        }
        for (int i = 0; i < 100; i++) {
            timeline = JobCommand.release().apply(JobCommand.hold().apply(timeline, at(2 * i)), at(2 * i + 1));
        }
        JobTimeline often = timeline;
        assertThatThrownBy(() -> JobCommand.hold().apply(often, at(300)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("holds of one job is 101; allowed is up to 100");
    }

    @Test
    void changesNothingWhenItIsSoAlready() {
        JobTimeline held = JobCommand.hold().apply(PLAN, at(20));
        assertThat(JobCommand.hold().apply(held, at(30))).isSameAs(held);
        assertThat(JobCommand.release().apply(PLAN, at(30))).isSameAs(PLAN);
    }

    @Test
    void changesExactlyWhenItSaidItWouldWhateverWasDoneToIt() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        Profiles profiles = new Profiles(seed);
        for (int i = 0; i < 500; i++) {
            JobTimeline timeline = JobPlan.draw(profiles.honest(), seed, i, NOW, VIDEO);
            long now = NOW;
            for (int step = 0; step < 6; step++) {
                now += random.nextLong(20_000_000);
                if (!timeline.at(now).state().terminal()) {
                    Snapshot before = timeline.at(now);
                    JobCommand command = List.of(JobCommand.hold(), JobCommand.release(), JobCommand.cancel())
                            .get(random.nextInt(100) == 0 ? 2 : random.nextInt(2));
                    timeline = command.apply(timeline, now);
                    assertThat(timeline.at(now).progress()).as("seed %d", seed).isEqualTo(before.progress());
                    assertThat(timeline.at(now).startedAt()).as("seed %d", seed).isEqualTo(before.startedAt());
                }
            }
            long from = now;
            JobTimeline after = timeline;
            List<Long> times =
                    random.longs(40, from, from + 200_000_000).sorted().boxed().toList();
            try {
                assertForward(after, from, times);
            } catch (AssertionError e) {
                throw new AssertionError("seed " + seed + ", job " + i + ", " + after, e);
            }
        }
    }

    private static void assertForward(JobTimeline timeline, long from, List<Long> times) {
        Snapshot before = timeline.at(from);
        for (long time : times) {
            Snapshot after = timeline.at(time);
            assertThat(after.state()).isGreaterThanOrEqualTo(before.state());
            boolean same = after.state() == before.state() && after.stage() == before.stage();
            assertThat(same).isEqualTo(timeline.nextChangeAfter(from) > time);
            assertThat(after.state().terminal()).isEqualTo(timeline.endsAt() <= time);
            if (before.state().terminal()) {
                assertThat(after).isEqualTo(before);
            }
            before = after;
            from = time;
        }
    }

    private static long at(long second) {
        return NOW + second * 1_000_000;
    }
}
