package dev.fermata.client;

import dev.fermata.client.backend.Snapshot;
import java.util.Locale;

/** The time was up before the job ended. {@link #outcome()} holds what you need to go on: the id, and what was last known. */
public final class WaitTimeoutException extends WaitException {

    private static final long serialVersionUID = 1;

    private final transient Outcome.TimedOut outcome;

    WaitTimeoutException(Outcome.TimedOut outcome) {
        super(message(outcome));
        this.outcome = outcome;
    }

    /** What {@link Waiter#await} returned. */
    public Outcome.TimedOut outcome() {
        return outcome;
    }

    private static String message(Outcome.TimedOut outcome) {
        String last = outcome.lastSnapshot()
                .map(Snapshot::word)
                .map(word -> "last seen " + word)
                .orElse("never seen");
        String problem =
                outcome.lastProblem().map(text -> "; last problem: " + text).orElse("");
        return String.format(
                Locale.ROOT,
                "job %s has not ended within %.1f s (%s, %d poll%s%s). It may go on: wait for the same id again.",
                outcome.id(),
                outcome.elapsed().toMillis() / 1000.0,
                last,
                outcome.polls(),
                outcome.polls() == 1 ? "" : "s",
                problem);
    }
}
