package dev.fermata.cli.wait;

import dev.fermata.cli.console.ClientWords;
import dev.fermata.cli.console.ExitCode;
import dev.fermata.cli.console.JsonProblem;
import dev.fermata.client.WaitException;
import dev.fermata.client.Waiter;
import dev.fermata.client.backend.Snapshot;
import dev.fermata.client.backend.Submission;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The jobs that a command submits, and what it prints of them. */
final class NewJobs {

    private final WaitOutput output;
    private final Set<String> ids = new LinkedHashSet<>();
    private int exitCode = ExitCode.COMPLETED;

    NewJobs(WaitOutput output) {
        this.output = output;
    }

    WaitOutput output() {
        return output;
    }

    /** Those that were submitted, in the order of the languages. */
    Set<String> ids() {
        return ids;
    }

    /** The highest of all submissions. */
    int exitCode() {
        return exitCode;
    }

    /**
     * Sends all at once, and waits for the answers.
     *
     * @param submissions by their idempotency keys
     * @param said what standard error gets before the answers; empty for nothing
     */
    void submit(Waiter waiter, Map<String, Submission> submissions, Duration limit, String said)
            throws InterruptedException {
        Map<Submission, CompletableFuture<List<Snapshot>>> answers = new LinkedHashMap<>();
        submissions.forEach((key, each) -> answers.put(each, waiter.submitAllAsync(each, key, limit)));
        if (!said.isEmpty()) {
            output.explain(said);
        }
        for (Map.Entry<Submission, CompletableFuture<List<Snapshot>>> answer : answers.entrySet()) {
            List<String> languages = answer.getKey().languages();
            try {
                List<Snapshot> jobs = answer.getValue().get();
                for (int i = 0; i < jobs.size(); i++) {
                    print(jobs.get(i), jobs.size() == languages.size() ? languages.get(i) : "");
                }
            } catch (ExecutionException failed) {
                explain(Objects.requireNonNull(failed.getCause()), answers.size() > 1 ? languages.get(0) + ": " : "");
            }
        }
    }

    private void print(Snapshot job, String language) {
        ids.add(job.id());
        if (!output.json()) {
            output.line(job.id());
            return;
        }
        ObjectNode json = JsonMapper.shared().createObjectNode().put("id", job.id());
        if (!language.isEmpty()) {
            json.put("language", language);
        }
        output.line(json.put("state", job.word()).toString());
    }

    private void explain(Throwable failure, String which) {
        String problem = which + ClientWords.asOptions(String.valueOf(failure.getMessage()));
        if (failure instanceof WaitException.RequestRejectedException rejected && rejected.statusCode() != 0) {
            explain("refused", ExitCode.REFUSED, problem);
        } else if (failure instanceof WaitException.RequestRejectedException
                || String.valueOf(failure.getMessage()).startsWith(Credentials.TOKEN_COMMAND)) {
            explain("unreachable", ExitCode.NO_ANSWER, problem);
        } else if (failure instanceof WaitException.NoResponseException) {
            explain("unreachable", ExitCode.NO_ANSWER, problem + "; the job may exist all the same");
        } else {
            throw new IllegalStateException(failure);
        }
    }

    private void explain(String word, int code, String problem) {
        exitCode = Math.max(exitCode, code);
        if (output.json()) {
            output.line(new JsonProblem(word, code, problem).json());
        }
        output.explain(problem);
    }
}
