package dev.fermata.client;

import dev.fermata.client.backend.Snapshot;
import dev.fermata.client.internal.text.Printable;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * How a wait ended. A job that failed is an outcome, not an exception; if you prefer exceptions, call {@link #orThrow()}.
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
    WaitStats stats();

    /** The job has completed. */
    record Completed(Snapshot snapshot, WaitStats stats) implements Outcome {
        @Override
        public String id() {
            return snapshot.id();
        }

        @Override
        public Snapshot orThrow() {
            return snapshot;
        }
    }

    /**
     * The job failed: the backend said so. A failure to reach the backend never leads here.
     *
     * @param code for programs; empty if the backend gives none
     * @param message for people; empty if the backend gives none
     */
    record Failed(String code, String message, Snapshot snapshot, WaitStats stats) implements Outcome {
        @Override
        public String id() {
            return snapshot.id();
        }

        @Override
        public Snapshot orThrow() {
            throw new WaitException.JobFailedException(this);
        }
    }

    /** Somebody canceled the job. */
    record Canceled(Snapshot snapshot, WaitStats stats) implements Outcome {
        @Override
        public String id() {
            return snapshot.id();
        }

        @Override
        public Snapshot orThrow() {
            throw new WaitException.JobCanceledException(this);
        }
    }

    /**
     * The job goes no further until somebody acts; only if you asked for that with {@link WaiterBuilder#endWhenAttentionIsNeeded}. To go on
     * waiting, wait for the same id again.
     */
    record NeedsAttention(Snapshot snapshot, WaitStats stats) implements Outcome {
        @Override
        public String id() {
            return snapshot.id();
        }

        @Override
        public Snapshot orThrow() {
            throw new WaitException.JobNeedsAttentionException(this);
        }
    }

    /**
     * The time was up first. The job goes on. To go on waiting, wait for the same id again.
     *
     * @param lastSnapshot what was last known of the job; empty if no poll was ever answered
     */
    record TimedOut(String id, Optional<Snapshot> lastSnapshot, WaitStats stats) implements Outcome {
        @Override
        public Snapshot orThrow() {
            throw new WaitException.WaitTimeoutException(this);
        }

        @Override
        public String toString() {
            return "TimedOut[id=" + Printable.clean(id) + ", lastSnapshot=" + lastSnapshot + ", stats=" + stats + "]";
        }
    }

    /**
     * The backend rejects requests about this job, or cannot be reached for a reason that does not pass by itself. You meet this
     * outcome only where you wait for several jobs, so that one bad id does not cost the others their outcome: a wait for a single
     * job throws the exception instead.
     */
    record Rejected(String id, WaitException.RequestRejectedException exception, WaitStats stats) implements Outcome {
        @Override
        public Snapshot orThrow() {
            throw exception;
        }

        @Override
        public String toString() {
            return "Rejected[id=" + Printable.clean(id) + ", exception=" + exception + ", stats=" + stats + "]";
        }
    }

    /**
     * What a wait took.
     *
     * @param polls how many polls it sent; one that it shared with other waits counts for each of them
     * @param responses how many of them the backend answered validly; 0 means that it was never reached, or is no such backend
     * @param elapsed from the call to the end of the wait
     * @param lastProblem the problem on the way that explains most, the latest of several; empty if there was none
     * @param unknownWords words for the state that mean nothing to the backend; at most a few are kept
     */
    record WaitStats(
            int polls, int responses, Duration elapsed, Optional<String> lastProblem, List<String> unknownWords) {}

    /** How many polls the wait sent. */
    default int polls() {
        return stats().polls();
    }

    /** From the call to the end of the wait. */
    default Duration elapsed() {
        return stats().elapsed();
    }

    /** The problem on the way that explains most, in a sentence; empty if there was none. */
    default Optional<String> lastProblem() {
        return stats().lastProblem();
    }

    /**
     * The completed job, or an exception that says why there is none.
     *
     * @throws WaitException.JobFailedException if the job failed
     * @throws WaitException.JobCanceledException if it was canceled
     * @throws WaitException.JobNeedsAttentionException if it goes no further until somebody acts
     * @throws WaitException.WaitTimeoutException if the time was up first
     * @throws WaitException.RequestRejectedException if the backend rejects the requests
     */
    Snapshot orThrow();
}
