package dev.fermata.client;

import java.time.Duration;
import java.util.Optional;

/**
 * How a wait ended. A job that failed is an outcome, not an exception; {@link #orThrow()} is for those who prefer the latter.
 *
 * <pre>{@code
 * Outcome outcome = waiter.await(id, Duration.ofMinutes(20));
 * if (outcome instanceof Outcome.Completed completed) {
 *     System.out.println(completed.snapshot().result());
 * } else if (outcome instanceof Outcome.TimedOut timedOut) {
 *     System.out.println("still " + timedOut.lastSnapshot() + "; " + timedOut.lastProblem());
 * }
 * }</pre>
 */
public sealed interface Outcome {

    /** The job. */
    String id();

    /** What the wait took. */
    Effort effort();

    /** The job is done. */
    record Completed(Snapshot snapshot, Effort effort) implements Outcome {
        @Override
        public String id() {
            return snapshot.id();
        }
    }

    /**
     * The job failed: the backend said so. Trouble on the way to the backend never leads here.
     *
     * @param code for programs; empty if the backend gives none
     * @param message for people; empty if the backend gives none
     */
    record Failed(String code, String message, Snapshot snapshot, Effort effort) implements Outcome {
        @Override
        public String id() {
            return snapshot.id();
        }
    }

    /** Somebody canceled the job. */
    record Canceled(Snapshot snapshot, Effort effort) implements Outcome {
        @Override
        public String id() {
            return snapshot.id();
        }
    }

    /**
     * The time was up first. The job goes on; to go on waiting, wait for the same id again.
     *
     * @param lastSnapshot what was last known of the job; empty if no look was ever answered
     */
    record TimedOut(String id, Optional<Snapshot> lastSnapshot, Effort effort) implements Outcome {}

    /**
     * The backend refused to be asked about this job. Only where several jobs are awaited together, so that one bad id does not
     * cost the others their outcome: a wait for a single job throws the exception instead.
     */
    record Refused(String id, RequestRefusedException exception, Effort effort) implements Outcome {}

    /** How many looks at the job the wait made. */
    default int polls() {
        return effort().polls();
    }

    /** From the call to the end of the wait. */
    default Duration elapsed() {
        return effort().elapsed();
    }

    /** The last thing that went wrong on the way, in a sentence. */
    default Optional<String> lastProblem() {
        return effort().lastProblem();
    }

    /**
     * The completed job, or an exception that says why there is none.
     *
     * @throws JobFailedException if the job failed
     * @throws JobCanceledException if it was canceled
     * @throws WaitTimeoutException if the time was up first
     * @throws RequestRefusedException if the backend refused to be asked
     */
    default Snapshot orThrow() {
        if (this instanceof Completed completed) {
            return completed.snapshot();
        }
        if (this instanceof Failed failed) {
            throw new JobFailedException(failed);
        }
        if (this instanceof Canceled canceled) {
            throw new JobCanceledException(canceled);
        }
        if (this instanceof Refused refused) {
            throw refused.exception();
        }
        throw new WaitTimeoutException((TimedOut) this);
    }
}
