package dev.fermata.client;

import java.time.Duration;

/**
 * How long those who share a held request wait after its answer before they ask again. Whoever asks for a thousand jobs is
 * answered at each end of any; a moment's pause lets ends gather, so that one request tells of many. A few jobs cannot end
 * often, so there is no pause for them: their ends are known at once.
 */
final class Gathering {

    /** Up to so many jobs each end may cost a request. */
    private static final int FEW = 50;

    private static final Duration PER_JOB = Duration.ofNanos(180_000);

    /** Nobody learns of an end later than this, plus what the network takes. */
    private static final Duration LONGEST = Duration.ofMillis(180);

    private Gathering() {}

    static Duration pause(int jobs) {
        Duration pause = jobs <= FEW ? Duration.ZERO : PER_JOB.multipliedBy(jobs);
        return pause.compareTo(LONGEST) < 0 ? pause : LONGEST;
    }
}
