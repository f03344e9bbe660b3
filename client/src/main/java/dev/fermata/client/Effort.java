package dev.fermata.client;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What a wait took.
 *
 * @param polls how many looks at the job it made; one that it shared with other waits counts for each of them
 * @param answers how many of them the backend answered validly; 0 means that it was never reached, or is no such backend
 * @param elapsed from the call to the end of the wait
 * @param lastProblem the last thing that went wrong on the way, in a sentence; empty if nothing ever did
 * @param unknownWords words for the state that mean nothing to the backend's description; at most a few are kept
 */
public record Effort(
        int polls, int answers, Duration elapsed, Optional<String> lastProblem, List<String> unknownWords) {}
