package dev.fermata.client.internal.wait;

import static java.time.Duration.ZERO;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fermata.client.backend.JobState;
import dev.fermata.client.backend.Snapshot;
import dev.fermata.client.internal.wait.PollResult.Problem;
import dev.fermata.client.internal.wait.WaitStateMachine.Ending;
import dev.fermata.client.schedule.PollSchedule;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class WaitStateMachineTest {

    private static final PollResult.Terminal COMPLETED = end(JobState.COMPLETED);
    private static final PollResult.Terminal FAILED = end(JobState.FAILED);
    private static final PollSchedule PLAIN = PollSchedule.exponential(ofSeconds(1), 2, ofSeconds(15));
    private static final PollResult PENDING = pending(ZERO);

    @Test
    void pollsAtOnceThenDoublesUpToTheCapAndPollsLastJustBeforeTheDeadline() {
        VirtualWait wait = new VirtualWait(machine(ofSeconds(60)), at -> PENDING)
                .roundTrip(ZERO)
                .run();
        assertThat(wait.pollTimes().subList(0, 7))
                .containsExactly(
                        ZERO, ofSeconds(1), ofSeconds(3), ofSeconds(7), ofSeconds(15), ofSeconds(30), ofSeconds(45));
        assertThat(wait.pollTimes()).hasSize(8);
        assertThat(wait.pollTimes().get(7)).isBetween(ofMillis(59_800), ofMillis(59_990));
        assertThat(wait.ending()).isEqualTo(new Ending.DeadlinePassed());
        assertThat(wait.endedAt()).isLessThanOrEqualTo(ofSeconds(60));
    }

    @Test
    void takesAPauseForEverAsNotBeforeTheLastPoll() {
        PollSchedule never = (context, random) -> context.number() == 0 ? ZERO : ChronoUnit.FOREVER.getDuration();
        WaitStateMachine machine = machine(never, never, ofSeconds(60), ofSeconds(10));
        VirtualWait wait =
                new VirtualWait(machine, at -> PENDING).roundTrip(ZERO).run();
        assertThat(wait.pollTimes()).hasSize(2);
        assertThat(wait.pollTimes().get(1)).isBetween(ofMillis(59_800), ofMillis(59_990));
        assertThat(wait.ending()).isEqualTo(new Ending.DeadlinePassed());
    }

    @Test
    void takesAPauseForEverAfterFailuresLikewise() {
        PollSchedule never = (context, random) -> context.number() == 0 ? ZERO : ChronoUnit.FOREVER.getDuration();
        WaitStateMachine machine = machine(never, PLAIN, ofSeconds(60), ofSeconds(10));
        VirtualWait wait = new VirtualWait(
                        machine, at -> at.compareTo(ofSeconds(20)) < 0 ? transientFailure("down") : PENDING)
                .roundTrip(ZERO)
                .run();
        assertThat(wait.pollTimes().get(wait.pollTimes().size() - 1)).isBetween(ofMillis(59_800), ofMillis(59_990));
    }

    @Test
    void seesAJobThatEndsInTheLastGap() {
        VirtualWait wait = new VirtualWait(machine(ofSeconds(60)), completedFrom(ofSeconds(50))).run();
        assertThat(wait.ending()).isEqualTo(new Ending.JobEnded(COMPLETED.snapshot()));
    }

    @Test
    void leavesTheLastPollTimeToConnectAndRepeatsItWhileTimeIsLeft() {
        VirtualWait wait = new VirtualWait(machine(ofSeconds(60)), at -> PENDING)
                .roundTrip(ofMillis(400))
                .run();
        // Connecting takes two round trips more; the repeated poll takes as long as the one before.
        assertThat(wait.pollTimes())
                .endsWith(ofMillis(60_000 - 3 * 400 * 3 / 2 - 20), ofMillis(60_000 - 400 * 3 / 2 - 20));
    }

    @Test
    void takesAsTheRoundTripWhatIsTypicalAndNotOneSlowAnswer() {
        VirtualWait wait = new VirtualWait(machine(ofSeconds(60)), at -> PENDING)
                .roundTrip(poll -> ofMillis(poll == 7 ? 4_000 : 40))
                .run();
        assertThat(wait.pollTimes()).anySatisfy(at -> assertThat(at).isBetween(ofMillis(58_000), ofMillis(59_000)));
        assertThat(wait.pollTimes().get(wait.pollTimes().size() - 1)).isGreaterThan(ofMillis(59_800));
    }

    @Test
    void pollsAgainIfTheLastPollWasAnsweredEarly() {
        // The first answer took 300 ms (a cold start), the following ones next to nothing.
        VirtualWait wait = new VirtualWait(machine(ofSeconds(1)), completedFrom(ofMillis(900)))
                .roundTrip(poll -> ofMillis(poll == 1 ? 300 : 2))
                .run();
        assertThat(wait.ending()).isEqualTo(new Ending.JobEnded(COMPLETED.snapshot()));
    }

    @Test
    void neverPollsBeforeRetryAfterAndPollsSoonWhenItIsOver() {
        VirtualWait wait = new VirtualWait(machine(ofSeconds(60)), at -> pending(ofSeconds(20)))
                .roundTrip(ZERO)
                .run();
        assertThat(wait.pollTimes().get(1)).isBetween(ofSeconds(20), ofSeconds(21));
        assertThat(wait.pollTimes().get(2).minus(wait.pollTimes().get(1))).isBetween(ofSeconds(20), ofSeconds(21));
        // 60 s is the deadline: a fourth poll would come before its time.
        assertThat(wait.pollTimes()).hasSize(3);
        assertThat(wait.endedAt()).isEqualTo(ofSeconds(60));
    }

    @Test
    void twoThatWereToldTheSameTimeDoNotComeBackTogether() {
        List<Duration> second = IntStream.range(0, 20)
                .mapToObj(seed -> new VirtualWait(machine(ofSeconds(60)), at -> pending(ofSeconds(20)))
                        .random(new SplittableRandom(seed))
                        .run()
                        .pollTimes()
                        .get(1))
                .sorted()
                .toList();
        assertThat(second.get(19).minus(second.get(0))).isGreaterThan(ofMillis(500));
        assertThat(second).allMatch(at -> at.compareTo(ofSeconds(20)) >= 0 && at.compareTo(ofSeconds(21)) <= 0);
    }

    @Test
    void asksOnceMoreAtOnceWhenTheServerSaysRetryAfterZero() {
        PollResult now = new PollResult.Transient(null, Problem.of("busy"), ZERO, true, 1);
        WaitStateMachine machine = machine(PLAIN, PollSchedule.fixed(ofSeconds(7)), ofSeconds(60), ofSeconds(5));
        VirtualWait wait = new VirtualWait(machine, List.of(now, now, now, FAILED))
                .roundTrip(ZERO)
                .run();
        assertThat(wait.pollTimes()).containsExactly(ZERO, ZERO, ofSeconds(7), ofSeconds(14));
    }

    @ParameterizedTest
    @ValueSource(longs = {60, 3_600, 86_400, 31_622_400})
    void clampsRetryAfterToTheDeadline(long seconds) {
        PollResult busy = new PollResult.Transient(null, Problem.of("busy"), ofSeconds(seconds), false, 1);
        VirtualWait wait = new VirtualWait(machine(ofSeconds(60)), at -> busy).run();
        assertThat(wait.pollTimes()).containsExactly(ZERO);
        assertThat(wait.endedAt()).isEqualTo(ofSeconds(60));
        assertThat(wait.state().lastProblem()).hasValue("busy");
    }

    @Test
    void countsFailuresOnTheirOwnScheduleAndForgetsThemAfterAGoodResponse() {
        WaitStateMachine machine = machine(
                PollSchedule.fixed(ofSeconds(10)),
                PollSchedule.exponential(ofMillis(100), 2, ofSeconds(1)),
                ofSeconds(60),
                ofSeconds(5));
        List<PollResult> answers =
                List.of(transientFailure("1"), transientFailure("2"), PENDING, transientFailure("3"), FAILED);
        VirtualWait wait = new VirtualWait(machine, answers).run();
        assertThat(wait.pollTimes())
                .containsExactly(ZERO, ofMillis(100), ofMillis(300), ofMillis(10_300), ofMillis(10_400));
        assertThat(wait.state().responses()).isEqualTo(2);
        assertThat(wait.state().lastProblem()).hasValue("3");
    }

    @Test
    void doesNotLoseTheLastPollToAHungRequest() {
        // The poll at 15 s hangs; its timeout (60 s here) would reach past the deadline.
        WaitStateMachine machine = machine(PLAIN, PLAIN, ofSeconds(20), ofSeconds(60));
        VirtualWait wait = new VirtualWait(machine, completedFrom(ofSeconds(16)))
                .hangs(at -> at.equals(ofSeconds(15)))
                .run();
        assertThat(wait.ending()).isEqualTo(new Ending.JobEnded(COMPLETED.snapshot()));
        assertThat(wait.endedAt()).isLessThanOrEqualTo(ofSeconds(20));
    }

    @Test
    void doesNotBreakOffWhatIsAskedForOnceForTheSakeOfALastPoll() {
        WaitStateMachine polling = machine(PLAIN, PLAIN, ofSeconds(10), ofSeconds(10));
        WaitStateMachine oneShot = new WaitStateMachine(polling.rules().oneShot(true), ofSeconds(10));
        VirtualWait wait = new VirtualWait(oneShot, at -> COMPLETED)
                .roundTrip(ofMillis(9_950))
                .run();
        assertThat(wait.pollTimes()).containsExactly(ZERO);
        assertThat(wait.ending()).isEqualTo(new Ending.JobEnded(COMPLETED.snapshot()));
    }

    @Test
    void saysWhatWasAwaitedWhenTheTimeIsUp() {
        VirtualWait wait = new VirtualWait(machine(ofMillis(900)), at -> PENDING)
                .hangs(at -> true)
                .run();
        assertThat(wait.ending()).isEqualTo(new Ending.DeadlinePassed());
        assertThat(wait.state().lastProblem().orElseThrow()).contains("no complete response");
    }

    static List<Long> seeds() {
        return new SplittableRandom().longs(50).boxed().toList();
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void keepsItsPromisesWhateverTheServerDoes(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Duration maxWait = ofMillis(random.nextLong(1, 120_000));
        Duration end = ofMillis(random.nextLong(0, 150_000));
        WaitStateMachine machine =
                machine(PLAIN.withJitter(0.1), PLAIN.withJitter(1), maxWait, ofMillis(random.nextLong(1, 20_000)));
        VirtualWait wait = new VirtualWait(machine, at -> {
                    if (random.nextInt(4) == 0) {
                        return new PollResult.Transient(
                                null, Problem.of("failure"), ofMillis(random.nextLong(0, 5_000)), false, 1);
                    }
                    return at.compareTo(end) >= 0 ? COMPLETED : PENDING;
                })
                .roundTrip(poll -> ofMillis(random.nextLong(0, 200)))
                .hangs(at -> random.nextInt(8) == 0)
                .random(random)
                .run();
        assertThat(wait.endedAt()).isLessThanOrEqualTo(maxWait);
        assertThat(wait.pollTimes()).isSorted().allSatisfy(at -> assertThat(at).isLessThan(maxWait));
        assertThat(wait.state().polls()).isEqualTo(wait.pollTimes().size());
        if (wait.ending().equals(new Ending.JobEnded(COMPLETED.snapshot()))) {
            assertThat(wait.endedAt()).isGreaterThanOrEqualTo(end);
        }
        for (int i = 1; i < wait.pollTimes().size(); i++) {
            assertThat(wait.pollTimes().get(i))
                    .isGreaterThanOrEqualTo(wait.notBefore().get(i - 1));
        }
    }

    private static WaitStateMachine machine(Duration maxWait) {
        return machine(PLAIN, PLAIN, maxWait, ofSeconds(10));
    }

    private static WaitStateMachine machine(
            PollSchedule schedule, PollSchedule errorBackoff, Duration maxWait, Duration requestTimeout) {
        return new WaitStateMachine(
                new WaitRules(schedule, errorBackoff, requestTimeout, ZERO, 4, null, ZERO, "test", true, false, true),
                maxWait);
    }

    private static PollResult pending(Duration retryAfter) {
        Snapshot job = Snapshot.builder("1", JobState.RUNNING).build();
        return new PollResult.Running(job, Instant.EPOCH, retryAfter, null);
    }

    private static PollResult.Terminal end(JobState state) {
        return PollResult.Terminal.of(Snapshot.builder("1", state).build(), Instant.EPOCH);
    }

    private static VirtualWait.Server completedFrom(Duration end) {
        return at -> at.compareTo(end) >= 0 ? COMPLETED : PENDING;
    }

    private static PollResult transientFailure(String problem) {
        return PollResult.Transient.of(Problem.of(problem));
    }
}
