/**
 * When to poll, in virtual time: the client's schedule beside the formulas of its peers. {@link
 * dev.fermata.bench.schedules.ScheduleFigures} prints the tables of docs/polling.md and draws its plots.
 */
@NullMarked
package dev.fermata.bench.schedules;

import org.jspecify.annotations.NullMarked;
