package dev.fermata.cli;

import dev.fermata.cli.console.PollLog;
import dev.fermata.client.Outcome;
import dev.fermata.client.WaitListener;
import dev.fermata.client.WaitListener.PollEvent;
import dev.fermata.client.backend.Snapshot;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.LongSummaryStatistics;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One of the clients of a demo: logs what it does, and counts. One wait at a time. Thread-safe. */
final class DemoClient implements WaitListener {

    private static final String ROW = "%-8s %5s %14s %20s %25s";
    static final String HEAD = String.format(
            Locale.ROOT, ROW, "client", "jobs", "polls per job", "known after the end", "cost, if a poll costs 1 s");

    private final Logger log;
    private final PollLog pollLog;
    private final ServerProcess server;
    private final DemoChart chart;
    /** Of each job that it has seen end. */
    private final LongSummaryStatistics pollsOfJobs = new LongSummaryStatistics();
    /** In milliseconds. */
    private final LongSummaryStatistics delays = new LongSummaryStatistics();

    private final List<Instant> pollsOfThisWait = new ArrayList<>();
    private CompletableFuture<Boolean> goesOn = new CompletableFuture<>();
    /** As the server says it in its answers. */
    private Optional<Instant> finished = Optional.empty();

    private Instant begun = Instant.EPOCH;
    private int waits;
    private int polls;
    private int timeouts;
    private int pollsOfThisJob;

    DemoClient(String name, ServerProcess server, DemoChart chart) {
        this.log = LoggerFactory.getLogger(name);
        this.pollLog = new PollLog(name);
        this.server = server;
        this.chart = chart;
    }

    /** A wait begins. Returns whether another may end in another way; known after its polls are logged, and never if it is stopped. */
    synchronized CompletableFuture<Boolean> begins(String what) {
        log.info("{}", what);
        waits++;
        begun = Instant.now();
        pollsOfThisWait.clear();
        goesOn = new CompletableFuture<>();
        return goesOn;
    }

    @Override
    public synchronized void onPollAnswered(PollEvent event) {
        pollLog.accept(event);
        polls++;
        pollsOfThisWait.add(begun.plus(event.elapsed()));
        finished = event.snapshot().flatMap(Snapshot::finishedAt);
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
            Optional<String> problem = ended.lastProblem().map(text -> " (last problem: " + text + ")");
            log.info("timeout, {}{}", took, problem.orElse(""));
        } else {
            log.info("{}, {}{}", ended instanceof Outcome.Completed ? "completed" : "error", took, delay(known));
            pollsOfJobs.accept(pollsOfThisJob);
            pollsOfThisJob = 0;
        }
        goesOn.complete(!(ended instanceof Outcome.Rejected));
    }

    /** Says how late the end of the job is known. A job that had ended before the wait says nothing about a client. */
    private String delay(Instant known) {
        Instant end = finished.or(() -> server.jobEnd(known)).orElse(null);
        if (end == null || end.isBefore(begun)) {
            return end == null ? "" : "; the job had ended before this wait";
        }
        Duration delay = Duration.between(end, known);
        delays.accept(delay.toMillis());
        chart.add(new DemoChart.Wait(log.getName(), begun, end, known, pollsOfThisWait));
        return "; known " + PollLog.precisely(delay) + " after the end of the job";
    }

    /** All figures, in one line. */
    synchronized String summary() {
        String all = log.getName() + ": " + count(waits, "wait") + ", " + count(polls, "poll") + ", "
                + count(timeouts, "timeout") + ", " + count(pollsOfJobs.getCount(), "job");
        String perJob = hasSeenAJob() ? "; " + figure("%.1f polls per job", average(pollsOfJobs)) : "";
        return delays.getCount() == 0
                ? all + perJob
                : all + perJob + ", known " + PollLog.precisely(Duration.ofMillis(Math.round(delays.getAverage())))
                        + " after its end on average, " + PollLog.precisely(Duration.ofMillis(delays.getMax()))
                        + " at worst";
    }

    /** The figures that compare clients, as a row under {@link #HEAD}; a dash for what was not measured. */
    synchronized String row() {
        double delay = average(delays) / 1e3;
        return String.format(
                Locale.ROOT,
                ROW,
                log.getName(),
                pollsOfJobs.getCount(),
                figure("%.1f", average(pollsOfJobs)),
                figure("%.2f s", delay),
                figure("%.2f", average(pollsOfJobs) + delay));
    }

    private static double average(LongSummaryStatistics measured) {
        return measured.getCount() == 0 ? Double.NaN : measured.getAverage();
    }

    private static String figure(String format, double value) {
        return Double.isNaN(value) ? "-" : String.format(Locale.ROOT, format, value);
    }

    private static String count(long number, String noun) {
        return number + " " + noun + (number == 1 ? "" : "s");
    }

    synchronized boolean hasSeenAJob() {
        return pollsOfJobs.getCount() > 0;
    }
}
