/** How one job goes: its plan, drawn at submission, and its state at any time. Pure; it knows neither HTTP nor where jobs are kept. */
@NullMarked
package dev.fermata.simulator.job;

import org.jspecify.annotations.NullMarked;
