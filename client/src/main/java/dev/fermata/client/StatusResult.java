package dev.fermata.client;

import java.time.Duration;
import java.util.Optional;

/**
 * What {@link StatusClient#getStatus(Duration)} learned, and what it took. Prints as its {@link #status()}.
 *
 * @param status how the wait ended
 * @param polls how many requests were sent
 * @param answers how many of them the server answered with {@code pending}, {@code completed} or {@code error}; a timeout with 0
 *     answers means that the server was never reached, or is not a status server
 * @param elapsed from the call to the end of the wait
 * @param lastProblem the problem on the way that explains most, in a sentence; empty if there was none
 */
public record StatusResult(Status status, int polls, int answers, Duration elapsed, Optional<String> lastProblem) {

    @Override
    public String toString() {
        return status.toString();
    }
}
