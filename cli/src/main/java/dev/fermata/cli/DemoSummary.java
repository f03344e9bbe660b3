package dev.fermata.cli;

import dev.fermata.client.Status;
import dev.fermata.client.StatusResult;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.LongSummaryStatistics;
import java.util.Optional;

/** The figures of a demo. A job that has ended may be seen again before it is replaced; it counts once. */
final class DemoSummary {

    private final LongSummaryStatistics delays = new LongSummaryStatistics();
    private int waits;
    private int polls;
    private int pollsOfThisJob;
    private int pollsOfJobs;
    private int timeouts;
    private long lastJob;

    /** A wait begins. It counts even if it is stopped before its end. */
    synchronized void begun() {
        waits++;
    }

    /** A poll was answered, or failed. */
    synchronized void polled() {
        polls++;
    }

    /** Adds the result of a wait, and describes it in a line. */
    synchronized String add(StatusResult result, Instant known, Optional<ServerProcess.JobEnd> end) {
        pollsOfThisJob += result.polls();
        String outcome = "outcome: " + result + ", " + count(result.polls(), "poll") + " in "
                + PollLog.seconds(result.elapsed());
        if (result.status() == Status.TIMEOUT) {
            timeouts++;
            return outcome
                    + result.lastProblem()
                            .map(problem -> " (last problem: " + problem + ")")
                            .orElse("");
        }
        if (end.isEmpty()) {
            return outcome;
        }
        Duration delay = Duration.between(end.get().at(), known);
        boolean again = end.get().job() == lastJob;
        if (!again) {
            lastJob = end.get().job();
            pollsOfJobs += pollsOfThisJob;
            delays.accept(delay.toMillis());
        }
        pollsOfThisJob = 0;
        String ago = PollLog.seconds(delay);
        return outcome + "; " + (again ? "still " : "") + "job " + lastJob
                + (again ? ", which ended " + ago + " ago" : " had ended " + ago + " before");
    }

    synchronized List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add("summary: " + count(waits, "wait") + ", " + count(polls, "poll") + ", " + count(timeouts, "timeout"));
        if (delays.getCount() > 0) {
            lines.add(String.format(
                    Locale.ROOT,
                    "summary: %s, %.1f polls per job; from a job's end to its detection %.1f s on average, %.1f s at worst",
                    count(delays.getCount(), "job"),
                    (double) pollsOfJobs / delays.getCount(),
                    delays.getAverage() / 1000,
                    delays.getMax() / 1000.0));
        }
        return lines;
    }

    private static String count(long number, String noun) {
        return number + " " + noun + (number == 1 ? "" : "s");
    }
}
