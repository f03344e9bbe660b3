package dev.fermata.cli.wait;

import dev.fermata.cli.console.ClientWords;
import dev.fermata.cli.console.ExitCode;
import dev.fermata.client.Outcome;
import dev.fermata.client.WaitListener.PollEvent;
import dev.fermata.client.backend.Snapshot;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * How the wait for one job ended: a word, an exit code, and a sentence if there is more to say.
 *
 * @param target all jobs of the command
 * @param problem empty if the job has completed
 * @param snapshot what is known of a job that has completed, or for which the time was up
 */
record WaitReport(
        JobOptions.Target target,
        String id,
        String word,
        int exitCode,
        String problem,
        int polls,
        Duration elapsed,
        Optional<Snapshot> snapshot) {

    WaitReport {
        problem = ClientWords.asOptions(problem);
    }

    static WaitReport of(JobOptions.Target target, String word, int exitCode, String problem, Outcome outcome) {
        return new WaitReport(
                target, outcome.id(), word, exitCode, problem, outcome.polls(), outcome.elapsed(), snapshot(outcome));
    }

    /** No request could be made, and so there is no outcome. */
    static WaitReport unsent(JobOptions.Target target, String id, String problem, @Nullable PollEvent last) {
        int polls = last == null ? 0 : last.poll();
        Duration elapsed = last == null ? Duration.ZERO : last.elapsed();
        return new WaitReport(target, id, "unreachable", ExitCode.NO_ANSWER, problem, polls, elapsed, Optional.empty());
    }

    private static Optional<Snapshot> snapshot(Outcome outcome) {
        if (outcome instanceof Outcome.TimedOut timedOut) {
            return timedOut.lastSnapshot();
        }
        if (outcome instanceof Outcome.Completed completed) {
            return Optional.of(completed.snapshot());
        }
        return Optional.empty();
    }

    /** The word; of several jobs, behind the id. */
    String text() {
        return isOneOfSeveral() ? id + " " + word : word;
    }

    /** The problem; of several jobs, behind the id. */
    String explanation() {
        return isOneOfSeveral() ? id + ": " + problem : problem;
    }

    private boolean isOneOfSeveral() {
        return target.ids().size() > 1;
    }

    /** For programs. */
    String json() {
        ObjectNode json = JsonMapper.shared().createObjectNode();
        if (target.named()) {
            json.put("id", id);
        }
        json.put("result", word)
                .put("exit_code", exitCode)
                .put("polls", polls)
                .put("elapsed", elapsed.toMillis() / 1000.0);
        if (!problem.isEmpty()) {
            json.put("problem", problem);
        }
        snapshot.ifPresent(job -> {
            json.put("state", job.word());
            if (!job.result().isEmpty()) {
                ObjectNode parts = json.putObject("parts");
                job.result().forEach(parts::put);
            }
        });
        return json.toString();
    }
}
