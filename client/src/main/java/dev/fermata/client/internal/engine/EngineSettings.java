package dev.fermata.client.internal.engine;

import dev.fermata.client.backend.Backend;
import dev.fermata.client.internal.limits.RequestLimits;
import dev.fermata.client.internal.wait.WaitRules;
import dev.fermata.client.schedule.DurationHistory;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * The settings that all waits of a waiter share.
 *
 * @param patience what one request is worth
 * @param longestHold how long the server may be asked to hold a request; zero for never
 * @param everyStage whether held requests are to be answered with each stage of a job
 * @param prepare lets schedules plan for a kind of jobs; it may take a while
 */
public record EngineSettings(
        Backend backend,
        WaitRules rules,
        RequestLimits.Settings limits,
        Duration patience,
        Duration longestHold,
        boolean everyStage,
        DurationHistory history,
        Consumer<String> prepare) {}
