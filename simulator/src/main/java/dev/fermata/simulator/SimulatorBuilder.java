package dev.fermata.simulator;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Settings for a {@link Simulator}. Each has a default; each is checked when it is set.
 *
 * <p>Not thread-safe; the simulators that it starts are, and later calls do not change them.
 */
public final class SimulatorBuilder {

    /** Longer than anyone waits, and short enough that no sum of times overflows. */
    private static final Duration LONGEST = Duration.ofSeconds(1_000_000_000);

    Duration totalDelay = Duration.ofSeconds(30);
    double errorChance = 0.1;

    @Nullable
    Duration resetInterval = Duration.ofSeconds(20);

    String host = "127.0.0.1";
    int port = 8000;
    long seed = ThreadLocalRandom.current().nextInt(1_000_000_000);

    @Nullable
    SimulatorClock clock;

    Consumer<StatusChange> statusListener = change -> {};

    SimulatorBuilder() {}

    /** How long a job stays pending. Default: 30 s. */
    public SimulatorBuilder totalDelay(Duration totalDelay) {
        if (totalDelay.isNegative() || totalDelay.compareTo(LONGEST) > 0) {
            throw notAllowed("totalDelay", totalDelay, "0 to 1,000,000,000 s");
        }
        this.totalDelay = totalDelay;
        return this;
    }

    /** The probability that a job ends in {@code error}. Default: 0.1. */
    public SimulatorBuilder errorChance(double errorChance) {
        if (!(errorChance >= 0 && errorChance <= 1)) {
            throw notAllowed("errorChance", errorChance, "0 to 1");
        }
        this.errorChance = errorChance;
        return this;
    }

    /** How long after its end a job is replaced by a new pending one. Default: 20 s. */
    public SimulatorBuilder resetInterval(Duration resetInterval) {
        if (resetInterval.isNegative() || resetInterval.isZero() || resetInterval.compareTo(LONGEST) > 0) {
            throw notAllowed("resetInterval", resetInterval, "more than 0, up to 1,000,000,000 s, or neverReset()");
        }
        this.resetInterval = resetInterval;
        return this;
    }

    /** There is only one job, which stays ended. */
    public SimulatorBuilder neverReset() {
        this.resetInterval = null;
        return this;
    }

    /** Where to listen: a name or address of this machine. Default: 127.0.0.1, which only this machine reaches. */
    public SimulatorBuilder host(String host) {
        if (host.isBlank()) {
            throw notAllowed("host", "'" + host + "'", "a name or address of this machine");
        }
        this.host = host;
        return this;
    }

    /** Where to listen; 0 takes any free port, told by {@link Simulator#port()}. Default: 8000. */
    public SimulatorBuilder port(int port) {
        if (port < 0 || port > 65_535) {
            throw notAllowed("port", port, "0 to 65535");
        }
        this.port = port;
        return this;
    }

    /** Same seed, same sequence of outcomes. Default: a random one, told by {@link Simulator#seed()}. */
    public SimulatorBuilder seed(long seed) {
        this.seed = seed;
        return this;
    }

    /** The time that everything follows. Default: the real one. A clock that is passed in is not closed with the simulator. */
    public SimulatorBuilder clock(SimulatorClock clock) {
        this.clock = clock;
        return this;
    }

    /** Who is told of every change of state, first of the state at the start; on the clock's thread. Default: nobody. */
    public SimulatorBuilder statusListener(Consumer<StatusChange> statusListener) {
        this.statusListener = statusListener;
        return this;
    }

    /**
     * Binds and begins to answer; the first job begins now.
     *
     * @throws SimulatorStartException if the address cannot be had
     */
    public Simulator start() {
        return new Simulator(this);
    }

    private static IllegalArgumentException notAllowed(String name, Object value, String allowed) {
        return new IllegalArgumentException(name + " is " + value + "; allowed is " + allowed);
    }
}
