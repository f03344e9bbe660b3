package dev.fermata.client;

import dev.fermata.client.backend.Snapshot;
import dev.fermata.client.internal.http.ResponseClassifier;
import dev.fermata.client.internal.text.Printable;
import java.net.URI;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Why a call has no result. Each {@link Outcome} but {@link Outcome.Completed} has its exception, which {@link Outcome#orThrow}
 * throws. {@link NoResponseException} is for calls that are not waits. Unchecked.
 *
 * <pre>{@code
 * try {
 *     Snapshot done = waiter.awaitCompleted(id, Duration.ofMinutes(20));
 * } catch (WaitException.WaitTimeoutException timedOut) {
 *     waitLaterFor(timedOut.outcome().id());
 * }
 * }</pre>
 */
public abstract sealed class WaitException extends RuntimeException {

    private static final long serialVersionUID = 1;

    /** Ids and texts of a server or of a backend may hold anything. */
    private WaitException(String message) {
        super(Printable.clean(message));
    }

    /** The job failed. {@link #outcome()} holds all that is known. */
    public static final class JobFailedException extends WaitException {

        private static final long serialVersionUID = 1;

        private final transient Outcome.Failed outcome;

        JobFailedException(Outcome.Failed outcome) {
            super("job " + outcome.id() + " failed" + detail(outcome));
            this.outcome = outcome;
        }

        /** What {@link Waiter#await} returned. */
        public Outcome.Failed outcome() {
            return outcome;
        }

        private static String detail(Outcome.Failed outcome) {
            String code = outcome.code().isEmpty() ? "" : " (" + outcome.code() + ")";
            return code + (outcome.message().isEmpty() ? "" : ": " + outcome.message());
        }
    }

    /** The job was canceled. {@link #outcome()} holds all that is known. */
    public static final class JobCanceledException extends WaitException {

        private static final long serialVersionUID = 1;

        private final transient Outcome.Canceled outcome;

        JobCanceledException(Outcome.Canceled outcome) {
            super("job " + outcome.id() + " was canceled");
            this.outcome = outcome;
        }

        /** What {@link Waiter#await} returned. */
        public Outcome.Canceled outcome() {
            return outcome;
        }
    }

    /** The job goes no further until somebody acts. */
    public static final class JobNeedsAttentionException extends WaitException {

        private static final long serialVersionUID = 1;

        private final transient Outcome.NeedsAttention outcome;

        JobNeedsAttentionException(Outcome.NeedsAttention outcome) {
            super("job " + outcome.id() + " needs attention ("
                    + outcome.snapshot().word()
                    + "): it goes no further until somebody acts. Then wait for the same id again.");
            this.outcome = outcome;
        }

        /** What {@link Waiter#await} returned. */
        public Outcome.NeedsAttention outcome() {
            return outcome;
        }
    }

    /** The time was up before the job ended. {@link #outcome()} holds what you need to go on: the id, and what was last known. */
    public static final class WaitTimeoutException extends WaitException {

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

    /**
     * To send the request again is pointless. The job may be running all the same.
     *
     * <ul>
     *   <li>The server rejected the request: a redirection, 501, 505, or a 4xx other than 408, 409, 423, 425 and 429. 404 to a wait is
     *       one after {@link WaiterBuilder#notFoundGrace}, and for a job that was seen when it comes again at least 2 s later.
     *   <li>The server cannot be reached for a reason that does not pass by itself, such as a bad certificate; see {@link
     *       WaiterBuilder#permanentFailureTries}. The {@link #statusCode} is 0.
     *   <li>A vendor's SDK threw an exception that the backend takes for permanent; see {@link
     *       dev.fermata.client.backend.Backend#isPermanent}. The {@link #statusCode} is 0.
     *   <li>The server accepted a submission, and its response has no id that can be read. To send it again could make more jobs. The
     *       {@link #statusCode} is 0.
     * </ul>
     */
    public static final class RequestRejectedException extends WaitException {

        private static final long serialVersionUID = 1;

        private final @Nullable URI uri;
        private final int statusCode;
        private final int polls;
        private final Duration elapsed;

        RequestRejectedException(@Nullable URI uri, int statusCode, String explanation, int polls, Duration elapsed) {
            super(message(uri, statusCode, explanation));
            this.uri = uri;
            this.statusCode = statusCode;
            this.polls = polls;
            this.elapsed = elapsed;
        }

        /**
         * Where the request went, with all that the URL holds; the message masks secrets. Empty if the backend asks by itself, or if an
         * answer about several jobs says it of this one.
         */
        public Optional<URI> uri() {
            return Optional.ofNullable(uri);
        }

        /** The HTTP status code of the rejection; 0 if no status says so. */
        public int statusCode() {
            return statusCode;
        }

        /** How many requests the wait had sent, the rejected one included. */
        public int polls() {
            return polls;
        }

        /** From the start of the wait to the rejection. */
        public Duration elapsed() {
            return elapsed;
        }

        private static String message(@Nullable URI uri, int statusCode, String explanation) {
            if (statusCode == 0) {
                return explanation;
            }
            if (uri == null) {
                return explanation + ": " + ResponseClassifier.meaning(statusCode);
            }
            String words = explanation.isEmpty() ? "" : " The server says: " + explanation;
            return Printable.masked(uri) + " answered " + statusCode + ": " + ResponseClassifier.meaning(statusCode)
                    + words;
        }
    }

    /** A single request got no usable response in time: the server is unreachable, overloaded or unintelligible. It may pass. */
    public static final class NoResponseException extends WaitException {

        private static final long serialVersionUID = 1;

        NoResponseException(String problem) {
            super(problem);
        }
    }
}
