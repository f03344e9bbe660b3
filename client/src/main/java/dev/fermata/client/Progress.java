package dev.fermata.client;

import java.time.Duration;
import java.util.Optional;

/**
 * How far a wait has come; immutable.
 *
 * @param polls requests sent
 * @param answers valid answers among them
 * @param troubles bad answers in a row, up to now
 * @param lastProblem the last bad answer, ever
 * @param roundTrip how long the last valid answer took
 * @param lastLookTaken whether the look just before the deadline was sent
 * @param awaitedSince when the request was sent that is under way; empty between requests
 */
record Progress(
        int polls,
        int answers,
        int troubles,
        Optional<String> lastProblem,
        Optional<Duration> roundTrip,
        boolean lastLookTaken,
        Optional<Duration> awaitedSince) {

    static final Progress NONE = new Progress(0, 0, 0, Optional.empty(), Optional.empty(), false, Optional.empty());

    Progress sent(Duration now, boolean lastLook) {
        boolean last = lastLookTaken || lastLook;
        return new Progress(polls + 1, answers, troubles, lastProblem, roundTrip, last, Optional.of(now));
    }

    Progress answered(Duration now) {
        Optional<Duration> took = awaitedSince.map(now::minus);
        return new Progress(polls, answers + 1, 0, lastProblem, took, lastLookTaken, Optional.empty());
    }

    Progress troubled(String problem) {
        return new Progress(
                polls, answers, troubles + 1, Optional.of(problem), roundTrip, lastLookTaken, Optional.empty());
    }
}
