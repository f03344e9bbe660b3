package dev.fermata.client;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What a wait took.
 *
 * @param polls how many polls it sent; one that it shared with other waits counts for each of them
 * @param responses how many of them the backend answered validly; 0 means that it was never reached, or is no such backend
 * @param elapsed from the call to the end of the wait
 * @param lastProblem the problem on the way that explains most, the latest of several; empty if there was none
 * @param unknownWords words for the state that mean nothing to the backend; at most a few are kept
 */
public record WaitStats(
        int polls, int responses, Duration elapsed, Optional<String> lastProblem, List<String> unknownWords) {}
