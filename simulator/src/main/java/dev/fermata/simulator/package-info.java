/**
 * Plays translation jobs over HTTP.
 *
 * <p>{@link dev.fermata.simulator.Simulator} is the place to start.
 */
@NullMarked
package dev.fermata.simulator;

import org.jspecify.annotations.NullMarked;
