package dev.fermata.client;

import java.time.Duration;

/** What a client was built with. */
record Settings(
        Backend backend,
        Rules rules,
        Limits limits,
        Duration longestHold,
        int maxAnswerBytes,
        DurationHistory history,
        Events events) {}
