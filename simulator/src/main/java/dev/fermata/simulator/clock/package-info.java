/** The simulator's time: how fast it runs, the timers, and the thread of a running clock. */
@NullMarked
package dev.fermata.simulator.clock;

import org.jspecify.annotations.NullMarked;
