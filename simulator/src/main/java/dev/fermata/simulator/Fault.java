package dev.fermata.simulator;

import dev.fermata.simulator.fault.ConnectionFaults;
import dev.fermata.simulator.fault.ContentFaults;
import dev.fermata.simulator.fault.FaultSpec;
import dev.fermata.simulator.fault.JobFaults;
import dev.fermata.simulator.fault.ResponseFaults;
import dev.fermata.simulator.fault.StatusFault;
import java.time.Duration;

/**
 * One way in which a server goes wrong. A {@link FaultRule} says when it does.
 *
 * <p>Immutable. Sizes are in bytes; times are of the simulator's clock.
 *
 * <pre>{@code
 * Fault.status(503).retryAfter(Duration.ofSeconds(10));
 * Fault.latency(TimeDistribution.logNormal(Duration.ofMillis(300), 1));
 * Fault.resetBefore();
 * }</pre>
 */
public sealed class Fault permits Fault.Status {

    private final FaultSpec spec;

    private Fault(FaultSpec spec) {
        this.spec = spec;
    }

    static Fault of(FaultSpec spec) {
        return spec instanceof StatusFault status ? new Status(status) : new Fault(spec);
    }

    /** The connection is reset as soon as the request is read; nothing is done. */
    public static Fault resetBefore() {
        return new Fault(new ConnectionFaults.ResetBefore());
    }

    /** The connection ends without a byte; nothing is done. */
    public static Fault empty() {
        return new Fault(new ConnectionFaults.Empty());
    }

    /** Status 200, and bytes that mean nothing. */
    public static Fault garbage() {
        return new Fault(new ResponseFaults.Garbage());
    }

    /** Status 200, and an HTML page, as a proxy between client and server sends it. */
    public static Fault html() {
        return new Fault(new ResponseFaults.Html());
    }

    /** The request is read, and no response ever comes. */
    public static Fault noAnswer() {
        return new Fault(new ConnectionFaults.NoAnswer());
    }

    /** The job is completed, but the response does not say where the result is. */
    public static Fault noResult() {
        return new Fault(new ContentFaults.NoResult());
    }

    /** The response comes later. It has the state at the time when it is sent. */
    public static Fault latency(TimeDistribution time) {
        return new Fault(new ResponseFaults.Latency(time.distribution()));
    }

    /** A response with that status; nothing is done. */
    public static Status status(int status) {
        return new Status(StatusFault.of(status));
    }

    /** That many bytes of the response, then a reset. */
    public static Fault resetAfter(int bytes) {
        return new Fault(new ConnectionFaults.ResetDuring(bytes));
    }

    /** The whole head, that many bytes of the body, then the end of the connection. */
    public static Fault truncatedBody(int bytes) {
        return new Fault(new ConnectionFaults.Truncate(bytes));
    }

    /** The response, in pieces of this many bytes, with a pause after each piece. */
    public static Fault drip(int bytes, Duration pause) {
        return new Fault(new ConnectionFaults.Drip(bytes, pause));
    }

    /** A state that no documentation knows, or one that is not true. */
    public static Fault stateWord(String word) {
        return new Fault(new ContentFaults.StateWord(word));
    }

    /** 404 if a job is looked for that was submitted less than so long ago. What changes the job sees it. */
    public static Fault notFoundAfterCreation(Duration lasting) {
        return new Fault(new JobFaults.NotFoundAfterCreation(lasting));
    }

    /** The request is done, and answered with that status as if it were not. */
    public static Fault acceptThen(int status) {
        return new Fault(new ResponseFaults.AcceptThenStatus(status));
    }

    /** A job that never ends: it stops after that part of its running time (0 to 1). */
    public static Fault stuck(double after) {
        return new Fault(new JobFaults.Stuck(after));
    }

    /** A job that is completed for a while, then queued again for a while. */
    public static Fault relapse(Duration after, Duration lasting) {
        return new Fault(new JobFaults.Relapse(after, lasting));
    }

    /** As scenario files name it, such as {@code reset_before}. */
    public String word() {
        return spec.word();
    }

    FaultSpec spec() {
        return spec;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Fault fault && spec.equals(fault.spec);
    }

    @Override
    public int hashCode() {
        return spec.hashCode();
    }

    @Override
    public String toString() {
        return spec.toString();
    }

    /** A response with a status of your choice. */
    public static final class Status extends Fault {

        private final StatusFault status;

        private Status(StatusFault status) {
            super(status);
            this.status = status;
        }

        /** With {@code Retry-After} in seconds. */
        public Status retryAfter(Duration wait) {
            return new Status(status.retryAfter(wait));
        }

        /** With {@code Retry-After} as a date. */
        public Status retryAfterAsDate(Duration wait) {
            return new Status(status.retryAfterAsDate(wait));
        }

        /** With that body instead of the usual error. */
        public Status saying(String contentType, String text) {
            return new Status(status.saying(contentType, text));
        }
    }
}
