package dev.fermata.client;

import java.time.Duration;

/**
 * What a client was built with.
 *
 * @param stages whether held requests are to be answered with each stage of a job
 */
record Settings(
        Backend backend,
        Rules rules,
        Limits limits,
        Duration longestHold,
        boolean stages,
        int maxAnswerBytes,
        DurationHistory history,
        Events events) {}
