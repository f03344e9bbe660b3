package dev.fermata.simulator;

import dev.fermata.simulator.clock.VirtualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * The simulator's time. Everything in a simulator follows it.
 *
 * <p>It runs like the real clock, faster or slower, or stands still; {@link #advance} moves it by hand. When
 * {@code advance} returns, everything that was due has happened, in order of time, each at its own instant. Time never
 * goes backwards. It moves in microseconds.
 *
 * <p>Jobs, limits, {@code Retry-After}, webhooks and their retries go on only as this clock does. The time that a response takes never
 * gets longer than in real time, because clients wait in real time: a latency, the pause of a drip or the hold of a request ends when
 * this clock has moved on by that much, or after as much real time, whichever is first. This clock does not move for it.
 *
 * <p>Safe for use by many threads.
 *
 * <pre>{@code
 * SimulatorClock clock = SimulatorClock.frozen();
 * try (Simulator simulator = Simulator.builder().port(0).clock(clock).start()) {
 *     clock.advance(Duration.ofMinutes(2)); // returns when all of these two minutes has happened
 * }
 * }</pre>
 */
public final class SimulatorClock implements AutoCloseable {

    private final VirtualClock clock;

    private SimulatorClock(VirtualClock clock) {
        this.clock = clock;
    }

    /** Runs like the real clock. */
    public static SimulatorClock real() {
        return new SimulatorClock(VirtualClock.real());
    }

    /** Starts at the real time and runs {@code speed} times as fast: 60 makes a minute of each second. */
    public static SimulatorClock running(double speed) {
        return new SimulatorClock(VirtualClock.running(speed));
    }

    /** Stands still at the present real time. */
    public static SimulatorClock frozen() {
        return new SimulatorClock(VirtualClock.frozen());
    }

    /** Stands still at that time. */
    public static SimulatorClock frozenAt(Instant start) {
        return new SimulatorClock(VirtualClock.frozenAt(start));
    }

    /** Starts at the real time; 0 stands still. */
    static SimulatorClock of(double speed) {
        return speed == 0 ? frozen() : speed == 1 ? real() : running(speed);
    }

    /** What the parts of the simulator use. */
    VirtualClock virtual() {
        return clock;
    }

    public Instant now() {
        return clock.now();
    }

    /** How many times as fast as the real clock; 0 when frozen. */
    public double speed() {
        return clock.speed();
    }

    /** From now on runs {@code speed} times as fast as the real clock. */
    public void speed(double speed) {
        clock.speed(speed);
    }

    public void freeze() {
        clock.freeze();
    }

    /** Runs on at the speed that it had before it was frozen, or like the real clock when it never ran. */
    public void resume() {
        clock.resume();
    }

    /** Moves on by that much. Everything that is due until then has happened when this returns. */
    public void advance(Duration by) {
        clock.advance(Objects.requireNonNull(by, "by is null"));
    }

    /** Moves on to that time. Everything that is due until then has happened when this returns. */
    public void advanceTo(Instant time) {
        clock.advanceTo(Objects.requireNonNull(time, "time is null"));
    }

    /** When something happens next. */
    public Optional<Instant> next() {
        return clock.next();
    }

    /** Moves on to what happens next. Returns false, and changes nothing, when nothing is to happen. */
    public boolean skipToNext() {
        return clock.skipToNext();
    }

    /**
     * From now on skips to what happens next whenever nothing was planned and nothing happened for {@code quiet} of real time.
     * Off by default: it also skips to timeouts, because it cannot know what else is on its way.
     */
    public void skipWhenIdle(Duration quiet) {
        clock.skipWhenIdle(quiet);
    }

    /** Ends {@link #skipWhenIdle}. */
    public void stopSkipping() {
        clock.stopSkipping();
    }

    /** Forgets what was to happen, and ends the clock's thread. Time goes on. */
    @Override
    public void close() {
        clock.close();
    }
}
