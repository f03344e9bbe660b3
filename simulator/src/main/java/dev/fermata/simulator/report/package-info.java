/** The report: how well each client waits. Values only; {@code Simulator.report()} makes them. */
@NullMarked
package dev.fermata.simulator.report;

import org.jspecify.annotations.NullMarked;
