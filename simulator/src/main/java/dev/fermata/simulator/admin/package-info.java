/** {@code /admin}: changes the scenario, the faults, the clock and single jobs. Only for clients on this machine, or with a token. */
@NullMarked
package dev.fermata.simulator.admin;

import org.jspecify.annotations.NullMarked;
