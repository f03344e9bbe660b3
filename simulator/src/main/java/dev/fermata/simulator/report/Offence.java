package dev.fermata.simulator.report;

import org.jspecify.annotations.Nullable;

/**
 * A request that broke a rule.
 *
 * @param at the simulator's time, such as {@code 2026-01-02T03:04:05Z}
 * @param request method and path
 * @param job the id; null if the request is for no single job
 * @param detail what was wrong
 */
public record Offence(String at, String request, @Nullable String job, String detail) {}
