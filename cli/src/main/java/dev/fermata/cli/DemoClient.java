package dev.fermata.cli;

import dev.fermata.cli.console.PollLog;
import dev.fermata.client.Outcome;
import dev.fermata.client.PollEvent;
import dev.fermata.client.WaitListener;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.LongSummaryStatistics;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One of the clients of a demo: logs what it does, and counts. One wait at a time. Thread-safe. */
final class DemoClient implements WaitListener {

    /** The last waits; more would not fit on a screen. */
    private static final int MOST_DRAWN = 12;

    private final Logger log;
    private final PollLog pollLog;
    private final ServerProcess server;
    private final LongSummaryStatistics delays = new LongSummaryStatistics();
    private CompletableFuture<Outcome> outcome = new CompletableFuture<>();
    private Instant begun = Instant.EPOCH;
    private int waits;
    private int polls;
    private int timeouts;
    private int pollsOfThisJob;
    private int pollsOfJobs;
    private int jobs;
    /** Of this wait. */
    private final List<Instant> pollTimes = new ArrayList<>();

    private final Deque<DemoChart.Wait> drawn = new ArrayDeque<>();

    DemoClient(String name, ServerProcess server) {
        this.log = LoggerFactory.getLogger(name);
        this.pollLog = new PollLog(name);
        this.server = server;
    }

    /** A wait begins. Returns its outcome, which comes after its polls are logged; none if it is stopped. */
    synchronized CompletableFuture<Outcome> begins(String what) {
        log.info("{}", what);
        waits++;
        begun = Instant.now();
        pollTimes.clear();
        outcome = new CompletableFuture<>();
        return outcome;
    }

    @Override
    public synchronized void onPollAnswered(PollEvent event) {
        pollLog.accept(event);
        polls++;
        pollTimes.add(begun.plus(event.elapsed()));
    }

    @Override
    public void onPollFailed(PollEvent event) {
        onPollAnswered(event);
    }

    @Override
    public synchronized void onWaitEnded(Outcome ended) {
        Instant known = Instant.now();
        pollsOfThisJob += ended.polls();
        String took = count(ended.polls(), "poll") + " in " + PollLog.seconds(ended.elapsed());
        if (ended instanceof Outcome.Rejected rejected) {
            log.error("{}", rejected.exception().getMessage());
        } else if (ended instanceof Outcome.TimedOut) {
            timeouts++;
            String problem = ended.lastProblem()
                    .map(text -> " (last problem: " + text + ")")
                    .orElse("");
            log.info("timeout, {}{}", took, problem);
        } else {
            String word = ended instanceof Outcome.Completed ? "completed" : "error";
            log.info("{}, {}{}", word, took, delay(ended, known));
            jobs++;
            pollsOfJobs += pollsOfThisJob;
            pollsOfThisJob = 0;
        }
        outcome.complete(ended);
    }

    /** Says how late the end of the job is known. A job that had ended before the wait says nothing about a client. */
    private String delay(Outcome ended, Instant known) {
        Optional<Instant> stated = ended instanceof Outcome.Completed completed
                ? completed.snapshot().finishedAt()
                : Optional.empty();
        Optional<Instant> end = stated.or(() -> server.jobEnd(known));
        if (end.isEmpty()) {
            return "";
        }
        if (end.get().isBefore(begun)) {
            return "; the job had ended before this wait";
        }
        Duration delay = Duration.between(end.get(), known);
        delays.accept(delay.toMillis());
        drawn.add(new DemoChart.Wait(log.getName(), begun, end.get(), known, pollTimes));
        if (drawn.size() > MOST_DRAWN) {
            drawn.remove();
        }
        return "; known " + PollLog.precisely(delay) + " after the end of the job";
    }

    /** All figures, in one line. */
    synchronized String summary() {
        String all = log.getName() + ": " + count(waits, "wait") + ", " + count(polls, "poll") + ", "
                + count(timeouts, "timeout") + ", " + count(jobs, "job");
        String perJob =
                jobs == 0 ? "" : String.format(Locale.ROOT, "; %.1f polls per job", (double) pollsOfJobs / jobs);
        return delays.getCount() == 0
                ? all + perJob
                : all + perJob + ", known " + PollLog.precisely(Duration.ofMillis(Math.round(delays.getAverage())))
                        + " after its end on average, " + PollLog.precisely(Duration.ofMillis(delays.getMax()))
                        + " at worst";
    }

    static final String HEAD = String.format(
            Locale.ROOT,
            "%-8s %5s %14s %20s %25s",
            "client",
            "jobs",
            "polls per job",
            "known after the end",
            "cost, if a poll costs 1 s");

    /** The figures that compare clients, as a row under {@link #HEAD}; a dash for what was not measured. */
    synchronized String row() {
        boolean timed = delays.getCount() > 0;
        double perJob = jobs == 0 ? 0 : (double) pollsOfJobs / jobs;
        double delay = timed ? delays.getAverage() / 1e3 : 0;
        return String.format(
                Locale.ROOT,
                "%-8s %5d %14s %20s %25s",
                log.getName(),
                jobs,
                figure(jobs > 0, "%.1f", perJob),
                figure(timed, "%.2f s", delay),
                figure(timed, "%.2f", perJob + delay));
    }

    private static String figure(boolean measured, String format, double value) {
        return measured ? String.format(Locale.ROOT, format, value) : "-";
    }

    synchronized boolean hasSeenAJob() {
        return jobs > 0;
    }

    /** The last waits whose end was seen. */
    synchronized List<DemoChart.Wait> drawn() {
        return List.copyOf(drawn);
    }

    private static String count(long number, String noun) {
        return number + " " + noun + (number == 1 ? "" : "s");
    }
}
