/** Reads, checks and writes scenarios; the built-in ones; and the scenario in use. */
@NullMarked
package dev.fermata.simulator.scenario;

import org.jspecify.annotations.NullMarked;
