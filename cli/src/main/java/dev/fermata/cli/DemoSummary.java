package dev.fermata.cli;

import dev.fermata.client.Status;
import dev.fermata.client.StatusResult;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Adds up what a demo saw. A job that has ended may be seen a second time, before the next one replaces it; it counts once. */
final class DemoSummary {

    private final List<Duration> delays = new ArrayList<>();
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
                + DurationText.seconds(result.elapsed());
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
        int taken = pollsOfThisJob;
        pollsOfThisJob = 0;
        Duration delay = Duration.between(end.get().at(), known);
        if (end.get().job() == lastJob) {
            return outcome + "; still job " + lastJob + ", which ended " + DurationText.seconds(delay) + " ago";
        }
        lastJob = end.get().job();
        pollsOfJobs += taken;
        delays.add(delay);
        return outcome + "; job " + lastJob + " had ended " + DurationText.seconds(delay) + " before";
    }

    synchronized List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add("summary: " + count(waits, "wait") + ", " + count(polls, "poll") + ", " + count(timeouts, "timeout"));
        if (!delays.isEmpty()) {
            double mean =
                    delays.stream().mapToLong(Duration::toMillis).average().orElse(0) / 1000;
            double worst = delays.stream().mapToLong(Duration::toMillis).max().orElse(0) / 1000.0;
            lines.add(String.format(
                    Locale.ROOT,
                    "summary: %s, %.1f polls per job; from a job's end to its detection %.1f s on average, %.1f s at worst",
                    count(delays.size(), "job"),
                    (double) pollsOfJobs / delays.size(),
                    mean,
                    worst));
        }
        return lines;
    }

    private static String count(int number, String noun) {
        return number + " " + noun + (number == 1 ? "" : "s");
    }
}
