package dev.fermata.client.internal.wait;

import dev.fermata.client.internal.wait.WaitStateMachine.Ending;
import dev.fermata.client.internal.wait.WaitStateMachine.Finish;
import dev.fermata.client.internal.wait.WaitStateMachine.PauseUntil;
import dev.fermata.client.internal.wait.WaitStateMachine.Send;
import dev.fermata.client.internal.wait.WaitStateMachine.Step;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.function.IntFunction;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Carries out what a {@link WaitStateMachine} decides, in no time at all, and writes down what happened. */
final class VirtualWait {

    /** What a server says when it is asked at a moment. */
    interface Server {
        PollResult at(Duration now);
    }

    private final WaitStateMachine machine;
    private final Server server;
    private final List<Duration> pollTimes = new ArrayList<>();
    private final List<Duration> notBefore = new ArrayList<>();
    private IntFunction<Duration> roundTrip = poll -> Duration.ofMillis(10);
    private Predicate<Duration> hangs = at -> false;
    private SplittableRandom random = new SplittableRandom(0);
    private Duration now = Duration.ZERO;
    private WaitState progress = WaitState.NEW;
    private @Nullable Ending ending;

    VirtualWait(WaitStateMachine machine, Server server) {
        this.machine = machine;
        this.server = server;
    }

    /** A network without delay, and one answer after the other. */
    VirtualWait(WaitStateMachine machine, List<PollResult> answers) {
        Iterator<PollResult> iterator = answers.iterator();
        this.machine = machine;
        this.server = at -> iterator.next();
        this.roundTrip = poll -> Duration.ZERO;
    }

    VirtualWait roundTrip(Duration always) {
        return roundTrip(poll -> always);
    }

    VirtualWait roundTrip(IntFunction<Duration> byPoll) {
        roundTrip = byPoll;
        return this;
    }

    VirtualWait hangs(Predicate<Duration> at) {
        hangs = at;
        return this;
    }

    VirtualWait random(SplittableRandom random) {
        this.random = random;
        return this;
    }

    VirtualWait run() {
        WaitStateMachine.Action action = take(machine.begin(WaitState.NEW, false, Duration.ZERO, random.nextDouble()));
        while (ending == null) {
            if (action instanceof PauseUntil pause) {
                now = max(now, pause.at());
                action = take(machine.poll(progress, Duration.ZERO, now, 0));
            } else if (action instanceof Send send) {
                action = ask(min(send.leaveAt(), now.plus(machine.rules().requestTimeout())));
            } else {
                ending = ((Finish) action).ending();
            }
        }
        return this;
    }

    private WaitStateMachine.Action ask(Duration abandonAt) {
        pollTimes.add(now);
        // Answered as of the moment when the request was sent; the answer travels for the whole round trip.
        PollResult answer = server.at(now);
        Duration back = now.plus(roundTrip.apply(pollTimes.size()));
        boolean lost = hangs.test(now) || back.compareTo(abandonAt) > 0;
        now = lost ? abandonAt : back;
        if (now.compareTo(machine.maxWait()) >= 0) {
            return take(machine.poll(progress, Duration.ZERO, now, 0));
        }
        PollResult response = lost
                ? PollResult.Transient.of(PollResult.Problem.noResponseWithin(
                        abandonAt.minus(pollTimes.get(pollTimes.size() - 1)),
                        machine.rules().requestTimeout()))
                : answer;
        Duration hint = response instanceof PollResult.Transient failed ? failed.retryAfter() : Duration.ZERO;
        notBefore.add(now.plus(response instanceof PollResult.Running pending ? pending.retryAfter() : hint));
        return take(machine.received(progress, response, now, random.nextDouble()));
    }

    private WaitStateMachine.Action take(Step step) {
        progress = step.state();
        return step.action();
    }

    /** When each poll was sent. */
    List<Duration> pollTimes() {
        return pollTimes;
    }

    /** For each answer the moment before which the server did not want to be asked again. */
    List<Duration> notBefore() {
        return notBefore;
    }

    WaitState state() {
        return progress;
    }

    Ending ending() {
        return Objects.requireNonNull(ending, "run() first");
    }

    Duration endedAt() {
        return now;
    }

    private static Duration max(Duration a, Duration b) {
        return a.compareTo(b) >= 0 ? a : b;
    }

    private static Duration min(Duration a, Duration b) {
        return a.compareTo(b) <= 0 ? a : b;
    }
}
