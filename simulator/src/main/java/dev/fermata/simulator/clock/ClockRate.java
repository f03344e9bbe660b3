package dev.fermata.simulator.clock;

import java.util.concurrent.locks.StampedLock;

/**
 * Tells the time: a known instant, plus the real time since then multiplied by the speed.
 *
 * <p>Time never runs backwards: a change of speed reads the real clock while it has the write lock. So no reader has seen a later
 * instant than the one at which the new speed begins.
 */
final class ClockRate {

    private final StampedLock lock = new StampedLock();
    private final long origin = System.nanoTime();
    private long micros;
    private long nanos = System.nanoTime();
    /** Written under the lock. Each request asks for it, so it is read without. */
    private volatile double speed;

    private double resumed;
    /** The same. */
    private volatile boolean stepping;

    ClockRate(long micros, double speed) {
        this.micros = micros;
        this.speed = speed;
        this.resumed = speed == 0 ? 1 : speed;
    }

    long micros() {
        long stamp = lock.tryOptimisticRead();
        long now = read();
        if (lock.validate(stamp)) {
            return now;
        }
        stamp = lock.readLock();
        try {
            return read();
        } finally {
            lock.unlockRead(stamp);
        }
    }

    /** Real time since this was created. The speed does not change it. */
    long realMicros() {
        return (System.nanoTime() - origin) / 1_000;
    }

    /**
     * Real time since this was created, at an instant that this has just shown. If the speed has changed since, it is the time of the change.
     * A slow clock shows the same microsecond for long, so then the real clock is read.
     */
    long realMicros(long shown) {
        long stamp = lock.tryOptimisticRead();
        double rate = speed;
        long since = Math.max(0, shown - micros);
        long real = (nanos - origin) / 1_000 + (rate == 1 ? since : (long) (since / rate));
        return stepping || rate < 1 || !lock.validate(stamp) ? realMicros() : real;
    }

    /** 0 when that much real time has passed. */
    long nanosUntilLimit(long realMicros) {
        return Math.max(0, Math.min(realMicros - realMicros(), Long.MAX_VALUE / 1_000 - 1) * 1_000);
    }

    private long read() {
        if (stepping || speed == 0) {
            return micros;
        }
        long real = System.nanoTime() - nanos;
        double rate = speed;
        return micros + (rate == 1 ? real / 1_000 : (long) (real * rate / 1_000));
    }

    double speed() {
        return speed;
    }

    /** 0 freezes. */
    void speed(double wanted) {
        change(() -> {
            speed = wanted;
            resumed = wanted == 0 ? resumed : wanted;
        });
    }

    void resume() {
        change(() -> speed = resumed);
    }

    /** Whether only calls of {@link #step} move it. */
    boolean isStill() {
        return stepping || speed == 0;
    }

    /** From now on only {@link #step} moves the time. After {@link #endSteps}, the speed counts again. */
    void beginSteps() {
        change(() -> stepping = true);
    }

    void step(long to) {
        change(() -> micros = Math.max(micros, to));
    }

    void endSteps() {
        change(() -> stepping = false);
    }

    private void change(Runnable change) {
        long stamp = lock.writeLock();
        try {
            micros = read();
            nanos = System.nanoTime();
            change.run();
        } finally {
            lock.unlockWrite(stamp);
        }
    }

    /** Real nanoseconds until the clock reaches that time by itself; {@code Long.MAX_VALUE} if it does not run. */
    long nanosUntil(long at) {
        long now = micros();
        if (at <= now) {
            return 0;
        }
        double rate = speed;
        return stepping || rate == 0
                ? Long.MAX_VALUE
                : (long) Math.min(Math.ceil((at - now) * 1_000.0 / rate), Long.MAX_VALUE);
    }
}
