package dev.fermata.simulator.clock;

import dev.fermata.simulator.clock.TimerQueue.Timer;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;

/**
 * The simulator's clock. It tells the time, and runs tasks at their time. Time is in microseconds ({@link Micros}).
 *
 * <p>It runs like the real clock, faster or slower, or stands still; {@link #advance} moves it by hand. When
 * {@code advance} returns, everything that was due has happened, in order of time, each at its own instant. Time never
 * goes backwards. A task for which a client waits may also have a limit in real time.
 *
 * <p>Tasks should be short, and may not advance the clock. Safe for use by many threads.
 */
public final class VirtualClock implements AutoCloseable {

    private static final double FASTEST = 1_000_000;
    /** All that falls due is run: seconds for that long, with the small system alone. */
    private static final Duration LONGEST = Duration.ofDays(1_000);

    private final TimerQueue timers = new TimerQueue();
    private final ClockRate rate;
    private final TimerRunner runner;
    private final ClockThread clockThread;

    private VirtualClock(long micros, double speed) {
        rate = new ClockRate(micros, speed);
        runner = new TimerRunner(timers, rate);
        clockThread = new ClockThread(timers, rate, runner, this::skipToNext);
    }

    /** Runs like the real clock. */
    public static VirtualClock real() {
        return running(1);
    }

    /** Starts at the real time and runs {@code speed} times as fast: 60 makes a minute of each second. */
    public static VirtualClock running(double speed) {
        return new VirtualClock(Micros.of(Instant.now()), checkedSpeed(speed));
    }

    /** Stands still at the present real time. */
    public static VirtualClock frozen() {
        return frozenAt(Instant.now());
    }

    /** Stands still at that time. */
    public static VirtualClock frozenAt(Instant start) {
        return new VirtualClock(Micros.of(start), 0);
    }

    public Instant now() {
        return Micros.instant(micros());
    }

    /** {@link #now()} in microseconds since 1970-01-01T00:00Z. */
    public long micros() {
        return rate.micros();
    }

    /** How many times as fast as the real clock; 0 when frozen. */
    public double speed() {
        return rate.speed();
    }

    /** From now on runs {@code speed} times as fast as the real clock. */
    public void speed(double speed) {
        rate.speed(checkedSpeed(speed));
        clockThread.look();
    }

    public void freeze() {
        rate.speed(0);
        clockThread.look();
    }

    /** Runs on at the speed that it had before it was frozen, or like the real clock when it never ran. */
    public void resume() {
        rate.resume();
        clockThread.look();
    }

    /** Moves on by that much, and runs everything that falls due. */
    public void advance(Duration by) {
        if (by.isNegative() || by.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("advance is " + by + "; allowed is 0 to " + LONGEST.toDays() + " days");
        }
        stepTo(() -> micros() + Micros.of(by));
    }

    /** Moves on to that time, and runs everything that falls due. */
    public void advanceTo(Instant time) {
        stepTo(() -> {
            Instant now = now();
            if (time.isBefore(now) || Duration.between(now, time).compareTo(LONGEST) > 0) {
                throw new IllegalArgumentException("the time to advance to is " + time + "; allowed is now (" + now
                        + ") to " + LONGEST.toDays() + " days later: time does not go backwards");
            }
            return Micros.of(time);
        });
    }

    /** When the next task is due. */
    public Optional<Instant> next() {
        long next = timers.next(Micros.NEVER);
        return next == Micros.NEVER ? Optional.empty() : Optional.of(Micros.instant(next));
    }

    /** Moves on to the next task and runs it. Returns false without a task. */
    public boolean skipToNext() {
        boolean[] any = new boolean[1];
        stepTo(() -> {
            long next = timers.next(Micros.NEVER);
            any[0] = next != Micros.NEVER;
            return any[0] ? next : micros();
        });
        return any[0];
    }

