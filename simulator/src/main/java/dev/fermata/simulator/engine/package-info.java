/**
 * Jobs as pure functions of time: no input or output, no threads, no clock of its own.
 *
 * <p>{@link dev.fermata.simulator.engine.JobStore} is the place to start. Every method that depends on time is given the
 * time, in microseconds since 1970-01-01T00:00Z ({@link dev.fermata.simulator.engine.Micros}): a million jobs cannot
 * afford an object for each of theirs.
 */
@NullMarked
package dev.fermata.simulator.engine;

import org.jspecify.annotations.NullMarked;
