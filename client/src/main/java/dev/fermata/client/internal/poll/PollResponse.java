package dev.fermata.client.internal.poll;

import dev.fermata.client.internal.http.Preference;
import dev.fermata.client.internal.wait.PollResult;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What came of one request.
 *
 * @param statusCode 0 if no response came
 * @param results what the response says of single jobs, by id
 * @param others what it says of all other jobs of the request
 * @param applied which preferences the server says that it applied
 * @param retryAfter zero if the server does not state it
 * @param version of a response about a single job; null if the server names none
 */
public record PollResponse(
        int statusCode,
        Map<String, PollResult> results,
        PollResult others,
        Preference applied,
        Duration retryAfter,
        PollQuery.@Nullable Version version) {

    public static PollResponse none(PollResult.Transient failed) {
        return new PollResponse(0, Map.of(), failed, Preference.NONE, Duration.ZERO, null);
    }

    /** What it says of that job. */
    public PollResult of(String id) {
        return results.getOrDefault(id, others);
    }

    /**
     * The kinds of the jobs that are now polled by schedule, because they have not ended; empty for a job of which no more is known. A
     * minimal response says nothing of such jobs, and the next request for them is held, too.
     */
    Set<String> kinds() {
        Set<String> kinds = new HashSet<>();
        Stream<PollResult> unlisted = applied.minimal() ? Stream.empty() : Stream.of(others);
        Stream.concat(results.values().stream(), unlisted).forEach(result -> {
            if (result instanceof PollResult.Running running) {
                kinds.add(running.snapshot() == null ? "" : running.snapshot().kind());
            } else if (result instanceof PollResult.Terminal end
                    && !end.snapshot().state().isTerminal()) {
                // A job that was submitted: any valid response ends such a request.
                kinds.add(end.snapshot().kind());
            }
        });
        return kinds;
    }

    /** Whether the backend could read it: it says something valid of a job. A rejection says nothing of how the server holds. */
    public boolean isValid() {
        return !isFailure() || hasValidResult();
    }

    /** Whether the request as such failed, or was rejected. */
    public boolean isFailure() {
        return others instanceof PollResult.Transient || others instanceof PollResult.Rejected;
    }

    private boolean hasValidResult() {
        return results.values().stream()
                .anyMatch(result -> result instanceof PollResult.Running || result instanceof PollResult.Terminal);
    }
}
