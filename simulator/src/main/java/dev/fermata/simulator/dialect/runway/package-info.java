/**
 * Runway's API, as far as it dubs speech. The contract is {@code openapi.yaml} beside these classes. A task is one job.
 *
 * <ul>
 *   <li>{@code RunwayCall} is the table of all calls, {@code RunwayDialect} registers them, and {@code RunwayApi} answers them.
 *   <li>{@code RunwayOptions}: what is uncertain and therefore adjustable. {@code RunwayErrors}: the format of errors.
 *   <li>{@code TaskJson} writes a task.
 * </ul>
 */
@NullMarked
package dev.fermata.simulator.dialect.runway;

import org.jspecify.annotations.NullMarked;
