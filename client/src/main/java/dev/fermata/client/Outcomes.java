package dev.fermata.client;

import dev.fermata.client.backend.Snapshot;
import dev.fermata.client.internal.engine.WaitCall.Result;
import dev.fermata.client.internal.wait.WaitState;
import dev.fermata.client.internal.wait.WaitStateMachine.Ending;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

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
            case NEEDS_ATTENTION -> new Outcome.NeedsAttention(job, stats);
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
        Optional<Snapshot> response =
                result.ending() instanceof Ending.Ended ended ? Optional.of(ended.snapshot()) : Optional.empty();
        return response.orElseThrow(
                () -> new NoResponseException(outcome.lastProblem().orElse("no response in time")));
    }

    /** Completes a future with what the reading returns, or with what the blocking call throws. */
    static <T> void complete(
            CompletableFuture<T> future,
            @Nullable Result result,
            @Nullable Throwable broken,
            Function<Result, T> reading) {
        try {
            if (result == null) {
                future.completeExceptionally(thrown(broken));
            } else {
                future.complete(reading.apply(result));
            }
        } catch (RuntimeException | Error rejected) {
            future.completeExceptionally(rejected);
        }
    }

    /**
     * Completes one future as the other completes, and cancels the other when the one is canceled. The stages of {@link
     * CompletableFuture} wrap exceptions and do not pass a cancellation on.
     *
     * @param next what takes the place of the other after a problem; null for nothing
     */
    static <T> void relay(
            CompletableFuture<T> from,
            CompletableFuture<T> to,
            Function<Throwable, @Nullable CompletableFuture<T>> next) {
        from.whenComplete((value, problem) -> {
            CompletableFuture<T> other = problem == null ? null : next.apply(problem);
            if (other != null) {
                relay(other, to, none -> null);
            } else if (problem != null) {
                to.completeExceptionally(problem);
            } else {
                to.complete(value);
            }
        });
        to.whenComplete((done, problem) -> from.cancel(false));
    }

    /** What a call throws when a wait broke: it declares no checked exception of the caller's code. */
    static Throwable thrown(@Nullable Throwable broken) {
        return broken instanceof RuntimeException || broken instanceof Error
                ? broken
                : new IllegalStateException(broken);
    }

    /** Whether the server does not cancel a job because it has ended. */
    static boolean isConflict(RequestRejectedException rejected) {
        return rejected.statusCode() == 409;
    }
}
