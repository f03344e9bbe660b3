package dev.fermata.client;

import dev.fermata.client.Decision.Ending;
import dev.fermata.client.Decision.Finish;
import dev.fermata.client.Decision.PauseUntil;
import dev.fermata.client.Decision.Send;
import dev.fermata.client.Holding.Offer;
import dev.fermata.client.WaitMachine.Step;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.function.IntFunction;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Carries out what a {@link WaitMachine} decides, in no time at all, and writes down what happened. */
final class VirtualWait {

    /** What a server says when it is asked at a moment. */
    interface Server {
        Answer at(Duration now);
    }

    private final WaitMachine machine;
    private final Server server;
    private final List<Duration> looks = new ArrayList<>();
    private final List<Duration> notBefore = new ArrayList<>();
    private IntFunction<Duration> roundTrip = look -> Duration.ofMillis(10);
    private Predicate<Duration> hangs = at -> false;
    private SplittableRandom random = new SplittableRandom(0);
    private Duration now = Duration.ZERO;
    private Progress progress = Progress.NONE;
    private @Nullable Ending ending;

    VirtualWait(WaitMachine machine, Server server) {
        this.machine = machine;
        this.server = server;
    }

    /** A network without delay, and one answer after the other. */
    VirtualWait(WaitMachine machine, List<Answer> answers) {
        Iterator<Answer> iterator = answers.iterator();
        this.machine = machine;
        this.server = at -> iterator.next();
        this.roundTrip = look -> Duration.ZERO;
    }

    VirtualWait roundTrip(Duration always) {
        return roundTrip(look -> always);
    }

    VirtualWait roundTrip(IntFunction<Duration> byLook) {
        roundTrip = byLook;
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
        Decision decision = take(machine.begin(Progress.NONE, false, Duration.ZERO, random.nextDouble()));
        while (ending == null) {
            if (decision instanceof PauseUntil pause) {
                now = max(now, pause.at());
                decision = take(machine.wake(progress, now, Offer.NONE));
            } else if (decision instanceof Send send) {
                decision = ask(send.abandonAt());
            } else {
                ending = ((Finish) decision).ending();
            }
        }
        return this;
    }

    private Decision ask(Duration abandonAt) {
        looks.add(now);
        // Answered as of the moment when the request was sent; the answer travels for the whole round trip.
        Answer answer = server.at(now);
        Duration back = now.plus(roundTrip.apply(looks.size()));
        boolean lost = hangs.test(now) || back.compareTo(abandonAt) > 0;
        now = lost ? abandonAt : back;
        if (now.compareTo(machine.maxWait()) >= 0) {
            return take(machine.wake(progress, now, Offer.NONE));
        }
        Answer heard = lost ? Answer.trouble("no complete answer in time") : answer;
        Duration hint = heard instanceof Answer.Trouble trouble ? trouble.retryAfter() : Duration.ZERO;
        notBefore.add(now.plus(heard instanceof Answer.Pending pending ? pending.retryAfter() : hint));
        return take(machine.decide(progress, heard, now, random.nextDouble()));
    }

    private Decision take(Step step) {
        progress = step.progress();
        return step.decision();
    }

    List<Duration> looks() {
        return looks;
    }

    /** For each answer the moment before which the server did not want to be asked again. */
    List<Duration> notBefore() {
        return notBefore;
    }

    Progress progress() {
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
}
