package dev.fermata.simulator;

import java.time.Instant;

/**
 * A change of what {@code GET /status} says.
 *
 * @param at the planned moment, on the simulator's clock
 * @param job its number, from 1
 * @param result {@code pending}, {@code completed} or {@code error}
 */
public record StatusChange(Instant at, long job, String result) {}
