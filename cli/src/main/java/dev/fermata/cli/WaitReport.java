package dev.fermata.cli;

import dev.fermata.client.Outcome;
import dev.fermata.client.PollEvent;
import dev.fermata.client.RequestRejectedException;
import dev.fermata.client.WaitListener;
import dev.fermata.client.WaitOptions;
import dev.fermata.client.Waiter;
import dev.fermata.client.backend.Snapshot;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * How the wait for one job ended: a word, an exit code, and a sentence if there is more to say.
 *
 * @param target all jobs of the command
 * @param problem empty if the job has completed
 */
record WaitReport(JobOptions.Target target, String word, int exitCode, String problem, Outcome outcome) {

    /** Follows one wait. Its outcome comes after its last poll, which decides between two exit codes. */
    static final class Follower implements WaitListener {

        private final JobOptions.Target target;
        private final Consumer<? super PollEvent> polls;
        private final CompletableFuture<WaitReport> report = new CompletableFuture<>();
        private @Nullable PollEvent lastPoll;
        private boolean lastFailed;
        private Duration lastAnswer = Duration.ZERO;
        private Duration limit = Duration.ZERO;

        Follower(JobOptions.Target target, Consumer<? super PollEvent> polls) {
            this.target = target;
            this.polls = polls;
        }

        /** Begins the wait. Its report completes after the last poll was reported. */
        CompletableFuture<WaitReport> follow(Waiter waiter, String id, Duration limit) {
            this.limit = limit;
            WaitOptions options =
                    WaitOptions.builder().maxWait(limit).listener(this).build();
            waiter.awaitAsync(id, options).whenComplete((outcome, broken) -> {
                if (broken != null && !(broken instanceof RequestRejectedException)) {
                    report.completeExceptionally(broken);
                }
            });
            return report;
        }

        @Override
        public void onPollAnswered(PollEvent event) {
            lastAnswer = event.elapsed();
            lastPoll = event;
            lastFailed = false;
            polls.accept(event);
        }

        @Override
        public void onPollFailed(PollEvent event) {
            lastPoll = event;
            lastFailed = true;
            polls.accept(event);
        }

        @Override
        public void onWaitEnded(Outcome outcome) {
            report.complete(reportOf(outcome));
        }

        private WaitReport reportOf(Outcome outcome) {
            if (outcome instanceof Outcome.Completed) {
                return report("completed", ExitCode.COMPLETED, "", outcome);
            }
            if (outcome instanceof Outcome.Failed failed) {
                String why = Stream.of(failed.code(), failed.message())
                        .filter(text -> !text.isEmpty())
                        .collect(Collectors.joining(": "));
                String word = target.kind() == JobOptions.Kind.STATUS ? "error" : "failed";
                return report(word, ExitCode.ERROR, why, outcome);
            }
            if (outcome instanceof Outcome.Canceled) {
                return report("canceled", ExitCode.ERROR, "", outcome);
            }
            if (outcome instanceof Outcome.Rejected rejected) {
                String why = String.valueOf(rejected.exception().getMessage());
                return rejected.exception().statusCode() == 0
                        ? report("unreachable", ExitCode.NO_ANSWER, why, outcome)
                        : report("refused", ExitCode.REFUSED, why, outcome);
            }
            String silence = silence(outcome);
            return report("timeout", silence.isEmpty() ? ExitCode.TIMED_OUT : ExitCode.NO_ANSWER, silence, outcome);
        }

        private WaitReport report(String word, int exitCode, String problem, Outcome outcome) {
            return new WaitReport(target, word, exitCode, problem, outcome);
        }

        /** Empty if the last that was heard of the server is that the job goes on. */
        private String silence(Outcome outcome) {
            PollEvent last = lastPoll;
            if (last != null && !lastFailed) {
                return "";
            }
            String problem = last == null ? outcome.lastProblem().orElse("the server never answered") : last.text();
            return lastAnswer.isZero()
                    ? "no valid answer within " + PollLog.seconds(limit) + ": " + problem
                    : "no valid answer for the last " + PollLog.seconds(limit.minus(lastAnswer)) + ": " + problem;
        }
    }

    /** The word; of several jobs, behind the id. */
    String text() {
        return isOneOfSeveral() ? outcome.id() + " " + word : word;
    }

    /** The problem; of several jobs, behind the id. */
    String explanation() {
        return isOneOfSeveral() ? outcome.id() + ": " + problem : problem;
    }

    private boolean isOneOfSeveral() {
        return target.ids().size() > 1;
    }

    /** For programs. */
    String json() {
        ObjectNode json = JsonMapper.shared().createObjectNode();
        if (target.named()) {
            json.put("id", outcome.id());
        }
        json.put("result", word)
                .put("exit_code", exitCode)
                .put("polls", outcome.polls())
                .put("elapsed", outcome.elapsed().toMillis() / 1000.0);
        if (!problem.isEmpty()) {
            json.put("problem", problem);
        }
        snapshot().ifPresent(snapshot -> {
            json.put("state", snapshot.word());
            if (!snapshot.result().isEmpty()) {
                ObjectNode parts = json.putObject("parts");
                snapshot.result().forEach(parts::put);
            }
        });
        return json.toString();
    }

    /** What programs are told in place of a report when the arguments are wrong. */
    static String usage(String problem) {
        return JsonMapper.shared()
                .createObjectNode()
                .put("result", "usage")
                .put("exit_code", ExitCode.USAGE)
                .put("problem", problem)
                .toString();
    }

    private Optional<Snapshot> snapshot() {
        if (outcome instanceof Outcome.TimedOut timedOut) {
            return timedOut.lastSnapshot();
        }
        if (outcome instanceof Outcome.Completed completed) {
            return Optional.of(completed.snapshot());
        }
        return Optional.empty();
    }
}
