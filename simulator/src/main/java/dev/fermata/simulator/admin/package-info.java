/** {@code /admin}: the scenario, the faults, the clock and single jobs, by hand. Loopback only, or behind a token. */
@NullMarked
package dev.fermata.simulator.admin;

import org.jspecify.annotations.NullMarked;
