package dev.fermata.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** The outcome of a wait for one job, whose rejection is an exception. */
final class Rejections {

    private Rejections() {}

    static Outcome outcome(CompletableFuture<Outcome> wait) {
        assertThat(wait).isDone();
        try {
            return wait.join();
        } catch (CompletionException thrown) {
            WaitException.RequestRejectedException rejected =
                    (WaitException.RequestRejectedException) Objects.requireNonNull(thrown.getCause(), "cause");
            return new Outcome.Rejected(
                    "42",
                    rejected,
                    new Outcome.WaitStats(rejected.polls(), 0, rejected.elapsed(), Optional.empty(), List.of()));
        }
    }
}
