package dev.fermata.client;

import dev.fermata.client.backend.Snapshot;
import dev.fermata.client.internal.engine.WaitCall.Result;
import dev.fermata.client.internal.wait.WaitAction.Ending;
import dev.fermata.client.internal.wait.WaitState;
import java.util.Optional;

/** What callers learn of a wait that has ended. */
final class Outcomes {

    private Outcomes() {}

    static Outcome of(Result result) {
        WaitState state = result.state();
        WaitStats stats = new WaitStats(
                state.polls(), state.responses(), result.elapsed(), state.lastProblem(), state.unknownWords());
        if (result.ending() instanceof Ending.Ended ended) {
            return ended(ended.snapshot(), stats);
        }
        if (result.ending() instanceof Ending.Rejected rejected) {
            RequestRejectedException exception = new RequestRejectedException(
                    rejected.uri(), rejected.statusCode(), rejected.explanation(), stats.polls(), stats.elapsed());
            return new Outcome.Rejected(result.id(), exception, stats);
        }
        return new Outcome.TimedOut(result.id(), Optional.ofNullable(state.last()), stats);
    }

    private static Outcome ended(Snapshot job, WaitStats stats) {
        return switch (job.state()) {
            case FAILED -> {
                String code = job.error().map(error -> error.code()).orElse("");
                String message = job.error().map(error -> error.message()).orElse("");
                yield new Outcome.Failed(code, message, job, stats);
            }
            case CANCELED -> new Outcome.Canceled(job, stats);
            default -> new Outcome.Completed(job, stats);
        };
    }

    /** The outcome of a wait for a single job. */
    static Outcome ofSingle(Result result) {
        Outcome outcome = of(result);
        if (outcome instanceof Outcome.Rejected rejected) {
            rejected.orThrow();
        }
        return outcome;
    }

    /** What a request came to that was sent for its own sake. */
    static Snapshot response(Result result) {
        Outcome outcome = ofSingle(result);
        if (outcome instanceof Outcome.TimedOut timedOut) {
            throw new NoResponseException(timedOut.lastProblem().orElse("no response in time"));
        }
        return ((Ending.Ended) result.ending()).snapshot();
    }
}
