package dev.fermata.client;

import dev.fermata.client.backend.JobState;
import dev.fermata.client.backend.Snapshot;
import dev.fermata.client.internal.engine.WaitCall;
import dev.fermata.client.internal.wait.PollResult;
import dev.fermata.client.schedule.PollReason;
import java.time.Duration;
import java.util.Optional;

/** One step of one poll. Immutable. */
public final class PollEvent {

    private final WaitCall.Report report;

    private PollEvent(WaitCall.Report report) {
        this.report = report;
    }

    /** The job; empty if the backend has only one. */
    public String id() {
        return report.id();
    }

    /** The number of the poll, from 1. */
    public int poll() {
        return report.state().polls();
    }

    /** The time since the wait began. */
    public Duration elapsed() {
        return report.elapsed();
    }

    /** The server's word for the state, or a sentence that says what went wrong; empty for a poll that is sent. */
    public String text() {
        return report.result() == null ? "" : report.result().text();
    }

    /** What is known of the job; empty before the first valid response. */
    public Optional<Snapshot> snapshot() {
        return Optional.ofNullable(report.state().last());
    }

    /** The time until the next poll; empty if there will be none, or if this poll is under way. */
    public Optional<Duration> nextPoll() {
        return Optional.ofNullable(report.next());
    }

    /** What decided the moment of the next poll, or of this one if it is sent. */
    public PollReason reason() {
        return report.reason();
    }

    /** How long the server is asked to hold this poll; zero for not at all. */
    public Duration hold() {
        return report.hold();
    }

    /** Whether the server rejected this poll, perhaps not for good: a job that is not there yet is 404. */
    public boolean rejected() {
        return report.result() instanceof PollResult.Rejected;
    }

    @Override
    public String toString() {
        return "poll " + poll() + " of job " + id() + ": " + (text().isEmpty() ? "sent" : text());
    }

    /** Turns what the engine observes into calls of a listener. */
    static final class Feed implements WaitCall.Observer {

        private final WaitListener listener;
        private boolean neededAttention;

        Feed(WaitListener listener) {
            this.listener = listener;
        }

        @Override
        public void polled(WaitCall.Report report) {
            PollEvent event = new PollEvent(report);
            if (report.result() == null) {
                sent(event);
            } else if (report.result() instanceof PollResult.Running
                    || report.result() instanceof PollResult.Terminal) {
                answered(event);
            } else {
                listener.onPollFailed(event);
            }
        }

        private void sent(PollEvent event) {
            listener.onPollSent(event);
            if (!event.hold().isZero()) {
                listener.onPollHeld(event);
            }
            if (event.report.state().failures() > 0) {
                listener.onPollRetried(event);
            }
        }

        private void answered(PollEvent event) {
            listener.onPollAnswered(event);
            boolean needed = event.snapshot()
                    .filter(job -> job.state() == JobState.NEEDS_ATTENTION)
                    .isPresent();
            if (needed && !neededAttention) {
                listener.onAttentionNeeded(event);
            }
            neededAttention = needed;
        }

        @Override
        public void ended(WaitCall.Result result) {
            listener.onWaitEnded(Outcomes.of(result));
        }
    }
}
