package dev.fermata.simulator;

import dev.fermata.simulator.clock.VirtualClock;

/** For tests outside the root package that need to do something at a time. */
public final class ClockAccess {

    private ClockAccess() {}

    public static VirtualClock of(SimulatorClock clock) {
        return clock.virtual();
    }
}
