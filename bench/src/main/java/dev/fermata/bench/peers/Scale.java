package dev.fermata.bench.peers;

import java.time.Duration;

/** How many seconds of the simulator go by in a real one. Every pause of every library is divided by it. */
record Scale(int speed) {

    /** A time of the simulator in real time. */
    Duration real(double seconds) {
        return Duration.ofNanos((long) (seconds * 1e9 / speed));
    }

    Duration real(Duration simulated) {
        return simulated.dividedBy(speed);
    }

    Duration simulated(Duration real) {
        return real.multipliedBy(speed);
    }
}
