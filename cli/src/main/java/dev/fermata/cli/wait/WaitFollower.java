package dev.fermata.cli.wait;

import dev.fermata.cli.console.ExitCode;
import dev.fermata.cli.console.PollLog;
import dev.fermata.client.Outcome;
import dev.fermata.client.WaitException;
import dev.fermata.client.WaitListener;
import dev.fermata.client.WaitListener.PollEvent;
import dev.fermata.client.WaitOptions;
import dev.fermata.client.Waiter;
import dev.fermata.client.schedule.PollSchedule.PollReason;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Follows one wait. Its outcome comes after its last poll, which decides between three exit codes: what the server was last heard to
 * say, and whether it has left a request without an answer since.
 *
 * <p>At the deadline a request may be under way. It counts as unanswered if it has waited longer than each answer before it took, and
 * longer than {@link #ORDINARY}. The time for which the server was asked to hold it does not count. The first answer does not count: a
 * new process and a new connection make it slow.
 */
final class WaitFollower implements WaitListener {

    /** Answers may take so long, though all before were quicker. */
    private static final Duration ORDINARY = Duration.ofMillis(500);

    private final JobOptions.Target target;
    private final String id;
    private final Duration limit;
    private final Consumer<? super PollEvent> polls;
    private final CompletableFuture<WaitReport> report = new CompletableFuture<>();
    private volatile @Nullable PollEvent lastPoll;
    private boolean lastFailed;
    private Duration lastAnswer = Duration.ZERO;
    private Duration longestAnswer = ORDINARY;
    /** Of the first request since the last answer: when the server is to answer. Null if there is no such request. */
    private @Nullable Duration answerDue;

    private Duration hold = Duration.ZERO;

    WaitFollower(JobOptions.Target target, String id, Duration limit, Consumer<? super PollEvent> polls) {
        this.target = target;
        this.id = id;
        this.limit = limit;
        this.polls = polls;
    }

    /** Begins the wait. Its report completes after the last poll was reported. */
    CompletableFuture<WaitReport> follow(Waiter waiter) {
        WaitOptions options =
                WaitOptions.builder().maxWait(limit).listener(this).build();
        waiter.awaitAsync(id, options).whenComplete((outcome, broken) -> {
            String problem = broken == null ? "" : String.valueOf(broken.getMessage());
            if (problem.startsWith(Credentials.TOKEN_COMMAND)) {
                report.complete(WaitReport.unsent(target, id, problem, lastPoll));
            } else if (broken != null && !(broken instanceof WaitException.RequestRejectedException)) {
                report.completeExceptionally(broken);
            }
        });
        return report;
    }

    @Override
    public void onPollSent(PollEvent event) {
        hold = event.hold();
        if (answerDue == null) {
            answerDue = event.elapsed().plus(hold);
        }
    }

    @Override
    public void onPollAnswered(PollEvent event) {
        heard(event);
        lastAnswer = event.elapsed();
        lastFailed = false;
        if (event.reason() == PollReason.HOLD && event.nextPoll().isEmpty()) {
            // The server says that others have not ended either, and holds the request again.
            answerDue = event.elapsed().plus(hold);
        }
    }

    @Override
    public void onPollFailed(PollEvent event) {
        heard(event);
        lastFailed = true;
    }

    private void heard(PollEvent event) {
        if (answerDue != null && lastPoll != null) {
            Duration took = event.elapsed().minus(answerDue);
            longestAnswer = took.compareTo(longestAnswer) > 0 ? took : longestAnswer;
        }
        answerDue = null;
        lastPoll = event;
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
            String word = target.isStatus() ? "error" : "failed";
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
        return timedOut(outcome);
    }

    /** What counts is the last that was heard of the server. */
    private WaitReport timedOut(Outcome outcome) {
        Optional<Duration> unanswered = unanswered(outcome.elapsed());
        PollEvent last = lastPoll;
        if (unanswered.isPresent()) {
            return silence("no complete response within " + PollLog.seconds(unanswered.get()), outcome);
        }
        if (last == null) {
            return silence(outcome.lastProblem().orElse("the server never answered"), outcome);
        }
        if (!lastFailed) {
            return report("timeout", ExitCode.TIMED_OUT, "", outcome);
        }
        return last.rejected()
                ? report("refused", ExitCode.REFUSED, last.text() + "; that was its last answer in time", outcome)
                : silence(last.text(), outcome);
    }

    /** For how long the server has owed an answer; empty if that is no longer than usual. */
    private Optional<Duration> unanswered(Duration now) {
        return Optional.ofNullable(answerDue)
                .map(now::minus)
                .filter(waited -> lastPoll == null || waited.compareTo(longestAnswer) > 0);
    }

    private WaitReport silence(String problem, Outcome outcome) {
        if (lastAnswer.isZero()) {
            // An earlier poll may have met what explains more than the last one, such as a host that does not answer.
            String why = outcome.lastProblem().orElse(problem);
            String never = "no valid answer within " + PollLog.seconds(limit) + ": ";
            return report("timeout", ExitCode.NO_ANSWER, never + why, outcome);
        }
        String since = "no valid answer for the last " + PollLog.seconds(limit.minus(lastAnswer)) + ": ";
        return report("timeout", ExitCode.NO_ANSWER, since + problem, outcome);
    }

    private WaitReport report(String word, int exitCode, String problem, Outcome outcome) {
        return WaitReport.of(target, word, exitCode, problem, outcome);
    }
}
