/** Decides which requests go wrong, and how. Pure but for the counters; it knows neither sockets nor jobs. */
@NullMarked
package dev.fermata.simulator.fault;

import org.jspecify.annotations.NullMarked;