    /**
     * From now on skips to the next task by itself whenever no task was scheduled or run for {@code quiet} of real time.
     * It also skips to timeouts, because it does not know which requests are on their way. So this is off by default.
     */
    public void skipWhenIdle(Duration quiet) {
        if (quiet.isNegative() || quiet.isZero() || quiet.compareTo(Duration.ofDays(1)) > 0) {
            throw new IllegalArgumentException("quiet is " + quiet + "; allowed is more than 0 and at most a day");
        }
        clockThread.skipAfter(quiet.toNanos());
    }

    /** Ends {@link #skipWhenIdle}. */
    public void stopSkipping() {
        clockThread.stopSkipping();
    }

    /** Runs the task at that time, or as soon as possible when that is past, on the thread that moves the time. */
    public Cancellable schedule(Instant at, Runnable task) {
        return schedule(Micros.of(at.plusNanos(999)), Runnable::run, task);
    }

    /** As {@link #schedule(Instant, Runnable)}, with the time as {@link #micros()} tells it. */
    public Cancellable schedule(long at, Runnable task) {
        return schedule(at, Runnable::run, task);
    }

    /**
     * Passes the task to the executor at that time. {@link #advance} waits until it has run there, so it must not be
     * called on a thread that the executor needs.
     */
    public Cancellable schedule(long at, Executor executor, Runnable task) {
        return schedule(at, Micros.NEVER, executor, task);
    }

    /**
     * As {@link #schedule(long, Executor, Runnable)}, but no later than at a limit of real time: for a response that a client waits
     * for, because clients wait in real time. It matters only if this clock stands still, or is slower than real time. The clock does
     * not move for it.
     *
     * @param limit as {@link #realTimeIn} returns it
     */
    public Cancellable schedule(long at, long limit, Executor executor, Runnable task) {
        Timer timer = timers.add(at, limit, executor, task);
        clockThread.scheduled(timer);
        return timer;
    }

    /** The limit of real time that is that many microseconds from now. The speed of this clock makes no difference. */
    public long realTimeIn(long micros) {
        return rate.realMicros() + micros;
    }

    /**
     * The real time of an instant that this clock has just shown, counted as {@link #realTimeIn} does. It is faster, because it reads the
     * real clock only if this one is slow, stands still, or changes its speed now.
     */
    public long realTimeAt(long now) {
        return rate.realMicros(now);
    }

    /** Whether a limit of real time has passed. */
    public boolean hasPassed(long limit) {
        return rate.nanosUntilLimit(limit) == 0;
    }

    /** Whether its speed is 0. One that runs and is being moved by hand is not frozen. */
    public boolean isFrozen() {
        return rate.speed() == 0;
    }

    /** Whether it does not run by itself now. */
    public boolean isStill() {
        return rate.isStill();
    }

    /**
     * Runs this as a task that is due now. When it returns, the tasks that became due because of it have run too. If a task calls this,
     * they run later, before the time moves on.
     */
    public void atOnce(Runnable what) {
        if (runner.isMine()) {
            what.run();
            return;
        }
        stepTo(() -> {
            what.run();
            return micros();
        });
    }

    /** Removes all tasks and ends its thread. The time goes on. */
    @Override
    public void close() {
        clockThread.close();
        timers.clear();
    }

    private void stepTo(LongSupplier time) {
        try {
            runner.stepTo(time);
        } finally {
            clockThread.look();
        }
    }

    private static double checkedSpeed(double speed) {
        if (!(speed > 0 && speed <= FASTEST)) {
            throw new IllegalArgumentException(
                    "speed is " + speed + "; allowed is more than 0 and at most 1000000 (freeze() stops the clock)");
        }
        return speed;
    }

    /** A task that can be canceled until it begins. Safe for use by many threads. */
    @FunctionalInterface
    public interface Cancellable {

        /**
         * Cancels the task, unless it has begun. A second call changes nothing.
         *
         * @return whether this call canceled it
         */
        boolean cancel();
    }
}
